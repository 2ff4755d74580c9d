"""Which risk signals were really meant: the playbook's wordings, the facts, and the model's word.

A `sure` wording settles a signal unless the model firmly denies it; a `maybe` wording needs the model's
agreement; the model alone must be very certain. The evidence is always words of the utterance.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from anfu.labels import SignalId
from anfu.playbook.schema import CuesFile
from anfu.reading.types import Facts, Signal, Span

SURE_NEEDS = 0.02
"""A `sure` wording stands unless the model gives the signal less than this probability."""
MAYBE_NEEDS = 0.45
ALONE_NEEDS = 0.72


class Cue(NamedTuple):
    """A signal's wordings, compiled."""

    signal: SignalId
    sure: tuple[re.Pattern[str], ...]
    maybe: tuple[re.Pattern[str], ...]
    not_in: tuple[re.Pattern[str], ...]
    needs_wording: bool


class ActWordings(NamedTuple):
    """The wordings of an agent act, compiled."""

    patterns: tuple[re.Pattern[str], ...]
    not_in: tuple[re.Pattern[str], ...]


class CueBook:
    """The playbook's signal wordings, ready to search with."""

    def __init__(self, cues: CuesFile, amount_over: Decimal | None) -> None:
        self._cues = [
            Cue(
                cue.signal,
                compiled(tuple(cue.sure)),
                compiled(tuple(cue.maybe)),
                compiled(tuple(cue.not_in)),
                cue.needs_wording,
            )
            for cue in cues.signals
        ]
        self._amount_over = amount_over

    def signals(
        self, text: str, said: str, facts: Facts, belief: Mapping[str, float] | None = None
    ) -> tuple[Signal, ...]:
        """The signals of a normalised `text`; evidence is cut from `said`, the words as spoken.

        `belief` is the model's probability per signal; None when there is no model.
        """
        found: list[Signal] = []
        for cue in self._cues:
            span = self._span(cue, text, None if belief is None else belief.get(cue.signal, 0.0))
            if cue.signal == "repeat" and span is None:
                span = self._counted(facts)
            if span:
                found.append(Signal(cue.signal, said[slice(*span)], span))
        if span := self._amount(facts):
            found.append(Signal("amount", said[slice(*span)], span))
        return tuple(sorted(found, key=lambda signal: signal.span))

    def _span(self, cue: Cue, text: str, belief: float | None) -> Span | None:
        if (belief is None or belief >= SURE_NEEDS) and (span := first_hit(cue.sure, cue.not_in, text)):
            return span
        if belief is not None and belief >= MAYBE_NEEDS and (span := first_hit(cue.maybe, cue.not_in, text)):
            return span
        alone = not cue.needs_wording and belief is not None and belief >= ALONE_NEEDS
        if alone and text.strip():
            return _clause(text)
        return None

    @staticmethod
    def _counted(facts: Facts) -> Span | None:
        return facts.spans.get("contacts") if facts.contacts or facts.contacts_several else None

    def _amount(self, facts: Facts) -> Span | None:
        if self._amount_over is None or facts.amount_cny is None:
            return None
        over = facts.amount_cny > self._amount_over
        just_over = facts.amount_cny == self._amount_over and facts.amount_and_more
        return facts.spans["amount_cny"] if over or just_over else None


def first_hit(
    patterns: tuple[re.Pattern[str], ...], not_in: tuple[re.Pattern[str], ...], text: str
) -> Span | None:
    """The first hit that no harmless wording overlaps."""
    harmless = [hit.span() for pattern in not_in for hit in pattern.finditer(text)]
    hits = sorted(hit.span() for pattern in patterns for hit in pattern.finditer(text))
    for start, end in hits:
        if not any(start < stop and begin < end for begin, stop in harmless):
            return start, end
    return None


def _clause(text: str) -> Span:
    """The whole utterance without its outer blanks: all that can be shown when no single word decides."""
    start = len(text) - len(text.lstrip())
    return start, max(start, len(text.rstrip()))


@lru_cache(maxsize=256)
def compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """The patterns, ready to search a normalised text with."""
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)
