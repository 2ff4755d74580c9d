"""Which call a supervisor should look at first."""

from __future__ import annotations

import itertools
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from anfu.calls.need import Need, order, why
from anfu.playbook import Playbook
from anfu.reason import Reason

NOON = datetime(2026, 11, 4, 12, 0, tzinfo=UTC)


def need(level: Any = 3, began: int = 0, due: int | None = None, **more: Any) -> Need:
    """A call of a level that began and whose clock runs out so many minutes from noon."""
    at = None if due is None else NOON + timedelta(minutes=due)
    return Need(level, NOON + timedelta(minutes=began), due=at, **more)


# Each needs help before the one behind it, and only one thing tells them apart from their neighbours.
IN_LINE = [
    need(1),
    need(2, due=-30),
    need(2, due=-5),
    need(2, due=20),
    need(2, intensity=3, rising=True),
    need(2, intensity=3),
    need(2, intensity=1, rising=True),
    need(2, began=-10),
    need(2, began=-2),
    need(3, due=-60, intensity=3, rising=True, began=-90),
    need(3),
    need(0, due=-60, intensity=3, rising=True, began=-90),
    need(0),
]


def test_the_line_is_by_level_then_clock_then_feeling_then_how_long() -> None:
    mixed = random.Random(7).sample(IN_LINE, len(IN_LINE))
    assert sorted(mixed, key=order) == IN_LINE
    for first, second in itertools.pairwise(IN_LINE):
        assert order(first) < order(second)


def test_the_grounds_are_said_in_words(book: Playbook) -> None:
    pressed = need(
        2,
        due=-1,
        clock="首次上报",
        reasons=(Reason("repeat", "F46", "第三次"),),
        feeling="angry",
        intensity=3,
        rising=True,
    )
    said = why(pressed, NOON, book, "zh")
    assert said[0].endswith("「第三次」")
    assert said[1:] == ("首次上报已超时", "生气3，还在升")
    assert why(pressed, NOON, book, "en")[1:] == ("首次上报 is overdue", "Angry 3, rising")


@pytest.mark.parametrize(
    "calm", [need(0), need(0, due=5, clock="首次答复"), need(0, intensity=1, rising=True)]
)
def test_a_call_that_needs_nobody_gives_no_grounds(book: Playbook, calm: Need) -> None:
    assert why(calm, NOON, book, "zh") == ()
