"""A ticket as it is filed, kept and shown, and what is written into its history. Values only."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from anfu.labels import LevelId, Speaker
from anfu.reason import Reason

TicketAction = Literal["none", "proposed", "filed", "upgraded"]
TicketStatus = Literal["open", "confirmed", "downgraded", "closed"]
CaseOutcome = Literal["solved", "rejected", "merged"]


class Due(msgspec.Struct, frozen=True, omit_defaults=True):
    """A clock of the ticket: its id, its name, and when it runs out.

    The id is that of `clocks.yml`; a second run of the same clock has `#2` behind it, a promise the number
    of the turn it was made in (`promise#7`). `seconds` is its length in the time of its calendar; `legs` are
    the stretches it ran before it was last paused, `spent` the whole seconds of its time they took, `since`
    when it went on. A clock that was `dropped` no longer applies: neither kept nor missed.
    """

    clock: str
    name: str
    due: datetime
    started: datetime | None = None
    stopped: datetime | None = None
    paused: datetime | None = None
    spent: int = 0
    seconds: int = 0
    calendar: str = "always"
    since: datetime | None = None
    legs: tuple[tuple[datetime, datetime], ...] = ()
    repeats: bool = False
    acknowledged: datetime | None = None
    dropped: bool = False

    @property
    def kind(self) -> str:
        """The clock's id in `clocks.yml`; `promise` for a promise."""
        return self.clock.partition("#")[0]

    @property
    def running(self) -> bool:
        """Whether time passes on this clock."""
        return self.stopped is None and self.paused is None


class Pledge(msgspec.Struct, frozen=True):
    """What the customer was promised, until when, and in which turn of the call."""

    text: str
    due: datetime
    turn: int
    within_authority: bool = True


class Ticket(msgspec.Struct, frozen=True):
    """A filed case. There is one open ticket per call and matter; a rise in level upgrades it.

    node: where the case is among the nine of `lifecycle.yml`; `marks` says when each transition last happened.
    owner_role: the contact role that answers for it; `owner` a person, once assigned.
    parent: the ticket that leads a mass complaint this one belongs to. also_calls: calls of merged tickets.
    version: counts the times it was stored; who writes over another version than they read is refused.
    """

    id: str
    call_id: str
    matter: str
    status: TicketStatus
    level: LevelId
    cr: str | None
    priority: str
    summary: str
    reasons: tuple[Reason, ...]
    filed_at: datetime
    filed_by: str
    updated_at: datetime
    due: tuple[Due, ...] = ()
    fields: dict[str, str] = {}
    """What the form collected and what transitions keep: demand, contact, plan, solution and the like, by name."""
    event_type: str = "complaint"
    customer_ref: str | None = None
    demand: str = ""
    affected: str = ""
    promises: tuple[Pledge, ...] = ()
    owner_role: str = ""
    owner: str | None = None
    node: str = "investigate"
    marks: dict[str, datetime] = {}
    outcome: CaseOutcome | None = None
    parent: str | None = None
    merged_into: str | None = None
    also_calls: tuple[str, ...] = ()
    version: int = 1

    @property
    def awaited(self) -> tuple[Due, ...]:
        """The clocks that have not been stopped."""
        return tuple(due for due in self.due if due.stopped is None)


class Entry(msgspec.Struct, frozen=True):
    """Something that happened to a ticket, before it has its place in the history. `changes`: what is new, by field."""

    event: str
    at: datetime
    by: str
    note: str = ""
    changes: dict[str, str] = {}


class TicketEvent(msgspec.Struct, frozen=True):
    """A line of a ticket's history. `hash` seals it together with all lines before it."""

    ticket_id: str
    number: int
    event: str
    at: datetime
    by: str
    note: str
    changes: dict[str, str]
    hash: str


class Written(msgspec.Struct, frozen=True):
    """A ticket as it becomes, and the lines that go into its history with it."""

    ticket: Ticket
    entries: tuple[Entry, ...] = ()


class Mark(msgspec.Struct, frozen=True):
    """Words in an utterance that count as evidence: what they show, and where they stand (code points)."""

    label: str
    text: str
    span: tuple[int, int]


class Evidence(msgspec.Struct, frozen=True):
    """An utterance of the call with the words in it that matter (F75)."""

    call_id: str
    turn: int
    speaker: Speaker
    text: str
    at: datetime
    marks: tuple[Mark, ...] = ()


__all__ = [
    "CaseOutcome",
    "Due",
    "Entry",
    "Evidence",
    "Mark",
    "Pledge",
    "Reason",
    "Ticket",
    "TicketAction",
    "TicketEvent",
    "TicketStatus",
    "Written",
]
