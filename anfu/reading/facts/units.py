"""Sums said with a unit or a sign: 三块五, 四十九块九, 两毛, ¥1,299.00, 千把块钱, 三到五千块."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from anfu.reading.facts.measures import AFTER_ONE, COUNTER
from anfu.reading.facts.numerals import ONES, Numeral, value_of

_SCALE = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "w": 10_000, "亿": 100_000_000}
_ROUGH = r"(?:(?:多|来|好几|几|余|个(?=[亿w]))(?P<scale>[百千万亿w]{0,2}))?"
_TAIL = re.compile(_ROUGH)
_DIGIT = r"[一二三四五六七八九\d]"
# 「三块五」, 「三块零五分」, 「三块六毛五」; not 「三块五个」, 「五块一斤」.
_CHANGE = (
    rf"(?:零(?P<odd>{_DIGIT})(?:分|(?![毛角]))"
    rf"|零?(?P<jiao>{_DIGIT}|两)(?:毛|角)(?:(?P<fen>{_DIGIT})分?(?!{COUNTER}))?"
    rf"|(?P<tenth>{_DIGIT})(?!(?<=一){AFTER_ONE}|{COUNTER}|[十百千万\d块元手]|[{ONES}](?!{COUNTER})))?"
)
# Poor lines make 「快」 of 「块」.
_YUAN = r"块钱|块(?!儿)|元钱|元(?![旦宵素月件])|圆|人民币|rmb|大洋|洋钿|快钱|(?<=[十百千万仟佰])快(?=[,。!?\s没的不]|$)"
_UNIT = re.compile(
    rf"{_ROUGH}\s*(?:(?:{_YUAN}){_CHANGE}"
    rf"|(?P<dimes>[毛角])(?![衣巾线病驴绒笔发球孩豆坦利概玻形星度落色])(?:(?P<cents>{_DIGIT})分?(?!{COUNTER}))?钱?"
    r"|(?P<penny>分)钱)"
)
_SIGN = re.compile(r"(?:[¥￥]|rmb|人民币)\s*$")
# 「千把块」, 「百来块」, 「百八十块」 have no digit of their own, 「块把钱」 no numeral at all.
_NO_DIGIT = re.compile(
    rf"(?<![{ONES}零十百千万几半\d])"
    r"(?:(?P<head>[百千万])(?:[来把]|(?<=近.)|八(?P<low>[十百千])来?|(?<=百)十来?)[块元]钱?|块把钱|块儿?八毛|毛把钱)"
)
_SMALL = {"块把": Decimal(1), "毛把": Decimal("0.1"), "块八": Decimal("0.8"), "块儿": Decimal("0.8")}
# 「一块去」 is together, 「两块手表」 are two things, and so are the two of 「碎了两块」.
_TOGETHER = re.compile(r"儿|去|来|过|投诉|告|找|反映|维权|走|算|退|办|给|说|打|出|住|吃|玩")
_THING = (
    r"(?:手?表|电池|屏|板|玻璃|地[砖板面]|瓷?砖|硬盘|肉|蛋糕|布|石|木|牌|地$|空鼓|[肥香]皂|巧克力|豆腐|排骨|毛?毯|毛?巾|显卡|主板|月饼|"
    r"漆|皮|膜|补丁|疤|伤|淤青|糖|饼|披萨)(?!费|款|钱)"
)
_OF_THINGS = re.compile(_THING)
_PIECES = re.compile(rf"[{ONES}十几\d]块{_THING}")
_BROKEN = re.compile(r"[碎裂掉缺破坏烂青肿断崩黑化秃湿鼓翘]了?(?:好|有)?$")
_A_FEW = 20
_ONE_YUAN = re.compile(r"(?:扣|收|涨|降|差|贵|便宜|充|每天|每次|一天|一次|一度)(?:了|我|的|你们|都|要)*$")
_NOT_A_CENT = re.compile(r"(?:都|也)?(?:没|不|未|别|甭)")
_LOW_END = re.compile(rf"(?<![{ONES}十百千万亿零.\d])(?P<low>\d+|[{ONES}十]+)(?:到|至|-|~)$")
_SHARED = re.compile(rf"^[{ONES}十\d]+([百千万亿w]+)(?:块钱?|元)$")


def with_unit(text: str, numeral: Numeral) -> Numeral | None:
    """The sum in yuan that a numeral is by its unit or its sign, with the words that say it."""
    start, end, value = numeral
    unit = _UNIT.match(text, end)
    if unit is None:
        return numeral if _SIGN.search(text[:start]) else None
    if _names_things(text, numeral, unit):
        return None
    part = unit.groupdict()
    value = _times(value, part["scale"])
    if part["dimes"]:
        yuan = value / 10 + _digit(part["cents"]) / 100
    elif part["penny"]:
        yuan = value / 100
    else:
        yuan = value + _digit(part["jiao"] or part["tenth"]) / 10 + _digit(part["fen"] or part["odd"]) / 100
    return _low_end(text, Numeral(start, unit.end(), yuan))


def without_unit(text: str, numeral: Numeral) -> Numeral | None:
    """A numeral that has no unit, with 「多」 and the scale behind it; None when it has one."""
    tail = _TAIL.match(text, numeral.end)
    if tail is None or _UNIT.match(text, numeral.end):
        return None
    return Numeral(numeral.start, tail.end(), _times(numeral.value, tail["scale"]))


def without_digit(text: str) -> Iterator[Numeral]:
    """Sums said with a unit alone: 「千把块」, 「百八十块」, 「块把钱」."""
    for hit in _NO_DIGIT.finditer(text):
        if hit["low"]:
            yuan = Decimal(8 * _SCALE[hit["low"]])
        else:
            yuan = Decimal(_SCALE[hit["head"]]) if hit["head"] else _SMALL[hit[0][:2]]
        yield Numeral(*hit.span(), yuan)


def _names_things(text: str, numeral: Numeral, unit: re.Match[str]) -> bool:
    """Whether the unit counts pieces, or the sum is only a way to say "nothing"."""
    before, one = text[: numeral.start], text[numeral.start : numeral.end] == "一"
    if one and (unit["penny"] or (unit["dimes"] and _NOT_A_CENT.match(text, unit.end()))):
        return True
    if unit[0].strip() != "块":
        return False
    if one:
        return _ONE_YUAN.search(before) is None or _TOGETHER.match(text, unit.end()) is not None
    if _OF_THINGS.match(text, unit.end()):
        return True
    return numeral.value <= _A_FEW and bool(_BROKEN.search(before) or _PIECES.search(text))


def _low_end(text: str, high: Numeral) -> Numeral:
    """「三到五千块」, 「3000-5000块」: the lower end of what is said as one sum."""
    hit = _LOW_END.search(text[: high.start])
    low = value_of(hit["low"]) if hit else None
    if hit is None or low is None or not 0 < low < high.value:
        return high
    if shared := _SHARED.search(text[high.start : high.end]):
        low = _times(low, shared[1])
    return Numeral(hit.start(), high.end, low)


def _times(value: Decimal, scale: str | None) -> Decimal:
    for unit in scale or "":
        value *= _SCALE[unit]
    return value


def _digit(said: str | None) -> Decimal:
    return (value_of(said) if said else None) or Decimal(0)
