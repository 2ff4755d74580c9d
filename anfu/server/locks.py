"""One turn at a time per conversation, without Rasa's waiting in whole seconds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LockStore


class QuickLocks(LockStore):
    """Wakes the next in line at once. For one process: several need a proxy that keeps a call on one of them."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = {}
        self._wanted: dict[str, int] = {}

    @asynccontextmanager
    async def lock(self, conversation_id: str, *_: float) -> AsyncIterator[TicketLock]:
        """Holds the conversation. First come, first served; the caller's own time limit ends the waiting."""
        lock = self._locks.setdefault(conversation_id, asyncio.Lock())
        self._wanted[conversation_id] = self._wanted.get(conversation_id, 0) + 1
        try:
            async with lock:
                yield TicketLock(conversation_id)
        finally:
            self._wanted[conversation_id] -= 1
            if not self._wanted[conversation_id]:
                del self._wanted[conversation_id], self._locks[conversation_id]

    def __len__(self) -> int:
        """How many conversations are held or waited for."""
        return len(self._locks)
