"""Doing a request once, however often it is sent with the same Idempotency-Key."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from weakref import WeakValueDictionary

import msgspec
from sanic.response import HTTPResponse

from anfu.server.bodies import read_key
from anfu.server.topics import Asked, Reply

_in_flight: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()


async def once(asked: Asked, work: Callable[[], Awaitable[Reply]]) -> Reply | HTTPResponse:
    """The answer of `work`, or the one given before to the same request with the same key.

    A second request waits for the first. Raises `KeyReused` when the key came with another body.
    Only answers are remembered, not problems: what was refused may be tried again.
    """
    key = read_key(asked.request)
    if key is None:
        return await work()
    scope = f"{asked.request.method} {asked.request.path} {asked.person.name}"
    digest = hashlib.sha256(msgspec.json.encode(asked.body)).hexdigest()
    store = asked.house.service.store
    async with _in_flight.setdefault((scope, key), asyncio.Lock()):
        given = await asked.house.off_loop(store.recall, scope, key, digest)
        if given is None:
            reply = await work()
            body = msgspec.json.encode(reply.value).decode()
            given = await asked.house.off_loop(store.remember, scope, key, digest, reply.status, body)
        return _again(*given)


def _again(status: int, body: str) -> HTTPResponse:
    return HTTPResponse(body.encode(), status, content_type="application/json")
