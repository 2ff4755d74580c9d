"""Finds the forbidden wordings of the lexicon: one automaton for deny and allow words, then patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

import ahocorasick_rs

from anfu.drafts.compact import compact
from anfu.playbook.book import ForbiddenWording


class Hit(NamedTuple):
    """A forbidden wording found in a compact text."""

    start: int
    end: int
    wording: ForbiddenWording


class Lexicon:
    """The playbook's forbidden wordings, ready to search with. Build it once per playbook."""

    def __init__(self, wordings: Iterable[ForbiddenWording]) -> None:
        self._patterns: list[tuple[re.Pattern[str], ForbiddenWording]] = []
        meanings: dict[str, list[ForbiddenWording]] = {}
        allowed: set[str] = set()
        for wording in wordings:
            for phrase in wording.entry.say:
                meanings.setdefault(compact(phrase).text, []).append(wording)
            allowed.update(compact(phrase).text for phrase in wording.entry.allow)
            self._patterns += [(re.compile(pattern), wording) for pattern in wording.entry.patterns]
        meanings.pop("", None)
        self._words = sorted(meanings.keys() | (allowed - {""}))
        self._meanings = [meanings.get(word, []) for word in self._words]
        self._allowed = [word in allowed for word in self._words]
        self._automaton = ahocorasick_rs.AhoCorasick(self._words) if self._words else None

    def hits(self, text: str) -> list[Hit]:
        """The hits in a compact text that no longer harmless wording covers, by place."""
        harmless: list[tuple[int, int]] = []
        found: list[Hit] = []
        if self._automaton is not None:
            for word, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
                if self._allowed[word]:
                    harmless.append((start, end))
                found += [Hit(start, end, wording) for wording in self._meanings[word]]
        for pattern, wording in self._patterns:
            found += [
                Hit(hit.start(), hit.end(), wording)
                for hit in pattern.finditer(text)
                if hit.end() > hit.start()
            ]
        meant = [hit for hit in found if not _covered(hit, harmless)]
        return sorted(meant, key=lambda hit: (hit.start, hit.end, hit.wording.taboo, hit.wording.entry.id))


def _covered(hit: Hit, harmless: list[tuple[int, int]]) -> bool:
    """Whether a longer harmless wording holds the hit (绝对 in 绝对值)."""
    return any(
        start <= hit.start and hit.end <= end and end - start > hit.end - hit.start for start, end in harmless
    )
