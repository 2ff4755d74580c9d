"""The promise ledger: what the agent promised the customer, until when, and whether they may (F69, F110)."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import msgspec

from anfu.calls.turn import Turn
from anfu.playbook.schema import Authority
from anfu.reading.facts.times import moment
from anfu.reading.normalize import normalize
from anfu.reading.types import AgentReading

_PROMISING = frozenset(("propose_fix", "urgency", "boundary", "summarize"))


class Promise(msgspec.Struct, frozen=True):
    """Words that bind us, and when they fall due."""

    text: str
    due: datetime
    within_authority: bool
    turn: int


def hear_promises(promises: tuple[Promise, ...], turn: Turn, limit: Authority) -> tuple[Promise, ...]:
    """The ledger after one more turn: a time given by the agent becomes an entry."""
    reading = turn.reading
    if not isinstance(reading, AgentReading) or "commit_time" not in reading.acts:
        return promises
    if "restate" in reading.acts and reading.acts.isdisjoint(_PROMISING):
        return promises  # the times in what is said back are the customer's, not ours
    found = moment(normalize(turn.text), turn.at)
    if found is None:
        return promises
    promise = Promise(
        turn.text, found.at, may_promise(reading.facts.amount_cny, found.at - turn.at, limit), turn.number
    )
    kept = tuple(old for old in promises if old.due != promise.due)
    return (*kept, promise)


def may_promise(amount: Decimal | None, ahead: timedelta, limit: Authority) -> bool:
    """Whether a promise of this sum, this far ahead, is within the limit."""
    within_money = amount is None or amount <= limit.amount_cny
    return within_money and ahead <= timedelta(minutes=limit.contact_within_minutes)
