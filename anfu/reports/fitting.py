"""How a document fits a sheet of paper: columns, lines, and texts longer than a row is high."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime

from anfu.reports.clean import printable
from anfu.reports.document import Document, Field, Section, Value

LINES = 24
"""Lines a cell may have: Excel's highest row holds no more, so longer texts go on in the next row."""
PAGE = 96
"""Latin characters across an upright page."""
GRID = 24
"""Narrow columns of a sheet with several tables or forms, which are laid over them in merged cells."""
TIME = 18.0
"""Width of a column that holds times, with room beside them."""
LONGEST = 32_000
"""Excel takes 32,767 characters a cell."""


def pairs(fields: Sequence[Field]) -> Iterator[tuple[Field, ...]]:
    """The fields two by two, wide ones alone."""
    waiting: list[Field] = []
    for field in fields:
        if field.wide:
            if waiting:
                yield tuple(waiting)
            waiting = []
            yield (field,)
            continue
        waiting.append(field)
        if len(waiting) == 2:
            yield tuple(waiting)
            waiting = []
    if waiting:
        yield tuple(waiting)


def is_list(document: Document) -> bool:
    """Whether the document is one table and nothing else."""
    return len(document.sections) == 1 and bool(document.sections[0].columns)


def figures_in(section: Section) -> frozenset[int]:
    """The places of the columns that hold figures, which stand in the middle."""
    return frozenset(
        place
        for place in range(len(section.columns))
        if any(row[place] is not None and not isinstance(row[place], str) for row in section.rows)
    )


def widths_of(document: Document) -> list[float]:
    """The columns of the sheet: those of the one table, or a fine grid when several share the page."""
    if is_list(document):
        [section] = document.sections
        return [
            max(column.width, TIME if any(isinstance(row[place], datetime) for row in section.rows) else 0)
            for place, column in enumerate(section.columns)
        ]
    return [PAGE / GRID] * GRID


def spread(widths: Sequence[int], grid: int) -> Iterator[tuple[int, int]]:
    """The first and last grid column of each width, so that together they fill the page."""
    if len(widths) == grid:
        yield from ((column, column) for column in range(1, grid + 1))
        return
    total, done, first = sum(widths), 0, 1
    for place, width in enumerate(widths):
        done += width
        left = len(widths) - place - 1
        last = grid if not left else min(max(first, round(done * grid / total)), grid - left)
        yield first, last
        first = last + 1


def pieces(value: Value, room: int) -> list[Value]:
    """The value, a text cut where it is longer than Excel's highest row shows."""
    if not isinstance(value, str):
        return [value]
    cut: list[Value] = []
    start, line, filled = 0, 1, 0
    text = printable(value, LONGEST)
    for place, char in enumerate(text):
        taken = width(char)
        filled += taken
        if char == "\n" or filled > room:
            line, filled = line + 1, 0 if char == "\n" else taken
        if line > LINES:
            cut.append(text[start:place])
            start, line = place, 1
    return [*cut, text[start:]]


def lines(text: str, room: int) -> int:
    """How many lines the text takes in a cell of this many Latin characters."""
    return sum(max(1, math.ceil(width(line) / room)) for line in text.split("\n"))


def width(text: str) -> int:
    """How many Latin characters wide the text is."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)
