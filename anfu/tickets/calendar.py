"""The company's working time: how much of it lies between two moments, and when so much of it will have passed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

import chinese_calendar
import msgspec

from anfu.playbook.schema import CalendarFile

Stretch = tuple[datetime, datetime]
"""From when until when, in UTC."""
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_NOTHING = timedelta(0)


class Calendar(msgspec.Struct, frozen=True, dict=True):
    """Working hours as sets and tuples, so that what was worked out for a day can be kept."""

    zone: str
    china: bool
    days: frozenset[str]
    hours: tuple[tuple[str, str], ...]
    every_year: frozenset[str]
    holidays: frozenset[str]
    workdays: frozenset[str]

    def is_workday(self, day: date) -> bool:
        """Whether the company works on this day: its own days first, then the public ones, then the weekday."""
        written = day.isoformat()
        if written in self.holidays or written in self.workdays:
            return written in self.workdays
        public = _public_workday(day) if self.china else None
        if public is not None:
            return public
        return _WEEKDAYS[day.weekday()] in self.days and not (self.china and written[5:] in self.every_year)

    def worked(self, start: datetime, end: datetime) -> timedelta:
        """The working time between two moments; none when `end` is not after `start`."""
        total, day = _NOTHING, self._day_of(start)
        while day <= self._day_of(end):
            for opens, closes in self.stretches(day):
                total += max(_NOTHING, min(closes, end) - max(opens, start))
            day += _DAY
        return total

    def after(self, start: datetime, working: timedelta) -> datetime:
        """The first moment at which so much working time has passed since `start`."""
        left, day = working, self._day_of(start)
        if left <= _NOTHING:
            return start
        while True:
            for opens, closes in self.stretches(day):
                opens = max(opens, start)
                if closes > opens:
                    if closes - opens >= left:
                        return opens + left
                    left -= closes - opens
            day += _DAY

    def stretches(self, day: date) -> tuple[Stretch, ...]:
        """When the company works on this day, in order."""
        return _stretches(self, day)

    def _day_of(self, moment: datetime) -> date:
        return moment.astimezone(self._zone).date()

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def worked_out(self, day: date) -> tuple[Stretch, ...]:
        """As `stretches`, worked out anew."""
        if not self.is_workday(day):
            return ()
        midnight = datetime.combine(day, time.min, self._zone)
        if midnight.utcoffset() != datetime.combine(day + _DAY, time.min, self._zone).utcoffset():
            return self._minute_by_minute(day)
        return tuple((self._at(day, opens), self._at(day, closes)) for opens, closes in self.hours)

    def _at(self, day: date, hour: str) -> datetime:
        if hour == "24:00":
            return self._at(day + _DAY, "00:00")
        return datetime.combine(day, time.fromisoformat(hour), self._zone).astimezone(UTC)

    def _minute_by_minute(self, day: date) -> tuple[Stretch, ...]:
        """A day on which clocks are set forward or back: some of its hours are missing, or come twice."""
        found: list[Stretch] = []
        moment = datetime.combine(day, time.min, self._zone).astimezone(UTC) - timedelta(hours=3)
        for _ in range(31 * 60):
            here = moment.astimezone(self._zone)
            hour = f"{here:%H:%M}"
            if here.date() == day and any(opens <= hour < closes for opens, closes in self.hours):
                if found and found[-1][1] == moment:
                    found[-1] = (found[-1][0], moment + _MINUTE)
                else:
                    found.append((moment, moment + _MINUTE))
            moment += _MINUTE
        return tuple(found)


def calendar_of(file: CalendarFile) -> Calendar:
    """The calendar as the playbook describes it."""
    return Calendar(
        file.zone,
        file.holidays == "china",
        frozenset(file.days),
        tuple((hours.opens, hours.closes) for hours in file.hours),
        frozenset(file.every_year),
        frozenset(day.date for day in file.extra_holidays),
        frozenset(day.date for day in file.extra_workdays),
    )


@lru_cache(maxsize=4096)
def _stretches(calendar: Calendar, day: date) -> tuple[Stretch, ...]:
    return calendar.worked_out(day)


def _public_workday(day: date) -> bool | None:
    """What China's calendar says of the day; None for a year it knows nothing of."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None
