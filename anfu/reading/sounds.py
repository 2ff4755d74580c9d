"""How characters sound: pinyin without tones, as a poor line or a hasty typist keeps it."""

from __future__ import annotations

from functools import lru_cache

from pypinyin import lazy_pinyin


@lru_cache(maxsize=20_000)
def sound(char: str) -> str:
    """The most usual syllable of a Chinese character; any other character as it is."""
    return lazy_pinyin(char, errors="default")[0]
