"""The level: every threshold of F40-F50 on both sides of its edge, with the customer's words as reason."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from builders import Talk, customer
from hypothesis import given
from hypothesis import strategies as st

from anfu.calls import Level
from anfu.calls.level import Known, evidence, is_complaint
from anfu.labels import SIGNALS
from anfu.playbook import Playbook
from anfu.playbook.files import read_file
from anfu.playbook.schema import EscalationFile, When


def said(book: Playbook, text: str, **fields: Any) -> Talk:
    return Talk(book).customer(text, **fields)


# --- F40-F50, one by one -------------------------------------------------------------------------

THRESHOLDS: list[Any] = [
    pytest.param({}, 3, [], id="F42 an ordinary complaint is level 3"),
    pytest.param({"kind": "none", "act": "question"}, 0, [], id="F68 a question is level 0"),
    pytest.param({"contacts": 2}, 3, [], id="F46 the second contact is not yet"),
    pytest.param({"contacts": 3}, 2, ["repeat"], id="F46 the third contact is (at least 3, inclusive)"),
    pytest.param({"contacts": 4}, 2, ["repeat"], id="F46 so is the fourth"),
    pytest.param({"contacts_several": True}, 3, [], id="F46 several times is asked about, not counted"),
    pytest.param({"amount_cny": "5000"}, 3, [], id="F47 exactly 5000 is not over 5000 (strict)"),
    pytest.param({"amount_cny": "5000.01"}, 2, ["amount"], id="F47 a cent over 5000 is"),
    pytest.param(
        {"amount_cny": "5000", "amount_and_more": True}, 2, ["amount"], id="F47 五千多 is over 5000"
    ),
    pytest.param({"amount_cny": "4000", "amount_and_more": True}, 3, [], id="F47 四千多 is not"),
    pytest.param({"signals": {"legal": "起诉"}}, 2, ["legal"], id="F48 legal threat"),
    pytest.param({"signals": {"regulator": "12315"}}, 2, ["regulator"], id="own regulator"),
    pytest.param({"signals": {"media": "发抖音"}}, 2, ["media"], id="F49 media"),
    pytest.param({"signals": {"mass": "维权群"}}, 2, ["mass"], id="F49 mass complaint"),
    pytest.param(
        {"signals": {"mass": "维权群", "media": "发抖音"}}, 1, ["mass_media"], id="F49 mass that is spreading"
    ),
    pytest.param({"signals": {"safety": "冒烟"}}, 1, ["safety"], id="F50 safety"),
    pytest.param({"signals": {"self_harm": "不想活"}}, 1, ["self_harm"], id="own self-harm"),
    pytest.param({"signals": {"privacy": "泄露"}}, 2, ["privacy"], id="F53 privacy leak"),
    pytest.param({"signals": {"vip": "钻石卡"}}, 2, ["vip"], id="F41 a key customer is harmed"),
    pytest.param({"signals": {"outage": "断网"}}, 3, [], id="F40 an outage alone"),
    pytest.param(
        {"signals": {"outage": "断网"}, "scope": "system"}, 1, ["outage_wide"], id="F40 system-wide outage"
    ),
    pytest.param(
        {"signals": {"outage": "断网"}, "scope": "business"},
        2,
        ["business_down"],
        id="F41 a business line down",
    ),
    pytest.param({"scope": "system"}, 3, [], id="F40 a scope without an outage"),
    pytest.param({"affected_percent": 50}, 3, [], id="F40 half of the customers is not over 50 %"),
    pytest.param({"affected_percent": 51}, 1, ["outage_majority"], id="F40 51 % of the customers is"),
    pytest.param({"signals": {"abuse": "傻"}}, 3, [], id="F52 abuse alone is no level"),
    pytest.param({"signals": {"churn": "销户"}}, 3, [], id="churn alone is no level"),
    pytest.param({"signals": {"amount": "六千"}}, 3, [], id="F47 the sum decides, not the signal"),
]


@pytest.mark.parametrize(("fields", "level", "rules"), THRESHOLDS)
def test_threshold(book: Playbook, fields: dict[str, Any], level: int, rules: list[str]) -> None:
    talk = said(book, "就是这么回事", **fields)
    assert talk.level == level
    assert set(rules) <= set(talk.rules)
    if not rules:
        assert set(talk.rules) <= {"complaint"}


@pytest.mark.parametrize(
    "fields",
    [
        {"contacts": 5},
        {"amount_cny": "9000"},
        {"signals": {"vip": "钻石卡"}},
    ],
    ids=["F46", "F47", "F41"],
)
def test_a_question_is_no_complaint_however_often_or_dear(book: Playbook, fields: dict[str, Any]) -> None:
    assert said(book, "第五次来问", kind="none", act="question", **fields).level == 0


@pytest.mark.parametrize("signal", ["safety", "self_harm", "legal", "media", "mass", "regulator", "privacy"])
def test_a_danger_counts_also_when_nothing_was_complained_about(book: Playbook, signal: Any) -> None:
    assert said(book, "问一下", kind="none", act="question", signals={signal: "问"}).level in (1, 2)


def test_level_carries_cr_code_and_priority(book: Playbook) -> None:
    codes = {level.id: (level.cr, level.priority) for level in book.escalation.levels}
    assert codes == {1: ("CR1", "P0"), 2: ("CR2", "P1"), 3: ("CR3", "P2"), 0: (None, "P3")}


# --- reasons -------------------------------------------------------------------------------------


def test_reasons_are_the_customers_own_words_with_their_source(book: Playbook) -> None:
    text = "这是第三次了，六千块，再不退我就起诉"
    talk = said(
        book,
        text,
        contacts=3,
        amount_cny="6000",
        signals={"legal": "起诉"},
        said={"contacts": "第三次", "amount_cny": "六千块"},
    )
    reasons = {reason.rule: (reason.source, reason.evidence) for reason in talk.call.level.reasons}
    assert reasons == {
        "repeat": ("F46", "第三次"),
        "amount": ("F47", "六千块"),
        "legal": ("F48", "起诉"),
    }


def test_an_ordinary_complaint_is_its_own_reason(book: Playbook) -> None:
    [reason] = said(book, "包裹五天没到").call.level.reasons
    assert (reason.rule, reason.source, reason.evidence) == ("complaint", "F42", "包裹五天没到")


def test_a_reason_of_two_signals_shows_both_words(book: Playbook) -> None:
    talk = said(book, "维权群里都在发抖音", signals={"mass": "维权群", "media": "发抖音"})
    words = {reason.rule: reason.evidence for reason in talk.call.level.reasons}
    assert words["mass_media"] == "维权群，发抖音"


def test_the_first_words_for_a_risk_stay_its_evidence(book: Playbook) -> None:
    talk = said(book, "我要起诉", signals={"legal": "起诉"}).customer("法院见", signals={"legal": "法院见"})
    assert [reason.evidence for reason in talk.call.level.reasons] == ["起诉"]


def test_what_adds_up_over_turns_raises_the_level(book: Playbook) -> None:
    talk = said(book, "网断了", signals={"outage": "网断了"})
    assert talk.level == 3
    assert talk.customer("全城都断了", scope="system", said={"scope": "全城"}).level == 1
    talk = said(book, "维权群", signals={"mass": "维权群"})
    assert talk.customer("我发抖音", signals={"media": "发抖音"}).level == 1


def test_the_agents_words_raise_nothing(book: Playbook) -> None:
    talk = said(book, "问一下", kind="none", act="question").agent("涉及9000元", amount_cny="9000")
    assert talk.level == 0


# --- earlier contacts ----------------------------------------------------------------------------


@pytest.mark.parametrize(("before", "level"), [(0, 3), (1, 3), (2, 2), (7, 2)])
def test_contacts_known_from_the_records_count_with_this_call(
    book: Playbook, before: int, level: int
) -> None:
    talk = Talk(book, contacts_before={"delivery": before, "billing": 5}).customer(
        "包裹五天没到", kind="delivery"
    )
    assert talk.level == level
    if level == 2:
        assert str(before + 1) in talk.call.level.reasons[0].evidence


def test_the_larger_count_of_records_and_customer_wins(book: Playbook) -> None:
    talk = Talk(book, contacts_before={"delivery": 1}).customer(
        "打了三遍", kind="delivery", contacts=3, said={"contacts": "三遍"}
    )
    assert talk.level == 2
    assert talk.call.level.reasons[0].evidence == "三遍"


# --- never falls ---------------------------------------------------------------------------------


def test_the_level_stays_when_the_customer_takes_it_back(book: Playbook) -> None:
    talk = said(book, "我要起诉", signals={"legal": "起诉"})
    talk = talk.customer("算了，不告了，谢谢", "thank", "none")
    assert talk.level == 2
    assert talk.rules == ["legal"]


turn = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from(["none", "delivery", "refund"]),
        "act": st.sampled_from(["question", "describe", "threaten", "thank"]),
        "signals": st.dictionaries(st.sampled_from(SIGNALS), st.just("话"), max_size=3),
        "contacts": st.integers(1, 6),
        "amount_cny": st.integers(1, 9000),
        "affected_percent": st.integers(1, 100),
        "scope": st.sampled_from(["system", "business"]),
    },
)


@given(turns=st.lists(turn, max_size=12))
def test_the_level_never_falls_and_always_has_a_reason(book: Playbook, turns: list[dict[str, Any]]) -> None:
    talk = Talk(book)
    before = talk.call.level
    for fields in turns:
        talk = talk.customer("说的话", **fields).agent()
        level = talk.call.level
        assert not before.above(level)
        assert bool(level.reasons) == (level.id != 0)
        assert all(reason.evidence and reason.source for reason in level.reasons)
        before = level


def test_levels_compare_by_how_serious_they_are() -> None:
    assert Level(1).above(Level(2))
    assert Level(3).above(Level(0))
    assert not Level(2).above(Level(2))


# --- the numbers are data ------------------------------------------------------------------------


Edit = Callable[[str, str], Playbook]


@pytest.fixture
def edit(book: Playbook, root: Path, tmp_path: Path) -> Edit:
    """Writes one place of a copy of escalation.yml anew and reads it as a trainer's edit is read."""

    def edited(old: str, new: str) -> Playbook:
        text = (root / "playbook" / "escalation.yml").read_text(encoding="utf-8")
        assert text.count(old) == 1
        copy = tmp_path / "escalation.yml"
        copy.write_text(text.replace(old, new), encoding="utf-8")
        file, _, problems = read_file(copy, EscalationFile, "escalation.yml")
        assert file is not None, problems
        return msgspec.structs.replace(book, escalation=file)

    return edited


