"""Whether a forbidden wording is meant: quoting, declining and reassuring are no violations."""

from __future__ import annotations

import re
from typing import NamedTuple

from anfu.labels import TABOOS, Taboo
from anfu.playbook.schema import Release, SenseFile
from anfu.reading.types import Span

_CLAUSE_END = re.compile(r"[,。.!?;:、…\n]")
_SENTENCE_END = re.compile(r"[。!?;\n]")
_OPEN, _CLOSE = "“‘「『《\"'", "”’」』》\"'"
_QUOTATION = re.compile(
    "|".join(
        f"{opened}[^{closed}。!?\n]{{1,38}}{closed}" for opened, closed in zip(_OPEN, _CLOSE, strict=True)
    )
)
_LOOK_BACK, _LOOK_ON, _LOOK_BESIDE = 40, 16, 120
"""How many characters before and behind a hit are looked at, and how many for what the speaker makes of it."""


class _Rule(NamedTuple):
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    quoted: bool
    taboos: frozenset[Taboo]
    speech: bool
    beside: re.Pattern[str] | None
    across: bool


class Sense:
    """The playbook's releases, ready to ask."""

    def __init__(self, file: SenseFile) -> None:
        speaker = f"(?:{'|'.join(file.speakers) or '(?!)'})"
        self._rules = [_rule(release, speaker) for release in file.released]
        self._of = {taboo: [rule for rule in self._rules if _is_for(rule, taboo)] for taboo in TABOOS}

    def releases(self, text: str, start: int, end: int, taboo: Taboo) -> bool:
        """Whether the wording at `start` to `end` of a compact text does no harm there."""
        quote = _quotation(text, start, end)
        for rule in self._of[taboo]:
            place = quote if rule.quoted else (start, end)
            if place and _fits(rule, text, place):
                return True
        return False

    def is_told(self, text: str, start: int, end: int, taboo: Taboo) -> bool:
        """Whether the clause at `start` to `end` begins with who else says what follows in it."""
        return any(
            _fits(rule, text, (place, end))
            for rule in self._of[taboo]
            if rule.speech
            for place in range(start + 2, end)
        )

    def quotations(self, text: str, taboo: Taboo) -> list[Span]:
        """The quotations of a normalised text, marks included, in which this taboo does no harm."""
        found = []
        for hit in _QUOTATION.finditer(text):
            inside = hit.start() + 1, hit.end() - 1
            if inside[0] < inside[1] and self.releases(text, *inside, taboo):
                found.append(hit.span())
        return found


def _is_for(rule: _Rule, taboo: Taboo) -> bool:
    return not rule.taboos or taboo in rule.taboos


def _rule(release: Release, speaker: str) -> _Rule:
    def pattern(text: str | None) -> re.Pattern[str] | None:
        return re.compile(text.replace("{speaker}", speaker)) if text else None

    return _Rule(
        pattern(release.before),
        # Matched in place, so that a lookbehind sees the wording itself; `^` would mean the whole draft's start.
        pattern(release.after and release.after.removeprefix("^")),
        release.quoted,
        frozenset(release.taboos),
        release.speech,
        pattern(release.beside),
        release.across,
    )


def _quotation(text: str, start: int, end: int) -> Span | None:
    """The quotation around the hit with its marks, which a pattern may have taken in; None when it stands in none."""
    for place in range(start if text[start] in _OPEN else start - 1, max(-1, start - 40), -1):
        if text[place] in _OPEN:
            closed = text.find(_CLOSE[_OPEN.index(text[place])], max(place + 1, end - 1))
            return (place, closed + 1) if closed >= 0 else None
        if text[place] in _CLOSE or text[place] in "。!?\n":
            return None
    return None


def _fits(rule: _Rule, text: str, place: Span) -> bool:
    start, end = place
    return (
        _fits_before(rule, text, start)
        and _fits_after(rule, text, end)
        and (rule.beside is None or rule.beside.search(text, end, end + _LOOK_BESIDE) is not None)
    )


def _fits_before(rule: _Rule, text: str, start: int) -> bool:
    if rule.before is None:
        return True
    window = text[max(0, start - _LOOK_BACK) : start]
    if not rule.quoted:
        window = (_SENTENCE_END if rule.across else _CLAUSE_END).split(window)[-1]
    return rule.before.search(window) is not None


def _fits_after(rule: _Rule, text: str, end: int) -> bool:
    return rule.after is None or rule.after.match(text, end, end + _LOOK_ON) is not None
