"""The pre-call card and the written confirmation."""

from __future__ import annotations

from datetime import timedelta

import pytest
from builders import START, Talk
from hypothesis import given
from hypothesis import strategies as st

from anfu.guidance.card import EarlierCall, OpenCase, pre_call_card
from anfu.guidance.confirmation import confirmation, parts
from anfu.playbook import Playbook

EARLIER = [
    EarlierCall(START - timedelta(days=9), "billing"),
    EarlierCall(START - timedelta(days=1), "delivery"),
]
CASE = OpenCase("T-1", "delivery", 2, "包裹五天没到，要起诉")


# --- card -----------------------------------------------------------------------------------------


def test_a_stranger_has_an_honest_card(book: Playbook) -> None:
    card = pre_call_card([], [], START, book)
    assert card.background == "近30天第一次来电，没有找到以前的记录"
    assert card.problem == "还没有说过是什么事"
    assert "5分钟" in card.speed


def test_earlier_calls_and_open_cases_fill_the_card(book: Playbook) -> None:
    card = pre_call_card(EARLIER, [CASE], START, book)
    assert card.background.startswith("近30天来过2次电话，最近一次是")
    assert card.problem == "包裹五天没到，要起诉"
    assert card.level == "二级（严重） CR2"
    assert card.speed.startswith("首次上报 10分钟")
    assert card.cases == (CASE,)


def test_without_an_open_case_the_matters_are_named_latest_first(book: Playbook) -> None:
    assert pre_call_card(EARLIER, [], START, book).problem == "物流配送、费用"
    assert pre_call_card(EARLIER, [], START, book, "en").problem == "Delivery、Billing"


# --- confirmation ---------------------------------------------------------------------------------


def agreed(book: Playbook) -> Talk:
    return Talk(book).customer().agent("今天18点前给您回电", "commit_time").customer("行", "accept")


def test_the_confirmation_holds_number_deadline_and_contact(book: Playbook) -> None:
    talk = agreed(book)
    told = confirmation(talk.call, "T-23456789AB", START.replace(hour=18), book)
    text = "".join(told.sms)
    for words in ("T-23456789AB", "今天18点", "本机热线", "物流配送"):
        assert words in text, words
        assert words in told.mail, words
    assert "T-23456789AB" in told.mail_subject
    assert "今天18点前给您回电" in told.mail


def test_what_is_not_known_is_left_out(book: Playbook) -> None:
    told = confirmation(Talk(book).customer().call, None, None, book)
    written = "".join(told.sms) + told.mail + told.mail_subject
    assert "{" not in written
    assert "None" not in written
    assert "工单号：" not in told.mail


def test_a_short_message_is_one_part_without_a_number() -> None:
    assert parts("您好", 70) == ("您好",)


@given(st.text(alphabet="您好工单今天，。；T-123", min_size=0, max_size=900), st.integers(40, 100))
def test_parts_are_short_numbered_and_lose_nothing(text: str, longest: int) -> None:
    cut = parts(text, longest)
    assert all(len(part) <= longest for part in cut)
    if len(cut) > 1:
        heads = [f"({number}/{len(cut)})" for number in range(1, len(cut) + 1)]
        assert all(part.startswith(head) for part, head in zip(cut, heads, strict=True))
        cut = tuple(part.removeprefix(head) for part, head in zip(cut, heads, strict=True))
    assert "".join(cut) == text


@pytest.mark.parametrize("longest", [70])
def test_a_long_confirmation_comes_in_numbered_parts(book: Playbook, longest: int) -> None:
    talk = agreed(book).agent(
        "明天上午十点前我把检测结果逐条念给您听，有照片的一起发到您手机上", "commit_time"
    )
    told = confirmation(talk.call, "T-23456789AB", START.replace(hour=18), book)
    assert len(told.sms) > 1
    assert all(len(part) <= longest for part in told.sms)