@pytest.mark.parametrize(
    ("old", "new", "fields", "before", "after"),
    [
        ("contacts_at_least: 3", "contacts_at_least: 2", {"contacts": 2}, 3, 2),
        ('amount_over: "5000"', 'amount_over: "3000"', {"amount_cny": "3000.5"}, 3, 2),
        ('amount_over: "5000"', 'amount_over: "8000"', {"amount_cny": "6000"}, 2, 3),
        ("affected_percent_over: 50", "affected_percent_over: 20", {"affected_percent": 30}, 3, 1),
        ("when: {signals: [privacy]}", "when: {signals: [churn]}", {"signals": {"churn": "销户"}}, 3, 2),
    ],
)
def test_a_trainer_changes_a_threshold_without_code(
    book: Playbook, edit: Edit, old: str, new: str, fields: dict[str, Any], before: int, after: int
) -> None:
    assert said(book, "就是这么回事", **fields).level == before
    assert said(edit(old, new), "就是这么回事", **fields).level == after


def test_the_level_stays_when_the_rule_was_changed_meanwhile(book: Playbook, edit: Edit) -> None:
    talk = said(book, "打了三遍", contacts=3)
    stricter = edit("contacts_at_least: 3", "contacts_at_least: 9")
    assert Talk(stricter, talk.call).customer("嗯", "chitchat", "none").level == 2


