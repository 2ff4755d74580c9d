"""The draft as the matcher sees it: normalised, without what can be slipped between characters.

Sentence punctuation stays, because words do not reach across it; blanks, dots, dashes, stars, joiners
and emoji go, because they do (不·可·能, 不 可 能). Every character knows its place in the original.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property

from anfu.reading.everyday import normalize_everyday
from anfu.reading.normalize import normalize
from anfu.reading.types import Span

_KEPT = frozenset(",。!?;:、…,()“”‘’\"'「」『』《》%¥/\n")
# Letters by their class, and yet nothing to be seen.
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")
_NUMBER_DOT = re.compile(r"\d\.\d")
_LOOSE_DOT = re.compile(r"(?<!\d)\.|\.(?!\d)")
_MOST_KNOWN = 20_000


class Compact:
    """The text to match, and for each of its characters the place it had."""

    __slots__ = ("__dict__", "_folded", "_length", "text")

    def __init__(self, text: str, folded: str, length: int) -> None:
        self.text = text
        self._folded = folded
        self._length = length

    @cached_property
    def places(self) -> list[int]:
        """The place in the original of each character of `text`."""
        if len(self.text) == self._length:
            return list(range(self._length))
        return [place for place, char in enumerate(self._folded) if _stays(self._folded, place, char)]

    def spaced(self) -> str:
        """The normalised text with what was dropped, as `normalize` gives it."""
        folded = self.text if len(self.text) == self._length else self._folded
        return folded.replace("\n", " ")

    def original(self, start: int, end: int) -> Span:
        """The range of the original text that a range of this one came from."""
        if len(self.text) == self._length:
            return start, end
        return self.places[start], self.places[end - 1] + 1


class _Compacting(dict[int, int | None]):
    """What becomes of each character, looked up once: its plain form, or nothing."""

    def __missing__(self, code: int) -> int | None:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        char = _fold(chr(code))
        self[code] = becomes = None if _droppable(char) else ord(char)
        return becomes


_compacting = _Compacting()


def compact(text: str) -> Compact:
    """Drops separators from the normalised text and keeps the map back."""
    everyday = normalize_everyday(text)  # which holds nothing to be dropped
    if everyday is not None:
        return Compact(everyday, "", len(text))
    squeezed = text.translate(_compacting)
    if "." in squeezed:  # a dot stays where it makes a number: 39.9
        squeezed = _LOOSE_DOT.sub("", _folded(text)).translate(_compacting)
    return Compact(squeezed, "" if len(squeezed) == len(text) else _folded(text), len(text))


def _folded(text: str) -> str:
    # A new line ends what was said, though it is a blank to everyone else.
    return "\n".join(map(normalize, text.split("\n")))


def _fold(char: str) -> str:
    return "\n" if char == "\n" else normalize(char)


def _stays(folded: str, place: int, char: str) -> bool:
    if char == ".":
        return bool(_NUMBER_DOT.match(folded, max(0, place - 1)))
    return not _droppable(char)


def _droppable(char: str) -> bool:
    if char in _KEPT or char == ".":
        return False
    if char in _FILLERS:
        return True
    category = unicodedata.category(char)
    return (category[0] in "ZCSP" and category != "Co") or category in ("Mn", "Me", "Sk")
