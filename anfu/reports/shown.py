"""How values read on paper: times in the call centre's zone, percentages, durations, more and less."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from anfu.labels import Language
from anfu.reports.document import Change, Share, Value

_UNITS: dict[Language, tuple[str, str, str, str]] = {
    "zh": ("天", "小时", "分钟", "不到1分钟"),
    "en": (" d ", " h ", " min", "under a minute"),
}


POINTS: dict[Language, str] = {"zh": "个百分点", "en": " points"}
SECONDS_FROM = 20
"""Columns at least this wide show times to the second."""


def shown(value: Value, zone: tzinfo, language: Language, width: int = 0) -> str:
    """The value as a reader sees it in a column of this width; an empty text for None."""
    match value:
        case None:
            return ""
        case str():
            return value
        case datetime():
            return moment(value, zone, width >= SECONDS_FROM)
        case timedelta():
            return duration(value, language)
        case Share(of_one):
            return f"{of_one:.1%}"
        case Change(by, points):
            arrow = "↑" if by > 0 else "↓"
            return f"{arrow}{abs(by) * 100:.1f}{POINTS[language]}" if points else f"{arrow}{abs(by):.1%}"
        case float():
            return f"{value:.1f}"
        case int():
            return str(value)


def moment(at: datetime, zone: tzinfo, seconds: bool = False) -> str:
    """A time to the minute, or to the second."""
    local = at.astimezone(zone)
    return f"{local:%Y-%m-%d %H:%M:%S}" if seconds else f"{local:%Y-%m-%d %H:%M}"


def duration(length: timedelta, language: Language) -> str:
    """A length of time in days, hours and minutes."""
    day, hour, minute, short = _UNITS[language]
    minutes = int(length.total_seconds() // 60)
    if minutes < 1:
        return short
    days, rest = divmod(minutes, 1440)
    hours, left = divmod(rest, 60)
    parts = [(days, day), (hours, hour), (left if not days else 0, minute)]
    return "".join(f"{count}{unit}" for count, unit in parts if count).strip()
