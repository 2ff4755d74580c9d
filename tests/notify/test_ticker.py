"""The tick: every clock event told once, by one process at a time, through outages and long pauses."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
import sqlalchemy as sa

from anfu.notify.ticker import LEASE, Ticker
from anfu.playbook import Playbook
from anfu.store import CallRecord, Store
from anfu.store.clockwork import Fired, Seen
from anfu.tickets.messages import Teller
from anfu.tickets.types import Due, Reason, Ticket


@pytest.fixture
def case(clock: Any, store: Store) -> Ticket:
    """A stored ticket with the clock of the first report: ten minutes."""
    store.create_call(CallRecord("C-1", clock.now, "telecom", "panel", "agent", agent="小林"))
    end = clock.now + timedelta(minutes=10)
    due = (Due("first_report", "首次上报", end, clock.now, seconds=600),)
    drawn = Ticket(
        "T-1", "C-1", "refund", "open", 2, "CR2", "P1", "退钱", (Reason("repeat", "F46", "第三次"),), clock.now,
        "anfu", clock.now, due,
    )  # fmt: skip
    return store.file(drawn)


@pytest.fixture
def ticker(store: Store, book: Playbook, clock: Any, case: Ticket) -> Callable[..., Ticker]:
    teller = Teller(book, ZoneInfo("Asia/Shanghai"))
    return lambda name="one": Ticker(store, book, teller, lambda _: None, clock, name)


def more_cases(store: Store, case: Ticket, count: int) -> list[str]:
    ids = [f"T-{number}" for number in range(2, count + 2)]
    for name in ids:
        store.file(msgspec.structs.replace(case, id=name, matter=name))
    return ids


def kinds(store: Store, target: str = "floor_chat") -> list[str]:
    """What was told in a chat, earliest first."""
    found = store.outbox_entries(1000, target=target)
    return [entry.message.kind for entry in reversed(found)]


def test_each_event_is_told_when_it_comes_and_once(store: Store, clock: Any, ticker: Any) -> None:
    tick = ticker()
    for _ in range(60):
        tick.tick()
        tick.tick()
        clock.on(seconds=15)
    assert kinds(store) == ["clock_soon", "clock_soon", "clock_close", "clock_breached"]
    ladder = [entry.message for entry in store.outbox_entries(1000) if entry.message.kind == "clock_ladder"]
    assert not ladder
    clock.on(minutes=10)
    tick.tick()
    ladder = [entry.message for entry in store.outbox_entries(1000) if entry.message.kind == "clock_ladder"]
    assert {message.target for message in ladder} == {"manager_chat", "manager_mail"}


def test_after_a_pause_longer_than_the_clock_nobody_gets_every_warning(
    store: Store, clock: Any, ticker: Any
) -> None:
    clock.on(minutes=8)
    ticker().tick()
    assert kinds(store) == ["clock_soon"], "75 % says it all"
    clock.on(minutes=2 + 35)
    assert ticker().tick() == 4, "90 %, the end, and two reminders"
    assert kinds(store) == ["clock_soon", "clock_breached"]
    ladder = [entry.message for entry in store.outbox_entries(1000) if entry.message.kind == "clock_ladder"]
    assert {message.target for message in ladder} == {"senior_chat", "senior_mail"}
    clock.on(minutes=1)
    assert ticker().tick() == 0


def test_one_process_ticks_at_a_time_and_another_takes_over(store: Store, clock: Any, ticker: Any) -> None:
    one, two = ticker("one"), ticker("two")
    clock.on(minutes=6)
    assert one.tick() > 0
    clock.on(minutes=4)
    assert two.tick() > 0, "the lease of one is over"
    assert one.tick() == 0
    two.stop()
    clock.on(minutes=15)
    assert one.tick() > 0


def test_processes_that_tick_in_the_same_moment_tell_once(
    store: Store, clock: Any, ticker: Any, case: Ticket
) -> None:
    ids = [case.id, *more_cases(store, case, 19)]
    tickers = [ticker(f"p{number}") for number in range(4)]
    clock.on(minutes=11)
    for each in tickers:
        each._store = Unleased(store)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda each: each.tick(), tickers))
    assert kinds(store).count("clock_breached") == 20
    assert len(store.fired(ids)) == 20 * 4


class Unleased:
    """A store whose lease keeps nobody out: what is left is that an event can happen only once."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def take_lease(self, *_: Any) -> bool:
        return True

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


