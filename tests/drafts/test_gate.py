"""The gate before promises are measured: it may let too much through, and never holds back what is found."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from anfu.drafts.compact import compact
from anfu.drafts.gate import Gate
from anfu.drafts.promises import Promises
from anfu.labels import Role
from anfu.playbook import Playbook

HERE = Path(__file__).parent
WRITTEN = [
    json.loads(line)["text"]
    for name in ("dev", "dev_more", "dev_third", "violating", "fine")
    for line in (HERE / f"{name}.jsonl").read_text("utf-8").splitlines()
]
_bits = st.sampled_from(
    [
        "我",
        "给您",
        "退",
        "赔",
        "补",
        "换",
        "新",
        "一台",
        "600",
        "元",
        "五百",
        "一千二",
        "块钱",
        "三",
        "天",
        "后",
        "回电",
        "48",
        "小时",
        "明天",
        "晚上十一点",
        "下周三",
        "18",
        "号",
        "，",
        "。",
        "百来块",
        "如果",
        "1,299",
        "0.5",
        "万",
        "8k",
        "上门",
        "道歉",
        "免单",
        "三倍赔",
        "答复您",
        "一个半",
        "月",
        "礼拜",
        "全额",
        "分钟",
        "九百",
        "六零零",
        "块把钱",
        "申请",
        "\n",
        "·",
        "600多",
    ]
)
drafts = st.lists(_bits, min_size=3, max_size=14).map("".join)


@pytest.fixture(scope="session")
def gated(book: Playbook) -> Promises:
    return Promises(book)


@pytest.fixture(scope="session")
def ungated(book: Playbook) -> Promises:
    """The same, measuring whatever it is given."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("anfu.drafts.promises.Gate", _Open)
        return Promises(book)


class _Open(Gate):
    """A gate that lets everything through."""

    def may_give(self, text: str) -> bool:
        return True

    def may_put_off(self, text: str) -> bool:
        return True

    def may_remedy(self, name: str, text: str) -> bool:
        return True


def same(gated: Promises, ungated: Promises, draft: str, role: Role) -> bool:
    opened = gated.gate.lets_through(compact(draft).text)
    return (gated.beyond_authority(draft, role) if opened else []) == ungated.beyond_authority(draft, role)


@given(draft=drafts, role=st.sampled_from(["agent", "supervisor"]))
@settings(max_examples=500)
@example("我给您退 六 百", "agent")
@example("我6000.5分钟后回电", "supervisor")
@example("我们这边免费给您换一台全新的", "agent")
def test_the_gate_hides_nothing(gated: Promises, ungated: Promises, draft: str, role: Role) -> None:
    assert same(gated, ungated, draft, role)


def test_the_gate_hides_nothing_of_what_was_written(gated: Promises, ungated: Promises) -> None:
    assert [draft for draft in WRITTEN if not same(gated, ungated, draft, "agent")] == []
    assert any(ungated.beyond_authority(draft, "agent") for draft in WRITTEN)


@pytest.mark.parametrize(
    "draft",
    ["您稍等，我看一下单子，两小时内给您回电", "我给您登记一下，三十块我帮您退了", "明白了，您慢慢说"],
)
def test_everyday_talk_is_not_measured(gated: Promises, draft: str) -> None:
    assert not gated.gate.lets_through(compact(draft).text)


def test_a_company_that_allows_less_is_measured_from_less_on(book: Playbook) -> None:
    limits = [
        msgspec.structs.replace(limit, amount_cny=Decimal(20), contact_within_minutes=60)
        for limit in book.authority.limits
    ]
    strict = msgspec.structs.replace(book, authority=msgspec.structs.replace(book.authority, limits=limits))
    promises = Promises(strict)
    for draft in ("我给您退三十块", "我两小时后给您回电"):
        assert promises.gate.lets_through(compact(draft).text)
        assert promises.beyond_authority(draft, "agent"), draft
