"""A store with a clock that is set by hand, and receivers that remember what they got."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from databases import empty_postgres_url, postgres_url, sqlite_url, url

from anfu.notify.senders import Failed, Refused
from anfu.store import Store
from anfu.tickets.messages import Message

__all__ = ["empty_postgres_url", "postgres_url", "sqlite_url", "url"]
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class Clock:
    """Shows the time it was set to."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def on(self, **length: float) -> None:
        """Goes on by so much."""
        self.now += timedelta(**length)


class Receiver:
    """A target that can be down, refuse what is poisoned, and keeps what it took."""

    def __init__(self, clock: Clock, limit: int = 0) -> None:
        self.limit = limit
        self.down = False
        self.got: list[Message] = []
        self.at: list[datetime] = []
        self.tries = 0
        self._clock = clock

    def send(self, message: Message) -> None:
        self.tries += 1
        if self.down:
            raise Failed("down")
        if "毒" in message.text:
            raise Refused("HTTP 400")
        self.got.append(message)
        self.at.append(self._clock())

    @property
    def keys(self) -> list[str]:
        return [message.key for message in self.got]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def receiver(clock: Clock) -> Callable[..., Receiver]:
    return lambda limit=0: Receiver(clock, limit)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """An empty store."""
    store = Store.open(url)
    yield store
    store.close()


@pytest.fixture
def write() -> Callable[..., Message]:
    """Makes a message; say only what matters to the test."""

    def make(number: int, target: str = "chat", ticket: str | None = "T-1", **changes: Any) -> Message:
        key = f"{ticket}:{number}:{target}"
        message = Message(f"M-{key}", key, target, "filed", f"第{number}条", "客户来电", ticket, NOON, NOON)
        return msgspec.structs.replace(message, **changes)

    return make
