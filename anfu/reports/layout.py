"""From what is known to a document: the playbook says which fields it shows, how they are called, in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from anfu.labels import ReportId
from anfu.playbook.schema import Report, ReportField, ReportSection
from anfu.reports.document import Column, Document, Fact, Field, Section, Value
from anfu.reports.names import Names
from anfu.reports.shown import moment

MOST_ROWS = 2000
"""Rows a table of one case may have."""
Row = Mapping[str, Value]
"""Values by the id of their field or column."""
Filling = Mapping[str, Row | Sequence[Row]]
"""For each section its values: one row for a form, many for a table."""


def compose(
    report: ReportId,
    names: Names,
    filling: Filling,
    facts: Sequence[Fact],
    file_name: str,
    now: datetime,
    zone: tzinfo,
    draft: bool = False,
) -> Document:
    """The document, laid out as `reports.yml` says. `draft`: a person still has to complete it."""
    layout = layout_of(report, names)
    foot = [names.word("draft")] if draft else []
    return Document(
        report=report,
        name=f"{names.text(layout.title)}_{file_name}",
        title=names.text(layout.title),
        heading=names.text(names.book.reports.heading),
        facts=(*facts, Fact(names.word("made_at"), moment(now, zone))),
        sections=tuple(_section(part, names, filling.get(part.id, ())) for part in layout.sections),
        signatures=tuple(names.text(signature) for signature in layout.signatures),
        foot="　".join([*foot, names.word("internal")]),
        nothing=names.word("nothing"),
        language=names.language,
        made_at=now,
        landscape=layout.landscape,
    )


def capped(rows: Sequence[Row], column: str, names: Names) -> list[Row]:
    """The first `MOST_ROWS` of the rows, and how many are left out."""
    left = len(rows) - MOST_ROWS
    told: list[Row] = [{column: f"{names.word('left_out')}：{left}"}] if left > 0 else []
    return [*rows[:MOST_ROWS], *told]


def layout_of(report: ReportId, names: Names) -> Report:
    """What the playbook says of this document."""
    return next(layout for layout in names.book.reports.reports if layout.id == report)


def _section(part: ReportSection, names: Names, filling: Row | Sequence[Row]) -> Section:
    rows = [filling] if isinstance(filling, Mapping) else filling
    if part.fields:
        values = rows[0] if rows else {}
        fields = tuple(_field(field, names, values) for field in part.fields)
        return Section(part.id, names.text(part.name), fields=fields, new_page=part.new_page)
    return Section(
        part.id,
        names.text(part.name),
        columns=tuple(Column(column.id, names.text(column.name), column.width) for column in part.columns),
        rows=tuple(tuple(row.get(column.id) for column in part.columns) for row in rows),
        empty=part.empty_lines,
        note=names.text(part.note) if part.note else "",
        new_page=part.new_page,
        total=bool(rows and rows[-1].get("total")),
    )


def _field(field: ReportField, names: Names, values: Row) -> Field:
    return Field(field.id, names.text(field.name), values.get(field.id), field.wide)
