"""What a stored turn tells a report. Only what is shown is decoded; what turns keep besides may change freely."""

from __future__ import annotations

from datetime import datetime

import msgspec

from anfu.labels import Speaker
from anfu.reports.clean import told
from anfu.store.records import TurnRecord


class Heard(msgspec.Struct, frozen=True):
    """A signal or taboo, the words that show it, and how sure that is (0 to 1)."""

    id: str
    evidence: str
    confidence: float = 1.0


class Promised(msgspec.Struct, frozen=True):
    """A promise in the ledger."""

    text: str
    due: datetime
    within_authority: bool
    turn: int = 0
    confirmed: bool = False


class Mood(msgspec.Struct, frozen=True):
    """The customer's feeling now, and how strong it was at worst (0 to 3)."""

    label: str
    intensity: int
    peak: int


class _Reading(msgspec.Struct, frozen=True):
    signals: tuple[Heard, ...] = ()
    taboos: tuple[Heard, ...] = ()


class _Reason(msgspec.Struct, frozen=True):
    rule: str
    source: str


class _Level(msgspec.Struct, frozen=True):
    id: int
    cr: str | None = None
    reasons: tuple[_Reason, ...] = ()


class _Node(msgspec.Struct, frozen=True):
    id: str
    done: bool


class _Notes(msgspec.Struct, frozen=True):
    emotion: Mood | None = None


class Advised(msgspec.Struct, frozen=True):
    """What guidance said of the call at a turn."""

    level: _Level = _Level(0)
    checklist: tuple[_Node, ...] = ()
    promises: tuple[Promised, ...] = ()
    notes: _Notes | None = None

    @property
    def mood(self) -> Mood | None:
        """How the customer felt, where that was noted."""
        return self.notes.emotion if self.notes else None

    def done(self, node: str) -> bool:
        """Whether a node of the checklist was heard."""
        return any(check.id == node and check.done for check in self.checklist)


class Line(msgspec.Struct, frozen=True):
    """An utterance, fit to be shown, with what was heard in it and what was advised after it."""

    turn: int
    speaker: Speaker
    at: datetime
    text: str
    signals: tuple[Heard, ...]
    taboos: tuple[Heard, ...]
    advised: Advised


_reading = msgspec.json.Decoder(_Reading)
_advised = msgspec.json.Decoder(Advised)


def line_of(record: TurnRecord) -> Line:
    """The line a stored turn makes."""
    read = _reading.decode(record.reading)
    return Line(
        record.turn,
        record.speaker,
        record.at,
        told(record.text),
        tuple(Heard(heard.id, told(heard.evidence), heard.confidence) for heard in read.signals),
        tuple(Heard(heard.id, told(heard.evidence), heard.confidence) for heard in read.taboos),
        advised_in(record.guidance),
    )


def advised_in(guidance: str) -> Advised:
    """What stored guidance said."""
    return _advised.decode(guidance)
