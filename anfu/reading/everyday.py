"""The quick way to normalise what holds everyday characters only, which is nearly all that is typed."""

from __future__ import annotations

import re
from functools import lru_cache

from anfu.reading.normalize import normalize

_WIDE_MARKS = {
    "，": ",",
    "！": "!",
    "？": "?",
    "：": ":",
    "；": ";",
    "（": "(",
    "）": ")",
    "％": "%",
    "￥": "¥",
}
_OTHER_PLAIN = "0123456789abcdefghijklmnopqrstuvwxyz,。!?:;、…()“”‘’\"'「」『』《》%¥/"


@lru_cache(maxsize=1)
def _everyday() -> re.Pattern[str]:
    hanzi = "".join(map(chr, range(0x4E00, 0xA000)))
    same = "".join(char for char, plain in zip(hanzi, normalize(hanzi), strict=True) if char == plain)
    return re.compile(f"[{same}{_OTHER_PLAIN}{''.join(_WIDE_MARKS)}]*")


def normalize_everyday(text: str) -> str | None:
    """The normalised text, told quickly, when it holds everyday characters only: simplified Chinese, marks, digits.

    None when it holds any other, a blank included.
    """
    if _everyday().fullmatch(text) is None:
        return None
    for wide, plain in _WIDE_MARKS.items():
        text = text.replace(wide, plain)
    return text
