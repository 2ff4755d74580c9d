"""`anfu ticket` at work, and `anfu audit`."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from anfu.bootstrap import open_store
from anfu.settings import read_settings

Anfu = Callable[..., Any]


@pytest.fixture
def calls() -> list[str]:
    """Three calls in the store an operator has."""
    from anfu.cli.parts import playbook
    from anfu.service import Service

    store = open_store(read_settings())
    service = Service(playbook(read_settings()), store)
    ids = [service.begin_call(customer_ref=f"cust-{number}").id for number in range(3)]
    store.close()
    return ids


def did(anfu: Anfu, *words: str) -> Any:
    """What a command that must succeed gives as JSON."""
    done = anfu(*words, "--json")
    assert done.code == 0, done.err
    return json.loads(done.out)


def test_a_case_at_the_terminal(anfu: Anfu, calls: list[str]) -> None:
    ticket = did(anfu, "ticket", "file", calls[0], "--summary", "断网三天", "--field", "demand=今晚修好")[
        "id"
    ]
    refused = anfu("ticket", "act", ticket, "solution_given")
    assert refused.code == 1
    assert "批准方案" in refused.err
    assert did(anfu, "ticket", "assign", ticket, "小李", "--owner-role", "tech_support")["owner"] == "小李"
    assert did(anfu, "ticket", "act", ticket, "upgraded", "--level", "2", "--note", "全小区")["cr"] == "CR2"
    override = ("--override", "--note", "主管口头批了", "--role", "supervisor", "--by", "王主管")
    assert did(anfu, "ticket", "act", ticket, "solution_given", *override)["node"] == "agreement"
    shown = anfu("ticket", "show", ticket)
    for part in ("断网三天", "客户确认", "overridden · 王主管 主管口头批了", "tech_support · 小李", "demand"):
        assert part in shown.out, part
    assert anfu("ticket", "act", ticket, "approved", "--role", "agent").code == 1
    assert "missed" not in shown.out and "kept" in shown.out


def test_finding_at_the_terminal(anfu: Anfu, calls: list[str]) -> None:
    ids = [did(anfu, "ticket", "file", call, "--summary", f"第{n}件")["id"] for n, call in enumerate(calls)]
    assert [item["id"] for item in did(anfu, "ticket", "search", "第1件")["items"]] == [ids[1]]
    page = did(anfu, "ticket", "list", "--limit", "2")
    assert [item["id"] for item in page["items"]] == ids[:0:-1]
    behind = did(anfu, "ticket", "list", "--limit", "2", "--after", page["next"])
    assert [item["id"] for item in behind["items"]] == ids[:1]
    assert "--after" in anfu("ticket", "list", "--limit", "2").err
    assert did(anfu, "ticket", "list", "--overdue", "--status", "active") == {"items": []}
    assert len(did(anfu, "ticket", "list", "--customer", "cust-2", "--from", "2020-01-01")["items"]) == 1
    assert anfu("ticket", "list", "--after", "nonsense").code == 1
    assert anfu("ticket", "file", calls[0], "--field", "demand").code == 1


def test_splitting_merging_and_gathering_at_the_terminal(anfu: Anfu, calls: list[str]) -> None:
    a, b, c = [did(anfu, "ticket", "file", call, "--matter", "outage")["id"] for call in calls]
    new = did(anfu, "ticket", "split", a, "billing", "--summary", "多扣钱")
    assert new["matter"] == "billing"
    assert did(anfu, "ticket", "merge", b, a)["id"] == a
    assert anfu("ticket", "merge", b, a).code == 1
    assert did(anfu, "ticket", "gather", a, c)["id"] == a
    assert did(anfu, "ticket", "show", a)["children"] == [c]
    assert did(anfu, "audit", "verify")["wrong"] == []


def test_audit_finds_what_was_altered(anfu: Anfu, calls: list[str]) -> None:
    ticket = did(anfu, "ticket", "file", calls[0], "--summary", "断网")["id"]
    before = did(anfu, "audit", "verify")
    assert (before["tickets"], before["lines"]) == (1, 2)
    assert did(anfu, "audit", "verify") == before
    store = open_store(read_settings())
    with store._db.write() as connection:
        connection.execute(sa.text("UPDATE ticket_events SET by = '别人' WHERE number = 2"))
    store.close()
    done = anfu("audit", "verify")
    assert done.code == 1
    assert f"{ticket}: line 2 (filed) was altered" in done.err
    assert "1 wrong" in done.out
