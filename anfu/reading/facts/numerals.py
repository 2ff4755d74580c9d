"""Numerals as spoken: 一万二, 五千多, 三百来, 6k, 0.5万, 12,800.00, 十几万, 五六千, 一千七八.

Texts here are normalised (`anfu.reading.normalize`). Where speech leaves a range, the lower end counts:
a threshold must not be crossed on a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

import cn2an

from anfu.reading.facts.measures import AFTER_ONE, COUNTER

ONES = "一二两三四五六七八九"
_RANGES = "一二|一两|二三|两三|三四|三五|四五|五六|六七|七八|八九"
_DIGITS = "零〇幺壹贰叁肆伍陆柒捌玖" + ONES
_UNITS = "十百千万亿拾佰仟"
_ANY = _DIGITS + _UNITS
_ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
# What may follow 「3万」 as part of the number: 5, 五, 5千2百, 2000.
_RUNGS = rf"(?:(?<=[万w])\d{{4}}(?!\d)|(?:[\d{ONES}][千百十]){{1,3}}|[1-9{ONES}](?![\d.{_UNITS}]|{COUNTER}))"
# A last digit belongs to what is counted after it: 「三百八一晚」, 「五千八五天就坏」.
_OWN_WORD = (
    rf"(?!(?:(?<=[百千万亿]一)|(?<=[百千万亿][{ONES}]一)){AFTER_ONE}"
    rf"|(?<=[百千万亿][{ONES}][{ONES}])(?<!{_RANGES}){COUNTER}|(?<=[十百千万亿]零))"
)
NUMERAL = (
    rf"(?:{_ARABIC}[多来几]?(?:[k千百万亿w]{{1,2}}{_RUNGS}?)?"
    r"|(?:好?几|数)[十百千万亿]+"
    rf"|[{_ANY}](?:(?:[{_ANY}多来几]|好几|点(?=[{_DIGITS}]+(?![{_DIGITS}十分]))){{0,22}}[{_ANY}]{_OWN_WORD})?)"
)
"""A numeral, as a regular-expression fragment without named groups."""

_NUMERAL = re.compile(NUMERAL)
_PLAIN = str.maketrans("两〇幺壹贰叁肆伍陆柒捌玖拾佰仟kw", "二零一一二三四五六七八九十百千千万")
_SCALE = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_VALUE = {char: value for value, char in enumerate("零一二三四五六七八九")}
_BELOW = {"百": "十", "千": "百", "万": "千", "亿": "千万"}
_SPOKEN_DIGITS = re.compile(r"[零一二三四五六七八九]{2,}")
_RANGE = re.compile(r"(?:(?<=[十百千万亿])|^)(?:一(?=二)|二(?=三)|三(?=[四五])|四(?=五)|五(?=六)|六(?=七)|七(?=八)|八(?=九))(.)(?=[十百千万亿]|$)")  # fmt: skip
_TWICE_ELIDED = re.compile(r"千([一二三四五六七八九])([一二三四五六七八九])$")  # 「一千二八」
_ELIDED = re.compile(r"([百千万亿])([1-9一二三四五六七八九])$")
_POINT = re.compile(r"([零一二三四五六七八九十百]+)点([零一二三四五六七八九]+)([百千万亿]*)")
_WITH_POINT = re.compile(r"(\d+(?:\.\d+)?)([十百千万亿]*)")
_OUNCES = re.compile(r"[二三四五六七八九两]两$")  # 「六两」 is a weight
_ONE = r"(?:\d+|[一二三四五六七八九])"
_SECTION = rf"(?:{_ONE}千)?零?(?:{_ONE}百)?零?(?:{_ONE}?十)?零?{_ONE}?"
_IN_ORDER = re.compile(rf"(?:{_SECTION}亿)?零?(?:{_SECTION}万(?!{_ONE}十))?零?{_SECTION}")
_WITH_THOUSANDS = re.compile(r"(\d+(?:\.\d+)?)万(\d{4})")


_LONGEST_PART = 12


class Numeral(NamedTuple):
    """A numeral that has a value, and where it stands."""

    start: int
    end: int
    value: Decimal


def numerals(text: str, shape: re.Pattern[str] = _NUMERAL) -> Iterator[Numeral]:
    """The numerals of a text from left to right; of a run that is none as a whole, the parts (「五十八十」)."""
    place = 0
    while hit := shape.search(text, place):
        place = hit.end()
        for end in (hit.end(), *range(min(hit.end() - 1, hit.start() + _LONGEST_PART), hit.start(), -1)):
            value = value_of(text[hit.start() : end])
            if value is not None:
                yield Numeral(hit.start(), end, value)
                place = end
                break


def value_of(numeral: str) -> Decimal | None:
    """The value of a numeral as spoken, or None when it is none (「零下」, 「百」 alone)."""
    if _OUNCES.search(numeral):
        return None
    text = re.sub(r"[, ]", "", numeral).translate(_PLAIN)
    if text.startswith(("几", "好几", "数")):
        return _scaled(Decimal(2), text.lstrip("好几数"))
    text = re.sub(r"[多来好几]", "", "一" + text[1:] if text.startswith("上") else text)
    text = _RANGE.sub(lambda hit: hit[0][0], text)
    if not text or text[0] in "百千万亿":
        return None
    if found := _WITH_POINT.fullmatch(text):
        return _scaled(Decimal(found[1]), found[2])
    if found := _WITH_THOUSANDS.fullmatch(text):
        return Decimal(found[1]) * 10_000 + Decimal(found[2])
    if found := _POINT.fullmatch(text):
        whole, digits = value_of(found[1]), "".join(str(_VALUE[digit]) for digit in found[2])
        return None if whole is None else _scaled(Decimal(f"{whole}.{digits}"), found[3])
    if _SPOKEN_DIGITS.fullmatch(text):
        if len(text) == 3 and text in "一二三四五六七八九":  # 「五六七次」
            return Decimal(_VALUE[text[0]])
        return Decimal("".join(str(_VALUE[digit]) for digit in text))
    text = _TWICE_ELIDED.sub(r"千\1百\2十", text)
    return _composed(_ELIDED.sub(lambda hit: hit[0] + _BELOW[hit[1]], text))


def _scaled(value: Decimal, units: str) -> Decimal | None:
    for unit in units:
        if unit not in _SCALE:
            return None
        value *= _SCALE[unit]
    return value


def _composed(text: str) -> Decimal | None:
    """The value of a numeral with every unit said: 一万二千, 3万5千, 十五."""
    if not _IN_ORDER.fullmatch(text):  # 「五十一百」 are two sums
        return None
    try:
        return Decimal(str(cn2an.cn2an(text, "smart")))
    except (ValueError, KeyError, ArithmeticError):
        return None
