"""The promise ledger: what the agent promised the customer, until when, and whether they may (F69, F110)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal

import msgspec

from anfu.calls.turn import Turn
from anfu.playbook.schema import Authority, PromiseCues
from anfu.reading.facts.promised import promised
from anfu.reading.facts.times import Moment
from anfu.reading.normalize import normalize
from anfu.reading.types import AgentReading

_READ_BACK = frozenset(("confirm_solution", "summarize"))
_AGREEING = frozenset(("accept", "thank"))
_HOUR = re.compile(r"[点时:]|分钟|小时|刻钟|钟头|班|早|午|晚")
_CLOCK = re.compile(r"[点时:]|分钟|小时|刻钟|钟头")
_STOP = re.compile(r"[。!！?？;；\n]+")


class Promise(msgspec.Struct, frozen=True):
    """Words that bind us, when they fall due, and whether the customer has agreed to them (F115)."""

    text: str
    due: datetime
    within_authority: bool
    turn: int
    confirmed: bool = False


def hear_promises(
    promises: tuple[Promise, ...],
    turn: Turn,
    limit: Authority,
    cues: PromiseCues,
    asked: Turn | None = None,
) -> tuple[Promise, ...]:
    """The ledger after one more turn: a time given by the agent becomes an entry.

    asked: the agent's turn before a customer's; what it promised or summed up is agreed to by 「好」.
    """
    reading = turn.reading
    if not isinstance(reading, AgentReading):
        return _agreed(promises, turn, asked)
    if "commit_time" not in reading.acts:
        return promises
    for found in promised(normalize(turn.text), turn.at, cues):
        ahead = found.at - turn.at
        within = may_promise(reading.facts.amount_cny, ahead, limit)
        promise = Promise(_sentence(turn.text, found.span), found.at, within, turn.number)
        if not any(old.due != promise.due and _vaguer(found, old, turn) for old in promises):
            promises = (*(old for old in promises if old.due != promise.due), promise)
    return promises


def _vaguer(found: Moment, old: Promise, turn: Turn) -> bool:
    """Whether 「十八号」 only names again the day of a promise that has its hour; or 「今晚」, when we sum up."""
    words = normalize(turn.text)[slice(*found.span)]
    exact = _CLOCK if turn.acts & _READ_BACK else _HOUR
    return old.due.date() == found.at.date() and exact.search(words) is None


def _agreed(promises: tuple[Promise, ...], turn: Turn, asked: Turn | None) -> tuple[Promise, ...]:
    if asked is None or turn.acts.isdisjoint(_AGREEING):
        return promises
    all_of_them = not asked.acts.isdisjoint(_READ_BACK)
    return tuple(
        msgspec.structs.replace(promise, confirmed=True)
        if all_of_them or promise.turn == asked.number
        else promise
        for promise in promises
    )


def _sentence(text: str, span: tuple[int, int]) -> str:
    """The sentence that holds the words at `span`."""
    start = max((end.end() for end in _STOP.finditer(text, 0, span[0])), default=0)
    stop = _STOP.search(text, span[1])
    return text[start : stop.start() if stop else len(text)].strip()


def may_promise(amount: Decimal | None, ahead: timedelta, limit: Authority) -> bool:
    """Whether a promise of this sum, this far ahead, is within the limit."""
    within_money = amount is None or amount <= limit.amount_cny
    return within_money and ahead <= timedelta(minutes=limit.contact_within_minutes)
