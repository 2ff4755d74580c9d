"""One character in, one character out: the form that patterns and models compare.

The length never changes, so a place in the normalised text is the same place in what was said.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import opencc

_SPACE = " "


@lru_cache(maxsize=1)
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@lru_cache(maxsize=8192)
def _fold(char: str) -> str:
    folded = unicodedata.normalize("NFKC", char)
    if len(folded) != 1:
        folded = char
    if folded.isspace() or unicodedata.category(folded) in ("Cc", "Cf", "Zs", "Zl", "Zp"):
        return _SPACE
    lowered = folded.lower()
    if len(lowered) == 1:
        folded = lowered
    if "\u4e00" <= folded <= "\u9fff" or "\u3400" <= folded <= "\u4dbf":
        simple = _simplifier().convert(folded)
        if len(simple) == 1 and simple != folded:
            return _fold(str(simple))  # 薴 becomes 苧, and that becomes 苎
    return folded


def normalize(text: str) -> str:
    """Half-width, lower-case, simplified, every kind of white space a blank; same length as `text`."""
    return "".join(map(_fold, text))
