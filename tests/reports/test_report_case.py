"""The quick report and the retrospective report of a ticket."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from builders import agent, customer
from centre import MONTH, Centre, form, rows

from anfu.errors import UnknownTicket
from anfu.playbook import Playbook
from anfu.reading import TabooHeard


def test_the_quick_report_holds_what_the_next_one_must_know(centre: Centre) -> None:
    ticket = centre.serious()
    centre.service.file_ticket(ticket.call_id, fields={"demand": "退6000元", "contact": "13812345678"})
    document = centre.service.quick_report(ticket.id)
    event = form(document, "event")
    assert document.title == "危机事件速报表"
    assert document.name == f"危机事件速报表_{ticket.id}"
    assert (event["ticket"], event["cr"], event["level"], event["priority"]) == (
        ticket.id,
        "CR2",
        "二级（严重）",
        "P1",
    )
    assert (event["matter"], event["event_type"], event["status"]) == ("退款", "客户投诉", "处理中")
    assert (event["agent"], event["customer"], event["filed_by"]) == ("小林", "K001", "安抚")
    assert event["happened_at"] == ticket.filed_at
    assert "第三次" in event["summary"]
    assert {(row["rule"], row["words"], row["source"]) for row in rows(document, "reasons")} >= {
        ("客户提到走法律途径", "起诉", "F48"),
        ("同一件事第三次以上来电", "第三次", "F46"),
    }
    assert rows(document, "form") == [
        {"item": "客户诉求", "text": "退6000元"},
        {"item": "联系方式", "text": "138****5678"},
    ]
    [evidence] = rows(document, "evidence")
    assert (evidence["turn"], evidence["signal"], evidence["words"]) == (1, "法律途径", "起诉")
    assert "138****5678" in evidence["text"]


def test_a_promise_said_twice_is_one_promise_in_its_fullest_words(centre: Centre) -> None:
    call = centre.begin()
    text = "包裹五天没到，我要起诉"
    centre.say(call, "customer", text, customer(text, signals={"legal": "起诉"}))
    for said in ("今天18点前我给您回电话", "我说一遍，18点前"):
        centre.say(call, "agent", said, agent(said, "commit_time", "summarize"))
    centre.say(call, "customer", "行", customer("行", "accept", "none"))
    ticket = centre.end(call)
    [promise] = rows(centre.service.quick_report(ticket.id), "promises")
    assert promise["text"] == "今天18点前我给您回电话"
    assert (promise["within"], promise["agreed"], promise["state"]) == ("是", "是", "未到期")
    centre.now += timedelta(hours=5)
    assert [row["text"] for row in rows(centre.service.retrospective(ticket.id), "timeline")].count(
        "承诺 今天18点前我给您回电话"
    ) == 1
    tracked = rows(centre.service.tracking(*MONTH), "cases")[0]["clocks"]
    assert tracked.endswith("承诺") or "、承诺" in tracked
    document = centre.service.retrospective(ticket.id)
    assert form(document, "outcome")["promises"] == "超时未完成 1"
    centre.act(ticket, responded=200)
    centre.now += timedelta(hours=9)
    [promise] = rows(centre.service.retrospective(ticket.id), "promises")
    assert promise["state"] == "按时"


def test_clocks_are_shown_with_what_stopped_them(centre: Centre) -> None:
    ticket = centre.serious()
    centre.act(ticket, reported=8, team_formed=41, improvement=60)
    centre.now = ticket.filed_at + timedelta(hours=3)
    document = centre.service.retrospective(ticket.id)
    clocks = {row["clock"]: (row["state"], row["late"]) for row in rows(document, "clocks")}
    assert clocks == {
        "首次上报": ("按时", None),
        "组建专项小组": ("超时", timedelta(minutes=11)),
        "每小时进展": ("计时中", None),
        "危机响应": ("超时未完成", timedelta(hours=1)),
    }
    assert form(document, "outcome")["clocks"] == "按时 1，超时 1，超时未完成 1，计时中 1"
    assert rows(document, "improvements")[0]["measure"] == "improvement的说明"


def test_the_timeline_is_in_order_and_has_its_evidence(centre: Centre) -> None:
    ticket = centre.serious()
    centre.act(ticket, reported=8, confirmed=9)
    centre.now = ticket.filed_at + timedelta(hours=1)
    timeline = rows(centre.service.retrospective(ticket.id), "timeline")
    assert [row["what"] for row in timeline] == [
        "来电", "风险信号", "级别上升", "发现事件", "提交工单", "作出承诺", "通话结束", "首次上报", "复核属实",
        "时限超时",
    ]  # fmt: skip
    assert [row["at"] for row in timeline] == sorted(row["at"] for row in timeline)
    assert timeline[1]["evidence"] == "起诉"
    assert timeline[5]["evidence"] == "两小时内给您回电话"
    assert timeline[9]["text"] == "组建专项小组"


def test_only_what_was_surely_said_wrong_is_written_down(centre: Centre) -> None:
    call = centre.begin()
    text = "包裹五天没到，我要起诉"
    centre.say(call, "customer", text, customer(text, signals={"legal": "起诉"}))
    said = agent("嗯，您那边看着来。", "explain")
    sure = TabooHeard("brush_off", "您那边看着来", (2, 8), 0.97)
    unsure = TabooHeard("neglect", "嗯", (0, 1), 0.55)
    centre.say(call, "agent", "嗯，您那边看着来。", msgspec.structs.replace(said, taboos=(unsure, sure)))
    ticket = centre.end(call)
    document = centre.service.retrospective(ticket.id)
    assert form(document, "outcome")["taboos"] == "打发「您那边看着来」"
    assert "怠慢" not in str(rows(document, "timeline"))


def test_what_people_found_is_in_the_retrospective_report(centre: Centre) -> None:
    ticket = centre.serious()
    centre.act(ticket, investigated=20, responsibility_found=30, improvement=50)
    document = centre.service.retrospective(ticket.id)
    assert form(document, "case")["node"] == "落实制度"
    assert form(document, "case")["owner"] == "值班经理"
    [found] = rows(document, "responsibility")
    assert found["matter"] == "responsibility_found的说明"
    [improvement] = rows(document, "improvements")
    assert improvement["measure"] == "improvement的说明"


def test_every_step_of_a_case_has_its_own_name(centre: Centre) -> None:
    """The history keeps some steps as notes; a reader must not see 备注 for each."""
    ticket = centre.serious()
    centre.act(ticket, investigated=20, responsibility_found=30, planned=40)
    steps = ["查清了", "责任认定了", "拟好方案"]
    quick, long = centre.service.quick_report(ticket.id), centre.service.retrospective(ticket.id)
    assert [row["what"] for row in rows(quick, "actions")][-3:] == steps
    assert [row["what"] for row in rows(long, "timeline") if row["by"] == "周经理"] == steps


def test_what_the_customer_wants_comes_first_also_when_nobody_heard_it(centre: Centre) -> None:
    ticket = centre.serious()
    centre.act(ticket, responsibility_found=30)
    [demand, found] = rows(centre.service.quick_report(ticket.id), "form")
    assert (demand["item"], found["item"]) == ("客户诉求", "责任认定")
    assert demand["text"] == ticket.demand == ""
    call = centre.begin()
    text = "我要换一台新的，不换我就起诉"
    centre.say(call, "customer", text, customer(text, "demand", signals={"legal": "起诉"}))
    heard = rows(centre.service.quick_report(centre.end(call).id), "form")
    assert heard == [{"item": "客户诉求", "text": text}]


def test_a_ticket_filed_before_a_word_was_said_has_its_documents_too(centre: Centre) -> None:
    call = centre.begin(agent=None, customer_ref=None)
    ticket = centre.service.file_ticket(call.id, matter="个别事由", summary="走廊里转述的")
    assert form(centre.service.quick_report(ticket.id), "event")["matter"] == "个别事由"
    document = centre.service.retrospective(ticket.id)
    assert form(document, "outcome")["peak"] == ""
    assert rows(document, "transcript") == []


def test_a_long_call_is_cut_and_says_how_much_is_left_out(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("anfu.reports.layout.MOST_ROWS", 2)
    ticket = centre.serious()
    transcript = rows(centre.service.retrospective(ticket.id), "transcript")
    assert len(transcript) == 3
    assert transcript[2]["text"] == "未列出的行数：1"


def test_an_unknown_ticket_is_told(centre: Centre) -> None:
    for make in (centre.service.quick_report, centre.service.retrospective):
        with pytest.raises(UnknownTicket):
            make("T-NONE")


def test_documents_come_in_english_as_well(book: Playbook) -> None:
    centre = Centre(book, language="en")
    ticket = centre.serious()
    document = centre.service.quick_report(ticket.id)
    assert document.title == "Crisis quick report"
    assert form(document, "event")["status"] == "Open"
    centre.service.store.close()
