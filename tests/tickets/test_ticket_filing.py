"""When a ticket is filed, proposed or upgraded, what it holds, and which clocks start."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from builders import START, Talk
from hypothesis import given
from hypothesis import strategies as st

from anfu.labels import SIGNALS
from anfu.playbook import Playbook
from anfu.tickets.filing import SUMMARY_LIMIT, clocks, decide, draw_up, summary_of, upgrade
from anfu.tickets.types import Ticket

NOW = START + timedelta(minutes=3)
LEVELS: list[Any] = [
    pytest.param({"kind": "none", "act": "question"}, "none", id="level 0"),
    pytest.param({}, "proposed", id="level 3"),
    pytest.param({"signals": {"legal": "起诉"}}, "filed", id="level 2"),
    pytest.param({"signals": {"safety": "冒烟"}}, "filed", id="level 1"),
]


def at_level(book: Playbook, level: int, **fields: Any) -> Talk:
    signals: dict[int, Any] = {1: {"safety": "冒烟"}, 2: {"legal": "起诉"}, 3: {}}
    return Talk(book).customer("洗衣机冒烟，我要起诉", kind="quality", signals=signals[level], **fields)


@pytest.fixture
def filed(book: Playbook) -> Ticket:
    """The ticket of a level-2 call."""
    ticket = decide(at_level(book, 2).call, None, "T-1", NOW, book).ticket
    assert ticket is not None
    return ticket


@pytest.mark.parametrize(("fields", "action"), LEVELS)
def test_levels_1_and_2_file_by_themselves_and_3_proposes(
    book: Playbook, fields: dict[str, Any], action: str
) -> None:
    decision = decide(Talk(book).customer("就是这样", **fields).call, None, "T-1", NOW, book)
    assert decision.action == action
    assert (decision.ticket is not None) == (action == "filed")


def test_a_filed_ticket_tells_the_case(book: Playbook, filed: Ticket) -> None:
    assert filed == Ticket(
        id="T-1",
        call_id="C-1",
        matter="quality",
        status="open",
        level=2,
        cr="CR2",
        priority="P1",
        summary="洗衣机冒烟，我要起诉",
        reasons=at_level(book, 2).call.level.reasons,
        filed_at=NOW,
        filed_by="anfu",
        updated_at=NOW,
        due=filed.due,
        event_type="complaint",
        owner_role="duty_manager",
    )
    assert [reason.rule for reason in filed.reasons] == ["legal"]


def test_an_open_ticket_is_left_alone_while_nothing_new_is_known(book: Playbook, filed: Ticket) -> None:
    decision = decide(at_level(book, 2).call, filed, "T-2", NOW + timedelta(minutes=1), book)
    assert decision.action == "none"
    assert decision.ticket is filed


def test_a_rise_of_level_upgrades_the_ticket_and_never_makes_a_second(book: Playbook, filed: Ticket) -> None:
    later = NOW + timedelta(minutes=7)
    decision = decide(at_level(book, 1).call, filed, "T-2", later, book)
    assert decision.action == "upgraded"
    ticket = decision.ticket
    assert ticket is not None
    assert (ticket.id, ticket.level, ticket.cr, ticket.priority) == ("T-1", 1, "CR1", "P0")
    assert (ticket.filed_at, ticket.updated_at) == (NOW, later)
    assert [reason.rule for reason in ticket.reasons] == ["safety"]
    # Clocks that ran already keep their time.
    assert set(filed.due) <= set(ticket.due)


def test_an_upgrade_starts_the_clocks_of_the_higher_level(book: Playbook) -> None:
    by_hand = draw_up(at_level(book, 3).call, "T-1", NOW, book, filed_by="小林")
    assert [due.clock for due in by_hand.due] == ["first_solution"]
    later = NOW + timedelta(minutes=10)
    raised = upgrade(by_hand, at_level(book, 2).call, later, book)
    started = {due.clock: due.due for due in raised.due}
    assert started["first_solution"] == NOW + timedelta(hours=2)
    assert started["first_report"] == later + timedelta(minutes=10)
    assert raised.filed_by == "小林"


def test_a_second_risk_at_the_same_level_is_added_with_its_clock(book: Playbook, filed: Ticket) -> None:
    """F49: signs of media start the 24 h monitoring, also when a legal threat was filed before."""
    talk = at_level(book, 2).customer("我发抖音", signals={"media": "抖音"})
    later = NOW + timedelta(minutes=5)
    decision = decide(talk.call, filed, "T-2", later, book)
    assert decision.action == "none"
    assert decision.ticket is not None
    assert [reason.rule for reason in decision.ticket.reasons] == ["legal", "media"]
    [added] = set(decision.ticket.due) - set(filed.due)
    assert (added.clock, added.due) == ("monitoring", later + timedelta(hours=24))
    again = decide(talk.call, decision.ticket, "T-3", later + timedelta(minutes=1), book)
    assert again.ticket is decision.ticket


def test_what_a_person_downgraded_rises_again_only_for_a_new_reason(book: Playbook, filed: Ticket) -> None:
    lowered = msgspec.structs.replace(filed, status="downgraded", level=3, cr="CR3", priority="P2")
    talk = at_level(book, 2)
    assert decide(talk.call, lowered, "T-2", NOW, book).action == "none"
    assert decide(talk.call, lowered, "T-2", NOW, book).ticket is lowered
    decision = decide(talk.customer("我发抖音", signals={"media": "抖音"}).call, lowered, "T-2", NOW, book)
    assert decision.action == "upgraded"
    assert decision.ticket is not None
    assert (decision.ticket.level, decision.ticket.status) == (2, "open")


def test_a_confirmed_ticket_stays_confirmed_when_it_rises(book: Playbook, filed: Ticket) -> None:
    confirmed = msgspec.structs.replace(filed, status="confirmed")
    assert upgrade(confirmed, at_level(book, 1).call, NOW, book).status == "confirmed"


def test_a_ticket_by_hand_holds_what_was_typed_and_has_at_least_level_3(book: Playbook) -> None:
    call = Talk(book).customer("问一下", "question", "none").call
    ticket = draw_up(call, "T-9", NOW, book, "小林", "refund", "想退款", {"contact": "138****0000"})
    assert (ticket.level, ticket.cr, ticket.matter, ticket.summary) == (3, "CR3", "refund", "想退款")
    assert ticket.fields == {"contact": "138****0000"}
    assert ticket.reasons == ()
    assert draw_up(call, "T-9", NOW, book, "小林").matter == "other"


# --- clocks --------------------------------------------------------------------------------------

MINUTES: list[Any] = [
    pytest.param(
        1, {}, {"first_report": 10, "team": 30, "progress": 60, "crisis_response": 120}, id="F59-F67 1"
    ),
    pytest.param(
        2, {}, {"first_report": 10, "team": 30, "progress": 60, "crisis_response": 120}, id="F59-F67 2"
    ),
    pytest.param(
        2,
        {"media": "抖音"},
        {"first_report": 10, "team": 30, "progress": 60, "crisis_response": 120, "monitoring": 1440},
        id="F64 media",
    ),
    pytest.param(3, {}, {"first_solution": 120}, id="F62 level 3"),
    pytest.param(3, {"media": "抖音"}, {"first_solution": 120}, id="F64 not below level 2"),
    pytest.param(0, {}, {}, id="nothing is due for a question's ticket"),
]


@pytest.mark.parametrize(("level", "signals", "minutes"), MINUTES)
def test_clocks_of_a_level(book: Playbook, level: Any, signals: Any, minutes: dict[str, int]) -> None:
    call = Talk(book).customer(signals=signals).call
    due = clocks(level, call, NOW, book)
    assert {entry.clock: (entry.due - NOW) // timedelta(minutes=1) for entry in due} == minutes
    assert [entry.due for entry in due] == sorted(entry.due for entry in due)
    assert all(entry.name for entry in due)


def test_a_trainer_changes_a_clock_without_code(book: Playbook) -> None:
    quicker = [
        msgspec.structs.replace(clock, minutes=5) if clock.id == "team" else clock
        for clock in book.clocks.clocks
    ]
    changed = msgspec.structs.replace(book, clocks=msgspec.structs.replace(book.clocks, clocks=quicker))
    assert clocks(2, Talk(book).customer().call, NOW, changed)[0].clock == "team"


# --- summary -------------------------------------------------------------------------------------


def test_the_summary_is_what_the_customer_told_not_what_anybody_replied(book: Playbook) -> None:
    talk = Talk(book).customer("喂", "chitchat", "none").customer("包裹五天没到").agent("对不起", "apologize")
    talk = talk.customer("我要退款", "demand", "refund").customer("谢谢", "thank", "none")
    assert summary_of(talk.call) == "包裹五天没到 / 我要退款"


def test_a_complaint_that_only_vents_is_its_own_summary(book: Playbook) -> None:
    assert summary_of(Talk(book).customer("太过分了", "vent").call) == "太过分了"
    assert summary_of(Talk(book).customer("几点下班", "question", "none").call) == ""


@given(texts=st.lists(st.text(max_size=150), max_size=6))
def test_a_summary_is_never_longer_than_its_place(book: Playbook, texts: list[str]) -> None:
    talk = Talk(book)
    for text in texts:
        talk = talk.customer(text)
    summary = summary_of(talk.call)
    assert len(summary) <= SUMMARY_LIMIT
    assert summary.endswith("…") or len(" / ".join(texts[:4])) <= SUMMARY_LIMIT


@given(turns=st.lists(st.dictionaries(st.sampled_from(SIGNALS), st.just("话"), max_size=2), max_size=10))
def test_one_ticket_a_call_and_it_never_falls(book: Playbook, turns: list[Any]) -> None:
    talk, ticket = Talk(book), None
    for number, signals in enumerate(turns):
        talk = talk.customer("话", signals=signals)
        decision = decide(talk.call, ticket, f"T-{number}", talk.call.turns[-1].at, book)
        if ticket is not None:
            assert decision.ticket is not None
            assert decision.ticket.id == ticket.id
            assert decision.ticket.level <= ticket.level
            assert set(ticket.due) <= set(decision.ticket.due)
        assert (decision.action == "filed") == (ticket is None and talk.level in (1, 2))
        ticket = decision.ticket
