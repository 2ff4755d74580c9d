"""A service over a real SQLite file, a clock that stands still until told, and names that count up."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from builders import START

from anfu.playbook import Playbook
from anfu.service import Service
from anfu.store.store import Store


class Clock:
    """A clock that moves only when told."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def tick(self, **passed: float) -> None:
        """Lets time pass."""
        self.now += timedelta(**passed)


@pytest.fixture
def clock() -> Clock:
    """The clock every service of the test goes by."""
    return Clock()


@pytest.fixture
def open_service(book: Playbook, clock: Clock, tmp_path: Path) -> Iterator[Callable[..., Service]]:
    """Opens a service, as another process would, on the same SQLite file."""
    stores: list[Store] = []
    numbers = itertools.count(1)

    def opened(**options: object) -> Service:
        store = Store.open(f"sqlite:///{tmp_path / 'anfu.db'}")
        stores.append(store)
        return Service(
            book,
            store,
            clock=clock,
            name=lambda prefix: f"{prefix}-{next(numbers):06}",
            **options,  # type: ignore[arg-type]  # as the test says
        )

    yield opened
    for store in stores:
        store.close()


@pytest.fixture
def service(open_service: Callable[..., Service]) -> Service:
    """A service with one call, `call-1`."""
    service = open_service()
    service.begin_call(call_id="call-1", industry="ecommerce", agent="小林")
    return service
