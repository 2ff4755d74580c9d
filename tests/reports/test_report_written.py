"""Documents as workbook, page, CSV and JSON: what a reader opens, and that no text can break it."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import msgspec
import pytest
from builders import BEIJING
from centre import MONTH, Centre, a_ticket
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from anfu.playbook import Playbook
from anfu.playbook.schema import FILLED
from anfu.reports.case import case_of
from anfu.reports.clean import printable
from anfu.reports.document import Change, Column, Document, Fact, Field, Section, Share
from anfu.reports.names import Names
from anfu.reports.quick import quick_report
from anfu.reports.retrospective import retrospective
from anfu.reports.written import MEDIA, Written, written
from anfu.store import CallRecord
from anfu.tickets.types import Entry

NOON = datetime(2026, 11, 4, 12, 0, 30, tzinfo=BEIJING)


def a_document(*rows: Any, **fields: Any) -> Document:
    """A document with a form and a table of one column of each kind of value."""
    widths = {"text": 20, "count": 20, "share": 20, "change": 20, "at": 40, "length": 20}
    columns = tuple(Column(name, name, width) for name, width in widths.items())
    sections = (
        Section(
            "form",
            "表单",
            fields=(Field("a", "甲", "一"), Field("b", "乙", NOON), Field("c", "丙", "三", True)),
        ),
        Section("table", "表格", columns=columns, rows=rows, empty=2, note="注"),
    )
    given = {
        "report": "quick", "name": "速报_T-1", "title": "速报", "heading": "中心", "sections": sections,
        "facts": (Fact("编号", "T-1"),), "signatures": ("填报人", "日期"), "foot": "内部", "nothing": "没有",
        "language": "zh", "made_at": NOON,
    }  # fmt: skip
    return Document(**{**given, **fields})


ROW = ("文字", 3, Share(0.125), Change(-0.5), NOON, timedelta(hours=26))


def sheet(document: Document) -> Any:
    """The document's sheet as Excel would open it."""
    return load_workbook(io.BytesIO(written(document, "xlsx", BEIJING).content)).active


def cells(document: Document) -> list[Any]:
    return [cell for row in sheet(document).iter_rows() for cell in row if cell.value is not None]


def test_a_workbook_keeps_numbers_times_and_shares_to_reckon_with() -> None:
    found = {cell.value: cell for cell in cells(a_document(ROW))}
    assert found[3].number_format == "0"
    assert found[0.125].number_format == "0.0%"
    assert "↓" in found[-0.5].number_format
    times = [cell.number_format for cell in cells(a_document(ROW)) if cell.is_date]
    assert times == ["yyyy-mm-dd hh:mm", "yyyy-mm-dd hh:mm:ss"], "seconds where the column has room"
    assert found["1天2小时"].data_type == "s"


def test_a_workbook_prints_as_a_form() -> None:
    page = sheet(a_document(ROW, landscape=True))
    assert (page.page_setup.paperSize, page.page_setup.orientation) == ("9", "landscape") or (
        int(page.page_setup.paperSize),
        page.page_setup.orientation,
    ) == (9, "landscape")
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 0)
    assert page.print_area.startswith("'速报'!$A$1:")
    written_cells = [cell for row in page.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.alignment.wrap_text for cell in written_cells)
    assert page.title == "速报"
    assert "填报人" in [cell.value for cell in written_cells]


def test_one_long_table_can_be_filtered_and_repeats_its_head(centre: Centre) -> None:
    centre.serious(datetime(2026, 11, 3, 9, tzinfo=BEIJING))
    page = sheet(centre.service.tracking(*MONTH))
    assert page.auto_filter.ref == "A6:O7"
    assert (page.freeze_panes, page.print_title_rows) == ("A7", "$6:$6")
    assert [page.cell(6, column).value for column in (1, 2, 3)] == ["序号", "工单编号", "提单时间"]
    assert not [merged for merged in page.merged_cells.ranges if merged.min_row in (6, 7)]


def test_a_text_higher_than_a_row_goes_on_in_the_next() -> None:
    text = "".join(f"{number:05}长" for number in range(600))
    document = a_document((text, 1, None, None, None, None))
    page = sheet(document)
    pieces = [cell.value for cell in cells(document) if isinstance(cell.value, str) and "长" in cell.value]
    assert len(pieces) > 1
    assert "".join(pieces) == printable(text)
    assert all(dimension.height <= 409 for dimension in page.row_dimensions.values())


class Opened(HTMLParser):
    """Reads a page strictly: which elements there are, and that each is closed where it was opened."""

    VOID = frozenset(("meta", "col", "br", "rect"))

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.attributes: set[str] = set()
        self.text: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text.append(data)


ELEMENTS = frozenset(
    ("html", "head", "meta", "title", "style", "body", "main", "header", "p", "h1", "h2", "small", "b", "span",
     "section", "table", "colgroup", "col", "thead", "tbody", "tr", "th", "td", "br", "svg", "rect", "footer")
)  # fmt: skip


def test_a_page_stands_alone_and_runs_nothing() -> None:
    text = written(a_document(ROW), "html", BEIJING).content.decode()
    page = Opened(text)
    assert page.seen <= ELEMENTS
    assert not [name for name in page.attributes if name.startswith("on") or name in ("style", "src", "href")]
    assert "url(" not in text
    assert "@import" not in text
    assert "Content-Security-Policy" in text
    shown = " ".join(page.text)
    for value in ("文字", "12.5%", "↓50.0%", "1天2小时", "12:00:30", "填报人"):
        assert value in shown


def test_csv_opens_in_excel_and_reads_back() -> None:
    content = written(a_document(ROW), "csv", BEIJING).content
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert lines[0] == ["速报"]
    assert ["文字", "3", "12.5%", "↓50.0%", "2026-11-04 12:00:30", "1天2小时"] in lines


