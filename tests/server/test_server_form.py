"""The ticket form over `ask`: completed, cancelled, interrupted by the customer and by a restart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

Begin = Callable[[], str]
Say = Callable[..., httpx.Response]
Ask = Callable[[str, str], str]
DEMAND, CONTACT, NOTE = "客户最想要的结果", "怎么联系到客户", "还有什么要让接手的人知道"


@pytest.fixture
def complaint(begin: Begin, say: Say) -> str:
    """A call with a complaint, and no ticket yet."""
    call = begin()
    say(call, "我的快递一个星期没到了，怎么回事")
    return call


def test_a_form_filled_in_files_a_ticket(http: httpx.Client, complaint: str, ask: Ask) -> None:
    assert DEMAND in ask(complaint, "建单")
    assert CONTACT in ask(complaint, "三天内送到")
    assert NOTE in ask(complaint, "尾号5678，晚上七点后")
    filed = ask(complaint, "跳过")
    ticket = http.get(f"/api/v1/calls/{complaint}").json()["ticket"]
    assert ticket["id"] in filed
    assert ticket["fields"] == {"demand": "三天内送到", "contact": "尾号5678，晚上七点后"}


def test_a_form_left_files_nothing_and_forgets(http: httpx.Client, complaint: str, ask: Ask) -> None:
    ask(complaint, "建单")
    ask(complaint, "三天内送到")
    ask(complaint, "取消")
    assert http.get(f"/api/v1/calls/{complaint}").json()["ticket"] is None
    assert DEMAND in ask(complaint, "建单")


def test_the_customer_goes_on_talking_during_the_form(
    http: httpx.Client, complaint: str, ask: Ask, say: Say
) -> None:
    ask(complaint, "建单")
    heard = say(complaint, "喂，你还在吗？我等了半天了")
    assert (heard.json()["type"], heard.json()["turn"]) == ("guidance", 2)
    said = say(complaint, "在的在的，非常抱歉让您久等了", "agent")
    assert said.json()["turn"] == 3
    assert CONTACT in ask(complaint, "三天内送到")
    assert "绝对" in ask(complaint, "草稿：这个绝对不可能")
    ask(complaint, "尾号5678")
    ask(complaint, "跳过")
    seen = http.get(f"/api/v1/calls/{complaint}").json()
    assert seen["ticket"]["fields"] == {"demand": "三天内送到", "contact": "尾号5678"}
    assert len(seen["turns"]) == 3


def test_a_form_goes_on_after_a_restart(http: httpx.Client, server: Any, complaint: str, ask: Ask) -> None:
    ask(complaint, "建单")
    ask(complaint, "三天内送到")
    # What a new process knows of the conversation: what the store kept.
    server.house.conversation.agent.tracker_store._kept.clear()
    assert NOTE in ask(complaint, "尾号5678")
    ask(complaint, "跳过")
    fields = http.get(f"/api/v1/calls/{complaint}").json()["ticket"]["fields"]
    assert fields == {"demand": "三天内送到", "contact": "尾号5678"}
    assert server.house.service.store.conversation(complaint) is None


def test_a_form_stays_open_through_a_long_talk(complaint: str, ask: Ask, say: Say) -> None:
    """Longer than a tracker lives before it is begun again."""
    ask(complaint, "建单")
    for number in range(15):
        assert say(complaint, f"第{number}遍了，快递到底在哪").status_code == 200
    assert CONTACT in ask(complaint, "三天内送到")


def test_an_ended_call_can_still_be_asked_about(http: httpx.Client, complaint: str, ask: Ask) -> None:
    http.post(f"/api/v1/calls/{complaint}/end")
    assert "事由" in ask(complaint, "小结一下")
