"""The protocol of a call: five steps, five beats of repair, four nodes that must not be missing."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from anfu.labels import BeatId, DisputeId, FactId, Kind, NodeId, Purpose, ReminderMoment, StepId
from anfu.playbook.schema.base import Entry, Heard, Id, Line, Source, Text

# --- steps.yml ------------------------------------------------------------------------------------


class Step(Entry, frozen=True):
    """One of the five steps of a complaint call (F1), and what must be heard for it to count."""

    id: StepId
    name: Text
    purpose: Purpose
    heard_when: Annotated[list[list[Heard]], Meta(min_length=1)]
    why: Text
    ask: Line
    source: Source


class StepBack(Entry, frozen=True):
    """What sends a call back to an earlier step."""

    when: str
    to: StepId
    why: Text
    source: Source
    cues: list[Line] = []


class Ask(Entry, frozen=True):
    """A question that fills in a missing fact, once `after` is done."""

    fact: FactId
    ask: Line
    after: StepId
    source: Source
    kinds: list[Kind] = []


class StepsFile(Entry, frozen=True):
    """`steps.yml`."""

    steps: list[Step]
    when_done: Text
    when_set: Text
    back: list[StepBack]
    asks: list[Ask]


# --- repair.yml -----------------------------------------------------------------------------------


class Beat(Entry, frozen=True):
    """One beat of the repair sequence (F19), in the order of the file.

    `after`: it counts only once one of these acts was heard in the call, or is heard beside it.
    """

    id: BeatId
    name: Text
    purpose: Purpose
    heard_by: list[str]
    why: Text
    missing: Text
    source: Source
    after: list[str] = []


class RepairFile(Entry, frozen=True):
    """`repair.yml`."""

    beats: list[Beat]
    starts_at_intensity: Annotated[int, Meta(ge=1, le=3)]


# --- checklist.yml --------------------------------------------------------------------------------


class Node(Entry, frozen=True):
    """A node whose absence fails the call (F17, F18)."""

    id: NodeId
    name: Text
    heard_by: list[str]
    source: Source


class ChecklistFile(Entry, frozen=True):
    """`checklist.yml`."""

    nodes: list[Node]


# --- listening.yml --------------------------------------------------------------------------------


class Dispute(Entry, frozen=True):
    """What the disagreement is about (F126), and the customer's words that show it (regular expressions)."""

    id: DisputeId
    name: Text
    heard: Annotated[list[Line], Meta(min_length=1)]
    advice: Text
    source: Source


class Goal(Entry, frozen=True):
    """What customer and company both want in a matter of this kind (F128)."""

    kind: Kind
    text: Text
    source: Source


class FactName(Entry, frozen=True):
    """What people call a fact."""

    fact: FactId
    name: Text


class Reminder(Entry, frozen=True):
    """Something the agent is told once, when its moment comes."""

    id: Id
    when: ReminderMoment
    text: Text
    source: Source


class CardWords(Entry, frozen=True):
    """What the pre-call card says (F8); `{days}` `{times}` `{last}` are filled in."""

    first_call: Text
    called_before: Text
    no_problem: Text
    source: Source


class KindName(Entry, frozen=True):
    """What people call a kind of complaint."""

    id: Kind
    name: Text


class ListeningFile(Entry, frozen=True):
    """`listening.yml`."""

    disputes: list[Dispute]
    goals: list[Goal]
    facts: list[FactName]
    and_more: Text
    several: Text
    reminders: list[Reminder]
    card: CardWords
    kinds: list[KindName]


# --- confirmation.yml -----------------------------------------------------------------------------


class ConfirmationFile(Entry, frozen=True):
    """`confirmation.yml`: what the customer receives in writing (F77)."""

    sms_part: Annotated[int, Meta(ge=40, le=1000)]
    contact: Text
    sms: Annotated[list[Text], Meta(min_length=1)]
    mail_subject: Text
    mail: Annotated[list[Text], Meta(min_length=1)]
    source: Source
