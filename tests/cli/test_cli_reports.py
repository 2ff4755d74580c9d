"""`anfu report`: on the screen and into files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from builders import customer
from openpyxl import load_workbook

from anfu.bootstrap import open_store
from anfu.cli.parts import playbook
from anfu.service import Service
from anfu.settings import read_settings

Anfu = Callable[..., Any]


@pytest.fixture
def ticket(settings: None) -> str:
    """A ticket in the operator's store."""
    told = read_settings()
    store = open_store(told)
    service = Service(playbook(told), store)
    call = service.begin_call(agent="小林", customer_ref="K[red]1")
    text = "包裹五天没到，我要起诉"
    service.hear(call.id, "customer", text, customer(text, signals={"legal": "起诉"}))
    filed = service.open_ticket(call.id)
    store.close()
    assert filed is not None
    return filed.id


def test_a_report_is_shown_on_the_screen(anfu: Anfu, ticket: str) -> None:
    shown = anfu("report", "quick", ticket).out
    for words in ("危机事件速报表", ticket, "CR2", "小林", "K[red]1", "客户提到走法律途径"):
        assert words in shown
    assert "事件时间线" in anfu("report", "retrospective", ticket).out
    for table in ("tracking", "analysis", "dissatisfied"):
        assert anfu("report", table).code == 0


def test_the_ending_of_the_file_says_what_is_written(anfu: Anfu, ticket: str, tmp_path: Path) -> None:
    for ending in ("xlsx", "html", "csv", "json"):
        file = tmp_path / f"速报.{ending}"
        done = anfu("report", "quick", ticket, "--out", str(file))
        assert (done.code, file.name in done.err) == (0, True)
        assert file.stat().st_size > 500
    sheet = load_workbook(tmp_path / "速报.xlsx").active
    assert ticket in [cell.value for row in sheet.iter_rows() for cell in row]
    assert json.loads(anfu("report", "quick", ticket, "--format", "json").out)["report"] == "quick"


def test_exports_go_to_the_screen_or_a_file(anfu: Anfu, ticket: str, tmp_path: Path) -> None:
    [line] = csv.DictReader(io.StringIO(anfu("report", "export", "tickets").out.removeprefix("\ufeff")))
    assert line["id"] == ticket
    file = tmp_path / "calls.csv"
    assert anfu("report", "export", "calls", "--out", str(file)).code == 0
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in file.read_bytes()
    assert b"\r\r" not in file.read_bytes()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["quick", "T-NONE"], "T-NONE"),
        (["tracking", "--from", "2026-13-01"], "2026-11-30"),
        (["tracking", "--from", "2026-11-30", "--to", "2026-11-01"], "turn the days round"),
        (["analysis", "--from", "2020-01-01", "--to", "2026-11-01"], "a year at most"),
        (["analysis", "--format", "xlsx"], "--out"),
        (["analysis", "--out", "report.pdf"], ".xlsx"),
        (["analysis", "--format", "text", "--out", "report.xlsx"], "--format"),
        (["analysis", "--out", "/nowhere/report.xlsx"], "/nowhere"),
    ],
)
def test_mistakes_are_told_with_their_remedy(anfu: Anfu, given: list[str], told: str) -> None:
    done = anfu("report", *given)
    assert done.code == 1
    assert told in done.err
    assert "Traceback" not in done.err
