"""Wordings by which signals, acts and the reach of a fault are recognised."""

from __future__ import annotations

from anfu.labels import SignalId
from anfu.playbook.schema.base import Entry, Line, Source

# --- cues.yml -------------------------------------------------------------------------------------


class Cue(Entry, frozen=True):
    """Wordings that show a signal, and near wordings that do not.

    `sure` are patterns that settle it alone; `maybe` need the model's agreement; a hit of `not_in`
    that covers or overlaps a hit cancels it. With `needs_wording` the model's word alone is not enough;
    with `firm` a `sure` wording stands whatever the model thinks of it.
    """

    signal: SignalId
    sure: list[Line]
    source: Source
    maybe: list[Line] = []
    not_in: list[Line] = []
    needs_wording: bool = False
    firm: bool = False


class ScopeCue(Entry, frozen=True):
    """Wordings that show how far a fault reaches."""

    scope: str
    patterns: list[Line]
    source: Source


class ActCue(Entry, frozen=True):
    """Wordings by which an agent act is recognised with only a little help from the model.

    Without one of `needs` the act is not done, whatever the model thinks: nobody asks without a word of asking.
    """

    act: str
    patterns: list[Line]
    not_in: list[Line] = []
    needs: list[Line] = []


class ContextCues(Entry, frozen=True):
    """Words that need the call behind them. `relapse` patterns say that a fault is back; an utterance of at
    most `bare_length` characters that says nothing of a feeling keeps the one before it."""

    relapse: list[Line]
    bare_length: int
    source: Source


class PromiseCues(Entry, frozen=True):
    """What makes a clause with a time a promise of ours, what makes it somebody else's time, and what makes the whole
    sentence a question (regular expressions)."""

    ours: list[Line]
    not_ours: list[Line]
    asking: list[Line]
    source: Source


class EchoCues(Entry, frozen=True):
    """How an agent says the customer's words back (F113): a clause like `closing` or `opening` that has at least
    `shared` pairs of characters with what the customer said."""

    opening: list[Line]
    closing: list[Line]
    not_in: list[Line]
    shared: int
    source: Source


class RefusalCues(Entry, frozen=True):
    """How a customer turns an offer down (regular expressions): `named` finds the thing (group 1) that is said not to do,
    unless its clause is a question as in `asking`; `bare` opens with a verb (last group) that is not going to be done.
    A refusal needs a word of `refusing`; 「用不用」 as in `choice` is none, nor is 「停单就行」, of which `content` finds
    what will do (group 1).
    """

    named: Line
    asking: Line
    bare: Line
    content: Line
    refusing: Line
    choice: Line
    source: Source


class CuesFile(Entry, frozen=True):
    """`cues.yml`."""

    signals: list[Cue]
    scopes: list[ScopeCue]
    acts: list[ActCue]
    platforms: list[Line]
    regulators: list[Line]
    products: list[Line]
    context: ContextCues
    promises: PromiseCues
    echo: EchoCues
    refusal: RefusalCues
