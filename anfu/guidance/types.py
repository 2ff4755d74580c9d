"""What the agent is told at a turn, in the shape every channel and integration receives."""

from __future__ import annotations

from datetime import datetime

import msgspec

from anfu.labels import BeatId, LevelId, NodeId, Purpose, StepId, Taboo
from anfu.reading.types import Reading
from anfu.reason import Reason
from anfu.tickets.types import Due, TicketAction


class StepNow(msgspec.Struct, frozen=True):
    """The step the agent is in: its place among five, and why."""

    id: StepId
    name: str
    index: int
    of: int
    why: str


class RepairNow(msgspec.Struct, frozen=True):
    """The beat of the repair that is due; `stage` is null when none is needed or all was heard.

    `note` points out, once, a beat that was passed over.
    """

    stage: BeatId | None
    name: str | None
    index: int
    of: int
    done: tuple[BeatId, ...]
    note: str | None = None


class LevelNow(msgspec.Struct, frozen=True):
    """The level with CR code and priority, and every rule that put the call there."""

    id: LevelId
    cr: str | None
    priority: str
    name: str
    duty: str
    reasons: tuple[Reason, ...]


class Say(msgspec.Struct, frozen=True):
    """A sentence to say now, ready to speak."""

    id: str
    purpose: Purpose
    text: str


class AvoidNow(msgspec.Struct, frozen=True):
    """A sentence that would hurt now, and what to say instead."""

    taboo: Taboo
    text: str
    instead: str


class Check(msgspec.Struct, frozen=True):
    """A node of the checklist."""

    id: NodeId
    done: bool


class PromiseNow(msgspec.Struct, frozen=True):
    """A promise heard from the agent, and when it is due."""

    text: str
    due: datetime
    within_authority: bool


class TicketNow(msgspec.Struct, frozen=True):
    """What happened to the ticket at this turn, and its clocks."""

    action: TicketAction
    id: str | None
    due: tuple[Due, ...] = ()


class Guidance(msgspec.Struct, frozen=True, tag_field="type", tag="guidance"):
    """All advice at one turn of a call."""

    call_id: str
    turn: int
    step: StepNow
    repair: RepairNow
    reading: Reading
    level: LevelNow
    say: tuple[Say, ...]
    avoid: tuple[AvoidNow, ...]
    ask: str | None
    checklist: tuple[Check, ...]
    promises: tuple[PromiseNow, ...]
    ticket: TicketNow
    plans: tuple[str, ...] = ()
