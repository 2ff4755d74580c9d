"""The server delivers by itself, says how it is doing, and outlives its store's absences."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from receivers import SECRET, Fake, serving, webhook

from anfu.server import scheduler
from anfu.store.errors import StoreUnavailable
from anfu.tickets.messages import Message

Serve = Callable[..., AbstractContextManager[Any]]


@pytest.fixture
def hook() -> Iterator[Fake]:
    with serving(webhook) as fake:
        yield fake


@pytest.fixture
def delivering(serve: Serve, hook: Fake, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A server that looks often, and knows one target."""
    for name in ("TICK", "DELIVER", "OUTAGE"):
        monkeypatch.setattr(scheduler, name, 0.05)
    environ = {"URL": f"{hook.address}/in", "SECRET": SECRET, "KIND": "webhook"}
    with serve(**{f"ANFU_NOTIFY_HOOK_{name}": value for name, value in environ.items()}) as served:
        yield served


def message(number: int, text: str = "客户来电", age: float = 0) -> Message:
    written = datetime.now(UTC) - timedelta(minutes=age)
    return Message(
        f"M-{number}", f"T-1:{number}:hook", "hook", "filed", "退款", text, "T-1", written, written
    )


def wait_for(what: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not what():
        assert time.monotonic() < end
        time.sleep(0.02)


def gauge(client: httpx.Client, name: str) -> int | None:
    lines = client.get("/metrics").text.splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{name} ")), None)


def test_what_is_written_arrives_and_is_counted(delivering: Any, hook: Fake) -> None:
    store = delivering.house.service.store
    store.add_messages([message(1), message(2, "毒"), message(3)])
    wait_for(lambda: len(hook.got) == 2)
    assert [told["number"] for _, told in hook.got] == [1, 3]
    with delivering.client() as client:
        wait_for(lambda: gauge(client, "anfu_outbox_dead") == 1)
        wait_for(lambda: gauge(client, "anfu_outbox_waiting") == 0)
        state = client.get("/readyz").json()["outbox"]
    assert "1 dead letters: see `anfu outbox list --state dead`" in state
    assert "targets without an address: floor_chat" in state


def test_what_waits_too_long_is_told(delivering: Any) -> None:
    late = message(1, age=10)
    store = delivering.house.service.store
    store.add_messages(
        [Message(**{n: getattr(late, n) for n in late.__struct_fields__} | {"target": "gone"})]
    )
    with delivering.client() as client:
        wait_for(lambda: (gauge(client, "anfu_outbox_oldest_seconds") or 0) >= 600)
        assert "1 waiting, the first for 10 min" in client.get("/readyz").json()["outbox"]


def test_delivery_outlives_an_absence_of_the_store(
    delivering: Any, hook: Fake, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    store = delivering.house.service.store

    def down(*_: Any, **__: Any) -> None:
        raise StoreUnavailable("the database is away: look after it")

    with delivering.client() as client:
        with monkeypatch.context() as broken:
            for name in ("outbox_figures", "lease_target", "take_lease"):
                broken.setattr(store, name, down)
            wait_for(lambda: gauge(client, "anfu_outbox_waiting") is None)
            assert client.get("/healthz").status_code == 200
            assert client.post("/api/v1/drafts/check", json={"text": "绝对不可能"}).status_code == 200
            assert client.get("/readyz").json()["outbox"].startswith("not known")
            store.add_messages([message(1)])
        wait_for(lambda: len(hook.got) == 1)
        wait_for(lambda: gauge(client, "anfu_outbox_waiting") == 0)
    told = [record.message for record in caplog.records if "the database is away" in record.message]
    assert 1 <= len(told) <= 5, "an absence is told once by each part, not with every try"


def test_a_mistake_in_one_part_leaves_the_others_at_work(
    delivering: Any, hook: Fake, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    store = delivering.house.service.store

    def wrong(*_: Any) -> bool:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(store, "take_lease", wrong)
        wait_for(lambda: "a mistake in Anfu" in caplog.text)
        store.add_messages([message(1)])
        wait_for(lambda: len(hook.got) == 1)
