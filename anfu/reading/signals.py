"""Which risk signals were really meant: the playbook's wordings, the facts, and the model's word.

A `sure` wording settles a signal unless the model firmly denies it; a `maybe` wording needs the model's
agreement; the model alone must be very certain, and hears nothing in words the playbook calls harmless. The evidence is always words of the utterance.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from anfu.labels import SignalId
from anfu.playbook.schema import CuesFile
from anfu.reading.types import Facts, Signal, Span

SURE_NEEDS = 0.1
"""A `sure` wording stands unless the model gives the signal less than this probability."""
MAYBE_NEEDS = 0.5
ALONE_NEEDS = 0.8
WORDED = 0.95
"""How sure a signal is that a `sure` wording or a fact settles."""


class Cue(NamedTuple):
    """A signal's wordings, compiled."""

    signal: SignalId
    sure: tuple[re.Pattern[str], ...]
    maybe: tuple[re.Pattern[str], ...]
    not_in: tuple[re.Pattern[str], ...]
    needs_wording: bool
    firm: bool


class ActWordings(NamedTuple):
    """The wordings of an agent act, compiled."""

    patterns: tuple[re.Pattern[str], ...]
    not_in: tuple[re.Pattern[str], ...]
    needs: tuple[re.Pattern[str], ...] = ()

    def deny(self, text: str) -> bool:
        """Whether these words cannot do the act, whatever the model thinks."""
        lacking = bool(self.needs) and not any(word.search(text) for word in self.needs)
        return lacking or any(near.search(text) for near in self.not_in)


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
                cue.firm,
            )
            for cue in cues.signals
        ]
        self._amount_over = amount_over

    def signals(
        self,
        text: str,
        said: str,
        facts: Facts,
        belief: Mapping[str, float] | None = None,
        clause: Callable[[SignalId], Span] | None = None,
    ) -> tuple[Signal, ...]:
        """The signals of a normalised `text`; evidence is cut from `said`, the words as spoken.

        `belief` is the model's probability per signal; None when there is no model. `clause` finds the words that
        speak most for a signal that no wording shows; without it the whole utterance is shown.
        """
        found: list[Signal] = []
        for cue in self._cues:
            span, sure = self._heard(
                cue, text, None if belief is None else belief.get(cue.signal, 0.0), clause
            )
            if cue.signal == "repeat" and span is None:
                span, sure = self._counted(facts), WORDED
            if span:
                found.append(Signal(cue.signal, said[slice(*span)], span, round(sure, 4)))
        if span := self._amount(facts):
            found.append(Signal("amount", said[slice(*span)], span, WORDED))
        return tuple(sorted(found, key=lambda signal: signal.span))

    @staticmethod
    def _heard(
        cue: Cue, text: str, belief: float | None, clause: Callable[[SignalId], Span] | None
    ) -> tuple[Span | None, float]:
        """Where the signal was heard, and how sure that is."""
        unvetoed = cue.firm or belief is None or belief >= SURE_NEEDS
        if unvetoed and (span := first_hit(cue.sure, cue.not_in, text)):
            return span, max(belief or 0.0, WORDED)
        if belief is None:
            return None, 0.0
        if belief >= MAYBE_NEEDS and (span := first_hit(cue.maybe, cue.not_in, text)):
            return span, belief
        harmless = any(pattern.search(text) for pattern in cue.not_in)
        if cue.needs_wording or harmless or belief < ALONE_NEEDS or not text.strip():
            return None, belief
        return (clause(cue.signal) if clause else _all_of(text)), belief

    @staticmethod
    def _counted(facts: Facts) -> Span | None:
        again = facts.contacts_several or (facts.contacts or 0) > 1
        return facts.spans.get("contacts") if again else None

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


def _all_of(text: str) -> Span:
    """The whole utterance without its outer blanks: all that can be shown when no single word decides."""
    start = len(text) - len(text.lstrip())
    return start, max(start, len(text.rstrip()))


@lru_cache(maxsize=256)
def compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """The patterns, ready to search a normalised text with."""
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)
