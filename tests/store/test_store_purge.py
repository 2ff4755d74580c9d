"""Purging: what is long over goes, whatever may still be needed stays, on either database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from anfu.store import Store
from anfu.store.clockwork import Fired
from anfu.store.purge import Leftovers
from anfu.tickets.messages import Message
from anfu.tickets.trail import changes as news
from anfu.tickets.types import Due, Entry, Ticket

NOTHING = Leftovers()
DAY = timedelta(days=1)


@pytest.fixture
def filed(store: Store, ticket: Callable[..., Ticket]) -> Ticket:
    """A ticket with a history, a message that arrived, and a clock that warned."""
    start = ticket().filed_at
    due = (Due("team", "小组", start + timedelta(minutes=30), start, seconds=1800),)
    told = [message("filed", start), message("closed", start)]
    drawn = ticket(due=due)
    stored = store.file(drawn, (Entry("filed", start, "anfu", changes=news(None, drawn)),), told)
    for one in told:
        store.mark_sent(one.id, one.target, start)
    assert store.fire(Fired("T-1", "team", "warn50", 0), start)
    return stored


def message(name: str, at: datetime, ticket: str | None = "T-1") -> Message:
    return Message(f"M-{name}", f"{ticket}:{name}", "chat", name, "一", "二", ticket, at, at)


def closed(store: Store, ticket: Ticket, **changes: object) -> Ticket:
    """The ticket closed at the moment it was filed, its clocks stopped."""
    at = ticket.filed_at
    stopped = tuple(replace(due, stopped=at) for due in ticket.due)
    over = replace(ticket, status="closed", outcome="solved", due=stopped, updated_at=at)
    over = replace(over, **changes)
    stored = store.save(over, (Entry("closed", at, "小林", changes=news(ticket, over)),))
    assert stored is not None
    return stored


def test_of_a_case_that_is_over_notifications_and_notes_go_and_the_history_stays(
    store: Store, filed: Ticket
) -> None:
    over = closed(store, filed)
    before = filed.filed_at + DAY
    assert store.purgeable(before) == Leftovers(1, 2, 1)
    assert store.purgeable(before) == Leftovers(1, 2, 1), "looking takes nothing away"
    assert len(store.outbox_entries(9)) == 2 and store.fired(["T-1"])
    assert store.purge(before) == Leftovers(1, 2, 1)
    assert store.outbox_entries(9) == [] and not store.fired(["T-1"])
    assert store.purge(before) == store.purgeable(before) == NOTHING
    assert store.ticket("T-1") == over and len(store.ticket_events("T-1")) == 2
    assert [checked.wrong for checked in store.audit()] == [None]


def test_what_is_younger_stays(store: Store, filed: Ticket) -> None:
    closed(store, filed)
    assert store.purge(filed.filed_at) == NOTHING
    assert len(store.outbox_entries(9)) == 2 and store.fired(["T-1"])


def test_of_an_open_case_nothing_goes(store: Store, filed: Ticket) -> None:
    before = filed.filed_at + 999 * DAY
    assert store.purgeable(before) == store.purge(before) == NOTHING
    assert len(store.outbox_entries(9)) == 2 and store.fired(["T-1"])


def test_of_a_case_touched_since_nothing_goes(store: Store, filed: Ticket) -> None:
    closed(store, filed, updated_at=filed.filed_at + 5 * DAY)
    assert store.purge(filed.filed_at + DAY) == NOTHING
    assert store.purge(filed.filed_at + 6 * DAY).messages == 2


def test_a_clock_that_may_tell_again_keeps_what_it_told(store: Store, filed: Ticket) -> None:
    """Closed, but the retrospective report is still to be written."""
    still = closed(store, filed, due=filed.due)
    before = filed.filed_at + 999 * DAY
    assert store.purgeable(before) == store.purge(before) == NOTHING
    assert store.fired(["T-1"])
    closed(store, still)
    assert store.purge(before) == Leftovers(1, 2, 1)


@pytest.mark.parametrize("state", ["waiting", "dead"])
def test_what_did_not_arrive_stays_with_all_of_its_case(store: Store, filed: Ticket, state: str) -> None:
    closed(store, filed)
    store.add_messages([message("late", filed.filed_at), message("alone", filed.filed_at, None)])
    if state == "dead":
        for name in ("M-late", "M-alone"):
            store.mark_dead(name, filed.filed_at, "HTTP 400")
    before = filed.filed_at + DAY
    assert store.purgeable(before) == store.purge(before) == NOTHING
    assert len(store.outbox_entries(9)) == 4
    assert store.replay_messages(before, "M-late") == 1
    store.mark_sent("M-late", "chat", before)
    assert store.purge(before + DAY).messages == 3, "delivered in the end; the one of no case still waits"


def test_dropped_ones_and_old_summaries_go_too(store: Store, filed: Ticket) -> None:
    at = filed.filed_at
    store.fire(Fired("", "progress", "digest", 7), at, [message("digest", at, None)])
    store.mark_sent("M-digest", "chat", at)
    store.add_messages([message("wrong", at, None)])
    store.drop_message("M-wrong")
    later = Fired("", "progress", "digest", 90)
    store.fire(later, at + 3 * DAY, [message("next", at + 3 * DAY, None)])
    assert store.purgeable(at + DAY) == store.purge(at + DAY) == Leftovers(0, 2, 1)
    assert store.has_fired(later) and not store.has_fired(Fired("", "progress", "digest", 7))
    assert {entry.message.id for entry in store.outbox_entries(9)} == {"M-filed", "M-closed", "M-next"}
