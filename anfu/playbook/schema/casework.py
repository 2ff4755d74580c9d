"""What becomes of a ticket: the nodes of its life, who may do what to it, and when the company works."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from anfu.labels import Kind, LevelId, Role, SignalId, Weekday
from anfu.playbook.schema.base import Entry, Id, Source, Text

Event = Annotated[str, Meta(pattern=r"^[a-z]+(?:_[a-z]+)*$", max_length=40)]
"""What happens to a ticket, for instance `solution_given`."""
NodeOfCase = Annotated[str, Meta(pattern=r"^[a-z]+$", max_length=40)]
"""One of the nine nodes of a case (F9)."""
HourOfDay = Annotated[str, Meta(pattern=r"^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$")]
DayOfYear = Annotated[str, Meta(pattern=r"^(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$")]
Date = Annotated[str, Meta(pattern=r"^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$")]

# --- lifecycle.yml --------------------------------------------------------------------------------


class CaseNode(Entry, frozen=True):
    """A node in the life of a case."""

    id: NodeOfCase
    name: Text
    source: Source


class EventType(Entry, frozen=True):
    """What a case is about at first sight (F45); without `signals` and `kinds` it fits every case."""

    id: Id
    name: Text
    source: Source
    signals: list[SignalId] = []
    kinds: list[Kind] = []


class Owner(Entry, frozen=True):
    """The contact role that answers for cases of a level."""

    level: LevelId
    role: Id
    source: Source


class CaseGate(Entry, frozen=True):
    """What must have happened (`needs`) before one of the transitions `before` may."""

    id: Id
    before: list[Event]
    needs: Event
    levels: list[LevelId]
    say: Text
    source: Source


class Allowed(Entry, frozen=True):
    """Who may do something: pass a closed gate with a reason, split and merge tickets."""

    who: list[Role]
    source: Source


class Transition(Entry, frozen=True):
    """Something people do to a ticket, and what it changes. See the comments in `lifecycle.yml`."""

    id: Event
    name: Text
    who: list[Role]
    source: Source
    event: Event | None = None
    when: Literal["open", "closed", "any"] = "open"
    to: NodeOfCase | None = None
    status: Literal["confirmed", "downgraded", "closed"] | None = None
    outcome: Literal["solved", "rejected"] | None = None
    note: Literal["optional", "required"] = "optional"
    keeps: Id | None = None
    level: Literal["lower", "higher"] | None = None
    owner: bool = False
    acknowledges: bool = False
    also: list[Event] = []
    clears: list[Event] = []
    ends_clocks: bool = False
    drops_clocks: bool = False
    children: bool = False

    @property
    def writes(self) -> str:
        """The event written into the ticket's history."""
        return self.event or self.id


class LifecycleFile(Entry, frozen=True):
    """`lifecycle.yml`."""

    nodes: Annotated[list[CaseNode], Meta(min_length=1)]
    event_types: Annotated[list[EventType], Meta(min_length=1)]
    owners: list[Owner]
    gates: list[CaseGate]
    override: Allowed
    regroup: Allowed
    transitions: list[Transition]


# --- calendar.yml ---------------------------------------------------------------------------------


class Hours(Entry, frozen=True, rename={"opens": "from", "closes": "to"}):
    """A stretch of working hours, for instance 09:00 to 12:00; written `from` and `to`."""

    opens: HourOfDay
    closes: HourOfDay


class CompanyDay(Entry, frozen=True):
    """A day on which the company differs from the public calendar."""

    date: Date
    why: str


class CalendarFile(Entry, frozen=True):
    """`calendar.yml`."""

    zone: str
    holidays: Literal["china", "none"]
    days: Annotated[list[Weekday], Meta(min_length=1)]
    hours: Annotated[list[Hours], Meta(min_length=1)]
    source: Source
    every_year: list[DayOfYear] = []
    extra_holidays: list[CompanyDay] = []
    extra_workdays: list[CompanyDay] = []
