"""Whether clocks were kept: judged from when they ran out and when the event that stops them happened."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal, Protocol

import msgspec

from anfu.playbook import Playbook
from anfu.playbook.schema import Clock
from anfu.tickets.ladder import PROMISE
from anfu.tickets.types import Due, TicketStatus

Verdict = Literal["kept", "missed", "overdue", "running", "paused", "ended", "dropped"]
"""`overdue`: the time is over and nothing was recorded; `ended`: the case was closed before the time was over;
`dropped`: the clock no longer applies."""
CLOSINGS = ("closed", "rejected", "merged")
"""The events that close a ticket."""
_WORSE: dict[str, int] = {
    verdict: place
    for place, verdict in enumerate(("kept", "missed", "running", "paused", "overdue", "ended", "dropped"))
}
"""Of two wordings of a promise, which says how it went: the earlier one here."""
LATE: frozenset[Verdict] = frozenset({"missed", "overdue"})


class Dated(Protocol):
    """Something that happened to a ticket, and when."""

    @property
    def event(self) -> str:
        """What, as the clocks of the playbook call it."""

    @property
    def at(self) -> datetime:
        """When."""


class Happening(Dated, Protocol):
    """An entry of a ticket's timeline."""

    @property
    def by(self) -> str:
        """Who did it."""

    @property
    def note(self) -> str:
        """What they wrote."""

    @property
    def changes(self) -> Mapping[str, str]:
        """What is new, by field."""


class Timed(Protocol):
    """What must be known of a ticket to judge its clocks."""

    @property
    def status(self) -> TicketStatus:
        """Whether it is closed."""

    @property
    def updated_at(self) -> datetime:
        """When it was last changed."""

    @property
    def due(self) -> tuple[Due, ...]:
        """Its clocks."""


class ClockRun(msgspec.Struct, frozen=True):
    """A clock of a ticket and how it went. `late` is how much was or is lacking.

    `kind` is the clock's id in `clocks.yml`, or `promise`. `deadline` is false for a watch that is kept up until
    the case closes: it cannot be missed.
    """

    clock: str
    kind: str
    name: str
    source: str
    due: datetime
    stopped: datetime | None
    verdict: Verdict
    late: timedelta | None
    deadline: bool


def closed_at(ticket: Timed, happenings: Iterable[Dated]) -> datetime | None:
    """When the ticket was closed; None while it is not."""
    if ticket.status != "closed":
        return None
    return max((entry.at for entry in happenings if entry.event in CLOSINGS), default=ticket.updated_at)


def runs(ticket: Timed, happenings: Sequence[Dated], now: datetime, book: Playbook) -> list[ClockRun]:
    """Every clock of the ticket, soonest first. Of the happenings only those in the moment it was closed count."""
    rules = {clock.id: clock for clock in book.clocks.clocks}
    over = closed_at(ticket, happenings)
    did = {(entry.event, entry.at) for entry in happenings}
    found = [
        _run(due, rules.get(due.kind), did, over, now, book)
        for due in sorted(ticket.due, key=lambda due: due.due)
    ]
    return _each_promise_once(found)


def _each_promise_once(found: list[ClockRun]) -> list[ClockRun]:
    """Of several wordings of a promise for the same moment the one that went best: they were one promise."""
    best: dict[datetime, ClockRun] = {}
    for run in found:
        if run.kind == PROMISE and _WORSE[run.verdict] < _WORSE.get(
            best[run.due].verdict if run.due in best else "", 9
        ):
            best[run.due] = run
    return [run for run in found if run.kind != PROMISE or best[run.due] is run]


def _run(
    due: Due,
    rule: Clock | None,
    did: Collection[tuple[str, datetime]],
    over: datetime | None,
    now: datetime,
    book: Playbook,
) -> ClockRun:
    promises = book.clocks.promises
    source = promises.source if due.kind == PROMISE else rule.source if rule else ""
    if due.repeats or (rule is not None and rule.stops == "closed"):
        verdict = _watch(due, over, now)
        return ClockRun(due.clock, due.kind, due.name, source, due.due, None, verdict, None, False)
    stops = promises.stops if due.kind == PROMISE else rule.stops if rule else ""
    # What the closing of the case stopped was not done by it.
    by_closing = due.stopped is not None and due.stopped == over and (stops, due.stopped) not in did
    stopped = None if by_closing else due.stopped
    verdict = _deadline(due, stopped, over if by_closing else None, now)
    late = (stopped or (over if by_closing else None) or now) - due.due if verdict in LATE else None
    return ClockRun(due.clock, due.kind, due.name, source, due.due, stopped, verdict, late, True)


def _watch(due: Due, over: datetime | None, now: datetime) -> Verdict:
    """A watch that does not repeat is fulfilled when its time is over."""
    if due.dropped:
        return "dropped"
    if not due.repeats and (over or now) >= due.due:
        return "kept"
    return "ended" if over else "running"


def _deadline(due: Due, stopped: datetime | None, ended: datetime | None, now: datetime) -> Verdict:
    if due.dropped:
        return "dropped"
    if stopped is not None:
        return "kept" if stopped <= due.due else "missed"
    if ended is not None:
        return "ended" if ended <= due.due else "overdue"
    if due.paused is not None and due.paused <= due.due:
        return "paused"
    return "running" if now <= due.due else "overdue"
