"""Wakes the event streams of a call when something was stored in it.

It holds no guidance: each stream reads from the store what it has not sent yet, so a slow reader costs
nothing and misses nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


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
        """Something was stored in this call."""
        for bell in self._bells.get(call_id, ()):
            bell.set()

    def close(self) -> None:
        """Lets every stream come to its end."""
        self.closed = True
        for call_id in self._bells:
            self.ring(call_id)

    @property
    def streams(self) -> int:
        """How many streams are open."""
        return sum(len(bells) for bells in self._bells.values())
