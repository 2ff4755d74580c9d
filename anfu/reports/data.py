"""A document as JSON for programs: values by the ids of `reports.yml`, shares and changes as parts of one."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from typing import Any

import msgspec

from anfu.reports.clean import printable
from anfu.reports.document import Change, Document, Section, Share, Value

MEDIA = "application/json"


def data(document: Document, zone: tzinfo) -> dict[str, Any]:
    """The document as plain data: a form is one object, a table a list of them, a length of time is in seconds."""
    return {
        "report": document.report,
        "title": printable(document.title),
        "made_at": document.made_at.astimezone(zone).isoformat(timespec="seconds"),
        "facts": {printable(fact.name): printable(fact.text) for fact in document.facts},
        "sections": {section.id: _section(section, zone) for section in document.sections},
    }


def as_json(document: Document, zone: tzinfo) -> bytes:
    """The same, encoded."""
    return msgspec.json.encode(data(document, zone))


def _section(section: Section, zone: tzinfo) -> Any:
    if section.fields:
        return {field.id: _value(field.value, zone) for field in section.fields}
    ids = [column.id for column in section.columns]
    return [dict(zip(ids, (_value(value, zone) for value in row), strict=True)) for row in section.rows]


def _value(value: Value, zone: tzinfo) -> Any:
    match value:
        case str():
            return printable(value)
        case datetime():
            return value.astimezone(zone).isoformat(timespec="seconds")
        case timedelta():
            return round(value.total_seconds())
        case Share(of_one):
            return round(of_one, 4)
        case Change(by):
            return round(by, 4)
    return value
