"""Counts what the guard finds, beside the work: in memory at once, in the store a little later."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Protocol

from anfu.drafts import Finding
from anfu.labels import Industry
from anfu.store.errors import StoreError
from anfu.store.records import HitKey

logger = logging.getLogger(__name__)
WRITE_EVERY = 5.0
"""Seconds between writes to the store."""


class Keeps(Protocol):
    """Where counts are kept for good."""

    def add_hits(self, counts: dict[HitKey, int]) -> None:
        """Adds to what was counted before; all of it or nothing."""


class HitCounter:
    """Counts findings. `note` never waits for the store; a thread of its own writes every few seconds.

    What could not be written is tried again with the next; `stop` writes what is left.
    """

    def __init__(self, store: Keeps, clock: Callable[[], datetime], every: float = WRITE_EVERY) -> None:
        self._store = store
        self._clock = clock
        self._every = every
        self._counts: Counter[HitKey] = Counter()
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def note(self, findings: Iterable[Finding], industry: Industry) -> None:
        """Counts each finding once, on today's date."""
        findings = tuple(findings)
        if not findings:
            return
        day = self._clock().date()
        with self._lock:  # held for a few additions only, here and when the counts are taken away
            self._counts.update((day, finding.entry, finding.severity, industry) for finding in findings)

    def start(self) -> None:
        """Begins to write every few seconds."""
        if self._thread is None:
            self._stopped.clear()
            self._thread = threading.Thread(target=self._write_on, name="anfu-hits", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Writes what is left and stops."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self.write()

    def write(self) -> bool:
        """Writes what was counted since the last time; False when the store did not take it."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
        try:
            self._store.add_hits(counts)
        except StoreError as error:
            with self._lock:
                self._counts.update(counts)
            logger.warning("hits are not written yet: %s", error)
            return False
        return True

    def _write_on(self) -> None:
        while not self._stopped.wait(self._every):
            self.write()
