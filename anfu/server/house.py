"""What every request handler may use: the service, the conversation, the gate, the bells, the counters."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, ParamSpec, TypeVar

import msgspec

from anfu.bootstrap import build_delivery
from anfu.errors import NotTrained
from anfu.guards import LiveGuard
from anfu.server.conversation import Conversation
from anfu.server.errors import NotReady
from anfu.server.gate import Gate
from anfu.server.golden import misread
from anfu.server.hub import Hub
from anfu.server.metrics import Metrics
from anfu.server.scheduler import Scheduler
from anfu.service import Service
from anfu.settings import Settings
from anfu.signin import Links
from anfu.store.errors import StoreError

REPORTS_AT_ONCE = 2
"""Reports read much and take their time; calls must find a thread meanwhile."""
Given = ParamSpec("Given")
Result = TypeVar("Result")


class Readiness(msgspec.Struct, frozen=True):
    """Whether calls can be taken: `ok`, or what is the matter, for each part.

    A lexicon with mistakes is told, and stops nothing: the one before them stays in use. Nor does the outbox.
    """

    ready: bool
    model: str
    store: str
    lexicon: str = "ok"
    outbox: str = "ok"


class House:
    """One server's parts, wired once."""

    def __init__(self, settings: Settings, service: Service) -> None:
        self.settings = settings
        self.service = service
        self.scheduler = Scheduler(build_delivery(settings, service))
        self.gate = Gate(service)
        self.links = Links(service.store, settings.link_key, service.now)
        self.hub = Hub()
        self.metrics = Metrics()
        self.desk = asyncio.Semaphore(REPORTS_AT_ONCE)
        """Where reports are written."""
        self.model_trouble = "not loaded yet"
        self._conversation: Conversation | None = None
        self._running: set[asyncio.Future[Any]] = set()

    async def move_in(self, conversation: Conversation | None, trouble: str = "") -> None:
        """Takes the conversation, if its model reads the golden sentences as it should."""
        if conversation is not None:
            try:
                wrong = await misread(conversation)
            except Exception as error:
                wrong = [f"the model cannot read: {error!r}"]
            trouble = f"{'; '.join(wrong)}: run `anfu train`" if wrong else ""
        self.model_trouble = trouble
        self._conversation = conversation if not trouble else None
        self.service.listen_with(self._conversation.reader if self._conversation else None)

    @property
    def conversation(self) -> Conversation:
        """The conversation. Raises `NotTrained` or `NotReady`, which say why there is none."""
        if self._conversation is not None:
            return self._conversation
        if not self.model_trouble:
            raise NotTrained
        raise NotReady(self.model_trouble)

    async def readiness(self) -> Readiness:
        """How the parts are now."""
        try:
            await self.off_loop(self.service.store.ping)
            store = "ok"
        except StoreError as error:
            store = str(error)
        sound = self._conversation is not None
        model = "ok" if sound else self.model_trouble or str(NotTrained())
        outbox = self.scheduler.state(self.service.now())
        return Readiness(sound and store == "ok", model, store, self._lexicon(), outbox)

    def begin(self) -> None:
        """Begins what goes on beside the work: following the lexicon's files, writing hits."""
        self.service.hits.start()
        if isinstance(self.service.guard, LiveGuard):
            self.service.guard.start()

    def finish_up(self) -> None:
        """Ends what `begin` began; what was counted is written."""
        if isinstance(self.service.guard, LiveGuard):
            self.service.guard.stop()
        self.service.hits.stop()

    def _lexicon(self) -> str:
        guard = self.service.guard
        problems = guard.problems if isinstance(guard, LiveGuard) else ()
        return "; ".join(f"{p.file}:{p.line}: {p.what}: {p.remedy}" for p in problems) or "ok"

    @property
    def model_ready(self) -> bool:
        """Whether the model is loaded and sound."""
        return self._conversation is not None

    async def off_loop(
        self, work: Callable[Given, Result], *args: Given.args, **kwargs: Given.kwargs
    ) -> Result:
        """Runs work that waits for the disk in a thread."""
        return await asyncio.get_running_loop().run_in_executor(None, partial(work, *args, **kwargs))

    async def finish(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Awaits work that goes on to its end even when the caller hangs up."""
        task = asyncio.ensure_future(work)
        self._running.add(task)
        task.add_done_callback(self._done)
        return await asyncio.shield(task)

    async def settle(self) -> None:
        """Waits for everything `finish` has begun."""
        if self._running:
            await asyncio.wait(self._running, timeout=self.settings.turn_timeout)

    def _done(self, task: asyncio.Future[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()  # seen, so that nobody is warned of an error whose caller hung up
