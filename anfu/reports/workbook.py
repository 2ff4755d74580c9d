"""A document as an Excel workbook that prints as a form: one sheet, page setup, borders, heights that fit the text."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Collection, Sequence
from datetime import datetime, tzinfo
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.pagebreak import Break

from anfu.reports.cells import Brush, Look, Part, put
from anfu.reports.clean import printable
from anfu.reports.document import Column, Document, Field, Section, Value
from anfu.reports.fitting import TIME, figures_in, is_list, lines, pairs, pieces, spread, widths_of
from anfu.reports.shown import shown

MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LINE = 15.5
"""Points of height a line of text takes."""
_BLANK = 22.0


def workbook(document: Document, zone: tzinfo) -> bytes:
    """The document as the bytes of an .xlsx file."""
    book = Workbook()
    book.properties.creator = "Anfu"
    book.properties.title = printable(document.title)
    _Sheet(book.active, document, zone).write()
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


class _Sheet:
    """Writes a document from top to bottom, cell ranges merged over a grid of narrow columns."""

    def __init__(self, sheet: Any, document: Document, zone: tzinfo) -> None:
        self.sheet = sheet
        self.document = document
        self.zone = zone
        self.row = 0
        self.brush = Brush()
        self.widths = widths_of(document)
        self.grid = len(self.widths)

    def write(self) -> None:
        """Writes everything."""
        self._set_up()
        self._head()
        for section in self.document.sections:
            self._section(section)
        self._foot()
        self.sheet.print_area = f"A1:{get_column_letter(self.grid)}{self.row}"

    def _set_up(self) -> None:
        sheet, document = self.sheet, self.document
        sheet.title = re.sub(r"[\[\]:*?/\\']", "", printable(document.title))[:31] or "Anfu"
        for column, width in enumerate(self.widths, 1):
            sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.sheet_view.showGridLines = False
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        sheet.page_setup.orientation = "landscape" if document.landscape else "portrait"
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_options.horizontalCentered = True
        margins = sheet.page_margins
        margins.left = margins.right = 0.5
        margins.top, margins.bottom = 0.6, 0.7
        # An ampersand begins a code in headers and footers; two of them are one.
        sheet.oddFooter.left.text = printable(document.name).replace("&", "&&")[:100]
        sheet.oddFooter.right.text = "&P / &N"

    def _head(self) -> None:
        self._line(self.document.heading, "heading", "center", 20)
        self._line(self.document.title, "title", "center", 32)
        facts = "　　".join(f"{fact.name}：{fact.text}" for fact in self.document.facts)
        self._line(facts, "facts", "center", 18)

    def _line(self, text: str, part: Part, align: str, height: float) -> None:
        self._down(height)
        self._put(1, self.grid, text, part, align)

    def _section(self, section: Section) -> None:
        if section.new_page:
            self.sheet.row_breaks.append(Break(id=self.row))
        else:
            self._down(6)
        name = f"{section.name}（{section.note}）" if section.note else section.name
        self._down(20)
        self._put(1, self.grid, name, "band")
        if section.fields:
            self._form(section.fields)
        else:
            self._table(section)

    def _form(self, fields: Sequence[Field]) -> None:
        label = max(3, round(self.grid / 6))
        half = self.grid // 2
        for line in pairs(fields):
            wide = line[0].wide
            edges = [(1, self.grid)] if wide else [(1, half), (half + 1, self.grid)]
            spans = [
                edge for first, last in edges for edge in ((first, first + label - 1), (first + label, last))
            ]
            cells: list[Value] = []
            for field in line:
                cells += [field.name, field.value]
            cells += [None] * (len(spans) - len(cells))
            self._cells(spans, cells, labels=range(0, len(spans), 2))

    def _table(self, section: Section) -> None:
        spans = list(spread([column.width for column in section.columns], self.grid))
        heads: list[Value] = [column.name for column in section.columns]
        self._cells(spans, heads, labels=range(len(heads)), middle=range(len(heads)))
        if is_list(self.document):
            self._make_list()
        if not section.rows and not section.empty:
            self._down(_BLANK)
            self._put(1, self.grid, self.document.nothing, "nothing", "center")
        middle = figures_in(section)
        for number, row in enumerate(section.rows, 1):
            total = section.total and number == len(section.rows)
            bold = range(len(spans)) if total else ()
            self._cells(spans, row, columns=section.columns, labels=bold, middle=middle)
        for _ in range(section.empty):
            self._cells(spans, [None] * len(spans), least=_BLANK)

    def _make_list(self) -> None:
        """A document that is one long table can be filtered, scrolls below its head, and repeats it on each page."""
        last = self.row + max(1, len(self.document.sections[0].rows))
        self.sheet.auto_filter.ref = f"A{self.row}:{get_column_letter(self.grid)}{last}"
        self.sheet.freeze_panes = f"A{self.row + 1}"
        self.sheet.print_title_rows = f"{self.row}:{self.row}"

    def _cells(
        self,
        spans: Sequence[tuple[int, int]],
        values: Sequence[Value],
        columns: Sequence[Column] = (),
        labels: Collection[int] = (),
        middle: Collection[int] = (),
        least: float = 0,
    ) -> None:
        """A line of cells, continued in more rows when a text is longer than Excel's highest row."""
        rooms = [self._room(span) for span in spans]
        parts = [pieces(value, room) for value, room in zip(values, rooms, strict=True)]
        for number in range(max(len(part) for part in parts)):
            here = [part[number] if number < len(part) else None for part in parts]
            heights = [
                lines(value, room) * _LINE + 3
                for value, room in zip(here, rooms, strict=True)
                if isinstance(value, str)
            ]
            self._down(max([*heights, 18, least]))
            for place, ((first, last), value) in enumerate(zip(spans, here, strict=True)):
                width = columns[place].width if columns else 0
                align = "center" if place in middle else "left"
                self._put(first, last, value, "label" if place in labels else "value", align, width)

    def _room(self, span: tuple[int, int]) -> int:
        return max(2, math.floor(sum(self.widths[span[0] - 1 : span[1]])) - 1)

    def _foot(self) -> None:
        signatures = self.document.signatures
        if signatures:
            self._down(14)
            spans = list(spread([1] * len(signatures) * 2, self.grid))
            values: list[Value] = []
            for signature in signatures:
                values += [signature, None]
            self._cells(spans, values, labels=range(0, len(values), 2), least=30)
        self._line(self.document.foot, "foot", "left", 18)

    def _down(self, height: float) -> None:
        self.row += 1
        self.sheet.row_dimensions[self.row].height = min(height, 409)

    def _put(
        self, first: int, last: int, value: Value, part: Part, align: str = "left", width: int = 0
    ) -> None:
        cell = self.sheet.cell(self.row, first)
        if isinstance(value, datetime) and self._room((first, last)) < TIME - 2:
            # Excel shows a time that does not fit as ####; a text is wrapped.
            value = shown(value, self.zone, self.document.language, width)
        form, quoted = put(cell, value, self.zone, self.document.language, width)
        self.brush.paint(cell, Look(part, align, form, quoted))
        for column in range(first + 1, last + 1):
            self.brush.paint(self.sheet.cell(self.row, column), Look(part))
        if last > first:
            # Not merge_cells: it would style every cell once more, which takes most of the time.
            self.sheet.merged_cells.add(
                CellRange(min_row=self.row, max_row=self.row, min_col=first, max_col=last)
            )
