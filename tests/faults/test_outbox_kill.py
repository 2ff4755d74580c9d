"""SIGKILL around a delivery: nothing written is lost, and what is sent twice carries the same key."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from databases import empty_postgres_url, postgres_url, sqlite_url, url
from receivers import SECRET, Fake, serving, webhook

from anfu.notify.senders import make_senders
from anfu.notify.targets import Webhook
from anfu.notify.worker import Patience, Worker
from anfu.store import Store
from anfu.tickets.messages import Message

__all__ = ["empty_postgres_url", "postgres_url", "sqlite_url", "url"]

# Delivers until nothing is left; with `before`, dies between sending the first message and noting it.
CHILD = """
import os, signal, sys
from datetime import UTC, datetime
from anfu.notify.senders import make_senders
from anfu.notify.targets import Webhook
from anfu.notify.worker import Patience, Worker
from anfu.store import Store
url, address, when, name = sys.argv[1:]
senders = make_senders({"hook": Webhook(url=address, secret=SECRET)}, 5)
store = Store.open(url)
if when == "before":
    store.mark_sent = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
worker = Worker(store, senders, lambda: datetime.now(UTC), name, Patience(lease=0.3))
print("up", flush=True)
while True:
    worker.deliver()
""".replace("SECRET", repr(SECRET))


@pytest.fixture
def hook() -> Iterator[Fake]:
    with serving(webhook) as fake:
        yield fake


def message(number: int) -> Message:
    written = datetime.now(UTC)
    key = f"T-{number % 4}:{number}:hook"
    return Message(f"M-{number}", key, "hook", "filed", "退款", "来电", f"T-{number % 4}", written, written)


def child(url: str, fake: Fake, when: str, name: str = "child") -> subprocess.Popen[str]:
    command = [sys.executable, "-c", CHILD, url, f"{fake.address}/in", when, name]
    root = Path(__file__).resolve().parents[2]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root)


def finish(store: Store, fake: Fake) -> None:
    """What a restarted server does; its clock is past every lease."""
    senders = make_senders({"hook": Webhook(url=f"{fake.address}/in", secret=SECRET)}, 5)
    worker = Worker(store, senders, lambda: datetime.now(UTC) + timedelta(hours=1), "after", Patience())
    while worker.deliver():
        pass


def test_killed_between_sending_and_noting_it_is_sent_again_under_the_same_key(url: str, hook: Fake) -> None:
    store = Store.open(url)
    store.add_messages([message(1), message(2)])
    with child(url, hook, "before") as process:
        assert process.wait(60) == -signal.SIGKILL
    assert len(hook.requests) == 1
    assert store.outbox_figures().waiting == 2
    finish(store, hook)
    keys = [headers["Idempotency-Key"] for _, headers, _ in hook.requests]
    assert keys == ["M-1", "M-1", "M-2"] or keys == ["M-1", "M-2", "M-1"]
    assert [key for key, _ in hook.got] in (["M-1", "M-2"], ["M-2", "M-1"])
    assert store.outbox_figures().waiting == 0
    store.close()


def test_killed_at_any_moment_everything_arrives_once_for_the_receiver(url: str, hook: Fake) -> None:
    dice = random.Random(11)
    store = Store.open(url)
    numbers = iter(range(1, 10_000))
    written: list[str] = []
    for round_ in range(8):
        batch = [message(next(numbers)) for _ in range(30)]
        written += [m.id for m in batch]
        store.add_messages(batch)
        with child(url, hook, "never", f"child-{round_}") as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "up\n"
            time.sleep(dice.uniform(0, 0.25))
            process.kill()
    finish(store, hook)
    assert sorted(key for key, _ in hook.got) == sorted(written)
    for ticket in range(4):
        order = [told["number"] for _, told in hook.got if told["ticket"] == f"T-{ticket}"]
        assert order == sorted(order)
    assert len(hook.requests) - len(written) <= 8, "at most the one in flight is sent again"
    assert store.outbox_figures() == type(store.outbox_figures())(0, 0)
    store.close()
