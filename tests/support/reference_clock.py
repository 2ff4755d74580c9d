"""A clock so simple that it must be right: it looks at every minute, and counts those that are worked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from anfu.playbook.schema import CalendarFile

MINUTE = timedelta(minutes=1)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def is_open(file: CalendarFile, moment: datetime) -> bool:
    """Whether the company works in the minute that begins at `moment`. Knows no public holidays."""
    here = moment.astimezone(ZoneInfo(file.zone))
    day, hour = here.date().isoformat(), f"{here:%H:%M}"
    if day in {off.date for off in file.extra_holidays}:
        return False
    works = DAYS[here.weekday()] in file.days or day in {on.date for on in file.extra_workdays}
    return works and any(hours.opens <= hour < hours.closes for hours in file.hours)


def tellings(
    file: CalendarFile | None,
    start: datetime,
    minutes: int,
    percents: list[int],
    held: Callable[[datetime], bool],
    stopped: datetime,
    until: datetime,
) -> Iterator[tuple[str, datetime]]:
    """What a clock of so many minutes tells, minute by minute: at the end of the minute that completes a share.

    file: None for a clock that always runs. held: whether the clock is paused in the minute from this moment.
    """
    waiting = [(f"warn{percent}", minutes * percent / 100) for percent in percents] + [("breached", minutes)]
    used, moment = 0.0, start
    while moment < min(stopped, until) and waiting:
        if not held(moment) and (file is None or is_open(file, moment)):
            used += 1
            while waiting and used >= waiting[0][1]:
                name, share = waiting.pop(0)
                yield name, moment + MINUTE - timedelta(minutes=used - share)
        moment += MINUTE
