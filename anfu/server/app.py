"""The one process: Sanic around the Rasa agent and the API."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from sanic import Request, Sanic
from sanic.response import HTTPResponse

from anfu.bootstrap import build_service
from anfu.reading.archive import newest_model
from anfu.server.api import TOPICS
from anfu.server.bodies import read_body, read_params, read_query
from anfu.server.conversation import Conversation
from anfu.server.gate import Person
from anfu.server.house import House
from anfu.server.problems import answer_problem
from anfu.server.texts import BODY_LIMIT
from anfu.server.topics import Asked, Route, answered
from anfu.server.webhook import rest_webhook
from anfu.service import Service
from anfu.settings import Settings
from anfu.store.errors import StoreError

logger = logging.getLogger(__name__)
Report = Callable[[str, int, int], None]
"""Told of each stage of the start: its name, how many are done, of how many."""
STAGES = ("store", "model", "golden", "ready")
THREADS = 32
LOOK_FOR_USERS = 2.0
"""Seconds between looks for the first user, who closes the door."""
STRANGER = Person("", "agent", False)
_numbers = itertools.count(1)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def quietly(_stage: str, _done: int, _of: int) -> None:
    """Reports to nobody."""


def build_app(settings: Settings, report: Report = quietly) -> Sanic:
    """The app, ready to be served: store opened and migrated, model loaded if there is a sound one.

    Without a sound model it serves all the same, drafts too, but is not ready and takes no calls.
    Raises `StoreUnavailable` when the store cannot be opened.
    """
    report(STAGES[0], 0, len(STAGES))
    service = build_service(settings, reader=False, live=True)
    house = House(settings, service)
    house.gate.look()
    report(STAGES[1], 1, len(STAGES))
    conversation, trouble = _load(settings, service)
    app = Sanic(f"anfu-{next(_numbers)}", configure_logging=False)
    app.ctx.house = house
    app.ctx.topics = TOPICS
    app.config.update(
        REQUEST_MAX_SIZE=BODY_LIMIT,
        ACCESS_LOG=False,
        MOTD=False,
        KEEP_ALIVE_TIMEOUT=75,
        RESPONSE_TIMEOUT=max(60, int(settings.turn_timeout * 2)),
        FALLBACK_ERROR_FORMAT="json",
    )
    app.error_handler.add(Exception, _problems(house))
    app.register_middleware(_headers, "response")
    for topic in TOPICS:
        for route in topic.routes:
            app.add_route(_served(route, house), route.path, methods=[route.method], name=route.name)
    app.blueprint(rest_webhook(house), url_prefix="/webhooks/rest")
    _life(app, house, conversation, trouble, report)
    return app


def _load(settings: Settings, service: Service) -> tuple[Conversation | None, str]:
    """The conversation with the newest model, or why there is none."""
    archive = newest_model(settings.models_dir)
    if archive is None:
        return None, ""
    try:
        return Conversation.load(settings, service, archive), ""
    except ValueError as error:
        logger.error("%s", error)
        return None, str(error)


def _served(route: Route, house: House) -> Callable[..., Awaitable[HTTPResponse | None]]:
    """The handler Sanic calls: through the gate, decoded, answered, encoded."""

    async def serve(request: Request, **params: Any) -> HTTPResponse | None:
        person = STRANGER if route.roles is None else await house.gate.admit(request, route.roles)
        body = read_body(request, route.takes, route.body_optional) if route.takes else None
        query = read_query(request, route.query) if route.query else None
        asked = Asked(request, house, person, read_params(params), body, query)
        return answered(await route.handler(asked), route)

    return serve


def _problems(house: House) -> Callable[[Request, Exception], HTTPResponse]:
    def answer(request: Request, error: Exception) -> HTTPResponse:
        response = answer_problem(request, error)
        house.metrics.errors.add(status=str(response.status), error=type(error).__name__)
        return response

    return answer


def _headers(request: Request, response: HTTPResponse) -> None:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.path.startswith(("/api/", "/webhooks/")):
        response.headers.setdefault("Cache-Control", "no-store")


def _life(app: Sanic, house: House, conversation: Conversation | None, trouble: str, report: Report) -> None:
    """What happens when the server starts and when it stops."""

    @app.before_server_start
    async def start(_app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        loop.set_default_executor(ThreadPoolExecutor(THREADS, thread_name_prefix="anfu"))
        report(STAGES[2], 2, len(STAGES))
        house.begin()
        await house.move_in(conversation, trouble)
        if house.model_trouble:
            logger.error("not ready: %s", house.model_trouble)

    @app.after_server_start
    async def open_door(_app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        app.ctx.watch = loop.create_task(_watch_for_users(house))
        house.scheduler.start()
        report(STAGES[3], 3 + house.model_ready, len(STAGES))

    @app.before_server_stop
    async def say_goodbye(_app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
        app.ctx.watch.cancel()
        house.hub.close()
        await house.scheduler.stop()

    @app.after_server_stop
    async def lock_up(_app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
        await house.settle()
        await house.off_loop(house.finish_up)
        house.service.store.close()


async def _watch_for_users(house: House) -> None:
    """Locks the door soon after the first user was added, whichever process did it."""
    while not house.gate.locked:
        await asyncio.sleep(LOOK_FOR_USERS)
        with suppress(StoreError):
            await house.off_loop(house.gate.look)
