"""Steps set by hand, and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from anfu.labels import StepId


class Move(msgspec.Struct, frozen=True):
    """Someone set the step after turn `after_turn`; `step` None takes the latest move back.

    `guidance` is what was advised then, as JSON.
    """

    number: int
    after_turn: int
    step: StepId | None
    by: str
    at: datetime
    guidance: str = ""


def standing(moves: Sequence[Move]) -> list[Move]:
    """The moves that were not taken back, in order."""
    kept: list[Move] = []
    for move in moves:
        if move.step is not None:
            kept.append(move)
        elif kept:
            kept.pop()
    return kept
