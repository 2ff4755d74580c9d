"""Comma-separated text that Excel opens as it should: UTF-8 with a mark, every cell quoted, no formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, tzinfo

from anfu.reports.clean import defused, printable
from anfu.reports.document import Document, Value
from anfu.reports.shown import SECONDS_FROM, shown

MEDIA = "text/csv; charset=utf-8"
MARK = "\ufeff"


def commas(document: Document, zone: tzinfo) -> str:
    """The whole document: each section with its name, its head and its lines, a blank line between them."""
    lines: list[list[str]] = [[document.title], *([fact.name, fact.text] for fact in document.facts)]
    for section in document.sections:
        lines += [[], [section.name]]
        lines += [[field.name, _shown(field.value, document, zone)] for field in section.fields]
        if section.columns:
            lines.append([column.name for column in section.columns])
        lines += [[_shown(value, document, zone) for value in row] for row in section.rows]
    return MARK + "".join(map(line, lines))


def table(
    head: Sequence[str], rows: Iterable[Sequence[str | datetime | int | None]], zone: tzinfo
) -> Iterator[str]:
    """A table line by line, for as many rows as there are; times as ISO 8601 with their offset."""
    yield MARK + line(head)
    for row in rows:
        yield line([_plain(value, zone) for value in row])


def line(cells: Sequence[str]) -> str:
    """One line, with its end."""
    if not cells:
        return "\r\n"
    target = io.StringIO()
    # Always quoted: elsewhere a semicolon or tab separates too, and would cut a cell in two.
    csv.writer(target, quoting=csv.QUOTE_ALL).writerow([defused(printable(cell, 32_000)) for cell in cells])
    return target.getvalue()


def _shown(value: Value, document: Document, zone: tzinfo) -> str:
    return shown(value, zone, document.language, SECONDS_FROM)


def _plain(value: str | datetime | int | None, zone: tzinfo) -> str:
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(timespec="seconds")
    return "" if value is None else str(value)
