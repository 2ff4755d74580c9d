"""Whether a sentence names an hour that can still be kept: no 「今晚七点」 at eight, no call-back at dawn."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache

from anfu.playbook.schema import CallTimes
from anfu.reading.facts.times import clock_times, moment
from anfu.reading.normalize import normalize

_LATER_DAY = re.compile(r"明[天日早晚儿]|后天|下?个?(?:周|星期|礼拜)[一二三四五六日天]|\d月\d")
_NOON = datetime(2026, 1, 5, 12)


def names_hour(text: str) -> bool:
    """Whether a sentence names an hour of the day."""
    plain = _timed(text)
    return plain is not None and bool(clock_times(plain, _NOON))


def can_be_kept(text: str, now: datetime, times: CallTimes) -> bool:
    """Whether every hour the sentence names lies ahead, on the day it speaks of, within calling hours."""
    plain = _timed(text)
    return plain is None or all(_fits(at, now, plain, times) for at in clock_times(plain, now))


def within_authority(text: str, now: datetime, farthest: timedelta) -> bool:
    """Whether no time the sentence names lies farther ahead than the speaker may promise (F110)."""
    plain = _timed(text)
    if plain is None:
        return True
    first = moment(plain, now)
    named = [*clock_times(plain, now), *([first.at] if first else [])]
    return all(at - now <= farthest for at in named)


@lru_cache(maxsize=8192)
def _timed(text: str) -> str | None:
    """The text normalised if it names any time, which most do not; None otherwise."""
    plain = normalize(text)
    return plain if moment(plain, _NOON) or clock_times(plain, _NOON) else None


def _fits(at: datetime, now: datetime, text: str, times: CallTimes) -> bool:
    on_time = at >= now + timedelta(minutes=times.ahead_minutes)
    minutes = at.hour * 60 + at.minute
    # An hour without a day that has passed would be understood as tomorrow's: nobody hears it so.
    on_day = at.date() == now.date() or _LATER_DAY.search(text) is not None
    return on_time and on_day and times.earliest * 60 <= minutes <= times.latest * 60
