"""Words: scripts to say, wordings to avoid and when they do no harm, answers to agents."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from anfu.labels import Channel, CustomerAct, EmotionLabel, Industry, Kind, Purpose, Severity, SignalId, Taboo
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
    channel: list[Channel] = []
    source: Source | None = None


class ScriptsFile(Entry, frozen=True):
    """`scripts/<purpose>.yml`."""

    purpose: Purpose
    source: Source
    scripts: list[Script]


# --- lexicon/*.yml --------------------------------------------------------------------------------


class LexiconEntry(Entry, frozen=True):
    """Forbidden wordings that mean the same and take the same replacement.

    `sounds` are phrases found however they are written, as long as they sound alike (保本包息, baobenbaoxi);
    `whole_word` leaves out what is only part of longer words.
    """

    id: Id
    severity: Severity
    why: Line
    instead: Annotated[list[Line], Meta(min_length=1, max_length=3)]
    source: Source
    say: list[Line] = []
    patterns: list[Line] = []
    allow: list[Line] = []
    sounds: list[Line] = []
    whole_word: bool = False


class LexiconFile(Entry, frozen=True):
    """`lexicon/<taboo>.yml`."""

    taboo: Taboo
    entries: list[LexiconEntry]


class PackEntry(LexiconEntry, frozen=True, kw_only=True):
    """A lexicon entry that names its taboo itself, because its file does not."""

    taboo: Taboo


class PackFile(Entry, frozen=True):
    """`lexicon/packs/<industry>.yml`: wordings that count in the calls of one industry only."""

    industry: Industry
    entries: list[PackEntry]


# --- a company's overlay folder -------------------------------------------------------------------


class AddedEntry(PackEntry, frozen=True, kw_only=True):
    """A company's own wording; without `industry` it counts in every call."""

    industry: Industry = "general"


class ChangedEntry(Entry, frozen=True):
    """What a company says differently about one of our entries; `allow` is added to ours."""

    id: Id
    severity: Severity | None = None
    why: Line | None = None
    instead: Annotated[list[Line], Meta(min_length=1, max_length=3)] | None = None
    allow: list[Line] = []


class SwitchedOff(Entry, frozen=True):
    """One of our entries that does not count in this company, and why not."""

    id: Id
    because: Line


class OverlayFile(Entry, frozen=True):
    """Any `*.yml` of the overlay folder: a company's own wordings beside ours."""

    add: list[AddedEntry] = []
    change: list[ChangedEntry] = []
    switch_off: list[SwitchedOff] = []


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
    speech: bool = False
    """Somebody else's words follow `before`: a clause that the model heard may hold who says them too."""
    beside: Line | None = None
    """What must also be said, behind the wording: what the speaker makes of it."""
    across: bool = False
    """`before` sees all of the sentence in front of the wording, not only its clause."""


class SenseFile(Entry, frozen=True):
    """`sense.yml`."""

    released: list[Release]
    promise_verbs: Line
    time_releases: list[Taboo]
    loose_times: list[Line] = []
    """Times without an hour that still tell when, for `time_releases`: they promise nothing exact."""
    speakers: list[Line] = []
    """Who else says things; `{speaker}` stands for them in the patterns."""


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
    """What the assistant answers when the agent asks. `topic` words pick among several.

    `signal`: {say} speaks to this risk, whether or not the customer has named it yet.
    """

    intent: str
    text: Text
    source: Source
    topic: list[Line] = []
    signal: SignalId | None = None


class ApologyNow(Entry, frozen=True):
    """What there is to say about an apology, by how far the repair has come."""

    first: Text
    wait: Text
    second: Text
    not_yet: Text
    enough: Text
    none: Text


class AnswersFile(Entry, frozen=True):
    """`answers.yml`."""

    answers: list[Answer]
    apology: ApologyNow
