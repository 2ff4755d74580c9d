"""The worker that empties the outbox: target by target, in order, within limits, for as long as it takes."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import msgspec

from anfu.notify.senders.base import Failed, Refused, Sender
from anfu.store.outbox import OutboxEntry
from anfu.store.store import Store

logger = logging.getLogger(__name__)
_LOOK_AGAIN = 1.0
WINDOW = timedelta(seconds=60)
"""The time over which a target's limit counts."""


class Patience(msgspec.Struct, frozen=True):
    """How the worker waits. Seconds; `give_up` hours after which a message that never arrived is dead."""

    first: float = 5.0
    longest: float = 300.0
    lease: float = 60.0
    give_up: float = 48.0
    turn: int = 5
    """Messages to one target before the next target has its turn."""


USUAL = Patience()


class Worker:
    """Delivers what is due. Several may run at once, in any number of processes; each target is one worker's at a time.

    A message is sent at least once: a worker killed between sending and noting it leaves it to be sent again,
    under the same key.
    """

    def __init__(
        self,
        store: Store,
        senders: Mapping[str, Sender],
        clock: Callable[[], datetime],
        name: str,
        patience: Patience = USUAL,
        chance: random.Random | None = None,
    ) -> None:
        self._store = store
        self._senders = senders
        self._clock = clock
        self._name = name
        self._patience = patience
        self._chance = chance or random.Random()

    def deliver(self) -> int:
        """Delivers to one target, a few messages at most; how many were tried. Raises the store's errors.

        0: nothing can be delivered now.
        """
        now = self._clock()
        target = self._store.lease_target(self._name, now, self._lease_end())
        if target is None:
            return 0
        paused: datetime | None = None
        tried = 0
        try:
            while tried < self._patience.turn and paused is None:
                entry = self._store.next_message(target, self._clock())
                if entry is None:
                    # What is due stands behind an earlier message of its ticket that is not.
                    paused = self._clock() + timedelta(seconds=_LOOK_AGAIN) if not tried else None
                    break
                paused = self._full_until(target)
                if paused is None:
                    paused = self._try(target, entry)
                    tried += 1
                    if not self._store.renew_target(target, self._name, self._lease_end()):
                        break
        finally:
            self._store.release_target(target, self._name, self._clock(), paused)
        # A target that has to wait was work too: the next one may be free.
        return max(tried, 1)

    def _try(self, target: str, entry: OutboxEntry) -> datetime | None:
        """Tries one message, notes what became of it, and says until when the target is left alone."""
        message = entry.message
        sender = self._senders.get(target)
        try:
            if sender is None:
                raise Failed(f"no target {target!r} in the settings", self._patience.longest)
            sender.send(message)
        except Refused as error:
            logger.error("message %s to %s is refused: %s", message.id, target, error)
            self._store.mark_dead(message.id, self._clock(), str(error))
            return None
        except Failed as error:
            return self._failed(target, entry, error)
        except Exception as error:
            # Our own mistake with this very message; others must not wait for it.
            logger.exception("message %s to %s cannot be sent", message.id, target)
            return self._failed(target, entry, Failed(f"mistake in Anfu: {type(error).__name__}"), spare=True)
        self._store.mark_sent(message.id, target, self._clock())
        return None

    def _failed(
        self, target: str, entry: OutboxEntry, error: Failed, *, spare: bool = False
    ) -> datetime | None:
        now, message = self._clock(), entry.message
        if now - entry.since >= timedelta(hours=self._patience.give_up) and not error.busy:
            logger.error("message %s to %s is given up: %s", message.id, target, error)
            self._store.mark_dead(message.id, now, f"given up: {error}")
            return None
        wait = error.after if error.after is not None else self._wait(entry.attempts)
        again = now + timedelta(seconds=wait)
        self._store.mark_failed(message.id, target, now, str(error), again, not spare)
        # That a target has no address was told at the start.
        log = logger.warning if entry.attempts == 0 and target in self._senders else logger.debug
        log("message %s to %s did not arrive: %s; again in %.0f s", message.id, target, error, wait)
        return None if spare else self._pause(target, error)

    def _pause(self, target: str, error: Failed) -> datetime:
        """Until when nothing else is tried at a target that does not take messages: longer with every failure."""
        if error.after is not None:
            seconds = error.after
        else:
            seconds = self._wait(max(0, self._store.target_failures(target) - 1))
        return self._clock() + timedelta(seconds=seconds)

    def _wait(self, failures: int) -> float:
        """Seconds that double with every failure, of random length so that targets do not all come back at once."""
        longest = min(self._patience.longest, self._patience.first * 2 ** min(failures, 20))
        return self._chance.uniform(longest / 2, longest)

    def _full_until(self, target: str) -> datetime | None:
        """Until when the target has had as many messages as it takes in a minute; None when it takes more."""
        sender = self._senders.get(target)
        if sender is None or not sender.limit:
            return None
        recent = self._store.tried_since(target, self._clock() - WINDOW)
        return recent[-sender.limit] + WINDOW if len(recent) >= sender.limit else None

    def _lease_end(self) -> datetime:
        return self._clock() + timedelta(seconds=self._patience.lease)
