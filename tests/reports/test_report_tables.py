"""The tables of a period: tracking, analysis, dissatisfaction."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from builders import BEIJING
from centre import MONTH, Centre, rows

from anfu.playbook import Playbook
from anfu.reporting import TooMuch
from anfu.reports.document import Change, Document, Share


def day(month: int, number: int, hour: int = 10) -> datetime:
    return datetime(2026, month, number, hour, tzinfo=BEIJING)


def measures(document: Document) -> dict[str, dict[str, Any]]:
    return {str(row["item"]): row for row in rows(document, "overview")}


@pytest.fixture
def two_months(centre: Centre) -> Centre:
    """October: one serious case. November: two serious cases, one closed in time, and two upset calls."""
    centre.serious(day(10, 5))
    kept = centre.serious(day(11, 3))
    centre.act(kept, reported=5, team_formed=20, responded=60)
    centre.close(kept, timedelta(hours=6))
    centre.act(kept, reviewed=400, report_written=500)
    centre.serious(day(11, 20))
    centre.upset(day(11, 21))
    centre.upset(day(11, 22), kind="quality")
    centre.now = day(11, 30, 18)
    return centre


def test_the_tracking_table_has_a_line_for_each_ticket_of_the_period(two_months: Centre) -> None:
    document = two_months.service.tracking(*MONTH)
    first, second = rows(document, "cases")
    assert document.landscape
    assert (first["number"], first["status"], first["clocks"]) == (1, "已结案", "按时 6")
    assert first["open_for"] == timedelta(hours=6)
    assert second["clocks"] == "超时 4：首次上报、组建专项小组、危机响应、承诺"
    assert (second["closed_at"], second["next_due"], second["visit"]) == (None, None, None)
    assert second["open_for"] == two_months.now - second["filed_at"]


def test_only_the_days_asked_for_count_to_the_last_second(centre: Centre) -> None:
    centre.serious(datetime(2026, 10, 31, 23, 59, 30, tzinfo=BEIJING))
    centre.serious(datetime(2026, 11, 30, 23, 59, 30, tzinfo=BEIJING))
    # Each is filed ten seconds into its call; the second call, begun a second later, is December's.
    centre.serious(datetime(2026, 11, 30, 23, 59, 51, tzinfo=BEIJING))
    assert len(rows(centre.service.tracking(*MONTH), "cases")) == 1
    assert len(rows(centre.service.tracking(date(2026, 12, 1), date(2026, 12, 31)), "cases")) == 1


def test_a_table_too_long_to_read_is_refused(two_months: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anfu.reporting.MOST_ROWS", 1)
    with pytest.raises(TooMuch, match="fewer days"):
        two_months.service.tracking(*MONTH)


def test_the_analysis_counts_by_matter_level_cause_and_clock(two_months: Centre) -> None:
    document = two_months.service.analysis(*MONTH)
    found = measures(document)
    assert (found["来电量（通）"]["now"], found["来电量（通）"]["before"]) == (4, 1)
    assert found["来电量（通）"]["change"] == Change(3.0)
    assert (found["投诉工单（张）"]["now"], found["投诉工单（张）"]["before"]) == (2, 1)
    assert found["每百通来电的工单"]["now"] == 50.0
    assert (found["时限按时率"]["now"], found["时限按时率"]["before"]) == (Share(0.6), Share(0.0))
    assert found["时限按时率"]["change"] == Change(0.6, points=True)
    assert (found["危机响应按时率"]["target"], found["危机响应按时率"]["reached"]) == ("≥100%", "未达标")
    assert found["结案率"]["now"] == Share(0.5)
    assert found["平均结案用时"]["now"] == timedelta(hours=6)
    kind, total = rows(document, "kinds")
    assert (kind["kind"], kind["tickets"], kind["share"], kind["level_2"]) == ("退款", 2, Share(1.0), 2)
    assert (total["kind"], total["tickets"]) == ("合计", 2)
    levels = {row["level"]: row["tickets"] for row in rows(document, "levels")}
    assert levels == {"一级（重大事故）": 0, "二级（严重）": 2, "三级（常规投诉）": 0}
    causes = {row["cause"]: (row["tickets"], row["share"], row["source"]) for row in rows(document, "causes")}
    assert causes["客户提到走法律途径"] == (2, Share(1.0), "F48")
    clocks = {row["clock"]: row for row in rows(document, "clocks")}
    assert (clocks["首次上报"]["kept"], clocks["首次上报"]["missed"]) == (1, 1)
    assert clocks["首次上报"]["on_time"] == Share(0.5)
    assert clocks["每小时进展"]["on_time"] is None
    [month] = rows(document, "months")
    assert (month["month"], month["tickets"], month["change"]) == ("2026-11", 2, Change(1.0))


def test_several_months_stand_below_each_other(two_months: Centre) -> None:
    months = rows(two_months.service.analysis(date(2026, 10, 1), date(2026, 11, 30)), "months")
    assert [(row["month"], row["calls"], row["tickets"]) for row in months] == [
        ("2026-10", 1, 1),
        ("2026-11", 4, 2),
    ]
    assert (months[0]["change"], months[1]["change"]) == ("新增", Change(1.0))


def test_part_of_a_month_is_not_compared_with_a_whole_one(two_months: Centre) -> None:
    [month] = rows(two_months.service.analysis(date(2026, 11, 10), date(2026, 11, 30)), "months")
    assert month["change"] is None


def test_the_dissatisfied_are_those_whose_last_mood_was_bad(two_months: Centre) -> None:
    document = two_months.service.dissatisfied(*MONTH)
    found = measures(document)
    assert found["其中投诉电话（通）"]["now"] == 4
    assert found["结束时仍不满（通）"]["now"] == len(rows(document, "cases"))
    upset = [row for row in rows(document, "cases") if row["matter"] in ("物流配送", "产品质量")]
    assert [(row["mood"], row["peak"], row["confirmed"]) for row in upset] == [("生气 2", 2, "否")] * 2
    assert found["投诉处理满意度"]["target"] == "≥95%"
    assert found["投诉处理满意度"]["reached"] == "未达标"
    kinds = {row["kind"]: row for row in rows(document, "kinds")}
    assert (kinds["产品质量"]["dissatisfied"], kinds["产品质量"]["rate"]) == (1, Share(1.0))
    assert kinds["合计"]["dissatisfied"] == found["结束时仍不满（通）"]["now"]


def test_what_counts_as_dissatisfied_is_the_playbook_s(book: Playbook) -> None:
    rule = msgspec.structs.replace(book.reports.dissatisfied, intensity_at_least=3)
    reports = msgspec.structs.replace(book.reports, dissatisfied=rule)
    centre = Centre(msgspec.structs.replace(book, reports=reports))
    centre.upset(day(11, 2))
    centre.now = day(11, 30)
    assert rows(centre.service.dissatisfied(*MONTH), "cases") == []
    centre.service.store.close()


@pytest.mark.parametrize("listed", [0, 1])
def test_as_many_calls_are_listed_as_the_playbook_says(book: Playbook, listed: int) -> None:
    rule = msgspec.structs.replace(book.reports.dissatisfied, cases_listed=listed)
    reports = msgspec.structs.replace(book.reports, dissatisfied=rule)
    centre = Centre(msgspec.structs.replace(book, reports=reports))
    for number in (2, 3, 4):
        centre.upset(day(11, number))
    centre.now = day(11, 30)
    document = centre.service.dissatisfied(*MONTH)
    assert [row["at"] for row in rows(document, "cases")] == [day(11, 4)][:listed]
    assert measures(document)["结束时仍不满（通）"]["now"] == 3
    centre.service.store.close()


def test_false_alarms_and_merged_tickets_do_not_count_but_are_tracked(two_months: Centre) -> None:
    false_alarm, first, second = (two_months.serious(day(11, number)) for number in (24, 25, 26))
    two_months.act(false_alarm, rejected=5)
    two_months.service.merge_tickets(second.id, first.id, by="周经理", role="admin")
    two_months.now = day(11, 30, 18)
    found = measures(two_months.service.analysis(*MONTH))
    assert (found["投诉工单（张）"]["now"], found["误报与合并（张，不计入）"]["now"]) == (3, 2)
    statuses = [row["status"] for row in rows(two_months.service.tracking(*MONTH), "cases")]
    assert statuses == ["已结案", "处理中", "已驳回", "处理中", "已合并"]
    merged = two_months.service.retrospective(first.id)
    assert len(rows(merged, "transcript")) == 6, "the other call's words as well"


def test_an_empty_month_gives_tables_that_say_so(centre: Centre) -> None:
    for make in (centre.service.tracking, centre.service.analysis, centre.service.dissatisfied):
        document = make(*MONTH)
        assert document.nothing == "没有记录"
    found = measures(centre.service.analysis(*MONTH))
    assert (found["投诉工单（张）"]["now"], found["投诉工单（张）"]["change"]) == (0, None)
    assert (found["时限按时率"]["now"], found["平均结案用时"]["now"]) == (None, None)
