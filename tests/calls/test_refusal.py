"""Whether our offer was turned down is known from what was offered, not only from how the words sound."""

from __future__ import annotations

from typing import Any

import pytest
from builders import Talk

from anfu.playbook import Playbook


def offered(book: Playbook, *acts: Any) -> Talk:
    return (
        Talk(book)
        .customer("店里断网了")
        .agent("收款机先连您手机热点，流量算我们的", *(acts or ("propose_fix",)))
    )


def act(talk: Talk) -> frozenset[str]:
    return talk.call.turns[-1].acts


@pytest.mark.parametrize("said", ["热点不行的，连上就掉", "热点我试了 热点用不了", "手机热点没用，我刚试过"])
def test_an_offer_that_is_named_and_does_not_do_is_turned_down(book: Playbook, said: str) -> None:
    assert act(offered(book).customer(said, "describe")) == {"reject"}


@pytest.mark.parametrize(
    "said",
    ["热点不行吗？", "我那台打印机不行", "那个电视不要紧，先收钱", "热点连上了"],
    ids=["asks", "else", "else too", "works"],
)
def test_other_words_turn_nothing_down(book: Playbook, said: str) -> None:
    assert act(offered(book).customer(said, "describe")) == {"describe"}


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("不交，定损那天都交过了", "reject"),
        ("甭寄", "describe"),
        ("不交行吗？", "describe"),
        ("不知道放哪儿了", "describe"),
        ("银行卡不行，锁了", "reject"),
    ],
)
def test_what_is_asked_of_the_customer_may_be_refused_outright(book: Playbook, said: str, read: str) -> None:
    talk = (
        Talk(book).customer("三千八没赔").agent("那走复核，您把录像再交一份，钱打到您银行卡", "propose_fix")
    )
    assert act(talk.customer(said, "describe")) == {read}


def test_whom_part_of_the_offer_will_do_accepts_it(book: Playbook) -> None:
    assert act(offered(book).customer("连热点就行，别的不用", "reject")) == {"accept"}
    assert act(offered(book).customer("退钱就行，别的不要", "reject")) == {"reject"}


def test_what_was_not_offered_cannot_be_turned_down(book: Playbook) -> None:
    assert act(offered(book, "explain").customer("热点不行的", "describe")) == {"describe"}


def test_thanks_and_consent_stay_what_they_are(book: Playbook) -> None:
    assert act(offered(book).customer("行，热点不行再找你", "accept")) == {"accept"}


@pytest.mark.parametrize("said", ["我用不用再给你们拍啥照片", "您贵姓？我写下来"])
def test_a_mere_question_refuses_nothing(book: Playbook, said: str) -> None:
    assert act(offered(book).customer(said, "reject")) == {"question"}


@pytest.mark.parametrize("said", ["什么叫试试？我不试", "凭什么让我用自己的手机？", "不要"])
def test_a_refusal_stays_one_even_with_a_question_in_it(book: Playbook, said: str) -> None:
    assert act(offered(book).customer(said, "reject")) == {"reject"}
