"""When something was promised for: 两小时内, 今天18点前, 明早十点, 半个小时, 下班前."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from anfu.reading.facts.numerals import NUMERAL, value_of
from anfu.reading.types import Span

_WITHIN = re.compile(
    rf"(?P<number>{NUMERAL}|半|俩)[多来几]?(?:个)?(?P<half>半)?(?:多)?"
    r"(?P<unit>分钟|钟头|小时|刻钟|工作日|天|星期|礼拜|周|(?<=[个半多])月)(?P<more>半)?(?:之内|以内|内|后|之后|左右|到|就|我|给)?"
)
# 「等了两小时」 and 「三天前」 look back: nothing is promised by them.
_BEFORE_NOW = re.compile(
    r"(?:等|拖|过去?|耽误|隔|晚|迟|已经|卡|停|用|花|打)[了过]?(?:都|有|快|足足|整整)*$|第$"
)
_SINCE = re.compile(r"(?:之|以)?前(?!能|给|就|把|完成|处理|解决|回|办)|[多来]?了")
_OF_MONTH = (
    r"(?:(?<![\d一二三四五六七八九十])(?:(?P<month>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月)?"
    r"(?P<number>3[01]|[12]?\d|(?:二|三|廿)?十[一二三四五六七八九]?|[一二三四五六七八九])[号日]"
    r"(?![楼门线店机仓厅桌柜院厂单车位窗台会馆桥码间内常子程])(?:当天|那天)?的?)"
)
_DAY = (
    r"(?P<day>今天|今日|今晚|今儿|明天|明日|明早|明晚|明儿|后天|大后天"
    rf"|(?:下?个?(?:周|星期|礼拜))[一二三四五六日天]|{_OF_MONTH})"
)
_PART = r"(?P<part>凌晨|早上|早晨|一早|上午|中午|下午|傍晚|晚上|夜里|半夜|早(?!一点)|晚(?!一点))?"
_HOUR = (
    r"(?P<hour>\d{1,2}|[一二两三四五六七八九十]{1,3}|零)(?:点钟?|时(?!间|候|半会|不时|之间)|:)"
    r"(?P<minute>半|一刻|三刻|\d{1,2}(?:分)?|[一二三四五]?十[一二三四五六七八九]?(?:分)?|零[一二三四五六七八九](?:分)?)?"
)
_AT_HOUR = re.compile(rf"(?:{_DAY})?的?{_PART}{_HOUR}")
_ON_DAY = re.compile(rf"{_DAY}(?:的)?(?P<part>之?内|下班|早上|一早|上午|中午|下午|晚上|以?前|之前)?")
# A bare 「两点」 may be two remarks, 「一点」 a little.
_NO_HOUR_BEFORE = re.compile(r"[第快慢早晚好多少有差大小这那]$")
_HOUR_AFTER = re.compile(
    r"[,。!?]|(?:钟|整|左右|准时)?(?:之|以)?(?:前|给|到|我|回|来(?![的过])|打(?!来)|联系|$)"
)
_LITTLE = re.compile(r"一点(?!钟|整|左右|准时|(?:之|以)?前)")
_END_OF_DAY = re.compile(r"下班(?:之|以)?前")
_MINUTES = {
    "分钟": 1,
    "刻钟": 15,
    "小时": 60,
    "钟头": 60,
    "天": 1440,
    "工作日": 1440,
    "周": 10080,
    "星期": 10080,
    "礼拜": 10080,
    "月": 43_200,
}
_PART_OF_DAY = re.compile(r"[早晚午]|下班")
_PART_HOURS = {"早上": 12, "一早": 12, "上午": 12, "中午": 12, "下午": 18, "晚上": 21, "下班": 18}
_WEEKDAYS = {name: place for place, name in enumerate("一二三四五六日")} | {"天": 6}
_NAMED = {"半": Decimal("0.5"), "俩": Decimal(2)}
OFFICE_CLOSES = 18
_EARLIEST = 7
"""Before this hour a bare 「明天六点」 is meant in the afternoon."""


class Moment(NamedTuple):
    """A point in time that was named, and the words that name it."""

    at: datetime
    span: Span


def moment(text: str, now: datetime) -> Moment | None:
    """The first point in time a normalised text promises, seen from `now`; None when it names none."""
    return next(iter(moments(text, now)), None)


def moments(text: str, now: datetime) -> list[Moment]:
    """The points in time ahead of `now` that a normalised text names, by place; of two readings the longer."""
    found = chain(_clock_times(text, now), _within(text, now), _some_days(text, now))
    ahead = sorted((hit for hit in found if hit.at > now), key=lambda hit: (hit.span[0], -hit.span[1]))
    kept: list[Moment] = []
    for hit in ahead:
        if not kept or hit.span[0] >= kept[-1].span[1]:
            kept.append(hit)
    return kept


def clock_times(text: str, now: datetime) -> list[datetime]:
    """Every hour a normalised text names (今晚七点, 四点前, 明天上午, 下班前), seen from `now`; some may be past."""
    hours = list(_clock_times(text, now))
    # 「今天」 alone is a day and no hour.
    for hit in _some_days(text, now):
        named = _PART_OF_DAY.search(text[slice(*hit.span)])
        if named and not any(_overlap(hit.span, known.span) for known in hours):
            hours.append(hit)
    return [hit.at for hit in hours]


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _within(text: str, now: datetime) -> Iterator[Moment]:
    for hit in _WITHIN.finditer(text):
        if _BEFORE_NOW.search(text[: hit.start()]) or _SINCE.match(text, hit.end()):
            continue
        if hit["unit"] == "天" and text[: hit.start()].endswith("这"):  # 「这两天」 is no day
            continue
        value = _NAMED.get(hit["number"]) or value_of(hit["number"]) or Decimal(0)
        minutes = (value + (_NAMED["半"] if hit["half"] or hit["more"] else 0)) * _MINUTES[hit["unit"]]
        if 0 < minutes <= 525_600:
            yield Moment(now + timedelta(minutes=float(minutes)), hit.span())


def _clock_times(text: str, now: datetime) -> Iterator[Moment]:
    for hit in _AT_HOUR.finditer(text):
        hour = Decimal(0) if hit["hour"] == "零" else value_of(hit["hour"])
        if hour is not None and hour <= 24 and _is_hour(hit, text):
            yield Moment(_at(hit, int(hour), now), hit.span())


def _is_hour(hit: re.Match[str], text: str) -> bool:
    """Whether 「三点」 is a time of day: it is with a day, a part of the day or a minute, else by what is around."""
    if hit["day"] or hit["part"] or hit["minute"]:
        return True
    if not hit[0].endswith("点"):
        return hit[0] != "一时"  # 「一时翻不着」 is a moment, no hour
    if _LITTLE.match(text, hit.start("hour")) or _NO_HOUR_BEFORE.search(text[: hit.start()]):
        return False
    return _HOUR_AFTER.match(text, hit.end()) is not None


def _at(hit: re.Match[str], hour: int, now: datetime) -> datetime:
    part = (hit["part"] or "") + (hit["day"] or "")[-1:]
    late = any(word in part for word in ("晚", "夜"))
    if hour < 12 and ("下午" in part or (late and hour > 5) or ("中午" in part and hour < 6)):
        hour += 12
    elif late and hour in (12, *range(6)):  # 「晚上12点」 and 「半夜一点」 are on the next day
        hour = 24 + hour % 12
    elif hit["day"] and not part.strip("天日儿一二三四五六号") and 0 < hour < _EARLIEST:
        hour += 12  # nobody is called back at 「明天一点半」 in the night
    midnight = _day(hit, now).replace(hour=0, minute=0, second=0, microsecond=0)
    at = midnight + timedelta(hours=hour, minutes=_minute(hit["minute"]))
    if hit["day"] is not None or at > now:
        return at
    afternoon = at + timedelta(hours=12)
    if 0 < hour < 12 and not hit["part"] and afternoon > now:
        return afternoon
    return at + timedelta(days=1) if hour == 0 or _HOUR_AFTER.match(hit.string, hit.end()) else at


def _minute(said: str | None) -> int:
    if not said:
        return 0
    named = {"半": 30, "一刻": 15, "三刻": 45}.get(said)
    value = named if named is not None else value_of(said.removesuffix("分"))
    return min(59, int(value or 0))


def _some_days(text: str, now: datetime) -> Iterator[Moment]:
    for hit in _ON_DAY.finditer(text):
        otherwise = {"晚": 21, "早": 12}.get(hit["day"][-1], OFFICE_CLOSES)
        hour = _PART_HOURS.get(hit["part"] or "", otherwise)
        yield Moment(_day(hit, now).replace(hour=hour, minute=0, second=0, microsecond=0), hit.span())
    for hit in _END_OF_DAY.finditer(text):
        yield Moment(now.replace(hour=OFFICE_CLOSES, minute=0, second=0, microsecond=0), hit.span())


def _day(hit: re.Match[str], now: datetime) -> datetime:
    said = hit["day"]
    if not said or said.startswith("今"):
        return now
    if hit["number"]:
        return _day_of_month(hit["month"], hit["number"], now)
    if said.startswith("明"):
        return now + timedelta(days=1)
    if said.startswith(("后天", "大后天")):
        return now + timedelta(days=3 if said.startswith("大") else 2)
    ahead = (_WEEKDAYS[said[-1]] - now.weekday()) % 7
    if said.startswith("下"):
        ahead = _WEEKDAYS[said[-1]] - now.weekday() + 7
    return now + timedelta(days=ahead or (0 if not said.startswith("下") else 7))


def _day_of_month(month: str | None, number: str, now: datetime) -> datetime:
    """「十八号」 is the next 18th; a day that the month does not have is its last."""
    day, at = int(value_of(number.replace("廿", "二十")) or 1), now.replace(day=1)
    if month is not None:
        wanted = int(value_of(month) or 1)
        at = at.replace(year=at.year + (wanted < now.month), month=wanted)
    elif day < now.day:
        at = (at + timedelta(days=32)).replace(day=1)
    return at.replace(day=min(day, monthrange(at.year, at.month)[1]))
