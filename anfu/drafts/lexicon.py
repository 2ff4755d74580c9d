"""Finds the forbidden wordings of the lexicon: one automaton for deny words, allow words and what patterns need."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple, get_args

import ahocorasick_rs

from anfu.drafts.compact import compact
from anfu.drafts.literals import alternatives, longest_match, looks_on, needed_words
from anfu.drafts.sounds import Sounds, spelled
from anfu.drafts.whole import stands_alone
from anfu.labels import Industry
from anfu.playbook import ForbiddenWording

_FEW = 12
"""So many words are looked for one by one sooner than the pattern is tried."""
_ENOUGH = 4
"""So many characters of a needed word are looked for: more make the automaton larger, and are hardly ever rarer."""


class Hit(NamedTuple):
    """A forbidden wording found in a compact text."""

    start: int
    end: int
    wording: ForbiddenWording


class _Study(NamedTuple):
    """What is known of a pattern; `needed` are words that lead to it, None when it must always be tried.

    `widest` is how long a match is at most, `onward` how far from the beginning of a needed word it may depend on the text.
    `also` and `or_else` are further groups of words, small and large ones, one word of each of which must be there.
    """

    search: re.Pattern[str]
    widest: int
    onward: int
    needed: frozenset[str] | None
    also: tuple[tuple[str, ...], ...]
    or_else: tuple[re.Pattern[str], ...]


@lru_cache(maxsize=4096)
def _studied(pattern: str) -> _Study:
    groups = needed_words(pattern)
    also = tuple(tuple(group) for group in groups[1:] if len(group) <= _FEW)
    many = tuple(
        re.compile("|".join(map(re.escape, sorted(group)))) for group in groups[1:] if len(group) > _FEW
    )
    needed = frozenset(word[:_ENOUGH] for word in groups[0]) if groups else None
    widest = longest_match(pattern)
    return _Study(re.compile(pattern), widest, widest + looks_on(pattern) + 1, needed, also, many)


class _Pattern:
    """A pattern with how far its matches reach."""

    __slots__ = ("_also", "_onward", "_or_else", "_search", "_widest", "needed", "wording")

    def __init__(self, text: str, wording: ForbiddenWording) -> None:
        self.wording = wording
        self._search, self._widest, self._onward, self.needed, self._also, self._or_else = _studied(text)

    def hits(self, text: str, first: int, last: int) -> list[Hit]:
        """The hits, each of which holds a needed word: the first ends at `first`, the last begins at `last`."""
        for group in self._also:
            for word in group:  # a plain loop, for this is asked most of all
                if word in text:
                    break
            else:
                return []
        for words in self._or_else:
            if words.search(text) is None:
                return []
        # No match reaches the place where the text is cut short, so that nothing is taken for its end.
        begin, end = max(0, first - self._widest), min(len(text), last + self._onward)
        # Nearly always there is none, which is sooner told than by going through them.
        if self._search.search(text, begin, end) is None:
            return []
        return [
            Hit(hit.start(), hit.end(), self.wording)
            for hit in self._search.finditer(text, begin, end)
            if hit.end() > hit.start()
        ]


class _Word:
    """What a word in the automaton leads to: wordings, patterns to try, wordings it makes harmless.

    `watched`: somebody else wants to know whether it is there.
    """

    __slots__ = ("everywhere", "excused", "meant", "patterns", "watched")

    def __init__(self) -> None:
        self.everywhere = True
        self.watched = False
        self.meant: list[ForbiddenWording] = []
        self.patterns: list[_Pattern] = []
        self.excused: list[ForbiddenWording] = []

    def heard_in(self, industry: Industry) -> _Word | None:
        """The same for the calls of one industry; None when it means nothing there."""
        if self.everywhere:
            return self
        word = _Word()
        word.watched = self.watched
        word.meant = _heard(self.meant, industry)
        word.excused = _heard(self.excused, industry)
        word.patterns = [pattern for pattern in self.patterns if _counts(pattern.wording, industry)]
        return word if word.meant or word.excused or word.patterns or word.watched else None


class Lexicon:
    """The playbook's forbidden wordings, ready to search with. Build it once per playbook.

    watched: further words, of which `look` tells whether any is there.
    """

    def __init__(self, wordings: Iterable[ForbiddenWording], watched: Iterable[str] = ()) -> None:
        words = _Words()
        for wording in wordings:
            words.add(wording)
        for watch in watched:
            words.watch(watch)
        words.words.pop("", None)
        self._automaton = ahocorasick_rs.AhoCorasick(list(words.words)) if words.words else None
        self._shelves = {industry: _Shelf(words, industry) for industry in get_args(Industry)}

    def hits(self, text: str, industry: Industry = "general") -> list[Hit]:
        """The hits in a compact text that no longer harmless wording covers, by place.

        Of the packs only the one of `industry` counts.
        """
        return self.look(text, industry)[0]

    def look(self, text: str, industry: Industry = "general") -> tuple[list[Hit], bool]:
        """The hits, and whether a watched word is in the text."""
        watched = False
        shelf = self._shelves[industry]
        harmless: list[tuple[int, int]] = []
        found: list[Hit] = []
        tried: dict[_Pattern, tuple[int, int]] = {}
        if self._automaton is not None:
            meanings = shelf.meanings
            for place, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
                word = meanings[place]
                if word is None:
                    continue
                if word.watched:
                    watched = True
                if word.excused:
                    harmless.append((start, end))
                for wording in word.meant:
                    found.append(Hit(start, end, wording))
                for pattern in word.patterns:
                    known = tried.get(pattern)
                    tried[pattern] = (known[0], max(known[1], start)) if known else (end, start)
        for pattern, (first, last) in tried.items():
            found += pattern.hits(text, first, last)
        for pattern in shelf.always:
            found += pattern.hits(text, 0, len(text))
        if shelf.sounds is not None:
            found += [Hit(*place) for place in shelf.sounds.hits(text)]
        if not found:
            return found, watched
        meant = [hit for hit in found if not _covered(hit, harmless) and _as_wanted(hit, text)]
        meant.sort(key=lambda hit: (hit.start, hit.end, hit.wording.taboo, hit.wording.entry.id))
        return meant, watched


class _Words:
    """The wordings by the words that lead to them."""

    def __init__(self) -> None:
        self.words: dict[str, _Word] = {}
        self.always: list[_Pattern] = []
        self.sounding: list[ForbiddenWording] = []

    def add(self, wording: ForbiddenWording) -> None:
        """Takes in what a wording forbids and excuses."""
        entry = wording.entry
        for phrase in (*entry.say, *map(spelled, entry.sounds)):
            self._word(compact(phrase).text, wording).meant.append(wording)
        for phrase in entry.allow:
            self._word(compact(phrase).text, wording).excused.append(wording)
        for pattern in entry.patterns:
            for alternative in alternatives(pattern):
                self._try(alternative, wording)
        if entry.sounds:
            self.sounding.append(wording)

    def watch(self, text: str) -> None:
        """Takes in a word that somebody else wants to know of."""
        word = self.words.setdefault(text, _Word())
        word.watched = True

    def _try(self, text: str, wording: ForbiddenWording) -> None:
        pattern = _Pattern(text, wording)
        if pattern.needed is None:
            self.always.append(pattern)
        for word in pattern.needed or ():
            self._word(word, wording).patterns.append(pattern)

    def _word(self, text: str, wording: ForbiddenWording) -> _Word:
        word = self.words.get(text)
        if word is None:
            word = self.words[text] = _Word()
        word.everywhere &= wording.industry == "general"
        return word


class _Shelf:
    """What the words of the common automaton mean in the calls of one industry."""

    def __init__(self, words: _Words, industry: Industry) -> None:
        self.meanings = [word.heard_in(industry) for word in words.words.values()]
        self.always = [pattern for pattern in words.always if _counts(pattern.wording, industry)]
        sounding = _heard(words.sounding, industry)
        self.sounds = Sounds(sounding) if sounding else None


def _heard(wordings: list[ForbiddenWording], industry: Industry) -> list[ForbiddenWording]:
    return [wording for wording in wordings if _counts(wording, industry)]


def _counts(wording: ForbiddenWording, industry: Industry) -> bool:
    return wording.industry in ("general", industry)


def _covered(hit: Hit, harmless: list[tuple[int, int]]) -> bool:
    """Whether a longer harmless wording holds the hit (绝对 in 绝对值)."""
    return any(
        start <= hit.start and hit.end <= end and end - start > hit.end - hit.start for start, end in harmless
    )


def _as_wanted(hit: Hit, text: str) -> bool:
    return not hit.wording.entry.whole_word or stands_alone(text, hit.start, hit.end)
