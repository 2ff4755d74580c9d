"""The supervisor's board: calls going on, and what a period's calls add up to."""

from __future__ import annotations

import asyncio
import logging
from datetime import date
from typing import Literal

import msgspec
from sanic.response import HTTPResponse

from anfu.floor import Board, BoardCall
from anfu.reports.charts import Figures
from anfu.server.api.access import still_welcome
from anfu.server.api.events import HEARTBEAT, STILL_HERE, STREAM
from anfu.server.api.oversight import WATCHERS
from anfu.server.api.shapes import Body
from anfu.server.hub import EVERY_CALL
from anfu.server.topics import Asked, Topic
from anfu.store.errors import StoreUnavailable

topic = Topic("board")
logger = logging.getLogger(__name__)
PAUSE = 0.5
"""Seconds between two boards at least."""
LOOK_AGAIN = 5.0
"""Seconds after which the store is asked whether another process changed something, or a clock ran out."""


class FiguresOf(Body, frozen=True):
    """The period, both days included, by default the month so far; and how finely it is told."""

    first: date | None = msgspec.field(default=None, name="from")
    last: date | None = msgspec.field(default=None, name="to")
    by: Literal["day", "month"] = "day"


@topic.get(
    "/board", "正在进行的电话，最需要帮忙的在前", "The calls going on, the one that needs help most first",
    gives=Board, roles=WATCHERS,
)  # fmt: skip
async def show_board(asked: Asked) -> Board:
    return await asked.house.off_loop(asked.house.service.floor.board)


@topic.get(
    "/board/events", "看板实时更新（SSE）", "The board as it changes (SSE)", roles=WATCHERS,
    media="text/event-stream",
)  # fmt: skip
async def stream_board(asked: Asked) -> None:
    house, shown, quiet = asked.house, None, 0.0
    with house.hub.listen(EVERY_CALL) as bell:
        response = await asked.request.respond(content_type="text/event-stream", headers=STREAM)
        await response.send(b"retry: 1000\n\n")
        while not house.hub.closed and await still_welcome(asked):
            bell.clear()
            sent, shown = await _send_if_new(asked, response, shown)
            quiet = 0.0 if sent else quiet
            await asyncio.sleep(PAUSE)
            try:
                async with asyncio.timeout(LOOK_AGAIN):
                    await bell.wait()
            except TimeoutError:
                quiet += LOOK_AGAIN + PAUSE
                if quiet + LOOK_AGAIN > HEARTBEAT:
                    await response.send(STILL_HERE)
                    quiet = 0.0


async def _send_if_new(
    asked: Asked, response: HTTPResponse, shown: tuple[BoardCall, ...] | None
) -> tuple[bool, tuple[BoardCall, ...] | None]:
    """Sends the board unless it is the one that is shown. Tells whether it was sent, and what is shown now."""
    try:
        board = await asked.house.off_loop(asked.house.service.floor.board)
    except StoreUnavailable as error:
        logger.warning("the board waits for the store: %s", error)
        return False, shown
    if board.calls == shown:
        return False, shown
    await response.send(b"event: board\ndata: %b\n\n" % msgspec.json.encode(board))
    return True, board.calls


@topic.get(
    "/board/figures", "一段时间的级别、类别、时限、红线和话术", "Levels, kinds, clocks, taboos and scripts of a period",
    query=FiguresOf, gives=Figures, roles=WATCHERS, also=(422,),
)  # fmt: skip
async def show_figures(asked: Asked) -> Figures:
    query: FiguresOf = asked.query
    async with asked.house.desk:
        return await asked.house.off_loop(asked.house.service.figures, query.first, query.last, query.by)
