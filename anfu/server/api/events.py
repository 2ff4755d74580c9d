"""The live stream of a call's guidance (server-sent events)."""

from __future__ import annotations

import asyncio
import logging

import msgspec
from sanic import Request
from sanic.response import HTTPResponse

from anfu.errors import UnknownCall
from anfu.server.api.calls import id_of
from anfu.server.api.shapes import After
from anfu.server.errors import BadInput
from anfu.server.house import House
from anfu.server.topics import Asked, Topic
from anfu.store.errors import StoreUnavailable

topic = Topic("events")
logger = logging.getLogger(__name__)
HEARTBEAT = 15.0
"""Seconds of silence after which a comment is sent, and the store is asked whether another process heard something."""
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", "X-Content-Type-Options": "nosniff"}


@topic.get(
    "/calls/<call_id>/events", "实时引导（SSE），断线后用 Last-Event-ID 或 after= 续上",
    "Guidance as it comes (SSE); resumes with Last-Event-ID or after=", query=After,
    media="text/event-stream", also=(404, 422),
)  # fmt: skip
async def stream_events(asked: Asked) -> None:
    call_id, after = id_of(asked), _after(asked)
    await asked.house.off_loop(asked.house.service.call, call_id)
    with asked.house.hub.listen(call_id) as bell:
        response = await asked.request.respond(content_type="text/event-stream", headers=_HEADERS)
        await response.send(b"retry: 1000\n\n")
        while not asked.house.hub.closed:
            bell.clear()
            try:
                over, after = await _catch_up(asked.house, call_id, after, response)
            except StoreUnavailable as error:
                logger.warning("stream of %s waits for the store: %s", call_id, error)
                over = False
            if over:
                await response.send(b'event: ended\ndata: {"type":"ended"}\n\n')
                return
            try:
                # Not wait_for: in Python 3.11 it may lose the news that the reader has gone.
                async with asyncio.timeout(HEARTBEAT):
                    await bell.wait()
            except TimeoutError:
                await response.send(b": still here\n\n")


async def _catch_up(house: House, call_id: str, after: int, response: HTTPResponse) -> tuple[bool, int]:
    """Sends what was stored after turn `after`. Tells whether the call is over, and the last turn sent."""
    # First whether it is over, then what was said: the last words come before the end.
    record = await house.off_loop(house.service.store.call, call_id)
    if record is None:
        raise UnknownCall(call_id)
    for guidance in await house.off_loop(house.service.guidance_since, call_id, after):
        await response.send(b"id: %d\ndata: %b\n\n" % (guidance.turn, msgspec.json.encode(guidance)))
        after = guidance.turn
    return record.ended_at is not None, after


def _after(asked: Asked) -> int:
    last = last_seen(asked.request)
    return int(asked.query.after) if last is None else last


def last_seen(request: Request) -> int | None:
    """The turn a reconnecting browser saw last. Raises `BadInput` when that is no number."""
    last = request.headers.get("last-event-id")
    if last is None or not last.strip():
        return None
    if not (last.isascii() and last.isdigit() and len(last) < 10):
        raise BadInput(422, "Last-Event-ID is not the number of a turn", "send the id of the last event")
    return int(last)
