"""Disk full, database gone: a clear 503, nothing acknowledged that was not stored, drafts checked all the same."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

Begin = Callable[[], str]
Say = Callable[..., httpx.Response]
Trouble = Callable[[], AbstractContextManager[None]]
LONG = "你们说了好几次都没有解决，" * 100
PROBLEM = "/#problem-store-unavailable"


def full(connection: Any, _record: Any, _proxy: Any) -> None:
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count={pages}")


def gone(_connection: Any, _record: Any, _proxy: Any) -> None:
    raise sa.exc.OperationalError("connect", {}, sqlite3.OperationalError("unable to open database file"))


def well(connection: Any, _record: Any, _proxy: Any) -> None:
    connection.execute(f"PRAGMA max_page_count={2**30}")


@pytest.fixture
def in_trouble(server: Any) -> Callable[[Any], AbstractContextManager[None]]:
    """Every connection of the server is prepared so, for a while."""
    engine = server.house.service.store._db.engine

    @contextmanager
    def during(what: Any) -> Iterator[None]:
        sa.event.listen(engine, "checkout", what)
        try:
            yield
        finally:
            sa.event.remove(engine, "checkout", what)
            sa.event.listen(engine, "checkout", well)

    return during


@pytest.mark.parametrize(
    ("what", "told"), [(full, "disk is full; free some space"), (gone, "see that the folder")]
)
def test_without_a_store_nothing_is_acknowledged_and_drafts_are_checked(
    http: httpx.Client, server: Any, begin: Begin, say: Say, in_trouble: Any, what: Any, told: str
) -> None:
    call = begin()
    assert say(call, "我的快递没到").json()["turn"] == 1
    kept = 1
    with in_trouble(what):
        for _ in range(200):
            answer = say(call, LONG)
            if answer.status_code != 200:
                break
            kept += 1
        problem = answer.json()
        assert (answer.status_code, problem["type"]) == (503, PROBLEM)
        assert told in problem["detail"]
        assert answer.headers["Retry-After"]
        threat = say(call, "再不退款我就去法院起诉你们" + LONG)
        assert threat.status_code == 503
        filing = http.post("/api/v1/tickets", json={"call_id": call, "summary": LONG[:2000]})
        assert filing.status_code == 503
        draft = http.post("/api/v1/drafts/check", json={"text": "这个绝对不可能", "call_id": call})
        assert (draft.status_code, draft.json()["verdict"]) == (200, "block")
        assert http.get("/healthz").status_code == 200
        if what is full:
            assert http.get("/api/v1/tickets").status_code == 200, "what is stored can be read"
        else:
            assert http.get("/readyz").status_code == 503
    store = server.house.service.store
    assert len(store.turns(call)) == kept
    assert store.tickets_of(call) == []
    after = say(call, "再不退款我就去法院起诉你们").json()
    assert after["turn"] == kept + 1
    [ticket] = store.tickets_of(call)
    assert after["ticket"]["id"] == ticket.id
    assert store.outbox_entries(50, ticket_id=ticket.id)
