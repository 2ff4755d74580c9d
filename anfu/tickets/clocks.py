"""What the clocks of a ticket have to tell: warnings, breaches, rounds (F59-F69). Pure."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo

import msgspec
from msgspec.structs import replace

from anfu.playbook.book import Playbook
from anfu.tickets.calendar import Calendar, calendar_of
from anfu.tickets.ladder import PROMISE, moment_of
from anfu.tickets.types import Due, Ticket

BREACHED = "breached"
REPEAT = "repeat"
_TEN_YEARS = timedelta(days=3650)


class ClockEvent(msgspec.Struct, frozen=True):
    """Something a clock has to tell, once.

    what: `warn50`, `warn75`, `warn90` (percent of its time used), `breached`, or `repeat`: the end of the
    `n`th round of a clock that repeats, or the `n`th reminder of one that ran out.
    at: when it came about. to: the contact role that is told first.
    """

    clock: str
    what: str
    at: datetime
    to: str
    name: str
    due: datetime
    n: int = 0


def clock_events(ticket: Ticket, now: datetime, book: Playbook) -> list[ClockEvent]:
    """All that the ticket's clocks had to tell until `now`, in order, however long nobody looked."""
    calendar = calendar_of(book.calendar)
    found = [
        event
        for due in ticket.due
        for event in itertools.takewhile(lambda event: event.at <= now, _events(due, book, calendar))
    ]
    return sorted(found, key=lambda event: event.at)


def next_moment(due: Due, after: datetime, book: Playbook) -> datetime | None:
    """When the clock next has something to tell after `after`; None when never, as things stand."""
    events = _events(due, book, calendar_of(book.calendar))
    return next((event.at for event in events if event.at > after), None)


def as_of(ticket: Ticket, now: datetime, book: Playbook) -> Ticket:
    """The ticket with its repeating clocks shown at the round that runs now."""
    if not any(due.repeats and due.running for due in ticket.due):
        return ticket
    shown = tuple(
        replace(due, due=next_moment(due, now, book) or due.due) if due.repeats and due.running else due
        for due in ticket.due
    )
    return replace(ticket, due=shown)


def awaited(ticket: Ticket | None, zone: tzinfo) -> tuple[Due, ...]:
    """The ticket's clocks that have not been stopped, their times told as in this zone."""
    return tuple(_told_in(zone, due) for due in ticket.awaited) if ticket is not None else ()


def _told_in(zone: tzinfo, due: Due) -> Due:
    times = {
        name: at.astimezone(zone)
        for name, at in msgspec.structs.asdict(due).items()
        if isinstance(at, datetime)
    }
    legs = tuple((start.astimezone(zone), end.astimezone(zone)) for start, end in due.legs)
    return replace(due, **times, legs=legs)


def next_due(ticket: Ticket) -> datetime | None:
    """When the first of the running clocks runs out; rounds of repeating clocks do not count."""
    return min((due.due for due in ticket.due if due.running and not due.repeats), default=None)


def _events(due: Due, book: Playbook, calendar: Calendar) -> Iterator[ClockEvent]:
    """All events of a clock in order, those to come as well; none of one that was dropped."""
    if due.dropped:
        return
    to = _told_first(due, book)
    for what, n, used in _moments(due, book):
        if what == BREACHED:
            end = due.paused or due.stopped
            at = due.due if end is None or due.due <= end else None
        else:
            at = moment_of(due, used, calendar)
        if at is None:
            return
        if what == REPEAT and not due.repeats and due.acknowledged and at > due.acknowledged:
            return
        yield ClockEvent(due.clock, what, at, to, due.name, due.due, n)


def _moments(due: Due, book: Playbook) -> Iterator[tuple[str, int, timedelta]]:
    """What a clock tells, which time of how many, and how much of its time is used then."""
    length = timedelta(seconds=due.seconds)
    if due.repeats:
        rounds = ((REPEAT, n, n * length) for n in itertools.count(1))
        yield from itertools.takewhile(lambda moment: moment[2] < _TEN_YEARS, rounds)
        return
    if due.started is None:  # filed by an Anfu that kept nothing but when it runs out
        yield BREACHED, 0, length
        return
    for percent in book.clocks.warn_at_percent:
        yield f"warn{percent}", 0, length * percent / 100
    yield BREACHED, 0, length
    again = book.clocks.after_breach
    for n in range(1, again.at_most + 1):
        yield REPEAT, n, length + n * timedelta(minutes=again.every_minutes)


def _told_first(due: Due, book: Playbook) -> str:
    if due.kind == PROMISE:
        return book.clocks.promises.tells
    return next((rule.tells for rule in book.clocks.clocks if rule.id == due.kind), "supervisor")
