"""Words: scripts to say, wordings to avoid and when they do no harm, answers to agents."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from anfu.labels import CustomerAct, EmotionLabel, Industry, Kind, Purpose, Severity, SignalId, Taboo
from anfu.playbook.schema.base import Entry, Id, Line, Source, Text

# --- scripts/*.yml --------------------------------------------------------------------------------


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


# --- lexicon/*.yml --------------------------------------------------------------------------------


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


# --- sense.yml ------------------------------------------------------------------------------------


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


# --- avoid.yml ------------------------------------------------------------------------------------


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


# --- answers.yml ----------------------------------------------------------------------------------


class Answer(Entry, frozen=True):
    """What the assistant answers when the agent asks. `topic` words pick among several."""

    intent: str
    text: Text
    source: Source
    topic: list[Line] = []


class AnswersFile(Entry, frozen=True):
    """`answers.yml`."""

    answers: list[Answer]
