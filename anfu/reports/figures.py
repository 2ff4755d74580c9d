"""What a period's tickets and calls add up to. One pass over either; nothing of a single case is kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo

from anfu.playbook import Playbook
from anfu.reports.clocks import LATE, ClockRun, Dated, Happening, closed_at, runs
from anfu.reports.document import Change, Share, Value
from anfu.reports.names import Names
from anfu.reports.period import end_of_month, month_of
from anfu.store.records import BriefTicket, CallRecord
from anfu.tickets.types import Ticket

Filed = tuple[Ticket, CallRecord, Sequence[Happening]]
"""A ticket with its call and what happened to it."""


@dataclass
class Punctual:
    """How many deadlines were kept and how many were not."""

    kept: int = 0
    late: int = 0

    @classmethod
    def of(cls, clocks: Iterable[ClockRun]) -> Punctual:
        """The deadlines among these that are decided."""
        verdicts = [run.verdict for run in clocks if run.deadline]
        return cls(verdicts.count("kept"), sum(verdict in LATE for verdict in verdicts))

    def add(self, others: Punctual) -> None:
        """Counts others as well."""
        self.kept += others.kept
        self.late += others.late

    @property
    def on_time(self) -> Share | None:
        """The part that was kept; None when none is decided yet."""
        return share(self.kept, self.kept + self.late)


@dataclass
class Group:
    """Tickets that have something in common."""

    tickets: int = 0
    levels: Counter[int] = field(default_factory=Counter)
    clocks: Punctual = field(default_factory=Punctual)

    def add(self, level: int, clocks: Punctual) -> None:
        """Counts one more."""
        self.tickets += 1
        self.levels[level] += 1
        self.clocks.add(clocks)

    @property
    def serious(self) -> int:
        """Those of level 1 and 2."""
        return self.levels[1] + self.levels[2]


def _groups() -> defaultdict[str, Group]:
    return defaultdict(Group)


@dataclass
class TicketFigures:
    """Everything counted of the tickets of a period."""

    all: Group = field(default_factory=Group)
    kinds: defaultdict[str, Group] = field(default_factory=_groups)
    levels: defaultdict[str, Group] = field(default_factory=_groups)
    causes: defaultdict[str, Group] = field(default_factory=_groups)
    months: defaultdict[str, Group] = field(default_factory=_groups)
    clocks: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    crisis: Punctual = field(default_factory=Punctual)
    closed: int = 0
    excluded: int = 0
    open_for: timedelta = timedelta()


def count_tickets(
    filed: Iterable[tuple[BriefTicket, Sequence[Dated]]], now: datetime, zone: tzinfo, book: Playbook
) -> TicketFigures:
    """The figures of these tickets as they stand now, each with what happened in the moment it was closed.

    They come in the order they were filed.
    """
    figures = TicketFigures()
    month, ends = "", datetime.min.replace(tzinfo=UTC)
    for ticket, happenings in filed:
        if ticket.outcome in ("rejected", "merged"):
            # A false alarm is no complaint, and a merged ticket is one that counts already.
            figures.excluded += 1
            continue
        clocks = runs(ticket, happenings, now, book)
        groups = [figures.all, figures.kinds[ticket.matter], figures.levels[str(ticket.level)]]
        groups += [figures.causes[rule] for rule in {reason.rule for reason in ticket.reasons}]
        if ticket.filed_at >= ends:
            # They come in the order of time: the month is worked out once for all of its tickets.
            month, ends = month_of(ticket.filed_at, zone), end_of_month(ticket.filed_at, zone)
        groups.append(figures.months[month])
        punctual = Punctual.of(clocks)
        for group in groups:
            group.add(ticket.level, punctual)
        for run in clocks:
            figures.clocks[run.kind][run.verdict] += 1
        crisis = (run for run in clocks if run.kind in book.reports.crisis_clocks)
        figures.crisis.add(Punctual.of(crisis))
        over = closed_at(ticket, happenings)
        if over is not None:
            figures.closed += 1
            figures.open_for += over - ticket.filed_at
    return figures


def share(part: int, whole: int) -> Share | None:
    """A part of a whole, if there is a whole."""
    return Share(part / whole) if whole else None


def change(now: Value, before: Value, names: Names) -> Value:
    """How a number or length of time has changed, and by how many points a share; words for new and same."""
    new, old = _plain(now), _plain(before)
    if new is None or old is None:
        return None
    points = isinstance(now, Share)
    if not old and not points:
        return names.word("new") if new else None
    by = round(new - old, 3) if points else round(new / old - 1, 3)
    return Change(by, points) if by else names.word("same")


def _plain(value: Value) -> float | None:
    match value:
        case int() | float():
            return float(value)
        case Share(of_one):
            return of_one
        case timedelta():
            return value.total_seconds()
    return None
