"""A fresh store for every test, once on SQLite and once on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from databases import *  # noqa: F403 - fixtures

from anfu.store import CallRecord, Store, TurnRecord
from anfu.tickets.types import Due, Reason, Ticket

NOON = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """A store with the call `call-1` in it."""
    store = Store.open(url, clock=lambda: NOON)
    store.create_call(CallRecord("call-1", NOON, "telecom", "panel", "agent"))
    yield store
    store.close()


@pytest.fixture
def turn() -> Callable[..., TurnRecord]:
    """Makes a turn of `call-1`; say only what matters to the test."""

    def make(number: int, **changes: Any) -> TurnRecord:
        spoken = TurnRecord(
            "call-1", number, "customer", f"第{number}句", NOON + timedelta(seconds=number), "{}", "{}"
        )
        return msgspec.structs.replace(spoken, **changes)

    return make


@pytest.fixture
def ticket() -> Callable[..., Ticket]:
    """Makes an open ticket of `call-1`; say only what matters to the test."""

    def make(ticket_id: str = "T-1", **changes: Any) -> Ticket:
        filed = Ticket(
            id=ticket_id,
            call_id="call-1",
            matter="delivery",
            status="open",
            level=2,
            cr="CR2",
            priority="P1",
            summary="第三次来电，称将起诉",
            reasons=(Reason("repeat", "F46", "第三次"),),
            filed_at=NOON,
            filed_by="小林",
            updated_at=NOON,
            due=(Due("first_response", "首次响应", NOON + timedelta(hours=2)),),
            fields={"demand": "退款6000元", "contact": "138****0000"},
        )
        return msgspec.structs.replace(filed, **changes)

    return make
