"""When something was promised for: 两小时内, 今天18点前, 明早十点, 半个小时, 下班前."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from anfu.reading.facts.numerals import NUMERAL, value_of
from anfu.reading.types import Span

_WITHIN = re.compile(
    rf"(?P<number>{NUMERAL}|半)(?:个)?(?P<half>半)?(?:多)?(?P<unit>分钟|钟头|小时|刻钟|工作日|天|星期|礼拜|周)(?:之内|以内|内|后|之后|左右|到|就|我|给)?"
)
_DAY = r"(?P<day>今天|今日|今晚|今儿|明天|明日|明早|明晚|明儿|后天|大后天|(?:下?个?(?:周|星期|礼拜))[一二三四五六日天])"
_PART = r"(?P<part>凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|早|晚)?"
_HOUR = r"(?P<hour>\d{1,2}|[一二两三四五六七八九十]{1,3})(?:点钟?|时|:)(?P<minute>半|一刻|三刻|\d{1,2}(?:分)?|[一二三四五]?十[一二三四五六七八九]?(?:分)?)?"
_AT_HOUR = re.compile(rf"(?:{_DAY})?的?{_PART}{_HOUR}")
_ON_DAY = re.compile(rf"{_DAY}(?:的)?(?P<part>之?内|下班|上午|中午|下午|晚上|以?前|之前)?")
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
}
_PART_HOURS = {"上午": 12, "中午": 12, "下午": 18, "晚上": 21, "下班": 18}
_WEEKDAYS = {name: place for place, name in enumerate("一二三四五六日")} | {"天": 6}
OFFICE_CLOSES = 18


class Moment(NamedTuple):
    """A point in time that was named, and the words that name it."""

    at: datetime
    span: Span


def moment(text: str, now: datetime) -> Moment | None:
    """The first point in time a normalised text promises, seen from `now`; None when it names none."""
    found = [hit for hit in (_clock_time(text, now), _within(text, now), _some_day(text, now)) if hit]
    ahead = [hit for hit in found if hit.at > now]
    return min(ahead, key=lambda hit: hit.span, default=None)


def _within(text: str, now: datetime) -> Moment | None:
    hit = _WITHIN.search(text)
    if hit is None:
        return None
    value = Decimal("0.5") if hit["number"] == "半" else value_of(hit["number"])
    if value is None:
        return None
    minutes = (value + (Decimal("0.5") if hit["half"] else 0)) * _MINUTES[hit["unit"]]
    if not 0 < minutes <= 525_600:
        return None
    return Moment(now + timedelta(minutes=float(minutes)), hit.span())


def _clock_time(text: str, now: datetime) -> Moment | None:
    hit = _AT_HOUR.search(text)
    if hit is None:
        return None
    hour = value_of(hit["hour"])
    if hour is None or hour > 24:
        return None
    part = (hit["part"] or "") + (hit["day"] or "")[-1:]
    hours = int(hour) % 24
    if hours < 12 and any(word in part for word in ("下午", "晚", "傍晚", "夜")):
        hours += 12
    if hours < 6 and "中午" in part:
        hours += 12
    day = _day(hit["day"], now)
    at = day.replace(hour=hours, minute=_minute(hit["minute"]), second=0, microsecond=0)
    if hit["day"] is None and at <= now and hours < 12 and not hit["part"]:
        at += timedelta(hours=12)
    return Moment(at, hit.span())


def _minute(said: str | None) -> int:
    if not said:
        return 0
    named = {"半": 30, "一刻": 15, "三刻": 45}.get(said)
    value = named if named is not None else value_of(said.removesuffix("分"))
    return min(59, int(value or 0))


def _some_day(text: str, now: datetime) -> Moment | None:
    if hit := _ON_DAY.search(text):
        part = hit["part"] or ""
        hour = _PART_HOURS.get(
            part, 21 if hit["day"][-1] == "晚" else 12 if hit["day"][-1] == "早" else OFFICE_CLOSES
        )
        at = _day(hit["day"], now).replace(hour=hour, minute=0, second=0, microsecond=0)
        return Moment(at, hit.span())
    if hit := _END_OF_DAY.search(text):
        return Moment(now.replace(hour=OFFICE_CLOSES, minute=0, second=0, microsecond=0), hit.span())
    return None


def _day(said: str | None, now: datetime) -> datetime:
    if not said or said.startswith("今"):
        return now
    if said.startswith("明"):
        return now + timedelta(days=1)
    if said.startswith(("后天", "大后天")):
        return now + timedelta(days=3 if said.startswith("大") else 2)
    ahead = (_WEEKDAYS[said[-1]] - now.weekday()) % 7
    if said.startswith("下"):
        ahead = _WEEKDAYS[said[-1]] - now.weekday() + 7
    return now + timedelta(days=ahead or (0 if not said.startswith("下") else 7))
