"""What became of a script when it was offered before, as points for its place."""

from __future__ import annotations

import msgspec

from anfu.calls import Call
from anfu.playbook.schema import Feedback
from anfu.reading.types import CustomerReading


class Record(msgspec.Struct, frozen=True):
    """How often agents used, edited or dismissed a script, and whether the customer calmed down after it."""

    used: int = 0
    edited: int = 0
    dismissed: int = 0
    calmed: int = 0
    not_calmed: int = 0


def lessons(record: Record, rules: Feedback) -> list[tuple[str, float]]:
    """The grounds a record gives, each with its points: never more than the rules' points either way."""
    taken = record.used + rules.edited_counts * record.edited
    offered = record.used + record.edited + record.dismissed
    after = record.calmed + record.not_calmed
    liked = _leaning(taken, record.dismissed, offered, rules) * rules.taken_points
    calmed = _leaning(record.calmed, record.not_calmed, after, rules) * rules.calmed_points
    grounds = [
        ("worked before" if liked > 0 else "often dismissed", liked),
        ("customers calmed down" if calmed > 0 else "customers did not calm down", calmed),
    ]
    return [(ground, points) for ground, points in grounds if points]


def _leaning(good: float, bad: float, of: int, rules: Feedback) -> float:
    """From -1 to 1; 0 while too few calls tell, and drawn towards 0 while they are not many."""
    if of < rules.heard_at_least:
        return 0.0
    return round((good - bad) / (of + rules.doubt), 3)


def calmed_after(call: Call, turn: int, rules: Feedback) -> bool | None:
    """Whether the customer's feeling was weaker in the turns after `turn` than before; None when nobody can tell.

    A customer who was calm cannot calm down, and a bare 「嗯」 tells nothing.
    """
    felt = [
        (heard.number, heard.reading.emotion.intensity)
        for heard in call.turns
        if isinstance(heard.reading, CustomerReading)
        and (heard.reading.act != "chitchat" or heard.reading.emotion.intensity)
    ]
    before = [strength for number, strength in felt if number <= turn][-1:]
    after = [strength for number, strength in felt if number > turn][: rules.calm_turns]
    if not before or not before[0] or not after:
        return None
    return after[-1] < before[0]
