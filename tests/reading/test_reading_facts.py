"""Facts in spoken Chinese, from the data in `facts/`: what is read, and the words it is read from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from anfu.playbook import Playbook
from anfu.reading.facts import gather_facts
from anfu.reading.facts.amounts import amounts
from anfu.reading.facts.contacts import contacts
from anfu.reading.facts.numerals import NUMERAL, value_of
from anfu.reading.facts.times import moment
from anfu.reading.normalize import normalize
from anfu.reading.types import Span

WEDNESDAY = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)


def cases(name: str) -> list[Any]:
    """The cases of one data file; what is known to fail must fail, so that a repair is noticed."""
    path = Path(__file__).resolve().parent / "facts" / f"{name}.yml"
    found = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return [pytest.param(case, id=f"{case['says']}-{case.get('fact', name)}") for case in found]


def check(case: dict[str, Any], right: bool, found: object) -> None:
    if case.get("fails"):
        assert not right, f"{case['says']!r} is read rightly now: remove `fails`"
    else:
        assert right, f"{case['says']!r} was read as {found}"


def words(said: str, span: Span | None) -> str | None:
    return said[slice(*span)] if span else None


@pytest.mark.parametrize("case", cases("amounts"))
def test_amounts(case: dict[str, Any], book: Playbook) -> None:
    facts = gather_facts(normalize(case["says"]), book.cues)
    expected = Decimal(case["expect"]) if case["expect"] else None
    quoted = words(case["says"], facts.spans.get("amount_cny"))
    found = (facts.amount_cny, quoted, facts.amount_and_more)
    check(case, found == (expected, case.get("words"), case.get("more", False)), found)


@pytest.mark.parametrize("case", cases("contacts"))
def test_contacts(case: dict[str, Any], book: Playbook) -> None:
    facts = gather_facts(normalize(case["says"]), book.cues)
    found = (
        "several" if facts.contacts_several else facts.contacts,
        words(case["says"], facts.spans.get("contacts")),
    )
    check(case, found == (case["expect"], case.get("words")), found)


@pytest.mark.parametrize("case", cases("times"))
def test_times(case: dict[str, Any]) -> None:
    hit = moment(normalize(case["says"]), WEDNESDAY)
    found = (f"{hit.at:%m-%d %H:%M}", words(case["says"], hit.span)) if hit else (None, None)
    check(case, found == (case["expect"], case.get("words")), found)


@pytest.mark.parametrize("case", cases("identifiers"))
def test_identifiers(case: dict[str, Any], book: Playbook) -> None:
    name, expected = case["fact"], case["expect"]
    facts = gather_facts(normalize(case["says"]), book.cues)
    found = (getattr(facts, name), words(case["says"], facts.spans.get(name)))
    quoted = None if expected is None else case.get("words", expected)
    check(case, found == (expected, quoted), found)


def test_there_are_many_cases() -> None:
    assert sum(len(cases(name)) for name in ("amounts", "contacts", "times", "identifiers")) >= 200


@pytest.mark.parametrize(
    ("hour", "says", "expected"),
    [
        (22, "九点前", "03-05 09:00"),
        (22, "下班前", None),
        (22, "今天18点", None),
        (19, "周三", None),
        (19, "周三上午", None),
        (23, "半夜一点给您", "03-05 01:00"),
        (1, "八点前", "03-04 08:00"),
    ],
)
def test_a_time_that_has_passed_is_not_promised(hour: int, says: str, expected: str | None) -> None:
    hit = moment(says, WEDNESDAY.replace(hour=hour))
    assert (f"{hit.at:%m-%d %H:%M}" if hit else None) == expected


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("零", 0), ("十", 10), ("两", 2), ("二十", 20), ("一百零五", 105), ("一百五", 150), ("一万零五", 10005),
        ("幺幺零", 110), ("两三", 2), ("五六千", 5000), ("十几万", 100000), ("几", 2), ("好几百", 200),
        ("壹万贰仟", 12000), ("3,200.50", "3200.50"), ("6k", 6000), ("1.2w", 12000), ("1万2", 12000),
        ("3万5千2百", 35200), ("8千8百", 8800), ("十二点五", "12.5"), ("一点二万", 12000), ("二零二六", 2026),
        ("一千七八", 1700), ("十七八", 17), ("一百二三十", 120), ("一千二八", 1280), ("3万2000", 32000), ("3百5", 350),
    ],
)  # fmt: skip
def test_the_value_of_a_numeral(numeral: str, value: int | str) -> None:
    assert value_of(numeral) == Decimal(value)


@pytest.mark.parametrize(
    "word",
    ["", "百", "万", "多", "零下", "点五", "百点五", "几楼", "1楼", "十十", "万万点五", "五十一百", "六两"],
)
def test_what_is_no_numeral_has_no_value(word: str) -> None:
    assert value_of(word) is None


# --- any text at all -----------------------------------------------------------------------------

SIGNS = "零一二两三四五六七八九十百千万亿几多来半点块元毛角钱第次遍回趟天年月日号周内前后早晚今明0123456789.,:%¥kw-* "
PIECES = [
    "打了",
    "一共",
    "工单",
    "订单",
    "客户",
    "分钟",
    "小时",
    "下午",
    "扣了",
    "好几",
    "个",
    "都",
    "上",
    "等了",
    "百分之",
]
SPOKEN = st.lists(st.sampled_from([*SIGNS, *PIECES]), max_size=14).map("".join)
ANYTHING = st.one_of(st.text(max_size=60), SPOKEN)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1))


def inside(span: Span, text: str) -> bool:
    return 0 <= span[0] < span[1] <= len(text)


@given(ANYTHING)
@example("9" * 60 + "元")
@example("¥" + "1" * 40)
@example("亿亿亿亿亿块")
def test_no_text_upsets_the_facts(book: Playbook, said: str) -> None:
    text = normalize(said)
    facts = gather_facts(text, book.cues)
    assert all(inside(span, text) for span in facts.spans.values())
    for name in facts.spans:
        assert getattr(facts, name) is not None or (name == "contacts" and facts.contacts_several)


@given(ANYTHING)
def test_no_text_upsets_amounts_and_contacts(said: str) -> None:
    text = normalize(said)
    found = amounts(text)
    assert all(inside(amount.span, text) and amount.yuan > 0 for amount in found)
    assert all(one.span[1] <= other.span[0] for one, other in pairwise(found))
    if hit := contacts(text):
        assert inside(hit.span, text)
        assert hit.number is None or 2 <= hit.number <= 999


@given(ANYTHING, MOMENTS)
def test_no_text_upsets_moments(said: str, now: datetime) -> None:
    if hit := moment(normalize(said), now):
        assert inside(hit.span, said)
        assert now < hit.at <= now + timedelta(days=366)


@given(ANYTHING)
def test_no_text_upsets_values(said: str) -> None:
    value = value_of(said)
    assert value is None or value >= 0


@given(st.from_regex(NUMERAL, fullmatch=True))
def test_no_numeral_upsets_values(numeral: str) -> None:
    value = value_of(numeral)
    assert value is None or value >= 0
