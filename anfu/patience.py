"""How one waits who found that someone else was first."""

from __future__ import annotations

import random
import time

TRIES = 20
"""How often one tries while other processes write to the same call or ticket."""
_PAUSE = 0.005
"""Seconds by which the longest wait grows before each next try."""
# Of its own: whoever has seeded Python's shared source for something that must repeat is left alone.
_chance = random.Random()


def rest(tried: int) -> None:
    """Waits before the next try: of random length, or two who met would keep in step."""
    time.sleep(_chance.uniform(0, _PAUSE * tried))


def varied(seconds: float) -> float:
    """About so many seconds, so that servers started together do not stay together."""
    return _chance.uniform(0.8, 1.2) * seconds