def test_json_has_values_by_their_ids() -> None:
    found = json.loads(written(a_document(ROW), "json", BEIJING).content)
    assert found["sections"]["form"] == {"a": "一", "b": "2026-11-04T12:00:30+08:00", "c": "三"}
    assert found["sections"]["table"] == [
        {
            "text": "文字",
            "count": 3,
            "share": 0.125,
            "change": -0.5,
            "at": "2026-11-04T12:00:30+08:00",
            "length": 93600,
        }
    ]


def test_every_section_and_field_promised_to_trainers_is_filled(centre: Centre, book: Playbook) -> None:
    """What `FILLED` says Anfu can fill in is what the documents really put there."""
    ticket = centre.serious(datetime(2026, 11, 3, 9, tzinfo=BEIJING))
    centre.service.file_ticket(ticket.call_id, fields={"demand": "退款"})
    centre.upset(datetime(2026, 11, 4, 9, tzinfo=BEIJING))
    centre.act(ticket, responsibility_found=4, improvement=5)
    centre.now = datetime(2026, 11, 30, 9, tzinfo=BEIJING)
    service = centre.service
    made = {
        "quick": service.quick_report(ticket.id),
        "retrospective": service.retrospective(ticket.id),
        "tracking": service.tracking(*MONTH),
        "analysis": service.analysis(*MONTH),
        "dissatisfied": service.dissatisfied(*MONTH),
    }
    for layout in book.reports.reports:
        assert [section.id for section in made[layout.id].sections] == list(FILLED[layout.id])
        for part, section in zip(layout.sections, made[layout.id].sections, strict=True):
            by_hand = {field.id for field in (*part.fields, *part.columns) if field.fill}
            shown = {field.id for field in (*section.fields, *section.columns)} - by_hand
            assert shown <= set(FILLED[layout.id][part.id])
            if part.columns and len(by_hand) < len(part.columns):
                assert section.rows, f"{layout.id}.{part.id} is empty"
    assert set(made) == {report.id for report in book.reports.reports}


HOSTILE = st.one_of(
    st.text(st.characters(codec=None, exclude_categories=()), max_size=60),
    st.sampled_from(
        [
            "=HYPERLINK(\"http://x\",\"点我\")", "+cmd|' /C calc'!A0", "@SUM(1)", "-2+3", "\t=1", "_x003D_1+1",
            "<script>alert(1)</script>", "</td></table><img src=x onerror=alert(1)>", "]]>", "&amp;", "\"';--",
            "</style><script>", "长" * 5000, "a" * 40000, "\n" * 300, "\x00\x01\x1b[31m", "\ud83d", "👩‍👩‍👧‍👦" * 50,
            "\u202eابجد", "\ufffe", "{ticket}", "&P&D&A",
        ]
    ),
)  # fmt: skip


@settings(max_examples=20)
@given(*[HOSTILE] * 4)
@example("=1", "</td>", "\x00", "长" * 3000)
def test_no_text_ever_breaks_a_document(
    names: Names, first: str, second: str, third: str, fourth: str
) -> None:
    ticket = a_ticket(
        id=first, matter=second, summary=third, filed_by=fourth, fields={first: second, third: fourth}
    )
    ticket = msgspec.structs.replace(
        ticket, reasons=(msgspec.structs.replace(ticket.reasons[0], rule=second, evidence=fourth),)
    )
    call = CallRecord("C-1", NOON, "telecom", first, "agent", agent=second, customer_ref=third, matter=fourth)
    told = [Entry(first or "note", NOON, second, third), Entry("improvement", NOON, third, fourth)]
    case = case_of(ticket, call, (), (), told, NOON, names.book)
    for document in (quick_report(case, names, NOON, BEIJING), retrospective(case, names, NOON, BEIJING)):
        is_sound(document)


def is_sound(document: Document) -> None:
    """Every form of the document opens, holds no formula and no foreign element."""
    workbook = written(document, "xlsx", BEIJING).content
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        assert parts.testzip() is None
        for name in parts.namelist():
            ElementTree.fromstring(parts.read(name))
    sheet = load_workbook(io.BytesIO(workbook)).active
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n", "d"}, "no formula, no error, nothing else"
    assert all(
        cell.quotePrefix
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@"))
    )
    page = Opened(written(document, "html", BEIJING).content.decode())
    assert page.seen <= ELEMENTS
    assert not [name for name in page.attributes if name.startswith("on")]
    for cells in csv.reader(io.StringIO(written(document, "csv", BEIJING).content.decode("utf-8-sig"))):
        assert not [cell for cell in cells if re.match(r"\s*[=+\-@＝＋－＠]", cell)]
    json.loads(written(document, "json", BEIJING).content)


def test_personal_numbers_stay_masked_in_every_form(centre: Centre) -> None:
    ticket = centre.serious()
    # Even if something got into the store unmasked.
    raw = msgspec.structs.replace(ticket, summary="打13812345678", fields={"contact": "13912345678"})
    centre.service.store.save(raw)
    for make in (centre.service.quick_report, centre.service.retrospective):
        document = make(ticket.id)
        for form in ("html", "csv", "json"):
            content = written(document, form, BEIJING).content.decode()  # type: ignore[arg-type]
            assert "138****5678" in content
            assert not re.search(r"13[89]12345678", content)
        assert not [cell for cell in cells(document) if "12345678" in str(cell.value)]


@pytest.mark.parametrize("form", ["json", "html", "xlsx", "csv"])
def test_a_file_has_its_type_and_a_name(form: Any) -> None:
    done = written(a_document(ROW), form, BEIJING)
    assert isinstance(done, Written)
    assert done.name == f"速报_T-1.{form}"
    assert done.media.partition(";")[0] in MEDIA
