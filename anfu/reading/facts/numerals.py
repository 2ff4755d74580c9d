"""Numerals as spoken: 一万二, 五千多, 三百来, 6k, 0.5万, 12,800.00, 十几万, 五六千.

Texts here are normalised (`anfu.reading.normalize`). Where speech leaves a range, the lower end counts:
a threshold must not be crossed on a guess.
"""

from __future__ import annotations

import re
from decimal import Decimal

import cn2an

_ONES = "一二两三四五六七八九"
_DIGITS = "零〇幺壹贰叁肆伍陆柒捌玖" + _ONES
_UNITS = "十百千万亿拾佰仟"
_ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_LADDER = r"(?:\d+万\d千(?:\d百)?|\d+千\d百)"
NUMERAL = (
    rf"(?:{_LADDER}"
    rf"|{_ARABIC}[多来几]?[k千百万亿w]{{0,2}}(?:(?<=[万千kw])[1-9{_ONES}](?![\d.{_UNITS}]))?"
    rf"|好?几[十百千万亿]+"
    rf"|[{_DIGITS}{_UNITS}](?:(?:[{_DIGITS}{_UNITS}点多来几]|好几)*[{_DIGITS}{_UNITS}])?)"
)
"""A numeral, as a regular-expression fragment without named groups."""

_PLAIN = str.maketrans("两〇幺壹贰叁肆伍陆柒捌玖拾佰仟", "二零一一二三四五六七八九十百千")
_SCALE = {"十": 10, "百": 100, "k": 1000, "千": 1000, "万": 10_000, "w": 10_000, "亿": 100_000_000}
_VALUE = {char: value for value, char in enumerate("零一二三四五六七八九")}
_RUNG = re.compile(r"(\d+)([万千百])")
_PAIR = re.compile(r"^([一二三四五六七八九])([一二三四五六七八九])(?=[十百千万亿])")
_RANGES = frozenset("一二三四五六七八九"[start : start + size] for size in (2, 3) for start in range(8))
_DECIMAL = re.compile(r"([零一二三四五六七八九十百]+)点([零一二三四五六七八九]+)([百千万亿]*)")


def value_of(numeral: str) -> Decimal | None:
    """The value of a numeral as spoken, or None when it is none (「零下」, 「百」 alone)."""
    text = re.sub(r"[, ]", "", numeral).translate(_PLAIN)
    if text.startswith(("几", "好几")):
        return _scaled(Decimal(2), text.lstrip("好几"))
    text = re.sub(r"[多来好几]", "", text)
    if not text:
        return None
    if re.fullmatch(_LADDER, text):
        return sum(
            (_scaled(Decimal(count), unit) or Decimal(0) for count, unit in _RUNG.findall(text)), Decimal(0)
        )
    return _mixed(text) if text[0].isdigit() else _chinese(text)


def _scaled(value: Decimal, units: str) -> Decimal | None:
    for unit in units:
        if unit not in _SCALE:
            return None
        value *= _SCALE[unit]
    return value


def _mixed(text: str) -> Decimal | None:
    """Arabic digits with an optional scale and a trailing digit: 6k, 1万2, 3.5万."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)(?:([k千百万w亿]+)([一二三四五六七八九\d]?))?", text)
    if found is None:
        return None
    value = _scaled(Decimal(found[1]), found[2] or "")
    if value is None or not found[3]:
        return value
    tail = Decimal(found[3] if found[3].isdigit() else _VALUE[found[3]])
    return value + tail * _SCALE[found[2][-1]] / 10


def _chinese(text: str) -> Decimal | None:
    """Chinese numerals, also with the last unit left out (一万二) and as a range (五六千)."""
    if text[0] in "百千万亿":
        return None
    if text in _RANGES:
        return Decimal(_VALUE[text[0]])
    if found := _DECIMAL.fullmatch(text):
        whole, digits = _chinese(found[1]), "".join(str(_VALUE[digit]) for digit in found[2])
        return None if whole is None else _scaled(Decimal(f"{whole}.{digits}"), found[3])
    text = _PAIR.sub(r"\1", text)
    if len(text) >= 3 and text[-1] in _VALUE and text[-1] != "零" and text[-2] in "百千万亿":
        head = _chinese(text[:-1])
        return None if head is None else head + Decimal(_VALUE[text[-1]]) * _SCALE[text[-2]] / 10
    if len(text) > 1 and all(char in _VALUE for char in text):
        return Decimal("".join(str(_VALUE[char]) for char in text))
    try:
        return Decimal(str(cn2an.cn2an(text, "smart")))
    except (ValueError, KeyError, ArithmeticError):
        return None
