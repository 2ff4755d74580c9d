"""The live stream of a call (server-sent events)."""

from __future__ import annotations

import asyncio
import logging

from sanic import Request

from anfu.server.api.access import call_of, still_welcome
from anfu.server.api.feed import ENDED, Feed
from anfu.server.api.shapes import After
from anfu.server.errors import BadInput
from anfu.server.topics import Asked, Topic
from anfu.store.errors import StoreUnavailable

topic = Topic("events")
logger = logging.getLogger(__name__)
HEARTBEAT = 15.0
"""Seconds of silence after which a comment is sent, and the store is asked whether another process heard something."""
STILL_HERE = b": still here\n\n"
STREAM = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", "X-Content-Type-Options": "nosniff"}


@topic.get(
    "/calls/<call_id>/events",
    "实时引导（SSE），断线后用 Last-Event-ID 或 after= 续上；more=true 另有原话、手动步骤、悄悄话、工单",
    "Guidance as it comes (SSE); resumes with Last-Event-ID or after=; more=true adds lines, moves, whispers, ticket",
    query=After, media="text/event-stream", also=(404, 422),
)  # fmt: skip
async def stream_events(asked: Asked) -> None:
    house, query = asked.house, asked.query
    after, call_id = _after(asked), await call_of(asked)
    feed = Feed(house.service, call_id, after, query.more, query.moves, query.whispers)
    with house.hub.listen(call_id) as bell:
        response = await asked.request.respond(content_type="text/event-stream", headers=STREAM)
        await response.send(b"retry: 1000\n\n")
        while not house.hub.closed and await still_welcome(asked):
            bell.clear()
            over = False
            try:
                events, over = await house.off_loop(feed.news)
                for event in events:
                    await response.send(event)
            except StoreUnavailable as error:
                logger.warning("stream of %s waits for the store: %s", call_id, error)
            if over:
                await response.send(ENDED)
                return
            try:
                # Not wait_for: in Python 3.11 it may lose the news that the reader has gone.
                async with asyncio.timeout(HEARTBEAT):
                    await bell.wait()
            except TimeoutError:
                await response.send(STILL_HERE)


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
