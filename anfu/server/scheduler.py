"""What the server does without being asked: ticks the clocks, delivers the outbox, keeps count of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TypeVar

from anfu.notify.delivery import Delivery
from anfu.patience import varied
from anfu.store.errors import StoreError
from anfu.store.outbox import OutboxFigures

logger = logging.getLogger(__name__)
TICK = 5.0
"""Seconds between looks at the clocks, and at how full the outbox is."""
DELIVER = 1.0
"""Seconds a worker rests when there is nothing to deliver."""
LATE = timedelta(minutes=2)
"""How long a message may wait before it is worth a word."""
OUTAGE = 5.0
"""Seconds of rest when the store does not answer."""
Result = TypeVar("Result")


class Scheduler:
    """Runs a delivery's parts until stopped, each by itself; whatever happens to one, it goes on."""

    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery
        # Threads of its own: a target that does not answer must not hold those that answer requests.
        self._threads = ThreadPoolExecutor(len(delivery.workers) + 1, thread_name_prefix="anfu-outbox")
        self._tasks: list[asyncio.Task[None]] = []
        self._troubled: set[str] = set()
        self.figures: OutboxFigures | None = None
        """How full the outbox was at the last look; None while nobody can look."""

    def start(self) -> None:
        """Begins, on the running event loop."""
        if self._delivery.missing:
            logger.warning("%s", self._delivery.missing)
        loops = [self._again("clocks", self._tick, TICK)]
        loops += [
            self._again(f"outbox {number}", worker.deliver, DELIVER)
            for number, worker in enumerate(self._delivery.workers, 1)
        ]
        self._tasks = [asyncio.ensure_future(loop) for loop in loops]

    async def stop(self) -> None:
        """Ends; a message that is being sent is sent to its end."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, lambda: self._threads.shutdown(cancel_futures=True))
        with suppress(StoreError):
            await loop.run_in_executor(None, self._delivery.ticker.stop)

    def state(self, now: datetime) -> str:
        """`ok`, or what someone should look after."""
        if self.figures is None:
            return "not known: the store was not reached"
        told = []
        if self.figures.oldest is not None and now - self.figures.oldest > LATE:
            minutes = int((now - self.figures.oldest).total_seconds() // 60)
            told.append(f"{self.figures.waiting} waiting, the first for {minutes} min")
        if self.figures.dead:
            told.append(f"{self.figures.dead} dead letters: see `anfu outbox list --state dead`")
        if self._delivery.missing:
            told.append(self._delivery.missing)
        return "; ".join(told) or "ok"

    def _tick(self) -> int:
        try:
            self.figures = self._delivery.store.outbox_figures()
        except StoreError:
            self.figures = None
            raise
        self._delivery.ticker.tick()
        return 0

    async def _again(self, name: str, work: Callable[[], int], rest: float) -> None:
        """Does the work over and over, at once again as long as there is more to do."""
        while True:
            done, pause = 0, rest
            try:
                done = await asyncio.get_running_loop().run_in_executor(self._threads, work)
                if name in self._troubled:
                    self._troubled.discard(name)
                    logger.warning("%s: the store answers again", name)
            except StoreError as error:
                if name not in self._troubled:
                    self._troubled.add(name)
                    logger.error("%s: %s; trying on", name, error)
                pause = OUTAGE
            except Exception:
                logger.exception("%s: a mistake in Anfu; trying on", name)
                pause = OUTAGE
            if not done:
                await asyncio.sleep(varied(pause))
