"""Listening notes that fill themselves: the feeling, the facts, the answer the customer waits for (F119)."""

from __future__ import annotations

import re
from functools import lru_cache

from anfu.calls import Call
from anfu.guidance.details import spoken_money
from anfu.guidance.types import DisputeNow, FactNote, MoodNote, Notes, Trend, Want
from anfu.labels import Language
from anfu.playbook.book import Playbook
from anfu.playbook.schema import Dispute
from anfu.reading.normalize import normalize
from anfu.reading.types import CustomerReading, Facts

_WANTS = 3
_WANT_LENGTH = 40
_TREND = 4
"""How many of the customer's turns a trend is read from: the later half against the earlier."""
_ANSWERING = frozenset(("propose_fix", "commit_time"))


def notes(call: Call, book: Playbook, language: Language = "zh") -> Notes:
    """The notes on a call as it stands."""
    return Notes(
        emotion=_mood(call),
        facts=_facts(call, book, language),
        wants=_wants(call),
        dispute=_dispute(call, book, language),
        goal=_goal(call, book, language),
    )


def _mood(call: Call) -> MoodNote:
    """How the customer feels, how bad it was at worst, and where it is going."""
    curve = [emotion.intensity for _, emotion in call.emotions]
    recent = curve[-_TREND:]
    earlier, later = sum(recent[: len(recent) // 2]), sum(recent[(len(recent) + 1) // 2 :])
    trend: Trend = "falling" if later < earlier else "steady"
    if later > earlier and recent[-1] > 0:  # whoever is calm now is not getting angrier
        trend = "rising"
    return MoodNote(call.mood.label, call.mood.intensity, max(curve, default=0), trend)


def _facts(call: Call, book: Playbook, language: Language) -> tuple[FactNote, ...]:
    known = call.facts
    found = (
        (named.fact, named.name.to(language), _told(named.fact, known, book, language))
        for named in book.listening.facts
    )
    return tuple(FactNote(fact, name, text) for fact, name, text in found if text)


def _told(fact: str, known: Facts, book: Playbook, language: Language) -> str | None:
    value = getattr(known, fact)
    if value is None or value is False or (fact == "contacts_several" and known.contacts):
        return None
    if fact == "amount_cny":
        return spoken_money(value) + (book.listening.and_more.to(language) if known.amount_and_more else "")
    if fact == "contacts_several":
        return book.listening.several.to(language)
    return f"{value}%" if fact == "affected_percent" else str(value)


def _wants(call: Call) -> tuple[Want, ...]:
    """What the customer asked for, the latest last, and whether anything was offered since."""
    asked = [
        turn for turn in call.turns if "demand" in turn.acts and isinstance(turn.reading, CustomerReading)
    ]
    offers = [turn.number for turn in call.turns if turn.speaker == "agent" and turn.acts & _ANSWERING]
    last = max(offers, default=0)
    return tuple(Want(turn.number, _short(turn.text), last > turn.number) for turn in asked[-_WANTS:])


def _short(text: str) -> str:
    return text if len(text) <= _WANT_LENGTH else text[: _WANT_LENGTH - 1] + "…"


def _dispute(call: Call, book: Playbook, language: Language) -> DisputeNow | None:
    """Whether an interest or recognition is at stake; None before either was heard."""
    if not call.is_complaint:
        return None
    said = [normalize(turn.text) for turn in call.turns if turn.speaker == "customer"]
    heard = [
        (sum(_hits(dispute, text) for text in said), place)
        for place, dispute in enumerate(book.listening.disputes)
    ]
    count, place = max(heard, default=(0, 0))
    if not count:
        return None
    chosen = book.listening.disputes[place]
    return DisputeNow(chosen.id, chosen.name.to(language), chosen.advice.to(language))


def _hits(dispute: Dispute, text: str) -> bool:
    return any(pattern.search(text) for pattern in _compiled(tuple(dispute.heard)))


@lru_cache(maxsize=32)
def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns)


def _goal(call: Call, book: Playbook, language: Language) -> str | None:
    if not call.is_complaint:
        return None
    return next((goal.text.to(language) for goal in book.listening.goals if goal.kind == call.matter), None)
