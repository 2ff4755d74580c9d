"""Wordings by which signals, acts and the reach of a fault are recognised."""

from __future__ import annotations

from anfu.labels import SignalId
from anfu.playbook.schema.base import Entry, Line, Source

# --- cues.yml -------------------------------------------------------------------------------------


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
