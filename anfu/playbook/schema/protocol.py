"""The protocol of a call: five steps, five beats of repair, four nodes that must not be missing."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from anfu.labels import BeatId, Kind, NodeId, Purpose, StepId
from anfu.playbook.schema.base import Entry, Heard, Line, Source, Text

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

    fact: str
    ask: Line
    after: StepId
    source: Source
    kinds: list[Kind] = []


class StepsFile(Entry, frozen=True):
    """`steps.yml`."""

    steps: list[Step]
    back: list[StepBack]
    asks: list[Ask]


# --- repair.yml -----------------------------------------------------------------------------------


class Beat(Entry, frozen=True):
    """One beat of the repair sequence (F19), in the order of the file."""

    id: BeatId
    name: Text
    purpose: Purpose
    heard_by: list[str]
    why: Text
    missing: Text
    source: Source


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
