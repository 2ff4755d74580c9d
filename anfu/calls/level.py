"""The level of a call: recomputed from all that is known, with reasons; it never falls by itself."""

from __future__ import annotations

import math
from decimal import Decimal

import msgspec

from anfu.calls.turn import Turn
from anfu.labels import Kind, LevelId, SignalId
from anfu.playbook.schema import EscalationFile, Trigger, When
from anfu.reading.types import CustomerReading
from anfu.reason import Reason

_SEVERITY: dict[LevelId, int] = {1: 3, 2: 2, 3: 1, 0: 0}
_COMPLAINING = ("describe", "demand", "threaten", "vent", "reject")


class Known(msgspec.Struct, frozen=True):
    """What the customer has told so far, with the words that told it.

    `suspicion` adds up, turn by turn, how much speaks for a complaint (log odds). One doubtful turn does
    not make a complaint; one clear turn does, and so do several that lean the same way.
    """

    complaint: str | None = None
    suspicion: float = 0.0
    signals: dict[SignalId, str] = {}
    contacts: int = 0
    contacts_said: str = ""
    contacts_several: bool = False
    amount: Decimal | None = None
    amount_and_more: bool = False
    amount_said: str = ""
    percent: int = 0
    percent_said: str = ""
    scopes: dict[str, str] = {}


class Level(msgspec.Struct, frozen=True):
    """The rung of the scale, and every rule that put the call there."""

    id: LevelId = 0
    reasons: tuple[Reason, ...] = ()

    def above(self, other: Level) -> bool:
        """Whether this is the more serious of the two."""
        return _SEVERITY[self.id] > _SEVERITY[other.id]


# Chosen on the example calls: the calm enquiry never rises above 0, each of the complaints reaches 1.3.
_COMPLAINT_FROM = 1.0
_CALMEST = -1.5
_UNDECIDED = 0.5
"""The complaint probability that speaks neither for nor against."""
_NEARLY_SURE = 0.97
_NAMED = 0.7
_CLEARLY = 0.8
_FELT = 0.5
"""How much (log odds) a feeling that is clear adds to what speaks for a complaint."""
_GRAVE = frozenset(("legal", "regulator", "media", "safety", "self_harm", "privacy", "abuse"))


def _leaning(complaint: float) -> float:
    held = min(max(complaint, 0.01), 0.99)
    return math.log(held / (1 - held)) - math.log(_UNDECIDED / (1 - _UNDECIDED))


def _grave(reading: CustomerReading) -> bool:
    return any(signal.id in _GRAVE for signal in reading.signals)


def is_complaint(reading: CustomerReading) -> bool:
    """Whether these words by themselves are a complaint: a grievance told, pressed or vented."""
    if reading.kind == "none":
        return False
    if reading.act == "reject":  # to turn an offer down is no grievance
        return _feels(reading)
    # Many a grievance comes as a question: then it must be nearly sure that it is one, and about what.
    named = reading.complaint >= _NEARLY_SURE and reading.confidence.get("kind", 0.0) >= _NAMED
    return named or reading.act in _COMPLAINING or reading.emotion.intensity > 0


def _feels(reading: CustomerReading) -> bool:
    return reading.emotion.intensity > 0 and reading.confidence.get("emotion", 1.0) >= _CLEARLY


def learn(known: Known, turn: Turn) -> Known:
    """What is known after one more turn; only the customer's words count."""
    reading = turn.reading
    if not isinstance(reading, CustomerReading):
        return known
    facts = reading.facts

    def said(name: str) -> str:
        return turn.text[slice(*facts.spans[name])] if name in facts.spans else turn.text

    changes: dict[str, object] = {}
    if known.complaint is None:
        leaning = _leaning(reading.complaint) + _FELT * _feels(reading)
        suspicion = max(_CALMEST, known.suspicion + leaning)
        changes["suspicion"] = suspicion
        if is_complaint(reading) and (suspicion >= _COMPLAINT_FROM or _grave(reading)):
            changes["complaint"] = turn.text
    if reading.signals:
        changes["signals"] = {
            signal.id: signal.evidence for signal in reversed(reading.signals)
        } | known.signals
    if facts.contacts and facts.contacts > known.contacts:
        changes |= {"contacts": facts.contacts, "contacts_said": said("contacts")}
    if facts.contacts_several:
        changes["contacts_several"] = True
    if facts.amount_cny is not None and _more(facts.amount_cny, facts.amount_and_more, known):
        changes |= {
            "amount": facts.amount_cny,
            "amount_and_more": facts.amount_and_more,
            "amount_said": said("amount_cny"),
        }
    if facts.affected_percent and facts.affected_percent > known.percent:
        changes |= {"percent": facts.affected_percent, "percent_said": said("affected_percent")}
    if facts.scope and facts.scope not in known.scopes:
        changes["scopes"] = {**known.scopes, facts.scope: said("scope")}
    return msgspec.structs.replace(known, **changes) if changes else known


def _more(amount: Decimal, and_more: bool, known: Known) -> bool:
    """Whether a sum is the largest so far; 「五千多」 is more than 「五千」."""
    return known.amount is None or (amount, and_more) > (known.amount, known.amount_and_more)


def judge(known: Known, before: Level, book: EscalationFile) -> Level:
    """The level that follows from what is known; not below the level before."""
    holding = [
        (trigger, words) for trigger in book.triggers if (words := evidence(trigger.when, known)) is not None
    ]
    top: LevelId = max((trigger.level for trigger, _ in holding), key=_SEVERITY.__getitem__, default=0)
    if _SEVERITY[top] < _SEVERITY[before.id]:
        top = before.id
    serious = [(trigger, words) for trigger, words in holding if trigger.level in (1, 2)] or holding
    return Level(top, tuple(_reason(trigger, words) for trigger, words in serious))


def evidence(when: When, known: Known) -> str | None:
    """The customer's words that make a condition hold, or None when it does not hold."""
    words: list[str] = []
    if when.complaint is not None and when.complaint != (known.complaint is not None):
        return None
    for signal in when.signals:
        if signal not in known.signals:
            return None
        words.append(known.signals[signal])
    if when.scope is not None:
        if when.scope not in known.scopes:
            return None
        words.append(known.scopes[when.scope])
    if when.contacts_at_least is not None:
        if known.contacts < when.contacts_at_least:
            return None
        words.append(known.contacts_said)
    if when.amount_over is not None:
        if not _over(known, when.amount_over):
            return None
        words.append(known.amount_said)
    if when.affected_percent_over is not None:
        if known.percent <= when.affected_percent_over:
            return None
        words.append(known.percent_said)
    if not words and known.complaint is not None:
        words.append(known.complaint)
    return "，".join(dict.fromkeys(words))


def _over(known: Known, limit: Decimal) -> bool:
    if known.amount is None:
        return False
    return known.amount > limit or (known.amount == limit and known.amount_and_more)


def _reason(trigger: Trigger, words: str) -> Reason:
    return Reason(trigger.id, trigger.source, words)


def matter_of(before: Kind | None, reading: CustomerReading) -> Kind | None:
    """What the call is about: the first kind of complaint named; a vague one gives way to a clear one."""
    if not is_complaint(reading):
        return before
    if before in (None, "other"):
        return reading.kind
    return before
