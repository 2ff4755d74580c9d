"""The table of routes: what is served and what is described are one and the same."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from sanic import Request
from sanic.response import HTTPResponse

from anfu.labels import ROLES, Role
from anfu.server.gate import Person
from anfu.server.house import House

API = "/api/v1"
EVERYONE: frozenset[Role] = frozenset(ROLES)
ON_CALLS: frozenset[Role] = frozenset({"agent", "supervisor", "admin"})


class Reply(msgspec.Struct, frozen=True):
    """An answer with a status of its own."""

    value: Any
    status: int


class Asked:
    """A request that passed the gate: who asks, and what, decoded."""

    def __init__(
        self, request: Request, house: House, person: Person, params: dict[str, str], body: Any, query: Any
    ) -> None:
        self.request = request
        self.house = house
        self.person = person
        self.params = params
        self.body = body
        self.query = query


Handler = Callable[[Asked], Awaitable[Any]]


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """One endpoint: how it is reached, who may, what it takes and gives, and what it is for.

    `roles=None` needs no sign-in. `keyed`: honours an Idempotency-Key. `media` other than JSON: see `about`.
    `forms`: further media types that may be asked for. `described=False`: a page or file for browsers, which is
    no part of the API.
    """

    method: str
    path: str
    handler: Handler
    topic: str
    about: tuple[str, str]
    status: int = 200
    takes: type[msgspec.Struct] | None = None
    body_optional: bool = False
    gives: Any = None
    query: type[msgspec.Struct] | None = None
    roles: frozenset[Role] | None = EVERYONE
    keyed: bool = False
    media: str = "application/json"
    forms: tuple[str, ...] = ()
    also: tuple[int, ...] = ()
    described: bool = True

    @property
    def name(self) -> str:
        """The operation's name: that of the function."""
        return self.handler.__name__


class Topic:
    """The endpoints about one thing, in the order they are described."""

    def __init__(self, name: str, prefix: str = API) -> None:
        self.name = name
        self.prefix = prefix
        self.routes: list[Route] = []

    def get(self, path: str, zh: str, en: str, **more: Any) -> Callable[[Handler], Handler]:
        """Serves GET. `zh` and `en` say what for."""
        return self._add("GET", path, (zh, en), more)

    def post(self, path: str, zh: str, en: str, **more: Any) -> Callable[[Handler], Handler]:
        """Serves POST. `zh` and `en` say what for."""
        return self._add("POST", path, (zh, en), more)

    def _add(
        self, method: str, path: str, about: tuple[str, str], more: dict[str, Any]
    ) -> Callable[[Handler], Handler]:
        def serve(handler: Handler) -> Handler:
            self.routes.append(
                Route(
                    method=method,
                    path=self.prefix + path,
                    handler=handler,
                    topic=self.name,
                    about=about,
                    **more,
                )
            )
            return handler

        return serve


def answered(value: Any, route: Route) -> HTTPResponse | None:
    """The response for what a handler returned. None when it has streamed its own."""
    status = route.status
    if isinstance(value, HTTPResponse) or value is None:
        return value
    if isinstance(value, Reply):
        value, status = value.value, value.status
    body = value if isinstance(value, bytes) else msgspec.json.encode(value)
    return HTTPResponse(body, status, content_type=route.media)
