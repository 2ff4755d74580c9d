"""What reports read: everything of a period, once, in order, however many there are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

import anfu.store.reports as reports
from anfu.store import CallRecord, Store, TurnRecord
from anfu.tickets.types import Entry, Ticket

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches so small that every test crosses their borders."""
    monkeypatch.setattr(reports, "BATCH", 3)


def test_a_period_s_tickets_come_once_and_in_order(store: Store, ticket: Callable[..., Ticket]) -> None:
    # Several at the same moment, so that a batch ends between equals.
    for number in range(10):
        moment = NOON + timedelta(hours=number // 4)
        store.file(ticket(f"T-{number}", matter=f"m{number}", filed_at=moment))
    store.file(ticket("T-before", matter="b", filed_at=NOON - timedelta(seconds=1)))
    store.file(ticket("T-after", matter="a", filed_at=NOON + DAY))
    store.save(store.tickets_of("call-1")[5], [Entry("note", NOON + DAY, "小林", "补充")])
    found = list(store.tickets_filed(NOON, NOON + DAY))
    assert [one.id for one, _, _ in found] == [f"T-{number}" for number in range(10)]
    assert [[event.event for event in told] for _, _, told in found].count(["note"]) == 1
    assert {call.id for _, call, _ in found} == {"call-1"}
    assert list(store.tickets_filed(NOON + 2 * DAY, NOON + 3 * DAY)) == []


def test_a_brief_ticket_has_what_figures_need_and_how_it_ended(
    store: Store, ticket: Callable[..., Ticket]
) -> None:
    for number in range(10):
        store.file(ticket(f"T-{number}", matter=f"m{number}", filed_at=NOON + timedelta(hours=number // 4)))
    for number in (2, 3, 7):
        before, at = store.ticket(f"T-{number}"), NOON + DAY + timedelta(hours=number)
        assert before is not None
        over = msgspec.structs.replace(before, status="closed", outcome="solved", updated_at=at + DAY)
        steps = ("planned", NOON), ("responded", at), ("closed", at), ("note", at + DAY)
        assert store.save(over, [Entry(event, when, "小林") for event, when in steps])
    briefs = list(store.briefs_filed(NOON, NOON + DAY, ["closed"]))
    whole = [filed for filed, _, _ in store.tickets_filed(NOON, NOON + DAY)]
    for (brief, _), full in zip(briefs, whole, strict=True):
        assert msgspec.structs.asdict(brief).items() <= msgspec.structs.asdict(full).items()
    told = {brief.matter: [(step.event, step.at) for step in steps] for brief, steps in briefs if steps}
    ends = {number: NOON + DAY + timedelta(hours=number) for number in (2, 3, 7)}
    assert told == {f"m{n}": [("responded", at), ("closed", at)] for n, at in ends.items()}


def test_calls_of_a_period_are_counted(store: Store) -> None:
    for number in range(7):
        at = NOON + number * timedelta(minutes=1)
        store.create_call(CallRecord(f"C-{number}", at, "general", "api", "agent"))
    assert store.count_calls(NOON + timedelta(minutes=2), NOON + timedelta(minutes=6)) == 4


def test_a_period_s_calls_come_with_their_last_guidance(
    store: Store, turn: Callable[..., TurnRecord]
) -> None:
    for number in range(7):
        call = CallRecord(f"C-{number}", NOON + number * timedelta(minutes=1), "general", "api", "agent")
        store.create_call(call)
        for place in range(1, number + 1):
            store.add_turn(turn(place, call_id=call.id, guidance=f'{{"turn":{place}}}'))
    since = NOON - timedelta(seconds=1)
    endings = [(call.id, last) for call, last in store.endings(since, NOON + DAY) if call.id != "call-1"]
    assert endings == [("C-0", None)] + [(f"C-{n}", f'{{"turn":{n}}}') for n in range(1, 7)]
    started = [call.id for call in store.calls_started(since, NOON + DAY) if call.id != "call-1"]
    assert started == [f"C-{number}" for number in range(7)]
