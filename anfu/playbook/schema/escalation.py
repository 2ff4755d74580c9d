"""When a call rises, which clocks run, and what each role may promise."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from msgspec import Meta

from anfu.labels import LevelId, Role, SignalId
from anfu.playbook.schema.base import Entry, Id, Line, Source, Text

# --- escalation.yml -------------------------------------------------------------------------------


class Level(Entry, frozen=True):
    """One rung of the one scale that level, CR code and priority share (decisions.md)."""

    id: LevelId
    cr: str | None
    priority: str
    name: Text
    duty: Text
    ticket: str
    source: Source


class When(Entry, frozen=True):
    """A condition on all that is known of the call; every field given must hold."""

    signals: list[SignalId] = []
    contacts_at_least: int | None = None
    amount_over: Decimal | None = None
    affected_percent_over: int | None = None
    scope: str | None = None
    complaint: bool | None = None


class Trigger(Entry, frozen=True):
    """A rule that raises the level of a call."""

    id: Id
    level: LevelId
    when: When
    why: Text
    source: Source


class Plan(Entry, frozen=True):
    """A signal that asks for words and care of its own without being a level (F52)."""

    signal: SignalId
    name: Text
    duty: Text
    source: Source


class EscalationFile(Entry, frozen=True):
    """`escalation.yml`."""

    contacts_window_days: Annotated[int, Meta(ge=1, le=365)]
    levels: list[Level]
    triggers: list[Trigger]
    plans: list[Plan]


# --- clocks.yml -----------------------------------------------------------------------------------


class Clock(Entry, frozen=True):
    """A deadline that starts with an event (F59-F69). `minutes` counts from that event.

    `tells` is the contact role that is told first when it warns or runs out.
    """

    id: Id
    name: Text
    starts: str
    stops: str
    minutes: Annotated[int, Meta(ge=1, le=525600)]
    levels: list[LevelId]
    source: Source
    signals: list[SignalId] = []
    pauses: list[str] = []
    resumes: list[str] = []
    repeats: bool = False
    calendar: str = "always"
    tells: Id = "supervisor"


class AfterBreach(Entry, frozen=True):
    """How often a clock that ran out tells again: every so many minutes of its time, at most so many times."""

    every_minutes: Annotated[int, Meta(ge=1, le=1440)]
    at_most: Annotated[int, Meta(ge=0, le=100)]
    source: Source


class PromiseClock(Entry, frozen=True):
    """The clock of a promise heard in the call: it runs until the time promised (F69)."""

    name: Text
    stops: str
    tells: Id
    source: Source


class ClocksFile(Entry, frozen=True):
    """`clocks.yml`."""

    warn_at_percent: list[Annotated[int, Meta(ge=1, le=99)]]
    after_breach: AfterBreach
    promises: PromiseClock
    clocks: list[Clock]


# --- authority.yml --------------------------------------------------------------------------------


class Authority(Entry, frozen=True):
    """What a role may promise without asking: money in yuan, time in minutes, remedies."""

    role: Role
    amount_cny: Decimal
    contact_within_minutes: int
    may: list[Line]
    needs_supervisor: list[Line]
    line: Line
    source: Source


class AuthorityFile(Entry, frozen=True):
    """`authority.yml`."""

    limits: list[Authority]
