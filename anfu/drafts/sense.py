"""Whether a forbidden wording is meant: quoting, declining and reassuring are no violations."""

from __future__ import annotations

import re
from typing import NamedTuple

from anfu.labels import Taboo
from anfu.playbook.schema import Release, SenseFile
from anfu.reading.types import Span

_CLAUSE_END = re.compile(r"[,。.!?;:、…\n]")
_OPEN, _CLOSE = "“‘「『《\"'", "”’」』》\"'"
_LOOK = 16
"""How many characters around a hit are looked at."""


class _Rule(NamedTuple):
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    quoted: bool
    taboos: frozenset[Taboo]


class Sense:
    """The playbook's releases, ready to ask."""

    def __init__(self, file: SenseFile) -> None:
        self._rules = [_rule(release) for release in file.released]

    def releases(self, text: str, start: int, end: int, taboo: Taboo) -> bool:
        """Whether the wording at `start` to `end` of a compact text does no harm there."""
        quote = _quotation(text, start, end)
        for rule in self._rules:
            if rule.taboos and taboo not in rule.taboos:
                continue
            place = quote if rule.quoted else (start, end)
            if place and _fits_before(rule, text, place[0]) and _fits_after(rule, text, place[1]):
                return True
        return False


def _rule(release: Release) -> _Rule:
    return _Rule(
        re.compile(release.before) if release.before else None,
        # Matched in place, so that a lookbehind sees the wording itself; `^` would mean the whole draft's start.
        re.compile(release.after.removeprefix("^")) if release.after else None,
        release.quoted,
        frozenset(release.taboos),
    )


def _quotation(text: str, start: int, end: int) -> Span | None:
    """The quotation around the hit with its marks, or None when it stands in none."""
    for place in range(start - 1, max(-1, start - 40), -1):
        if text[place] in _OPEN:
            closed = text.find(_CLOSE[_OPEN.index(text[place])], end)
            return (place, closed + 1) if closed >= 0 else None
        if text[place] in _CLOSE or text[place] in "。!?\n":
            return None
    return None


def _fits_before(rule: _Rule, text: str, start: int) -> bool:
    if rule.before is None:
        return True
    window = text[max(0, start - _LOOK) : start]
    if not rule.quoted:
        window = _CLAUSE_END.split(window)[-1]
    return rule.before.search(window) is not None


def _fits_after(rule: _Rule, text: str, end: int) -> bool:
    return rule.after is None or rule.after.match(text, end, end + _LOOK) is not None
