"""A document as a value, whatever it is written as: forms and tables, with times, shares and sums still themselves."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from anfu.labels import Language, ReportId


class Share(msgspec.Struct, frozen=True):
    """A part of a whole, 0 to 1; shown as a percentage."""

    of_one: float


class Change(msgspec.Struct, frozen=True):
    """How much more or less than before, as a part of what it was: 0.25 is a quarter more.

    `points`: the difference between two shares, in parts of the whole: from 70 % to 75 % is 0.05.
    """

    by: float
    points: bool = False


Value = str | int | float | datetime | timedelta | Share | Change | None
"""What may stand in a cell. None is an empty cell."""


class Field(msgspec.Struct, frozen=True):
    """A field of a form, with its value."""

    id: str
    name: str
    value: Value
    wide: bool = False


class Column(msgspec.Struct, frozen=True):
    """A column of a table. `width` counts Latin characters."""

    id: str
    name: str
    width: int


class Section(msgspec.Struct, frozen=True):
    """A form when it has fields, else a table; `empty` lines at its end are for a pen.

    `total`: the last row adds up those above it.
    """

    id: str
    name: str
    fields: tuple[Field, ...] = ()
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[Value, ...], ...] = ()
    empty: int = 0
    note: str = ""
    new_page: bool = False
    total: bool = False


class Fact(msgspec.Struct, frozen=True):
    """A line under the title: the document's number, the period, when it was made."""

    name: str
    text: str


class Document(msgspec.Struct, frozen=True):
    """A whole document, ready to be written as a workbook, a page, commas or JSON.

    `name` is what its file is called, without an ending.
    """

    report: ReportId
    name: str
    title: str
    heading: str
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...]
    signatures: tuple[str, ...]
    foot: str
    nothing: str
    language: Language
    made_at: datetime
    landscape: bool = False
