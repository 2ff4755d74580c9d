"""Sums of money in what a customer says."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from anfu.reading.facts.numerals import NUMERAL, Numeral, numerals
from anfu.reading.facts.prices import is_price
from anfu.reading.facts.stakes import is_at_stake
from anfu.reading.facts.units import with_unit, without_digit, without_unit
from anfu.reading.types import Span

_SHAPE = re.compile(
    rf"(?<![晚早网路马身线店楼])上[百千万亿]+(?!别|不|要|记|得)|好?几(?=(?:[块毛]钱(?!一)|元))|{NUMERAL}"
)
_IDIOM = re.compile(r"一千零一夜|说一千道一万|一五一十|三七二十一|十有八九|七七八八|成千上万|收拾|拾掇")
_UP_TO = re.compile(r"\s*(?:到|至|-|~)\s*")
_NOBODY_HAS = Decimal(10) ** 13


class Amount(NamedTuple):
    """A sum in yuan and where it stands; `and_more` when it was said with 「多」."""

    yuan: Decimal
    span: Span
    and_more: bool = False


def amounts(text: str) -> list[Amount]:
    """All sums of money in a normalised text, from left to right, without overlaps; of a range the lower end."""
    idioms = [hit.span() for hit in _IDIOM.finditer(text)]
    said = [
        numeral for numeral in numerals(text, _SHAPE) if not any(_overlap(numeral, idiom) for idiom in idioms)
    ]
    found: list[Amount] = []
    for numeral in (*without_digit(text), *(with_unit(text, numeral) for numeral in said)):
        _add(found, text, numeral)
    bare = [numeral for numeral in (without_unit(text, numeral) for numeral in said) if numeral]
    for _ in range(2):  # a sum that is certain makes its neighbours likely
        for numeral in bare:
            if is_price(text, numeral, bool(found)):
                _add(found, text, numeral)
    found.sort(key=lambda amount: amount.span)
    return [
        amount
        for before, amount in zip([None, *found], found, strict=False)
        if before is None or not _UP_TO.fullmatch(text[before.span[1] : amount.span[0]])
    ]


def _add(found: list[Amount], text: str, sum_said: Numeral | None) -> None:
    if sum_said is None or not 0 < sum_said.value < _NOBODY_HAS:
        return
    start, end, yuan = sum_said
    taken = any(_overlap(amount.span, sum_said) for amount in found)
    if not taken and is_at_stake(text, start, end):
        found.append(Amount(_tidy(yuan), (start, end), "多" in text[start:end]))


def _tidy(yuan: Decimal) -> Decimal:
    """At most two decimals, and none that say nothing."""
    rounded = yuan.quantize(Decimal("0.01"))
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded


def _overlap(one: Span | Numeral, other: Span | Numeral) -> bool:
    return one[0] < other[1] and other[0] < one[1]
