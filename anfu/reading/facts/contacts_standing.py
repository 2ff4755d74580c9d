"""Contacts that no verb before the count tells: the first one, calls on record, counts that stand by themselves."""

from __future__ import annotations

import re
from typing import NamedTuple

from anfu.reading.facts import contact_others as others
from anfu.reading.facts import contact_words as words
from anfu.reading.facts.contact_governed import clause_before
from anfu.reading.facts.numerals import value_of
from anfu.reading.types import Span

_LONGEST_CLAUSE = 40


class Contacts(NamedTuple):
    """A count of contacts (None when only "several" was said) and where it was said."""

    number: int | None
    span: Span


def first_contact(text: str) -> Contacts | None:
    for hit in words.FIRST.finditer(text):
        left = clause_before(text, hit.start())
        if (
            others.NOT_FIRST.search(left)
            or others.STAFF.search(left)
            or others.AND_NOW.search(text, hit.end())
        ):
            continue
        if not others.ELSEWHERE.search(left + text[hit.end() : hit.end() + 8]):
            return Contacts(1, hit.span())
    return None


def on_record(text: str) -> list[Contacts]:
    """「你是第三个接我电话的」, 「通话记录九条」: who took a call and what is on record stand for it."""
    found = []
    for hit in (
        *words.NTH_AGENT.finditer(text),
        *words.SPOKE_TO.finditer(text),
        *words.IN_THE_LOG.finditer(text),
    ):
        if "转" in clause_before(text, hit.start()):
            continue
        shape = hit.groupdict()
        said = shape["count"] or shape.get("more") or shape.get("you") or ""
        if (value := value_of(said) if said else None) and 2 <= value <= 99:
            found.append(Contacts(int(value), hit.span()))
        elif shape.get("much"):
            found.append(Contacts(None, hit.span()))
    return found


def stands_alone(text: str, hit: re.Match[str]) -> bool:
    """A count that is a clause by itself where only dealings with the company are told."""
    left = clause_before(text, hit.start())
    if hit["unit"] is None or hit["much"] or not words.ALONE.fullmatch(left):
        return False
    told = words.TO_THE_FIRM.search(text) is not None and not others.BROKE.search(text[: hit.start()])
    return told and words.ALONE_ENDS.match(text, hit.end()) is not None and not others.NUMBERS.search(text)


def calls_by_themselves(text: str, hit: re.Match[str]) -> bool:
    alone = words.CALLS_STANDING.search(text, 0, hit.start()) and words.CALLS_END.match(text, hit.end())
    return bool(alone) and "电话" in hit[0] and not others.NUMBERS.search(text)


def of_named_calls(text: str, hit: re.Match[str], left: str) -> bool:
    """「算这个电话,三个了」, 「电话三个,都白搭」: calls are counted, named before."""
    if left.endswith("电话") and words.IN_VAIN.search(text, hit.end()):
        return True
    named = words.THIS_CALL_TOO.search(text, max(0, hit.start() - _LONGEST_CLAUSE), hit.start())
    return named is not None and text.startswith("了", hit.end())
