"""Finds phrases by their sound: homophones (保正 for 保证) and pinyin typed out (baozheng)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

import ahocorasick_rs

from anfu.drafts.compact import compact
from anfu.playbook import ForbiddenWording
from anfu.reading.sounds import sound

_FIRST_CODE = 0xF0000
_MOST_KNOWN = 20_000
_NO_CODE = ord("\n")


class Sounds:
    """Phrases that were opted in to be found by sound, ready to search with."""

    def __init__(self, wordings: Iterable[ForbiddenWording]) -> None:
        phrases: dict[str, list[ForbiddenWording]] = {}
        for wording in wordings:
            for phrase in wording.entry.sounds:
                phrases.setdefault(compact(phrase).text, []).append(wording)
        self._coding = _Coding("".join(phrases))
        coded: dict[str, list[ForbiddenWording]] = {}
        for phrase, meant in phrases.items():
            coded.setdefault(phrase.translate(self._coding), []).extend(meant)
        self._meanings = list(coded.values())
        self._automaton = ahocorasick_rs.AhoCorasick(list(coded))

    def hits(self, text: str) -> Iterator[tuple[int, int, ForbiddenWording]]:
        """The places in a compact text that sound like one of the phrases."""
        coded = text.translate(self._coding)
        for number, start, end in self._automaton.find_matches_as_indexes(coded, overlapping=True):
            for wording in self._meanings[number]:
                yield start, end, wording


class _Coding(dict[int, int]):
    """A character for each syllable that matters; every other character becomes one that none contains."""

    def __init__(self, chars: str) -> None:
        super().__init__()
        syllables = sorted({sound(char) for char in chars})
        self._codes = {syllable: _FIRST_CODE + place for place, syllable in enumerate(syllables)}

    def __missing__(self, code: int) -> int:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        self[code] = coded = self._codes.get(sound(chr(code)), _NO_CODE)
        return coded


@lru_cache(maxsize=4096)
def spelled(phrase: str) -> str:
    """The phrase in toneless pinyin, as it is typed to slip through: `baozheng`."""
    return "".join(map(sound, phrase))
