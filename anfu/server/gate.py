"""The one gate: who is asking, and whether they may.

Until the first user is added the door is open to this machine alone. After that everyone needs a token.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from urllib.parse import urlsplit

import msgspec
from sanic import Request

from anfu.errors import NotAllowed
from anfu.labels import Role
from anfu.server.errors import Forbidden
from anfu.service import Service
from anfu.settings import LOOPBACK
from anfu.store.errors import StoreUnavailable
from anfu.store.sessions import hash_of

FRESH = 10.0
"""Seconds a token is believed without asking the store: how long a revoked one may live on."""
_REMEMBERED = 5000
_HOSTS = frozenset({*LOOPBACK, "[::1]"})
_HERE = frozenset({"127.0.0.1", "::1", "::ffff:127.0.0.1"})
_PROXIED = ("forwarded", "x-forwarded-for", "x-real-ip")
_ADD = "add one on the server with `anfu user add NAME --role agent` and send Authorization: Bearer TOKEN"


class Person(msgspec.Struct, frozen=True):
    """Who is asking. `signed_in` is false while the door is open and no token was needed."""

    name: str
    role: Role
    signed_in: bool


OPEN_DOOR = Person("local", "admin", False)


class Gate:
    """Knows people by their tokens, and keeps knowing them while the store is down."""

    def __init__(self, service: Service, clock: Callable[[], float] = time.monotonic) -> None:
        self._service = service
        self._clock = clock
        self._known: OrderedDict[str, tuple[Person, float]] = OrderedDict()
        self.locked = False
        """Whether tokens are needed. Never goes back: revoking the last user must not open the door."""

    def look(self) -> None:
        """Asks the store whether there are users. Waits for the store: call it off the event loop."""
        self.locked = self.locked or self._service.store.has_users()

    async def admit(self, request: Request, roles: frozenset[Role]) -> Person:
        """Who this is. Raises `NotAllowed` for a stranger and `Forbidden` for a role not among `roles`."""
        same_origin(request)
        person = await self._person(request)
        if person.role not in roles:
            raise Forbidden(f"this needs one of the roles {', '.join(sorted(roles))}; you are {person.role}")
        return person

    def forget(self, token: str) -> None:
        """Believes a token no longer than until the next question."""
        self._known.pop(hash_of(token), None)

    async def _person(self, request: Request) -> Person:
        if not self.locked and not request.headers.get("authorization"):
            return _from_here(request)
        token = bearer(request)
        if not token:
            raise NotAllowed(f"a token is needed: {_ADD}")
        return await self._holder(token)

    async def _holder(self, token: str) -> Person:
        # Looked up by hash, so how long it takes tells nothing about the token.
        digest = hash_of(token)
        known = self._known.get(digest)
        if known is not None and self._clock() - known[1] < FRESH:
            return known[0]
        try:
            user = await asyncio.get_running_loop().run_in_executor(None, self._service.user, token)
        except NotAllowed:
            self._known.pop(digest, None)
            raise
        except StoreUnavailable:
            if known is None:
                raise
            return known[0]
        person = Person(user.name, user.role, True)
        self._known[digest] = (person, self._clock())
        self._known.move_to_end(digest)
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return person


def bearer(request: Request) -> str:
    """The token a request carries; empty when it carries none."""
    scheme, _, token = str(request.headers.get("authorization", "")).partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def same_origin(request: Request) -> None:
    """Refuses what another web site made a browser send."""
    origin = request.headers.get("origin")
    if origin and urlsplit(origin).netloc.lower() != request.headers.get("host", "").lower():
        raise Forbidden(f"requests from {origin} are not taken: open Anfu's own address")


def _from_here(request: Request) -> Person:
    """Someone on this machine. A proxy, or a name that was bent to point here, hides who it really is."""
    host = request.headers.get("host", "").lower()
    hostname = host if host.endswith("]") else host.rsplit(":", 1)[0]
    direct = not any(name in request.headers for name in _PROXIED)
    if request.ip in _HERE and direct and (hostname in _HOSTS or host in _HOSTS):
        return OPEN_DOOR
    raise NotAllowed(f"without users only this machine itself may connect: {_ADD}")
