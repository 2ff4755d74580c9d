"""The shape of every playbook file. A file is right exactly when it fits its type here.

Texts that people read come in Chinese and English (`Text`); ids are ascii and stable.
Every rule names its `source`: an F-number of the project's domain catalogue, or `own`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import Meta

from anfu.labels import (
    BeatId,
    CustomerAct,
    EmotionLabel,
    Industry,
    Kind,
    Language,
    LevelId,
    NodeId,
    Purpose,
    Role,
    Severity,
    SignalId,
    StepId,
    Taboo,
)

Id = Annotated[str, Meta(pattern=r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$", max_length=80)]
Source = Annotated[str, Meta(pattern=r"^(F\d{1,3}|own)$")]
Line = Annotated[str, Meta(min_length=1, max_length=400)]
Heard = Annotated[str, Meta(pattern=r"^(customer|agent):[a-z_]+(\|[a-z_]+)*$")]
"""`speaker:act|act`: one of these acts by that speaker, for instance `agent:restate`."""


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of everything read from YAML: unknown keys are mistakes, not comments."""


class Text(Entry, frozen=True):
    """What people read, in Chinese and English."""

    zh: Line
    en: Line

    def to(self, language: Language) -> str:
        """The text in the reader's language."""
        return self.en if language == "en" else self.zh


# --- steps.yml -------------------------------------------------------------------------------


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


# --- repair.yml ------------------------------------------------------------------------------


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


# --- checklist.yml ---------------------------------------------------------------------------


class Node(Entry, frozen=True):
    """A node whose absence fails the call (F17, F18)."""

    id: NodeId
    name: Text
    heard_by: list[str]
    source: Source


class ChecklistFile(Entry, frozen=True):
    """`checklist.yml`."""

    nodes: list[Node]


# --- escalation.yml --------------------------------------------------------------------------


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


# --- clocks.yml ------------------------------------------------------------------------------


class Clock(Entry, frozen=True):
    """A deadline that starts with an event (F59-F69). `minutes` counts from that event."""

    id: Id
    name: Text
    starts: str
    stops: str
    minutes: Annotated[int, Meta(ge=1)]
    levels: list[LevelId]
    source: Source
    signals: list[SignalId] = []
    repeats: bool = False
    calendar: str = "always"


class ClocksFile(Entry, frozen=True):
    """`clocks.yml`."""

    warn_at_percent: list[Annotated[int, Meta(ge=1, le=99)]]
    clocks: list[Clock]


# --- authority.yml ---------------------------------------------------------------------------


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


# --- scripts/*.yml ---------------------------------------------------------------------------


class Script(Entry, frozen=True):
    """One sentence an agent can say as it stands. Selectors left out fit anything.

    `{name|您}` in the text is a variable with the words to say when it is not known.
    """

    id: Id
    text: Annotated[str, Meta(min_length=2, max_length=90)]
    emotion: list[EmotionLabel] = []
    intensity: tuple[int, int] | None = None
    kind: list[Kind] = []
    signal: list[SignalId] = []
    industry: list[Industry] = []
    source: Source | None = None


class ScriptsFile(Entry, frozen=True):
    """`scripts/<purpose>.yml`."""

    purpose: Purpose
    source: Source
    scripts: list[Script]


# --- lexicon/*.yml ---------------------------------------------------------------------------


class LexiconEntry(Entry, frozen=True):
    """Forbidden wordings that mean the same and take the same replacement."""

    id: Id
    severity: Severity
    why: Line
    instead: Annotated[list[Line], Meta(min_length=1, max_length=3)]
    source: Source
    say: list[Line] = []
    patterns: list[Line] = []
    allow: list[Line] = []


class LexiconFile(Entry, frozen=True):
    """`lexicon/<taboo>.yml`."""

    taboo: Taboo
    entries: list[LexiconEntry]


# --- cues.yml --------------------------------------------------------------------------------


class Cue(Entry, frozen=True):
    """Wordings that show a signal, and near wordings that do not.

    `sure` are patterns that settle it alone; `maybe` need the model's agreement; a hit of `not_in`
    that covers or overlaps a hit cancels it. With `needs_wording` the model's word alone is not enough.
    """

    signal: SignalId
    sure: list[Line]
    source: Source
    maybe: list[Line] = []
    not_in: list[Line] = []
    needs_wording: bool = False


class ScopeCue(Entry, frozen=True):
    """Wordings that show how far a fault reaches."""

    scope: str
    patterns: list[Line]
    source: Source


class ActCue(Entry, frozen=True):
    """Wordings by which an agent act is recognised with only a little help from the model."""

    act: str
    patterns: list[Line]
    not_in: list[Line] = []


class CuesFile(Entry, frozen=True):
    """`cues.yml`."""

    signals: list[Cue]
    scopes: list[ScopeCue]
    acts: list[ActCue]
    platforms: list[Line]
    regulators: list[Line]
    products: list[Line]


# --- answers.yml -----------------------------------------------------------------------------


class Answer(Entry, frozen=True):
    """What the assistant answers when the agent asks. `topic` words pick among several."""

    intent: str
    text: Text
    source: Source
    topic: list[Line] = []


class AnswersFile(Entry, frozen=True):
    """`answers.yml`."""

    answers: list[Answer]


# --- avoid.yml -------------------------------------------------------------------------------


class Moment(Entry, frozen=True):
    """A condition on the customer's latest utterance; every field given must hold."""

    emotion: list[EmotionLabel] = []
    intensity_at_least: int | None = None
    signals: list[SignalId] = []
    kinds: list[Kind] = []
    acts: list[CustomerAct] = []
    complaint: bool | None = None


class Avoid(Entry, frozen=True):
    """A sentence that would hurt just now, and the one that helps."""

    id: Id
    taboo: Taboo
    when: Moment
    text: Line
    instead: Line
    source: Source


class AvoidFile(Entry, frozen=True):
    """`avoid.yml`."""

    avoid: list[Avoid]


# --- sense.yml -------------------------------------------------------------------------------


class Release(Entry, frozen=True):
    """A setting in which a forbidden wording does no harm."""

    id: Id
    about: Line
    source: Source
    before: Line | None = None
    after: Line | None = None
    quoted: bool = False
    taboos: list[Taboo] = []


class SenseFile(Entry, frozen=True):
    """`sense.yml`."""

    released: list[Release]
    promise_verbs: Line
    time_releases: list[Taboo]
