"""Tickets after they were filed: acted on by several at once, split, merged, gathered, found."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from builders import agent, customer

from anfu.errors import CallEnded, UnknownTicket
from anfu.service import Service
from anfu.store import Wanted
from anfu.store.errors import TicketTaken
from anfu.tickets.gates import BadChange, Gate, NotYours
from anfu.tickets.life import Wish
from anfu.tickets.types import Ticket

Open = Callable[..., Service]
LEAD: Any = {"by": "主管", "role": "supervisor"}


def say(service: Service, text: str = "丢件，我要起诉", call: str = "call-1", **fields: Any) -> Any:
    fields.setdefault("signals", {"legal": "起诉"})
    return service.hear(call, "customer", text, customer(text, **fields))


def filed(service: Service, call: str = "call-1", **fields: Any) -> Ticket:
    """The ticket a call has filed."""
    if service.store.call(call) is None:
        service.begin_call(call_id=call)
    say(service, call=call, **fields)
    ticket = service.open_ticket(call)
    assert ticket is not None
    return ticket


def events(service: Service, ticket: str) -> list[str]:
    return [line.event for line in service.store.ticket_events(ticket)]


def sound(service: Service) -> None:
    assert [checked for checked in service.store.audit() if checked.wrong] == []


def test_a_manager_decides_and_the_call_in_another_process_knows(
    open_service: Open, service: Service
) -> None:
    ticket = filed(service)
    other = open_service()
    other.act(ticket.id, "downgraded", note="气话", **LEAD)
    assert say(service).ticket.action == "none", "the same reason raises it no more"
    standing = service.open_ticket("call-1")
    assert standing is not None and (standing.level, standing.status) == (3, "downgraded")
    assert say(service, "我发抖音", signals={"media": "抖音"}).ticket.action == "upgraded"
    assert other.ticket(ticket.id).level == 2
    sound(service)


def test_a_rejected_ticket_is_filed_again_only_for_a_new_reason(open_service: Open, service: Service) -> None:
    ticket = filed(service)
    open_service().act(ticket.id, "rejected", note="在讲电影", **LEAD)
    assert say(service).ticket.action == "none"
    assert service.open_ticket("call-1") is None
    guidance = say(service, "冒烟了", signals={"safety": "冒烟"})
    assert guidance.ticket.action == "filed"
    assert guidance.ticket.id != ticket.id
    assert say(open_service()).ticket.id == guidance.ticket.id
    sound(service)


def test_no_word_is_stored_in_a_call_that_ended_in_the_same_moment(
    open_service: Open, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(service)
    other = open_service()
    monkeypatch.setattr(service, "_refuse_when_over", lambda _live: None)
    other.end_call("call-1")
    with pytest.raises(CallEnded):
        say(service, "还有")
    assert service.store.last_turn("call-1") == 1


def test_forty_people_at_once_each_have_their_say(open_service: Open, service: Service) -> None:
    ticket = filed(service)
    desks = [service, open_service()]

    def note(number: int) -> Ticket:
        return desks[number % 2].act(
            ticket.id, "note", note=f"第{number}条", by=f"坐席{number}", role="agent"
        )

    with ThreadPoolExecutor(8) as pool:
        versions = [done.version for done in pool.map(note, range(40))]
    assert sorted(versions) == list(range(2, 42))
    lines = service.store.ticket_events(ticket.id)
    assert {line.note for line in lines if line.event == "note"} == {f"第{number}条" for number in range(40)}
    sound(service)


def test_who_saw_an_older_version_is_told_so(service: Service) -> None:
    ticket = filed(service)
    service.act(ticket.id, "confirmed", version=1, **LEAD)
    with pytest.raises(TicketTaken, match="version 2"):
        service.act(ticket.id, "approved", version=1, **LEAD)
    with pytest.raises(UnknownTicket):
        service.act("T-0", "confirmed", **LEAD)


def test_a_refused_transition_leaves_no_trace(service: Service) -> None:
    ticket = filed(service)
    with pytest.raises(Gate):
        service.act(ticket.id, "solution_given", by="小林", role="agent")
    with pytest.raises(NotYours):
        service.act(ticket.id, "approved", by="小林", role="agent")
    assert service.ticket(ticket.id) == ticket
    assert events(service, ticket.id) == ["detected", "classified", "filed"]


def test_a_promise_in_the_call_starts_its_clock_and_an_answer_stops_it(service: Service, clock: Any) -> None:
    ticket = filed(service)
    text = "18点前给您回电"
    service.hear("call-1", "agent", text, agent(text, "commit_time"))
    standing = service.ticket(ticket.id)
    [promise] = [due for due in standing.due if due.kind == "promise"]
    assert promise.due.astimezone(clock.now.tzinfo).hour == 18
    clock.tick(minutes=30)
    after = service.act(ticket.id, "responded", by="小林", role="agent")
    assert [due.stopped for due in after.due if due.kind == "promise"] == [clock.now]
    sound(service)


def test_a_case_shows_its_history_its_evidence_and_what_can_be_done(service: Service) -> None:
    ticket = filed(service, said={"amount_cny": "六千"}, text="六千块的货丢了，我要起诉", amount_cny="6000")
    service.hear("call-1", "agent", "好的", agent("好的", "listen"))
    case = service.case(ticket.id, "supervisor")
    assert [line.event for line in case.events] == ["detected", "classified", "filed"]
    [seen] = case.evidence
    assert [(mark.label, mark.text) for mark in seen.marks] == [("amount_cny", "六千"), ("legal", "起诉")]
    assert all(seen.text[slice(*mark.span)] == mark.text for mark in seen.marks)
    assert "confirmed" in case.possible and "confirmed" not in service.case(ticket.id).possible


# --- one becomes two, two become one (and many) ---------------------------------------------------


def test_splitting_gives_another_matter_a_ticket_with_the_same_deadlines(service: Service) -> None:
    ticket = filed(service)
    with pytest.raises(NotYours):
        service.split_ticket(ticket.id, "billing", by="小林", role="agent")
    with pytest.raises(BadChange):
        service.split_ticket(ticket.id, "delivery", **LEAD)
    new = service.split_ticket(ticket.id, "billing", "多扣了钱", note="两件事", **LEAD)
    assert (new.call_id, new.matter, new.level, new.summary) == ("call-1", "billing", 2, "多扣了钱")
    assert new.due == ticket.due
    assert events(service, ticket.id)[-1] == "split"
    assert events(service, new.id) == ["detected", "classified", "filed", "split"]
    with pytest.raises(BadChange, match="merge"):
        service.split_ticket(ticket.id, "billing", **LEAD)
    sound(service)


def test_merging_keeps_the_more_serious_level_the_earlier_clock_and_all_that_was_said(
    service: Service, clock: Any
) -> None:
    grave = filed(service)
    clock.tick(minutes=5)
    service.begin_call(call_id="call-2")
    say(service, "五天没到", call="call-2", signals={})
    mild = service.file_ticket("call-2", fields={"contact": "微信"})
    whole = service.merge_tickets(grave.id, mild.id, note="同一件事", **LEAD)
    assert (whole.id, whole.level, whole.also_calls) == (mild.id, 2, ("call-1",))
    assert [reason.rule for reason in whole.reasons] == ["legal", "complaint"]
    dues = {due.clock: due.due for due in whole.due if due.stopped is None}
    assert dues["team"] == next(due.due for due in grave.due if due.clock == "team")
    gone = service.ticket(grave.id)
    assert (gone.status, gone.outcome, gone.merged_into) == ("closed", "merged", mild.id)
    assert {seen.call_id for seen in service.case(mild.id).evidence} == {"call-1", "call-2"}
    for wrong in ((mild.id, mild.id), (mild.id, grave.id), (grave.id, mild.id)):
        with pytest.raises((BadChange, Gate)):
            service.merge_tickets(*wrong, **LEAD)
    sound(service)


def test_f54_a_mass_complaint_is_gathered_and_answered_once(service: Service) -> None:
    parent, *children = [filed(service, call) for call in ("call-1", "call-2", "call-3", "call-4")]
    ids = [child.id for child in children]
    service.act(parent.id, "planned", note="统一退运费", **LEAD)
    service.act(parent.id, "approved", **LEAD)
    gathered = service.gather_tickets(parent.id, ids[:2], note="同一批货", **LEAD)
    assert gathered.id == parent.id
    assert service.case(parent.id).children == tuple(ids[:2])
    service.act(parent.id, "solution_given", note="每单退十元运费", by="小林", role="agent")
    for child in ids[:2]:
        assert service.ticket(child).fields == {"plan": "统一退运费", "solution": "每单退十元运费"}
    assert "solution" not in service.ticket(ids[2]).fields
    service.act(ids[0], "agreed", by="小林", role="agent")
    assert "agreed" not in service.ticket(ids[1]).marks, "each customer agrees for themselves"
    service.gather_tickets(parent.id, ids, **LEAD)
    assert service.ticket(ids[2]).fields["solution"] == "每单退十元运费"
    assert events(service, parent.id).count("child_added") == 3
    sound(service)


def test_what_cannot_be_gathered(service: Service) -> None:
    a, b, c = [filed(service, call).id for call in ("call-1", "call-2", "call-3")]
    service.gather_tickets(a, [b], **LEAD)
    for parent, child in ((a, a), (c, b), (b, c), (c, a)):
        with pytest.raises(BadChange):
            service.gather_tickets(parent, [child], **LEAD)
    with pytest.raises(NotYours):
        service.gather_tickets(a, [c], by="小林", role="agent")
    service.merge_tickets(a, c, **LEAD)
    assert service.case(c).children == (b,), "children follow their parent"
    sound(service)


# --- finding --------------------------------------------------------------------------------------


def test_finding_and_paging(service: Service, clock: Any) -> None:
    ids = []
    for number in range(7):
        clock.tick(minutes=1)
        ids.append(filed(service, f"c-{number}", text=f"第{number}件丢了，我要起诉").id)
    service.act(ids[2], "assigned", wish=Wish(owner="小李"), **LEAD)
    service.act(ids[3], "rejected", note="误报", **LEAD)
    pages, after = [], None
    while True:
        found, after = service.find_tickets(Wanted(limit=3, after=after))
        pages.append([ticket.id for ticket in found])
        if after is None:
            break
    assert pages == [ids[6:3:-1], ids[3:0:-1], ids[:1]]

    def find(**wanted: Any) -> list[str]:
        return [ticket.id for ticket in service.find_tickets(Wanted(**wanted))[0]]

    assert find(text="第5件 丢了") == [ids[5]]
    assert find(text=ids[4].lower()) == [ids[4]]
    assert find(text="nothing") == []
    assert find(owner="小李") == [ids[2]]
    assert find(status="closed") == find(outcome="rejected") == [ids[3]]
    assert len(find(status="active", owner_role="duty_manager")) == 6
    assert find(order="due", limit=2) == ids[:2]
    clock.tick(minutes=6)
    assert find(overdue=clock.now) == ids[1::-1]
    assert find(since=clock.now - timedelta(minutes=7)) == [ids[6], ids[5]]
    assert find(text="丢了", limit=1) == [ids[6]]
    with pytest.raises(ValueError, match="next"):
        find(after="xyz")


@pytest.mark.parametrize("order", ["newest", "due"])
@pytest.mark.parametrize("text", ["", "丢了"])
def test_pages_join_without_gap_or_overlap(service: Service, order: str, text: str) -> None:
    ids = {filed(service, f"c-{number}", text="丢了，我要起诉").id for number in range(9)}
    found: list[str] = []
    after = None
    while True:
        wanted = Wanted(limit=2, order=order, text=text, after=after)  # type: ignore[arg-type]
        page, after = service.find_tickets(wanted)
        found += [ticket.id for ticket in page]
        if after is None:
            break
    assert len(found) == 9 and set(found) == ids
