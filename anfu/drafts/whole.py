"""Whether a wording stands for itself, or is only a piece of longer words (铁定 in 地铁定时)."""

from __future__ import annotations

import re
from itertools import accumulate

_CLAUSE_END = re.compile(r"[,。.!?;:、…\n]")
_LOOK = 60
"""Characters of a clause without an end that are cut into words on either side."""


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether words begin at `start` and end at `end` of a compact text."""
    from anfu.reading.segment import words  # jieba takes its time; few drafts need it

    first = max(0, start - _LOOK, *_ends(text, start))
    stop = _CLAUSE_END.search(text, end, end + _LOOK)
    last = stop.start() if stop else min(len(text), end + _LOOK)
    edges = {0, *accumulate(map(len, words(text[first:last])))}
    return start - first in edges and end - first in edges


def _ends(text: str, start: int) -> list[int]:
    """Where clauses ended shortly before `start`."""
    return [hit.end() for hit in _CLAUSE_END.finditer(text, max(0, start - _LOOK), start)]
