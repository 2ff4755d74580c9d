"""What the board's charts show, from calls and tickets made as the service makes them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from builders import BEIJING, START
from centre import MONTH, Centre

from anfu.guidance.worked import Record
from anfu.playbook import Playbook
from anfu.reports import charts
from anfu.reports.names import Names
from anfu.reports.period import BadPeriod, Period

DAYS = Period(date(2026, 10, 30), date(2026, 11, 2))


def at(day: str, hour: int = 9) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=BEIJING)


def test_days_and_months_without_calls_are_shown_as_well() -> None:
    calls = [(at("2026-10-30"), 1), (at("2026-10-30"), 0), (at("2026-11-02"), 3), (at("2026-11-02"), None)]
    by_day = charts.levels(calls, DAYS, "day", BEIJING)
    assert [(one.at, one.level1, one.level2, one.level3, one.level4, one.calls) for one in by_day] == [
        ("2026-10-30", 1, 0, 0, 1, 2),
        ("2026-10-31", 0, 0, 0, 0, 0),
        ("2026-11-01", 0, 0, 0, 0, 0),
        ("2026-11-02", 0, 0, 1, 0, 2),
    ]
    by_month = charts.levels(calls, DAYS, "month", BEIJING)
    assert [(one.at, one.calls) for one in by_month] == [("2026-10", 2), ("2026-11", 2)]


def test_a_day_begins_where_the_call_centre_is() -> None:
    late = datetime.fromisoformat("2026-10-30T16:30:00+00:00")  # 00:30 of the next day in Beijing
    counted = {one.at: one.calls for one in charts.levels([(late, 3)], DAYS, "day", BEIJING)}
    assert counted["2026-10-31"] == 1


def test_hits_are_told_by_taboo_whoever_found_them(book: Playbook) -> None:
    listed = next(wording.entry.id for wording in book.lexicon if wording.taboo == "blame_shift")
    nudge = book.taboos.nudges[0]
    hits = {listed: 4, "model-blame_shift": 1, "authority": 2, nudge.id: 1, "gone-from-the-lexicon": 9}
    found = {one.id: one.count for one in charts.taboos(hits, Names(book, "zh"))}
    wanted = {"blame_shift": 5, "over_promise": 2}
    wanted[nudge.taboo] = wanted.get(nudge.taboo, 0) + 1
    assert found == wanted


def test_the_scripts_taken_most_come_first(book: Playbook) -> None:
    ids = [script.id for script in book.scripts[:12]]
    uses = {name: Record(used=place) for place, name in enumerate(ids)} | {
        ids[0]: Record(edited=20, dismissed=3)
    }
    told = charts.scripts(uses, book)
    assert (told.used, told.edited, told.dismissed) == (sum(range(12)), 20, 3)
    assert [one.id for one in told.top][:2] == [ids[0], ids[11]]
    assert len(told.top) == charts.TOP
    assert told.top[0].text == book.scripts[0].script.text


def test_a_months_figures_come_from_its_calls_and_tickets(book: Playbook) -> None:
    centre = Centre(book)
    ticket = centre.serious()
    centre.upset()
    centre.upset(START - timedelta(days=40))
    centre.now = START + timedelta(days=3)
    figures = centre.service.figures(*MONTH, by="month")
    assert [(one.at, one.level2, one.level3, one.calls) for one in figures.levels] == [("2026-11", 1, 1, 2)]
    assert {one.id: one.count for one in figures.kinds} == {"refund": 1, "delivery": 1}
    assert figures.kinds[0].name
    clocks = {one.clock: (one.kept, one.missed) for one in figures.clocks}
    assert clocks["first_report"] == (0, 1)
    assert all(one.name for one in figures.clocks)
    assert (figures.first, figures.last, figures.by) == (*MONTH, "month")
    assert ticket.id


def test_days_the_wrong_way_round_are_refused(book: Playbook) -> None:
    with pytest.raises(BadPeriod):
        Centre(book).service.figures(MONTH[1], MONTH[0])
