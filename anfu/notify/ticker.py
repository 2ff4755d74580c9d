"""The tick: looks at the clocks that are due, and writes what they have to tell into the outbox."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from anfu.playbook.book import Playbook
from anfu.store.clockwork import Fired, Look, Seen
from anfu.store.store import Store
from anfu.tickets.clocks import ClockEvent, clock_events, next_moment
from anfu.tickets.messages import Message, Teller
from anfu.tickets.types import Ticket

logger = logging.getLogger(__name__)
LEASE = "clocks"
HELD = timedelta(seconds=30)
"""How long a process that died keeps the others from ticking."""
TOGETHER = 50
"""Tickets whose looks are stored in one transaction."""
AT_ONCE = 1000
"""Clocks looked at in one tick; the rest wait for the next."""


class Ticker:
    """Ticks for one process; among several, one at a time does the work, and each event is told once."""

    def __init__(
        self,
        store: Store,
        book: Playbook,
        teller: Teller,
        agent_of: Callable[[Ticket], str | None],
        clock: Callable[[], datetime],
        name: str,
    ) -> None:
        self._store = store
        self._book = book
        self._teller = teller
        self._agent_of = agent_of
        self._clock = clock
        self._name = name

    def tick(self) -> int:
        """Tells what is new; how many events that was. Raises the store's errors; the next tick goes on then."""
        now = self._clock()
        if not self._store.take_lease(LEASE, self._name, now, now + HELD):
            return 0
        looks = self._store.looks(now, AT_ONCE)
        fired = self._store.fired({look.ticket.id for look in looks})
        happened = 0
        for start in range(0, len(looks), TOGETHER):
            seen = [self._see(look, fired, now) for look in looks[start : start + TOGETHER]]
            happened += self._store.looked(seen, now)
            # A long list must not outlive the lease.
            if self._clock() - now > HELD / 2:
                logger.warning("clocks are behind: %s events told, the rest follows", happened)
                return happened
        return happened + self._tell_digest(now)

    def stop(self) -> None:
        """Lets another process tick at once."""
        self._store.drop_lease(LEASE, self._name)

    def _see(self, look: Look, fired: set[Fired], now: datetime) -> Seen:
        ticket = look.ticket
        new = [
            event
            for event in clock_events(ticket, now, self._book)
            if event.clock in look.clocks and _mark(ticket, event) not in fired
        ]
        loud = _loudest(new)
        agent = self._agent_of(ticket) if loud else None
        told: list[tuple[Fired, Sequence[Message]]] = []
        for event in new:
            messages = self._teller.about_clock(event, ticket, now, agent) if event in loud else ()
            told.append((_mark(ticket, event), messages))
        again = {
            due.clock: next_moment(due, now, self._book) for due in ticket.due if due.clock in look.clocks
        }
        return Seen(look, told, again)

    def _tell_digest(self, now: datetime) -> int:
        """The summary, once in each stretch of its clock's minutes; stretches nobody saw are not made up for."""
        entry = self._book.notifications.digest
        minutes = next(clock.minutes for clock in self._book.clocks.clocks if clock.id == entry.clock)
        number = int((now - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(minutes=minutes))
        mark = Fired("", entry.clock, "digest", number)
        if self._store.has_fired(mark):
            return 0
        cases = self._store.open_cases(entry.levels)
        return int(self._store.fire(mark, now, self._teller.digest(cases, now, str(number))))


def _mark(ticket: Ticket, event: ClockEvent) -> Fired:
    return Fired(ticket.id, event.clock, event.what, event.n)


def _loudest(new: Sequence[ClockEvent]) -> list[ClockEvent]:
    """Of what came due at once, what is told: after a long pause nobody needs every warning.

    A breach makes the warnings before it pointless, and of several warnings or reminders the latest says it all.
    """
    over = {event.clock for event in new if event.what in ("breached", "repeat")}
    latest: dict[tuple[str, str], ClockEvent] = {}
    for event in sorted(new, key=lambda event: event.at):
        warns = event.what.startswith("warn")
        if not (warns and event.clock in over):
            latest[event.clock, "warn" if warns else event.what] = event
    return list(latest.values())
