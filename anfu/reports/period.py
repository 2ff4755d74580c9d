"""A period of whole days where the call centre is, and the period before it."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo

import msgspec

from anfu.errors import AnfuError

LONGEST_DAYS = 366
_ONE = timedelta(days=1)


class BadPeriod(AnfuError):
    """The days asked for make no period."""


class Period(msgspec.Struct, frozen=True):
    """From the first day to the last, both included."""

    first: date
    last: date

    def within(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """The moment it begins, and the moment after its end."""
        return _begin(self.first, zone), _begin(self.last + _ONE, zone)

    def before(self) -> Period:
        """As many days, or for whole months as many months, just before."""
        last = self.first - _ONE
        if not self.whole_months:
            return Period(last - (self.last - self.first), last)
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        years, month = divmod(self.first.year * 12 + self.first.month - 1 - months, 12)
        return Period(date(years, month + 1, 1), last)

    def months(self) -> Iterator[str]:
        """The months it touches, as 2026-11."""
        year, month = self.first.year, self.first.month
        while (year, month) <= (self.last.year, self.last.month):
            yield f"{year}-{month:02}"
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)

    def parts(self) -> Iterator[tuple[str, Period]]:
        """The days of each month it touches."""
        first = self.first
        for month in self.months():
            days = calendar.monthrange(first.year, first.month)[1]
            last = min(first.replace(day=days), self.last)
            yield month, Period(first, last)
            first = last + _ONE

    @property
    def whole_months(self) -> bool:
        """Whether it goes from the first of a month to the end of one."""
        end = calendar.monthrange(self.last.year, self.last.month)[1]
        return self.first.day == 1 and self.last.day == end

    def __str__(self) -> str:
        return f"{self.first:%Y-%m-%d} – {self.last:%Y-%m-%d}"


def period(first: date | None, last: date | None, today: date) -> Period:
    """The period asked for; by default the month so far. Raises `BadPeriod`."""
    last = last or (today if first is None or first <= today else first)
    first = first or last.replace(day=1)
    if first > last:
        raise BadPeriod(f"the period ends on {last} before it begins on {first}: turn the days round")
    if (last - first).days >= LONGEST_DAYS:
        raise BadPeriod(f"the period has more than {LONGEST_DAYS} days: ask for a year at most")
    if first.year < 1971 or last.year > 9000:
        raise BadPeriod(f"nothing is kept of {first} – {last}: ask for days of this century")
    return Period(first, last)


def month_of(at: datetime, zone: tzinfo) -> str:
    """The month a moment lies in, as 2026-11."""
    return f"{at.astimezone(zone):%Y-%m}"


def end_of_month(at: datetime, zone: tzinfo) -> datetime:
    """The moment after the end of the month a moment lies in."""
    day = at.astimezone(zone).date()
    return _begin(day.replace(day=calendar.monthrange(day.year, day.month)[1]) + _ONE, zone)


def _begin(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)
