"""The draft as the matcher sees it: normalised, without what can be slipped between characters.

Sentence punctuation stays, because words do not reach across it; blanks, dots, dashes, stars, joiners
and emoji go, because they do (不·可·能, 不 可 能). Every character knows its place in the original.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import NamedTuple

from anfu.reading.normalize import normalize
from anfu.reading.types import Span

_KEPT = frozenset(",。!?;:、…,()“”‘’\"'「」『』《》%¥/\n")


class Compact(NamedTuple):
    """The text to match, and for each of its characters the place it had."""

    text: str
    places: list[int]

    def original(self, start: int, end: int) -> Span:
        """The range of the original text that a range of this one came from."""
        return self.places[start], self.places[end - 1] + 1


def compact(text: str) -> Compact:
    """Drops separators from the normalised text and keeps the map back."""
    # A new line ends what was said, though it is a blank to everyone else.
    folded = "".join("\n" if char == "\n" else same for char, same in zip(text, normalize(text), strict=True))
    places = [
        place
        for place, char in enumerate(folded)
        if not _droppable(char) or (char == "." and _between_digits(folded, place))
    ]
    return Compact("".join(folded[place] for place in places), places)


def _between_digits(text: str, place: int) -> bool:
    return text[place - 1 : place].isdigit() and text[place + 1 : place + 2].isdigit()


@lru_cache(maxsize=8192)
def _droppable(char: str) -> bool:
    if char in _KEPT:
        return False
    category = unicodedata.category(char)
    return (category[0] in "ZCSP" and category != "Co") or category in ("Mn", "Me", "Sk")
