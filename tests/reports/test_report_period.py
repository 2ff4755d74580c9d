"""Periods of whole days, and the ones before them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from builders import BEIJING
from hypothesis import given
from hypothesis import strategies as st

from anfu.reports.period import BadPeriod, Period, end_of_month, month_of, period

TODAY = date(2026, 11, 17)
DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))


def test_by_default_it_is_the_month_so_far() -> None:
    assert period(None, None, TODAY) == Period(date(2026, 11, 1), TODAY)
    assert period(date(2026, 10, 5), None, TODAY) == Period(date(2026, 10, 5), TODAY)
    assert period(None, date(2026, 9, 30), TODAY) == Period(date(2026, 9, 1), date(2026, 9, 30))
    assert period(date(2027, 1, 5), None, TODAY) == Period(date(2027, 1, 5), date(2027, 1, 5))


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (date(2026, 11, 2), date(2026, 11, 1), "turn the days round"),
        (date(2025, 1, 1), date(2026, 11, 1), "a year at most"),
        (date(1, 1, 1), date(1, 1, 2), "this century"),
        (date(9999, 12, 30), date(9999, 12, 31), "this century"),
    ],
)
def test_days_that_make_no_period_are_told(first: date, last: date, told: str) -> None:
    with pytest.raises(BadPeriod, match=told):
        period(first, last, TODAY)


@pytest.mark.parametrize(
    ("first", "last", "before"),
    [
        ("2026-11-01", "2026-11-30", ("2026-10-01", "2026-10-31")),
        ("2026-03-01", "2026-03-31", ("2026-02-01", "2026-02-28")),
        ("2026-01-01", "2026-03-31", ("2025-10-01", "2025-12-31")),
        ("2026-01-01", "2026-12-31", ("2025-01-01", "2025-12-31")),
        ("2026-11-01", "2026-11-29", ("2026-10-03", "2026-10-31")),
        ("2026-11-17", "2026-11-17", ("2026-11-16", "2026-11-16")),
    ],
)
def test_whole_months_are_compared_with_whole_months(first: str, last: str, before: tuple[str, str]) -> None:
    found = Period(date.fromisoformat(first), date.fromisoformat(last)).before()
    assert (str(found.first), str(found.last)) == before


@given(DAYS, st.integers(0, 365))
def test_the_period_before_ends_where_this_one_begins(first: date, days: int) -> None:
    asked = Period(first, first + timedelta(days))
    assert asked.before().within(BEIJING)[1] == asked.within(BEIJING)[0]
    if asked.whole_months:
        assert asked.before().whole_months
        assert len(list(asked.before().months())) == len(list(asked.months()))
    else:
        assert asked.before().last - asked.before().first == asked.last - asked.first


def test_a_day_begins_where_the_call_centre_is() -> None:
    since, before = Period(date(2026, 11, 1), date(2026, 11, 1)).within(BEIJING)
    assert since == datetime(2026, 10, 31, 16, tzinfo=UTC)
    assert before - since == timedelta(days=1)
    assert month_of(since, BEIJING) == "2026-11"
    assert month_of(since, ZoneInfo("UTC")) == "2026-10"


@pytest.mark.parametrize(("first", "last"), [("2026-01-31", "2026-03-01"), ("2026-11-05", "2026-11-05")])
def test_the_parts_of_a_period_join_to_the_whole(first: str, last: str) -> None:
    whole = Period(date.fromisoformat(first), date.fromisoformat(last))
    parts = list(whole.parts())
    assert [month for month, _ in parts] == list(whole.months())
    moments = [part.within(BEIJING) for _, part in parts]
    assert (moments[0][0], moments[-1][1]) == whole.within(BEIJING)
    assert [end for _, end in moments[:-1]] == [start for start, _ in moments[1:]]


def test_a_month_ends_where_the_call_centre_is() -> None:
    end = datetime(2025, 12, 31, 16, tzinfo=UTC)
    for before in (timedelta(seconds=1), timedelta(days=20)):
        assert end_of_month(end - before, BEIJING) == end
        assert month_of(end - before, BEIJING) == "2025-12"
    assert end_of_month(end, BEIJING) == datetime(2026, 1, 31, 16, tzinfo=UTC)
