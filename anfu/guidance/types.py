"""What the agent is told at a turn, in the shape every channel and integration receives."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from anfu.labels import BeatId, DisputeId, EmotionLabel, LevelId, NodeId, Purpose, StepId, Taboo
from anfu.reading.types import Reading
from anfu.reason import Reason
from anfu.tickets.types import Due, TicketAction

Trend = Literal["rising", "steady", "falling"]


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
    """A promise heard from the agent, when it is due, and whether the customer has agreed to it (F115)."""

    text: str
    due: datetime
    within_authority: bool
    turn: int = 0
    confirmed: bool = False


class TicketNow(msgspec.Struct, frozen=True):
    """What happened to the ticket at this turn, and its clocks."""

    action: TicketAction
    id: str | None
    due: tuple[Due, ...] = ()


class MoodNote(msgspec.Struct, frozen=True):
    """How the customer feels now, how strong it was at worst, and where it is going."""

    label: EmotionLabel
    intensity: int
    peak: int
    trend: Trend


class FactNote(msgspec.Struct, frozen=True):
    """A fact the customer told, with what people call it."""

    fact: str
    name: str
    text: str


class Want(msgspec.Struct, frozen=True):
    """Something the customer asked for, and whether an offer or a time was given since."""

    turn: int
    text: str
    answered: bool


class DisputeNow(msgspec.Struct, frozen=True):
    """What the disagreement is about, and what that asks of the agent (F126)."""

    id: DisputeId
    name: str
    advice: str


class Notes(msgspec.Struct, frozen=True):
    """Listening notes in three channels (F119), the kind of dispute and the shared goal (F128)."""

    emotion: MoodNote
    facts: tuple[FactNote, ...] = ()
    wants: tuple[Want, ...] = ()
    dispute: DisputeNow | None = None
    goal: str | None = None


class Remind(msgspec.Struct, frozen=True):
    """Something the agent is reminded of now."""

    id: str
    text: str
    source: str


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
    notes: Notes | None = None
    remind: tuple[Remind, ...] = ()