def test_a_rule_may_ask_that_nothing_was_complained_about() -> None:
    calm, upset = Known(), Known(complaint="太慢了")
    assert evidence(When(complaint=False), calm) == ""
    assert evidence(When(complaint=False), upset) is None


# --- what a complaint is -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "complains"),
    [
        ({"act": "describe"}, True),
        ({"act": "vent", "mood": "angry", "intensity": 1}, True),
        ({"act": "question", "mood": "anxious", "intensity": 1}, True),
        ({"act": "question"}, False),
        ({"act": "describe", "kind": "none"}, False),
        ({"act": "thank"}, False),
    ],
)
def test_a_complaint_is_a_grievance_told_pressed_or_vented(fields: dict[str, Any], complains: bool) -> None:
    assert is_complaint(customer("有件事", **fields)) is complains


@pytest.mark.parametrize(
    ("act", "sure", "complains"),
    [
        ("question", 0.95, True),
        ("question", 0.4, False),
        ("thank", 0.4, False),
    ],
)
def test_a_question_that_surely_is_about_trouble_complains(act: Any, sure: float, complains: bool) -> None:
    read = msgspec.structs.replace(customer("件停了九天怎么回事", act), confidence={"kind": sure})
    assert is_complaint(read) is complains


def test_to_turn_an_offer_down_is_a_grievance_only_with_a_clear_feeling() -> None:
    read = customer("不用升，我人都不在这儿", "reject", mood="angry", intensity=1)
    assert not is_complaint(msgspec.structs.replace(read, confidence={"emotion": 0.6}))
    assert is_complaint(msgspec.structs.replace(read, confidence={"emotion": 0.9}))


def test_a_clear_feeling_speaks_for_a_complaint(book: Playbook) -> None:
    calm = Talk(book)
    for _ in range(3):
        calm = calm.customer("九零二七", "describe", "none")
    said = "说好保本的，亏了三万"
    read = customer(said, "describe", "contract", complaint=0.92, mood="angry", intensity=1)
    for sure, level in ((0.6, 0), (0.95, 3)):
        heard = calm.hear("customer", said, msgspec.structs.replace(read, confidence={"emotion": sure}))
        assert heard.level == level


def test_one_doubtful_turn_is_no_complaint_and_several_are(book: Playbook) -> None:
    talk = said(book, "有点慢", complaint=0.6)
    assert talk.level == 0
    for _ in range(6):
        talk = talk.customer("还是慢", complaint=0.6)
    assert talk.level == 3


def test_more_of_the_same_sum_said_later_counts(book: Playbook) -> None:
    talk = said(book, "扣了五千", amount_cny="5000")
    assert talk.customer("其实是五千多", amount_cny="5000", amount_and_more=True).level == 2