def test_an_event_and_its_messages_are_stored_together_or_not_at_all(
    store: Store, clock: Any, ticker: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.on(minutes=11)
    with monkeypatch.context() as broken:

        def fail(*_: Any) -> int:
            raise RuntimeError("disk")

        broken.setattr("anfu.store.clockwork.put_messages", fail)
        with pytest.raises(RuntimeError):
            ticker().tick()
    assert not store.fired(["T-1"])
    assert ticker().tick() > 0
    assert kinds(store) == ["clock_breached"]


def test_many_tickets_are_looked_at_together(store: Store, clock: Any, ticker: Any, case: Ticket) -> None:
    """How often the database is asked does not grow with the tickets whose clocks have something to tell."""
    asked: list[str] = []

    def note(_: Any, __: Any, statement: str, *rest: Any) -> None:
        asked.append(statement)

    sa.event.listen(store._db.engine, "before_cursor_execute", note)
    trips = []
    for count in (1, 40):
        more_cases(store, case, count - 1)
        clock.on(minutes=3)
        asked.clear()
        assert ticker().tick() >= count
        trips.append(len(asked))
        clock.on(minutes=3)
    assert trips[1] <= trips[0] + 2, asked


def test_the_digest_comes_once_an_hour_and_makes_up_for_none(
    store: Store, clock: Any, ticker: Any, case: Ticket
) -> None:
    def digests() -> int:
        return kinds(store, "response_chat").count("digest")

    tick = ticker()
    for _ in range(3 * 12):
        tick.tick()
        clock.on(minutes=5)
    assert digests() == 3
    clock.on(hours=5)
    tick.tick()
    assert digests() == 4
    store.save(msgspec.structs.replace(case, status="closed"))
    clock.on(hours=1)
    tick.tick()
    assert digests() == 4


def test_a_clock_that_was_stopped_or_acknowledged_says_no_more(
    store: Store, clock: Any, ticker: Any, case: Ticket
) -> None:
    tick = ticker()
    clock.on(minutes=6)
    tick.tick()
    stopped = (msgspec.structs.replace(case.due[0], stopped=clock.now),)
    store.save(msgspec.structs.replace(case, due=stopped, updated_at=clock.now))
    clock.on(hours=3)
    assert tick.tick() <= 1, "the digest at most"
    assert kinds(store) == ["clock_soon"]


def test_a_clock_that_is_not_due_is_not_looked_at(
    store: Store, clock: Any, ticker: Any, case: Ticket
) -> None:
    tick = ticker()
    assert len(store.looks(clock.now, 9)) == 1, "new clocks are looked at once"
    tick.tick()
    assert store.looks(clock.now + timedelta(seconds=299), 9) == []
    assert len(store.looks(clock.now + timedelta(seconds=300), 9)) == 1


def test_a_clock_that_changed_while_it_was_looked_at_is_looked_at_again(
    store: Store, clock: Any, case: Ticket
) -> None:
    [look] = store.looks(clock.now, 9)
    later = msgspec.structs.replace(case.due[0], due=case.due[0].due + timedelta(minutes=1))
    store.save(msgspec.structs.replace(case, due=(later,)))
    store.looked([Seen(look, [], {"first_report": None})], clock.now)
    assert len(store.looks(clock.now, 9)) == 1


def test_leases(store: Store, clock: Any) -> None:
    until = clock.now + timedelta(seconds=30)
    assert store.take_lease(LEASE, "one", clock.now, until)
    assert store.take_lease(LEASE, "one", clock.now, until)
    assert not store.take_lease(LEASE, "two", clock.now, until)
    store.drop_lease(LEASE, "two")
    assert not store.take_lease(LEASE, "two", clock.now, until)
    store.drop_lease(LEASE, "one")
    assert store.take_lease(LEASE, "two", clock.now, until)
    assert store.fire(Fired("T-1", "team", "breached", 0), clock.now)
    assert not store.fire(Fired("T-1", "team", "breached", 0), clock.now)
    assert store.fire(Fired("T-1", "team", "repeat", 1), clock.now)
