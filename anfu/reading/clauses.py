"""Sentences and clauses: the parts of a draft that are judged, and how a part looks that is cut out of its sentence."""

from __future__ import annotations

import re

from anfu.reading.types import Span

_SENTENCE = re.compile(r"[^。!！?？;；\n]+[。!！?？;；\n]*")
_CLAUSE = re.compile(r"[^,,。.!!??;;、…~\s]+(?:[^,,。!!??;;…~])*")
_MARKS = " ,。.!?;:、…~\n"
CUT = "…"
"""Stands where a part was cut off: half a sentence is not read as if it were all that was said."""


def sentences(said: str) -> list[Span]:
    """The sentences of what was said, not normalised: there a new line still ends one."""
    return [sentence.span() for sentence in _SENTENCE.finditer(said)]


def clauses(text: str, within: Span | None = None) -> list[Span]:
    """The clauses of a normalised text, or of one part of it."""
    return [clause.span() for clause in _CLAUSE.finditer(text, *(within or (0, len(text))))]


def cut_out(text: str, clause: Span, sentence: Span) -> str:
    """A clause as it reads by itself, with a mark at each end where more of its sentence stands."""
    (start, end), (first, last) = clause, sentence
    before = CUT if text[first:start].strip(_MARKS) else ""
    after = CUT if text[end:last].strip(_MARKS) else ""
    return f"{before}{text[start:end]}{after}"
