"""The pre-call card: who calls, about what, how serious, how fast (F8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from anfu.guidance.details import spoken_time
from anfu.labels import Kind, Language, LevelId
from anfu.playbook.book import Playbook

_SERIOUS: dict[LevelId, int] = {1: 3, 2: 2, 3: 1, 0: 0}
_PROBLEMS = 3


class EarlierCall(msgspec.Struct, frozen=True):
    """A call of the same customer before this one."""

    at: datetime
    matter: str | None


class OpenCase(msgspec.Struct, frozen=True):
    """A ticket of the same customer that is not closed."""

    id: str
    matter: str
    level: LevelId
    summary: str


class Card(msgspec.Struct, frozen=True):
    """The four fields of the card, each a few words (F8), and the open cases behind them."""

    background: str
    problem: str
    level: str
    speed: str
    cases: tuple[OpenCase, ...] = ()


def pre_call_card(
    earlier: Sequence[EarlierCall],
    cases: Sequence[OpenCase],
    now: datetime,
    book: Playbook,
    language: Language = "zh",
) -> Card:
    """The card for a customer with these earlier calls, oldest first, and these open cases."""
    top: LevelId = max((case.level for case in cases), key=_SERIOUS.__getitem__, default=0)
    level = book.level(top)
    return Card(
        background=_background(earlier, now, book, language),
        problem=_problem(earlier, cases, book, language),
        level=f"{level.name.to(language)} {level.cr or level.priority}",
        speed=_speed(top, book, language),
        cases=tuple(cases),
    )


def _background(earlier: Sequence[EarlierCall], now: datetime, book: Playbook, language: Language) -> str:
    words, days = book.listening.card, book.escalation.contacts_window_days
    if not earlier:
        return words.first_call.to(language).format(days=days)
    last = spoken_time(earlier[-1].at, now)
    return words.called_before.to(language).format(days=days, times=len(earlier), last=last)


def _problem(
    earlier: Sequence[EarlierCall], cases: Sequence[OpenCase], book: Playbook, language: Language
) -> str:
    told = [case.summary for case in cases][:_PROBLEMS]
    if told:
        return "；".join(told)
    matters = dict.fromkeys(call.matter for call in reversed(earlier) if call.matter)
    names = [_name(matter, book, language) for matter in matters][:_PROBLEMS]
    return "、".join(names) or book.listening.card.no_problem.to(language)


def _name(matter: str, book: Playbook, language: Language) -> str:
    named: dict[Kind, str] = {kind.id: kind.name.to(language) for kind in book.listening.kinds}
    return named.get(matter, matter)  # type: ignore[call-overload, no-any-return]  # a ticket filed by hand may name its own


def _speed(level: LevelId, book: Playbook, language: Language) -> str:
    """The clocks that start with a call of this level, shortest first."""
    running = [clock for clock in book.clocks.clocks if level in clock.levels and clock.starts in _BY_CALL]
    shortest = sorted(running, key=lambda clock: clock.minutes)[:_PROBLEMS]
    joint = "，" if language == "zh" else ", "
    return joint.join(f"{clock.name.to(language)} {_lasting(clock.minutes, language)}" for clock in shortest)


_BY_CALL = ("detected", "classified", "asked")


def _lasting(minutes: int, language: Language) -> str:
    hours, rest = divmod(minutes, 60)
    if rest or not hours:
        return f"{minutes}分钟" if language == "zh" else f"{minutes} min"
    return f"{hours}小时" if language == "zh" else f"{hours} h"
