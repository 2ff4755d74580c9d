"""Documents over HTTP: who may have which, in which form, under which name."""

from __future__ import annotations

import csv
import io
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
from builders import customer

from anfu.reports.page import POLICY
from anfu.server.api.reports import disposition
from anfu.store.errors import StoreUnavailable

TABLES = ("tracking", "analysis", "dissatisfied")
EXPORTS = ("export/tickets", "export/calls")


@pytest.fixture
def ticket(bare: Any) -> str:
    """A ticket of a call that one agent took."""
    service = bare.house.service
    call = service.begin_call(agent="一位agent", customer_ref="=1+1")
    text = "包裹五天没到，我要起诉"
    service.hear(call.id, "customer", text, customer(text, signals={"legal": "起诉"}))
    return str(service.open_ticket(call.id).id)


@pytest.fixture
def tokens(bare: Any) -> dict[str, dict[str, str]]:
    """The header that signs each of these in; the door is locked."""
    people = {"一位agent": "agent", "别人": "agent", "主管": "supervisor", "培训": "trainer", "管理": "admin"}
    given = {name: bare.house.service.add_user(name, role) for name, role in people.items()}
    bare.house.gate.look()
    return {name: {"Authorization": f"Bearer {token}"} for name, token in given.items()}


def test_an_agent_sees_the_quick_report_of_their_own_call_and_nothing_else(
    bare: Any, ticket: str, tokens: dict[str, dict[str, str]]
) -> None:
    with bare.client() as http:

        def asked(path: str) -> list[int]:
            path = f"/api/v1/reports/{path}"
            return [http.get(path, headers=header).status_code for header in tokens.values()]

        assert asked(f"quick/{ticket}") == [200, 403, 200, 200, 200]
        assert asked(f"retrospective/{ticket}") == [403, 403, 200, 200, 200]
        for path in (*TABLES, *EXPORTS):
            assert asked(path) == [403, 403, 200, 200, 200], path
        assert http.get(f"/api/v1/reports/quick/{ticket}").status_code == 401


@pytest.mark.parametrize("form", ["json", "html", "xlsx", "csv"])
def test_each_form_comes_with_its_type_and_a_chinese_file_name(bare: Any, ticket: str, form: str) -> None:
    with bare.client() as http:
        answer = http.get(f"/api/v1/reports/quick/{ticket}", params={"format": form})
    assert answer.status_code == 200
    how, plain, name = answer.headers["content-disposition"].split("; ")
    assert how == ("inline" if form in ("json", "html") else "attachment")
    assert plain == f'filename="{ticket}.{form}"'
    assert unquote(name.removeprefix("filename*=UTF-8''")) == f"危机事件速报表_{ticket}.{form}"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    starts = {"json": b'{"report":"quick"', "html": b"<!doctype html>", "xlsx": b"PK", "csv": b"\xef\xbb\xbf"}
    assert answer.content.startswith(starts[form])


def test_a_page_may_show_its_own_style_and_run_nothing(bare: Any, ticket: str) -> None:
    with bare.client() as http:
        page = http.get(f"/api/v1/reports/quick/{ticket}", params={"format": "html"})
    assert page.headers["content-security-policy"] == POLICY
    assert "script-src" not in POLICY
    assert "unsafe" not in POLICY


def test_a_name_cannot_break_out_of_its_header() -> None:
    header = disposition('速报"\r\nSet-Cookie: a=b; ../../x.csv', False)
    assert "\r" not in header
    assert "\n" not in header
    assert header.count('"') == 2
    assert "/" not in header.split("; ")[1]


@pytest.mark.parametrize("table", TABLES)
def test_tables_take_a_period(bare: Any, ticket: str, table: str) -> None:
    with bare.client() as http:
        answer = http.get(f"/api/v1/reports/{table}", params={"from": "2026-11-01", "to": "2026-11-30"})
        assert answer.status_code == 200
        assert answer.json()["facts"]["统计期间"] == "2026-11-01 – 2026-11-30"
        for bad in (
            {"from": "2026-11-30", "to": "2026-11-01"},
            {"from": "2020-01-01", "to": "2026-11-01"},
            {"from": "gestern"},
            {"format": "pdf"},
            {"until": "2026-11-01"},
            {"from": "0001-01-01", "to": "0001-01-02"},
        ):
            refused = http.get(f"/api/v1/reports/{table}", params=bad)
            assert refused.status_code == 422, bad
            assert refused.headers["content-type"] == "application/problem+json"


def test_exports_are_streamed_and_complete(bare: Any, ticket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anfu.server.api.reports.LINES_AT_ONCE", 2)
    for _ in range(7):
        bare.house.service.begin_call(customer_ref="=1+1")
    with bare.client() as http:
        answer = http.get("/api/v1/reports/export/calls")
        assert answer.headers["transfer-encoding"] == "chunked"
        assert unquote(answer.headers["content-disposition"]).endswith("来电清单.csv")
        lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert len(lines) == 8
        assert {line["customer_ref"] for line in lines} == {"'=1+1"}
        [filed] = csv.DictReader(
            io.StringIO(http.get("/api/v1/reports/export/tickets").content.decode("utf-8-sig"))
        )
        assert (filed["id"], filed["agent"], filed["level"]) == (ticket, "一位agent", "2")


def test_an_unknown_ticket_is_a_404(bare: Any) -> None:
    with bare.client() as http:
        for path in ("quick/T-NONE", "retrospective/T-NONE", "quick/%00", "quick/%ff"):
            assert http.get(f"/api/v1/reports/{path}").status_code == 404, path


def test_a_database_that_is_down_is_a_503_before_the_file_begins(
    bare: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_: Any) -> None:
        raise StoreUnavailable("down: try again")

    monkeypatch.setattr(bare.house.service.store, "_batches", down)
    with bare.client() as http:
        for path in (*TABLES, *EXPORTS):
            assert http.get(f"/api/v1/reports/{path}").status_code == 503, path


def test_a_database_that_goes_down_midway_does_not_look_like_a_whole_file(
    bare: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("anfu.server.api.reports.LINES_AT_ONCE", 1)

    def half(*_: Any) -> Any:
        yield "id\r\n"
        yield "C-1\r\n"
        raise StoreUnavailable("down: try again")

    monkeypatch.setattr(bare.house.service, "export", half)
    with bare.client() as http, pytest.raises(httpx.HTTPError):
        http.get("/api/v1/reports/export/calls")
