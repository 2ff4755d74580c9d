"""A fresh store for every test, once on SQLite and once on PostgreSQL."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from anfu.store import CallRecord, Store, TurnRecord
from anfu.tickets.types import Due, Reason, Ticket

POSTGRES = os.environ.get("ANFU_TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
NOON = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A database of our own on the test server, dropped at the end."""
    address = sa.engine.make_url(POSTGRES)
    server = sa.create_engine(
        address, isolation_level="AUTOCOMMIT", future=True, connect_args={"connect_timeout": 3}
    )
    name = f"anfu_test_{uuid.uuid4().hex[:12]}"
    try:
        with server.connect() as connection:
            connection.execute(sa.text(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0"))
    except sa.exc.OperationalError as error:
        where = address.render_as_string(hide_password=True)
        reason = f"no PostgreSQL at {where} (set ANFU_TEST_POSTGRES_URL): {error.orig}"
        if os.environ.get("ANFU_REQUIRE_SERVICES") == "1":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    yield address.set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of a SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'anfu.db'}"


@pytest.fixture
def empty_postgres_url(postgres_url: str) -> str:
    """The address of a PostgreSQL database without tables."""
    engine = sa.create_engine(postgres_url, future=True)
    with engine.begin() as connection:
        connection.execute(sa.text("DROP SCHEMA public CASCADE"))
        connection.execute(sa.text("CREATE SCHEMA public"))
    engine.dispose()
    return postgres_url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database of either kind."""
    name = "sqlite_url" if request.param == "sqlite" else "empty_postgres_url"
    return str(request.getfixturevalue(name))


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
