"""Simulated bad hearing: what speech recognition makes of a sentence on a poor line."""

from __future__ import annotations

import random
import re
import unicodedata
from functools import lru_cache

from anfu.reading.segment import frequencies
from anfu.reading.sounds import sound

_HAN = re.compile(r"[㐀-鿿]")
_COMMON = 2000
"""How many of the most frequent characters recognition puts in place of others; it favours frequent ones."""


class Mishearing:
    """Replaces a share of the characters by others that sound alike, and drops all punctuation.

    The same seed and text give the same result.
    """

    def __init__(self, share: float = 0.1, seed: int = 20261121) -> None:
        self._share = share
        self._seed = seed

    def __call__(self, text: str) -> str:
        chance = random.Random(f"{self._seed}:{text}")
        heard = [self._heard(char, chance) for char in _without_marks(text)]
        return " ".join("".join(heard).split())

    def _heard(self, char: str, chance: random.Random) -> str:
        if not _HAN.match(char) or chance.random() >= self._share:
            return char
        alike = [other for other in _alike().get(sound(char), ()) if other != char]
        return chance.choice(alike) if alike else char


def _without_marks(text: str) -> str:
    """Recognition writes no punctuation; what belongs to a number stays (0.5, 20%, ¥300)."""
    return "".join(
        " " if unicodedata.category(char)[0] in "PS" and not _of_number(text, place) else char
        for place, char in enumerate(text)
    )


def _of_number(text: str, place: int) -> bool:
    before, after = text[place - 1 : place].isdecimal(), text[place + 1 : place + 2].isdecimal()
    between = before and after
    return {".": between, ",": between, ":": between, "%": before, "¥": after, "￥": after}.get(
        text[place], False
    )


@lru_cache(maxsize=1)
def _alike() -> dict[str, list[str]]:
    """Frequent characters by their sound, tones apart."""
    single = [(count, char) for char, count in frequencies().items() if len(char) == 1 and _HAN.match(char)]
    by_sound: dict[str, list[str]] = {}
    for _, char in sorted(single, reverse=True)[:_COMMON]:
        by_sound.setdefault(sound(char), []).append(char)
    return by_sound
