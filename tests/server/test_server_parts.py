"""The parts that can be looked at alone: locks, logs, bells."""

from __future__ import annotations

import asyncio
import io
import logging
import time

import pytest

from anfu.server.hub import Hub
from anfu.server.logs import FORMAT, Masking


async def test_the_next_in_line_is_let_in_at_once_and_in_order() -> None:
    from anfu.server.locks import QuickLocks

    locks, order = QuickLocks(), []

    async def turn(number: int) -> None:
        async with locks.lock("call"):
            order.append(number)
            await asyncio.sleep(0)

    started = time.monotonic()
    await asyncio.gather(*(turn(number) for number in range(50)))
    assert order == list(range(50))
    assert time.monotonic() - started < 1, "Rasa's own would have waited 49 seconds"
    assert len(locks) == 0


async def test_one_who_gives_up_waiting_leaves_the_line() -> None:
    from anfu.server.locks import QuickLocks

    locks = QuickLocks()
    async with locks.lock("call"):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01), locks.lock("call"):
                pass
        async with locks.lock("another call"):
            assert len(locks) == 2
    assert len(locks) == 0


@pytest.fixture
def written() -> tuple[logging.Logger, io.StringIO]:
    """A logger behind the masking filter, and what it wrote."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter(FORMAT))
    handler.addFilter(Masking())
    logger = logging.Logger("anfu.test")
    logger.addHandler(handler)
    return logger, stream


def test_numbers_never_reach_the_log(written: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = written
    logger.info("heard %s", "我电话13812345678")
    logger.info("heard {'text': '13812345678'}")
    try:
        raise ValueError("身份证11010519491231002X")
    except ValueError:
        logger.exception("turn failed for %r", {"phone": "13812345678"}, stack_info=True)
    assert "13812345678" not in stream.getvalue()
    assert "11010519491231002X" not in stream.getvalue()
    assert stream.getvalue().count("138****5678") >= 3
    assert "ValueError: 身份证110" in stream.getvalue()


async def test_a_bell_rings_for_its_own_call_and_for_the_end_of_the_day() -> None:
    hub = Hub()
    with hub.listen("a") as a, hub.listen("b") as b:
        hub.ring("a")
        hub.ring("nobody listens")
        assert (a.is_set(), b.is_set(), hub.streams) == (True, False, 2)
        hub.close()
        assert b.is_set()
    assert hub.streams == 0
