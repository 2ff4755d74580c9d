"""Times that bind the speaker: 「今晚八点我打给您」 does, 「您八点出发」 and 「提前三天约」 do not."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

from anfu.playbook.schema import PromiseCues
from anfu.reading.facts.times import Moment, moments
from anfu.reading.types import Span

_CLAUSE = re.compile(r"[^,。;:!?\n]+[,。;:!?\n]*")
_BREATH = re.compile(r"\S+\s*")
_STOP = re.compile(r"[。;!?\n]+")
_CARRIED = 12
"""A clause of at most so many characters that only names a time lends it to the next: 「今天下午五点,我打给您」."""


def promised(text: str, now: datetime, cues: PromiseCues) -> list[Moment]:
    """The points in time at which a normalised text says that we will do something, by place."""
    ours, others = _compiled(tuple(cues.ours)), _compiled(tuple(cues.not_ours))
    asking = _compiled(tuple(cues.asking))
    # What was heard without punctuation has blanks where the speaker paused.
    clauses = [hit.span() for hit in (_CLAUSE if _CLAUSE.sub("", text, count=1) else _BREATH).finditer(text)]
    found = []
    for moment in moments(text, now):
        place = next(
            (place for place, (start, end) in enumerate(clauses) if start <= moment.span[0] < end), None
        )
        if place is None or any(pattern.search(_sentence(text, moment.span)) for pattern in asking):
            continue
        start, end = clauses[place]
        bound = _binds(text[start:end], ours, others)
        if bound is None and end - start <= _CARRIED and place + 1 < len(clauses):
            bound = _binds(text[start : clauses[place + 1][1]], ours, others)
        if bound:
            found.append(moment)
    return found


def _sentence(text: str, span: Span) -> str:
    start = max((stop.end() for stop in _STOP.finditer(text, 0, span[0])), default=0)
    stop = _STOP.search(text, span[1])
    return text[start : stop.end() if stop else len(text)]


def _binds(clause: str, ours: list[re.Pattern[str]], others: list[re.Pattern[str]]) -> bool | None:
    """Whether the clause binds us; None when it says nothing either way."""
    if any(pattern.search(clause) for pattern in others):
        return False
    said = clause.rstrip(",。;:!\n")
    return True if any(pattern.search(said) for pattern in ours) else None


@lru_cache(maxsize=16)
def _compiled(patterns: tuple[str, ...]) -> list[re.Pattern[str]]:
    return [re.compile(pattern) for pattern in patterns]
