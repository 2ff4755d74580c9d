"""Wakes the event streams of a call when something was stored in it.

It holds no guidance: each stream reads from the store what it has not sent yet, so a slow reader costs
nothing and misses nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

EVERY_CALL = ""
"""What to listen to for the bells of all calls: no call has this name."""


class Hub:
    """A bell for every open stream."""

    def __init__(self) -> None:
        self._bells: dict[str, set[asyncio.Event]] = {}
        self.closed = False

    @contextmanager
    def listen(self, call_id: str) -> Iterator[asyncio.Event]:
        """A bell that rings at every turn of the call, at its end, and when the server stops."""
        bell = asyncio.Event()
        self._bells.setdefault(call_id, set()).add(bell)
        try:
            yield bell
        finally:
            self._bells[call_id].discard(bell)
            if not self._bells[call_id]:
                del self._bells[call_id]

    def ring(self, call_id: str) -> None:
        """Something was stored in this call, or of it."""
        for bell in (*self._bells.get(call_id, ()), *self._bells.get(EVERY_CALL, ())):
            bell.set()

    def ring_all(self) -> None:
        """Something was stored that may concern several calls."""
        for bells in self._bells.values():
            for bell in bells:
                bell.set()

    def close(self) -> None:
        """Lets every stream come to its end."""
        self.closed = True
        self.ring_all()

    @property
    def streams(self) -> int:
        """How many streams are open."""
        return sum(len(bells) for bells in self._bells.values())
