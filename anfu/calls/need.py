"""Which of several calls needs help first, and why. Pure: the moment is passed in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from anfu.labels import EmotionLabel, Language, LevelId
from anfu.playbook.book import Playbook
from anfu.reason import Reason

_STRONG = 2
"""Intensity from which a feeling is a ground to look."""
_WORDS: dict[Language, dict[str, str]] = {
    "zh": {
        "said": "{}「{}」",
        "overdue": "{}已超时",
        "rising": "{}，还在升",
        "strong": "{}",
        "mood": "{}{}",
    },
    "en": {
        "said": "{}: “{}”",
        "overdue": "{} is overdue",
        "rising": "{}, rising",
        "strong": "{}",
        "mood": "{} {}",
    },
}


class Need(msgspec.Struct, frozen=True):
    """What decides how much a call needs help.

    due: when the first running clock of its ticket runs out, or ran out. clock: what that is called.
    intensity: of the customer's feeling now, 0 to 3; rising: stronger than a few turns ago.
    """

    level: LevelId
    started_at: datetime
    reasons: Sequence[Reason] = ()
    due: datetime | None = None
    clock: str = ""
    feeling: EmotionLabel = "calm"
    intensity: int = 0
    rising: bool = False


Order = tuple[int, bool, float, int, bool, float]


def order(need: Need) -> Order:
    """The place in line: the smallest needs help first.

    Level 1 before 2, 3 and none; then the clock that is over for longest or runs out soonest, before none; then
    the stronger feeling, at the same strength the one that rises; then the call that lasts longest.
    """
    return (
        need.level or _NO_LEVEL,
        need.due is None,
        need.due.timestamp() if need.due is not None else 0.0,
        -need.intensity,
        not need.rising,
        need.started_at.timestamp(),
    )


_NO_LEVEL = 4
"""Behind every level that there is."""


def why(need: Need, now: datetime, book: Playbook, language: Language) -> tuple[str, ...]:
    """The grounds in words: the rules that put the call on its level, a clock that is over, a strong feeling."""
    words = _WORDS[language]
    rules = {rule.id: rule.why.to(language) for rule in book.escalation.triggers}
    grounds = []
    for reason in need.reasons:
        rule = rules.get(reason.rule, reason.rule)
        grounds.append(words["said"].format(rule, reason.evidence) if reason.evidence else rule)
    if need.due is not None and need.due <= now:
        grounds.append(words["overdue"].format(need.clock))
    if need.intensity >= _STRONG:
        mood = words["mood"].format(book.feeling(need.feeling, language), need.intensity)
        grounds.append(words["rising" if need.rising else "strong"].format(mood))
    return tuple(grounds)
