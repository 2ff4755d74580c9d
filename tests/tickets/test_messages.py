"""Which event tells whom, through what, in which words."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from anfu.playbook import Playbook
from anfu.tickets.messages import Message, Teller, messages_for
from anfu.tickets.types import Due, Reason, Ticket

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=ZONE)  # a Monday
REPEAT, MEDIA, MASS = (
    Reason("repeat", "F46", "第三次"),
    Reason("media", "F49", "微博"),
    Reason("mass", "F49", ""),
)


def ticket(level: Any = 2, *reasons: Reason, **changes: Any) -> Ticket:
    codes = {1: ("CR1", "P0"), 2: ("CR2", "P1"), 3: ("CR3", "P2")}
    cr, priority = codes[level]
    due = (Due("first_report", "首次上报", NOW + timedelta(minutes=10)),)
    drawn = Ticket(
        "T-ABC", "call-1", "refund", "open", level, cr, priority, "第三次了，去微博曝光", reasons or (REPEAT,),
        NOW, "anfu", NOW, due,
    )  # fmt: skip
    return msgspec.structs.replace(drawn, **changes)


def kinds(messages: tuple[Message, ...]) -> dict[str, set[str]]:
    """The targets of each kind of message."""
    found: dict[str, set[str]] = {}
    for message in messages:
        found.setdefault(message.kind, set()).add(message.target)
    return found


@pytest.fixture
def teller(book: Playbook) -> Teller:
    return Teller(book, ZONE)


def clock(what: str, n: int = 0, to: str = "supervisor", name: str = "first_report") -> Any:
    return SimpleNamespace(clock=name, what=what, at=NOW, to=to, n=n)


def test_a_filed_ticket_tells_supervisor_response_group_and_legal(teller: Teller) -> None:
    """F71, F41."""
    told = kinds(teller.about("filed", ticket(), NOW))
    assert told["filed"] == {"floor_chat", "floor_mail", "response_chat", "response_mail"}
    assert told["legal"] == {"legal_chat", "legal_mail"}
    assert set(told) == {"filed", "legal"}


def test_an_ordinary_complaint_tells_the_supervisor_alone(teller: Teller) -> None:
    told = kinds(teller.about("filed", ticket(3, Reason("complaint", "F42", "")), NOW))
    assert told == {"filed_routine": {"floor_chat", "floor_mail"}}


def test_media_or_mass_tells_pr_and_the_duty_manager_at_once(teller: Teller) -> None:
    """F49."""
    told = kinds(teller.about("filed", ticket(2, MEDIA), NOW))
    assert told["public"] == {"pr_chat", "pr_mail", "manager_chat", "manager_mail"}


def test_a_reason_is_news_once(teller: Teller) -> None:
    before = ticket(2, MEDIA)
    assert not teller.about("classified", before, NOW, before=before)
    told = teller.about("classified", ticket(2, MEDIA, MASS), NOW, before=before)
    assert set(kinds(told)) == {"public"}
    assert {message.key for message in told}.isdisjoint(m.key for m in teller.about("filed", before, NOW))


def test_a_major_incident_tells_senior_management(teller: Teller) -> None:
    """F40."""
    danger = ticket(1, Reason("safety", "F50", "冒烟"))
    told = kinds(teller.about("upgraded", danger, NOW, before=ticket()))
    assert told["senior"] >= {"senior_chat", "manager_chat"}
    assert told["danger"] >= {"security_chat", "floor_chat", "manager_chat"}


def test_the_words_are_the_cases_own_and_lines_that_know_nothing_are_left_out(teller: Teller) -> None:
    message = next(m for m in teller.about("filed", ticket(2, REPEAT, MEDIA), NOW) if m.kind == "filed")
    assert message.subject == "【CR2】退款 工单T-ABC"
    assert "同一件事第三次以上来电「第三次」；有媒体或社交平台曝光的迹象「微博」" in message.text
    assert "时限：首次上报 10:10" in message.text
    bare = ticket(summary="{ticket} {什么}", reasons=(), due=())
    text = next(m for m in teller.about("filed", bare, NOW) if m.kind == "filed").text
    assert "客户说：{ticket} {什么}" in text, "what a customer says is no template"
    assert "依据" not in text and "时限" not in text


def test_messages_come_in_english_by_choice(book: Playbook) -> None:
    [message, *_] = messages_for("filed", ticket(), book, NOW, zone=ZONE, language="en")
    assert message.subject == "[CR2] Refund, ticket T-ABC"


def test_when_nobody_is_on_duty_the_default_is_told_and_the_message_says_so(teller: Teller) -> None:
    night = NOW.replace(hour=3)
    told = [message for message in teller.about("filed", ticket(), night) if message.kind == "legal"]
    assert {message.target for message in told} == {
        "manager_chat",
        "manager_mail",
        "floor_chat",
        "floor_mail",
    }
    assert all(message.text.startswith("【无人值班】法务现在没有人在岗") for message in told)


def test_a_referral_tells_whom_it_names(teller: Teller) -> None:
    """F61."""
    told = teller.about("referred", ticket(), NOW, to=["tech_support"], note="请查日志")
    assert kinds(told) == {"referred": {"tech_chat", "tech_mail"}}
    assert "请查日志" in told[0].text
    assert not teller.about("referred", ticket(), NOW)


def test_early_warnings_go_by_chat_the_last_one_every_way(teller: Teller) -> None:
    assert kinds(teller.about_clock(clock("warn50"), ticket(), NOW)) == {"clock_soon": {"floor_chat"}}
    assert kinds(teller.about_clock(clock("warn90"), ticket(), NOW)) == {
        "clock_close": {"floor_chat", "floor_mail"}
    }
    pr = teller.about_clock(clock("warn90", to="pr"), ticket(), NOW)
    assert "pr_reserve_chat" in kinds(pr)["clock_close"], "PR's backup comes in when it gets close"


def test_a_breach_brings_in_the_backup_and_then_goes_up_one_role_each_time(teller: Teller) -> None:
    late = NOW + timedelta(minutes=12)
    breach = teller.about_clock(clock("breached"), ticket(), late)
    assert kinds(breach)["clock_breached"] == {"floor_chat", "floor_mail", "floor_reserve_chat"}
    assert breach[0].subject == "【超时】首次上报 工单T-ABC"
    assert "首次上报应在10:10前完成，已超2分钟" in breach[0].text
    rungs = [teller.about_clock(clock("repeat", n), ticket(), late) for n in (1, 2, 3, 8)]
    assert [{m.target for m in rung} for rung in rungs] == [
        {"manager_chat", "manager_mail"},
        {"senior_chat", "senior_mail"},
        {"senior_chat", "senior_mail"},
        {"senior_chat", "senior_mail"},
    ]
    assert "上报值班经理" in rungs[0][0].subject
    keys = [message.key for rung in [breach, *rungs] for message in rung]
    assert len(keys) == len(set(keys))


def test_a_second_run_of_a_clock_has_keys_of_its_own(teller: Teller) -> None:
    again = ticket(due=(Due("support_reply#2", "支持部门回复", NOW),))
    told = teller.about_clock(clock("breached", to="tech_support", name="support_reply#2"), again, NOW)
    assert "支持部门回复" in told[0].subject
    assert "support_reply#2" in told[0].key


def test_the_hourly_digest_sums_up_all_open_serious_cases(book: Playbook, teller: Teller) -> None:
    """F63."""
    cases = [
        ticket(2, id="T-2", filed_at=NOW - timedelta(minutes=150)),
        ticket(1, id="T-1"),
        ticket(3, id="T-3"),
        ticket(2, id="T-4", status="closed"),
    ]
    told = teller.digest(cases, NOW + timedelta(minutes=30), "h")
    assert kinds(told) == {"digest": {"manager_chat", "manager_mail", "response_chat", "response_mail"}}
    assert told[0].subject == "【每小时进展】未结重大投诉2件"
    first, second = told[0].text.splitlines()
    assert first.startswith("T-1 CR1 退款　处理中　开了30分钟")
    assert first.endswith("首次上报 已超时 10:10")
    assert second.startswith("T-2") and "开了3小时" in second
    many = teller.digest([ticket(2, id=f"T-{n:02}") for n in range(20)], NOW, "h")[0]
    assert len(many.text.splitlines()) == book.notifications.digest.longest + 1
    assert "另有5件" in many.text
    assert not teller.digest(cases[2:], NOW, "h")
    assert not teller.about_clock(clock("repeat", 1, name="progress"), cases[0], NOW), "told by the digest"
