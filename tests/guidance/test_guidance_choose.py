"""Which sentence is chosen, and how what is known is spoken in it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from builders import BEIJING, START, Talk
from hypothesis import given
from hypothesis import strategies as st

from anfu.drafts import Guard
from anfu.guidance.choose import Setting, choose, rank, score, setting_of
from anfu.guidance.details import details, spoken_count, spoken_money, spoken_time
from anfu.playbook import LibraryScript, Playbook
from anfu.playbook.schema import Script
from anfu.playbook.variables import fill

PLAIN = Setting(
    emotion="calm",
    intensity=0,
    kind=None,
    signals=frozenset(),
    pressing=frozenset(),
    industry="general",
    known={},
    offered=(),
    led_with=(),
)


def script(**selectors: Any) -> LibraryScript:
    return LibraryScript(Script("s-1", selectors.pop("text", "我在看。"), **selectors), "empathize", "own")


def setting(**changes: Any) -> Setting:
    return msgspec.structs.replace(PLAIN, **changes)


@pytest.mark.parametrize(
    ("selectors", "fitting", "unfit"),
    [
        ({"emotion": ["angry"]}, {"emotion": "angry"}, {"emotion": "calm"}),
        ({"intensity": (2, 3)}, {"intensity": 2}, {"intensity": 1}),
        ({"kind": ["refund"]}, {"kind": "refund"}, {"kind": "billing"}),
        ({"kind": ["refund"]}, {"kind": "refund"}, {"kind": None}),
        ({"signal": ["legal"]}, {"signals": frozenset({"legal", "vip"})}, {"signals": frozenset({"vip"})}),
        ({"channel": ["chat"]}, {"channel": "chat"}, {"channel": "voice"}),
        ({"channel": ["voice"]}, {"channel": "voice"}, {"channel": "chat"}),
        ({"industry": ["finance"]}, {"industry": "finance"}, {"industry": "telecom"}),
    ],
)
def test_a_selector_rules_a_script_out_and_in(
    selectors: dict[str, Any], fitting: dict[str, Any], unfit: dict[str, Any]
) -> None:
    assert score(script(**selectors), setting(**unfit)) is None
    found = score(script(**selectors), setting(**fitting))
    assert found is not None
    assert found.total > 0 or "channel" in selectors  # the more particular script wins over a general one


def test_who_types_is_not_told_about_lines_and_voices(book: Playbook) -> None:
    talk = Talk(book, channel="chat").customer("等了五天", "vent", mood="angry", intensity=2)
    typed = setting_of(talk.call, {}, book)
    fitting = [found for found in book.scripts if score(found, typed)]
    assert any(found.script.channel == ["chat"] for found in fitting)
    assert not [found for found in fitting if re.search("别挂|听筒|静音|这通电话", found.script.text)]


def test_a_score_tells_its_grounds() -> None:
    chosen = script(text="{amount|这笔钱}我核对。", kind=["refund"], emotion=["angry"])
    found = score(chosen, setting(kind="refund", emotion="angry", known={"amount": "60元"}))
    assert found is not None
    assert dict(found.grounds) == {"emotion": 2.0, "kind": 3.0, "details known": 1.5}
    assert found.total == 6.5


def test_what_was_said_before_ranks_lower() -> None:
    used = setting(offered=("s-1",), led_with=("s-1",))
    found = score(script(), used)
    assert found is not None
    assert dict(found.grounds) == {"already offered": -6.0, "already first": -20.0}


@pytest.mark.parametrize(("intensity", "loses"), [(0, False), (3, True)])
def test_long_sentences_lose_the_angrier_the_customer_is(intensity: int, loses: bool) -> None:
    found = score(script(text="我" * 40), setting(intensity=intensity))
    assert found is not None
    assert (found.total < 0) is loses


def test_words_for_the_risk_just_heard_beat_words_for_an_older_one() -> None:
    older = LibraryScript(Script("s-old", "旧。", signal=["legal"], kind=["refund"]), "risk", "own")
    now = LibraryScript(Script("s-now", "新。", signal=["media"]), "risk", "own")
    heard = setting(signals=frozenset({"legal", "media"}), pressing=frozenset({"media"}), kind="refund")
    assert [found.id for found in rank([older, now], heard, 0)] == ["s-now", "s-old"]


def test_equals_take_turns_but_never_by_chance() -> None:
    equals = [LibraryScript(Script(f"s-{n}", "我在看。"), "empathize", "own") for n in range(8)]
    orders = [[found.id for found in rank(equals, PLAIN, turn)] for turn in range(6)]
    assert orders == [[found.id for found in rank(reversed(equals), PLAIN, turn)] for turn in range(6)]
    assert len({order[0] for order in orders}) > 1


def test_each_purpose_gets_a_script_of_its_own(book: Playbook) -> None:
    picked = choose(["hold", "hold", "boundary"], PLAIN, book)
    assert [found.purpose for found in picked] == ["hold", "hold", "boundary"]
    assert len({found.id for found in picked}) == 3


def test_when_the_fitting_words_are_used_up_near_ones_of_the_same_purpose_follow(book: Playbook) -> None:
    angry = setting(emotion="angry", intensity=3)
    led: tuple[str, ...] = ()
    seen = []
    for _ in range(6):
        [first, *_] = choose(["empathize"], msgspec.structs.replace(angry, led_with=led, offered=led), book)
        led = (*led, first.id)
        seen.append(first)
    assert len(set(led)) == 6
    assert {found.purpose for found in seen[:4]} == {"empathize"}
    assert all(not found.script.emotion or "angry" in found.script.emotion for found in seen)


def test_a_purpose_without_scripts_falls_back_on_what_is_never_out_of_place(book: Playbook) -> None:
    bare = msgspec.structs.replace(
        book, scripts=tuple(found for found in book.scripts if found.purpose == "hold")
    )
    [only] = choose(["fix"], PLAIN, bare)
    assert only.purpose == "hold"
    assert choose(["fix"], PLAIN, msgspec.structs.replace(book, scripts=())) == ()


def test_every_script_is_clean_and_whole_with_all_details_known(book: Playbook, guard: Guard) -> None:
    known = {
        "name": "张女士",
        "duration": "十五天",
        "amount": "499.5元",
        "contacts": "三次",
        "product": "洗衣机",
        "order": "尾号3321这单",
        "ticket": "工单T-2345",
        "due": "今天18点",
        "contact": "138****0000",
        "limit": "我的权限（500元以内）",
    }
    for found in book.scripts:
        for details_known in (known, {}):
            text = fill(found.script.text, details_known)
            assert guard.check(text).findings == (), (found.id, text)
            assert "{" not in text
            assert "}" not in text


# --- details -------------------------------------------------------------------------------------


def test_what_is_known_of_a_call_is_spoken(book: Playbook) -> None:
    talk = Talk(book).customer(
        amount_cny="6000.50", days_waiting=15, contacts=2, order_id="SF10083321", product="洗衣机"
    )
    talk = talk.agent("今天18点前给您回电", "commit_time")
    assert details(talk.call, book, "T-23") == {
        "amount": "6000.5元",
        "duration": "十五天",
        "contacts": "两次",
        "order": "尾号3321这单",
        "product": "洗衣机",
        "ticket": "工单T-23",
        "due": "今天18点",
        "limit": "我的权限（500元以内）",
    }


def test_what_is_not_known_or_not_worth_saying_is_left_out(book: Playbook) -> None:
    talk = Talk(book).customer(days_waiting=300, contacts=1)
    assert set(details(talk.call, book)) == {"limit"}
    assert details(Talk(book, role="supervisor").customer().call, book)["limit"] == "我的权限（5000元以内）"


@pytest.mark.parametrize(
    ("yuan", "words"),
    [("6000", "6000元"), ("6000.00", "6000元"), ("1.50", "1.5元"), ("100", "100元"), ("1E+4", "10000元")],
)
def test_money_is_spoken_without_needless_digits(yuan: str, words: str) -> None:
    assert spoken_money(Decimal(yuan)) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "一"), (2, "两"), (9, "九"), (10, "十"), (12, "十二"), (20, "二十"), (99, "九十九"), (100, "100")],
)
def test_counts_are_spoken_in_chinese(number: int, words: str) -> None:
    assert spoken_count(number) == words


NOON = datetime(2026, 11, 4, 12, 0, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (NOON.replace(hour=18), "今天18点"),
        (NOON.replace(hour=18, minute=30), "今天18点半"),
        (NOON.replace(hour=18, minute=5), "今天18点05分"),
        (NOON + timedelta(days=1), "明天12点"),
        (NOON + timedelta(days=2), "后天12点"),
        (NOON + timedelta(days=4), "11月8日12点"),
        (NOON - timedelta(days=1), "11月3日12点"),
        (datetime(2026, 11, 4, 17, 0, tzinfo=UTC), "明天1点"),
    ],
)
def test_a_time_is_spoken_as_seen_from_now_and_here(at: datetime, words: str) -> None:
    assert spoken_time(at, NOON) == words


@given(minutes=st.integers(-100_000, 100_000))
def test_a_moment_sounds_the_same_in_whatever_zone_it_is_written(minutes: int) -> None:
    at = START + timedelta(minutes=minutes)
    assert spoken_time(at, START) == spoken_time(at.astimezone(UTC), START)


def test_the_setting_takes_the_gravest_of_what_was_just_said(book: Playbook) -> None:
    talk = Talk(book).customer("话", signals={"legal": "话"})
    assert setting_of(talk.call, {}).pressing == {"legal"}
    talk = talk.customer("话", signals={"abuse": "话", "safety": "话", "media": "话"})
    assert setting_of(talk.call, {}).signals == {"safety"}
    talk = talk.customer("嗯", "chitchat", "none")
    assert setting_of(talk.call, {}).pressing == frozenset()
    assert setting_of(talk.call, {}).signals == {"legal", "abuse", "safety", "media"}
