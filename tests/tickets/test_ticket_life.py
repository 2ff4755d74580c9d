"""The life of a case: nine nodes, their gates, who may do what, and what a manager decides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from builders import Talk
from hypothesis import given
from hypothesis import strategies as st

from anfu.playbook import Playbook
from anfu.tickets.filing import decide, draw_up
from anfu.tickets.gates import BadChange, Gate, NeedsReason, NotYours, UnknownTransition
from anfu.tickets.life import act, possible
from anfu.tickets.trail import broken, changes, seal
from anfu.tickets.types import Ticket, Written

Open = Callable[..., Any]
WORK = ("investigated", "responsibility_found", "planned", "approved", "solution_given", "agreed", "closed")
AFTER = ("followed_up", "improvement", "rolled_out")


def test_a_case_goes_through_the_nine_nodes_of_f9(book: Playbook, desk: Open) -> None:
    case = desk()
    seen = [case.ticket.node]
    for transition in (*WORK, *AFTER):
        node = case.does(transition, note="记下").node
        if node != seen[-1]:
            seen.append(node)
    assert seen == [node.id for node in book.lifecycle.nodes]
    assert (case.ticket.status, case.ticket.outcome) == ("closed", "solved")
    assert case.ticket.fields == dict.fromkeys(("responsibility", "plan", "solution", "improvement"), "记下")


@pytest.mark.parametrize(
    ("source", "done", "wanted", "missing"),
    [
        pytest.param("F10", ("planned",), "solution_given", "approved", id="F10 approval before the reply"),
        pytest.param("F12", ("planned", "approved"), "agreed", "solution_given", id="F12 told before agreed"),
        pytest.param(
            "F12", ("approved", "solution_given"), "closed", "agreed", id="F12 agreement before closing"
        ),
        pytest.param("F14", (), "rolled_out", "improvement", id="F14 a measure before it is put to use"),
    ],
)
def test_a_gate_says_what_is_missing_and_who_can(
    desk: Open, source: str, done: tuple[str, ...], wanted: str, missing: str
) -> None:
    case = desk()
    case.does(*done, note="记下")
    before = case.ticket
    with pytest.raises(Gate) as gate:
        case.does(wanted, note="记下")
    assert gate.value.missing == missing
    assert "supervisor" in gate.value.who
    assert missing in gate.value.remedy("zh") and missing in gate.value.remedy("en")
    assert case.ticket is before
    case.does(missing, wanted, note="记下")


def test_a_gate_is_passed_by_a_supervisor_with_a_reason_that_is_kept(desk: Open) -> None:
    case = desk()
    with pytest.raises(NeedsReason):
        case.does("solution_given", override=True)
    with pytest.raises(NotYours, match="overriding"):
        case.does("solution_given", role="agent", override=True, note="急")
    case.does("solution_given", override=True, note="主管电话里批了")
    assert [(entry.event, entry.note) for entry in case.entries] == [
        ("overridden", "主管电话里批了"),
        ("solution_given", "主管电话里批了"),
    ]
    assert case.entries[0].changes == {"gate": "approval", "for": "solution_given"}


def test_an_override_where_no_gate_is_shut_is_nothing_special(desk: Open) -> None:
    case = desk()
    case.does("confirmed", override=True, note="属实")
    assert [entry.event for entry in case.entries] == ["confirmed"]


def test_a_new_plan_needs_a_new_approval(desk: Open) -> None:
    case = desk()
    case.does("planned", "approved", "solution_given", "disagreed", note="客户要换新")
    assert case.ticket.node == "plan"
    with pytest.raises(Gate):
        case.does("solution_given")
    case.does("planned", "approved", "solution_given", "agreed", note="换新")


def test_who_may_do_what(desk: Open) -> None:
    case = desk()
    for transition in ("confirmed", "approved", "assigned", "rejected", "downgraded"):
        with pytest.raises(NotYours):
            case.does(transition, role="agent", note="想试试")
    with pytest.raises(UnknownTransition, match="planned"):
        case.does("fly")
    assert "approved" not in possible(case.ticket, "agent", case.book)
    assert "approved" in possible(case.ticket, "supervisor", case.book)
    assert "solution_given" not in possible(case.ticket, "supervisor", case.book)
    case.does("approved")
    assert "solution_given" in possible(case.ticket, "agent", case.book)


def test_a_closed_case_takes_only_what_comes_after(desk: Open) -> None:
    case = desk()
    case.does(*WORK, note="记下")
    with pytest.raises(Gate, match="closed"):
        case.does("approved")
    assert set(possible(case.ticket, "admin", case.book)) == {
        "followed_up", "note", "acknowledged", "reviewed", "report_written", "improvement",
    }  # fmt: skip
    case.does("note", note="客户来电致谢", role="trainer")


# --- F58: the duty manager's check ----------------------------------------------------------------


def test_f58_a_manager_confirms(desk: Open) -> None:
    assert desk().does("confirmed").status == "confirmed"


def test_f58_a_downgrade_needs_a_reason_and_drops_the_clocks_of_the_higher_level(desk: Open) -> None:
    case = desk(2)
    with pytest.raises(NeedsReason):
        case.does("downgraded")
    ticket = case.does("downgraded", note="客户说的是气话")
    assert (ticket.level, ticket.cr, ticket.priority, ticket.status) == (3, "CR3", "P2", "downgraded")
    running = {due.clock for due in ticket.due if due.running}
    assert running == {"first_solution"}
    assert all(due.dropped for due in ticket.due if due.clock != "first_solution")
    assert case.due("first_solution").started == case.now
    assert case.entries[-1].changes["level"] == "3"


def test_f58_a_rejected_ticket_is_over_and_its_clocks_do_not_count(desk: Open) -> None:
    ticket = desk(1).does("rejected", note="客户在讲电影")
    assert (ticket.status, ticket.outcome) == ("closed", "rejected")
    assert all(due.dropped for due in ticket.due)


def test_a_manager_raises_a_level_and_its_clocks_start(desk: Open) -> None:
    case = desk(3)
    ticket = case.does("upgraded", note="客户是重点客户", level=1)
    assert (ticket.level, ticket.cr) == (1, "CR1")
    assert case.due("first_report").started == case.now
    assert case.due("first_solution").running, "what was promised at level 3 is still due"
    case.does("downgraded", note="误会", level=2)
    assert case.due("team").running, "level 2 has this clock as well"
    case.does("downgraded", note="还是误会")
    assert not case.due("team").running
    case.does("upgraded", note="真的")
    assert case.due("team#2").running, "what was dropped starts anew"


@pytest.mark.parametrize(("transition", "level"), [("downgraded", 1), ("upgraded", 3), ("downgraded", 0)])
def test_a_level_goes_the_way_the_word_says(desk: Open, transition: str, level: int) -> None:
    with pytest.raises(BadChange):
        desk(2).does(transition, note="看错了", level=level)
    with pytest.raises(BadChange):
        desk(3).does("downgraded", note="再低没有了")


def test_assigning_names_a_person_or_a_role(desk: Open) -> None:
    case = desk()
    with pytest.raises(BadChange):
        case.does("assigned")
    assert case.does("assigned", owner="小李").owner == "小李"
    assert case.does("assigned", owner_role="legal").owner_role == "legal"


def test_what_a_person_owns_stays_theirs_when_the_level_changes(book: Playbook, desk: Open) -> None:
    case = desk(3)
    assert case.ticket.owner_role == "supervisor"
    assert case.does("upgraded", note="重").owner_role == "duty_manager"
    case.does("assigned", owner="小李", owner_role="legal")
    assert case.does("downgraded", note="轻").owner_role == "legal"


def test_a_trainer_moves_a_gate_without_code(book: Playbook, desk: Open) -> None:
    from msgspec.structs import replace

    gates = [replace(gate, levels=[1, 2]) for gate in book.lifecycle.gates]
    easier = replace(book, lifecycle=replace(book.lifecycle, gates=gates))
    at = desk(3).now
    ticket = desk(3).ticket
    act(ticket, "solution_given", by="小林", role="agent", note="", at=at, book=easier)
    with pytest.raises(Gate):
        act(desk(2).ticket, "solution_given", by="小林", role="agent", note="", at=at, book=easier)


# --- what the ticket says of the call (F45, F69, F72) ---------------------------------------------


def test_f72_the_ticket_holds_what_the_quick_report_asks_for(book: Playbook) -> None:
    talk = Talk(book, customer_ref="cust-7").customer("宽带断了", kind="outage", signals={"outage": "断了"})
    talk = talk.customer("整个小区都断了", kind="outage", signals={"mass": "整个小区"})
    talk = talk.customer("给我减免月费", "demand", "outage")
    talk = talk.agent("18点前给您回电", "commit_time")
    ticket = draw_up(talk.call, "T-1", talk.call.turns[-1].at, book, "小林")
    assert ticket.event_type == "technical"
    assert ticket.customer_ref == "cust-7"
    assert ticket.demand == "给我减免月费"
    assert ticket.affected == "整个小区"
    assert [(pledge.text, pledge.turn) for pledge in ticket.promises] == [("18点前给您回电", 4)]
    [promise] = [due for due in ticket.due if due.kind == "promise"]
    assert (promise.clock, promise.due, promise.started) == (
        "promise#4", talk.call.promises[0].due, talk.call.turns[3].at,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"kind": "delivery"}, "complaint"),
        ({"kind": "outage"}, "technical"),
        ({"kind": "billing", "signals": {"privacy": "泄露"}}, "security"),
    ],
)
def test_f45_event_types(book: Playbook, fields: Any, kind: str) -> None:
    call = Talk(book).customer("话", **fields).call
    assert draw_up(call, "T-1", call.turns[-1].at, book, "小林").event_type == kind


def test_what_is_said_after_filing_is_added(book: Playbook) -> None:
    talk = Talk(book).customer("我要起诉", signals={"legal": "起诉"})
    ticket = decide(talk.call, None, "T-1", talk.call.turns[-1].at, book).ticket
    talk = talk.customer("退我六千", "demand", "refund").agent("今晚八点前回电", "commit_time")
    later = decide(talk.call, ticket, "T-2", talk.call.turns[-1].at, book)
    assert later.action == "none"
    assert later.ticket is not None and later.ticket.demand == "退我六千"
    assert [due.clock for due in later.ticket.due if due.kind == "promise"] == ["promise#3"]
    assert [entry.event for entry in later.entries] == ["note"]
    assert later.entries[0].changes == {"demand": "退我六千"}


def test_what_was_closed_or_rejected_is_filed_again_only_for_a_new_reason(book: Playbook) -> None:
    talk = Talk(book).customer("我要起诉", signals={"legal": "起诉"})
    now = talk.call.turns[-1].at
    assert decide(talk.call, None, "T-2", now, book, settled={"legal"}).action == "none"
    talk = talk.customer("我发抖音", signals={"media": "抖音"})
    assert decide(talk.call, None, "T-2", now, book, settled={"legal"}).action == "filed"


def test_a_reason_at_a_level_a_manager_has_raised_is_added(book: Playbook, desk: Open) -> None:
    case = desk(2)
    case.does("upgraded", note="重点客户")
    talk = Talk(book).customer("起诉", signals={"legal": "起诉"}).customer("抖音", signals={"media": "抖音"})
    decision = decide(talk.call, case.ticket, "T-2", case.now + timedelta(minutes=1), book)
    assert decision.action == "none"
    assert decision.ticket is not None and decision.ticket.level == 1
    assert [reason.rule for reason in decision.ticket.reasons] == ["legal", "media"]
    assert "monitoring" in {due.clock for due in decision.ticket.due}


# --- the history ----------------------------------------------------------------------------------


def history(written: list[Written]) -> tuple[list[Any], str]:
    lines: list[Any] = []
    for step in written:
        for entry in step.entries:
            lines.append(seal("T-1", len(lines) + 1, entry, lines[-1].hash if lines else ""))
    return lines, lines[-1].hash


@given(picks=st.lists(st.sampled_from([*WORK, *AFTER, "downgraded", "assigned", "note"]), max_size=12))
def test_whatever_happens_the_history_accounts_for_the_ticket(book: Playbook, picks: list[str]) -> None:
    from anfu.tickets.filing import filed
    from anfu.tickets.life import Wish

    call = Talk(book).customer("我要起诉", signals={"legal": "起诉"}).call
    ticket = draw_up(call, "T-1", call.turns[-1].at, book, "小林")
    written = [Written(ticket, filed(ticket))]
    for number, pick in enumerate(picks):
        at = ticket.filed_at + timedelta(minutes=number)
        try:
            step = act(
                ticket,
                pick,
                by="甲",
                role="admin",
                note=f"第{number}条",
                at=at,
                book=book,
                wish=Wish(owner="乙"),
            )
        except (Gate, BadChange):
            continue
        written.append(step)
        ticket = step.ticket
    lines, head = history(written)
    assert broken(ticket, lines, head) is None


def test_a_history_that_was_touched_is_noticed(book: Playbook, desk: Open) -> None:
    from msgspec.structs import replace

    from anfu.tickets.filing import filed

    case = desk()
    start = Written(case.ticket, filed(case.ticket))
    case.does("confirmed")
    case.does("note", note="先退一半")
    lines, head = history([start, Written(case.ticket, tuple(case.entries))])
    ticket = case.ticket
    assert broken(ticket, lines, head) is None
    touched = [*lines[:-1], replace(lines[-1], note="全退")]
    assert broken(ticket, touched, head) == "line 5 (note) was altered"
    assert broken(ticket, lines[:-1], head) == "the last lines are missing"
    assert broken(ticket, [lines[0], *lines[2:]], head) == "line 2 is missing"
    assert broken(ticket, [], head) == "the history is missing"
    assert broken(replace(ticket, level=3), lines, head) == "level was changed without a line in the history"
    assert "field" in str(broken(replace(ticket, fields={"plan": "x"}), lines, head))


def test_changes_name_only_what_is_new(desk: Open) -> None:
    ticket: Ticket = desk().ticket
    assert changes(ticket, ticket) == {}
    assert changes(None, ticket)["level"] == "2"
