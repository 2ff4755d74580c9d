"""A labelled set put to a reader whose answers are known: what is asked, and what counts as right."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from builders import agent, customer

from anfu.evaluation import Answer, Labelled, ask_all
from anfu.evaluation.labelled import LabelledFacts
from anfu.labels import Speaker
from anfu.reading import AgentReading, CustomerReading, Emotion, Reading, TabooHeard
from anfu.reading.types import ActHeard, Intent, Signal


class Known:
    """Reads whatever it is given the way it was told to, and remembers what it was asked."""

    def __init__(self, reading: Reading | None = None, intent: Intent | None = None) -> None:
        self.asked: list[tuple[str, str]] = []
        self._reading = reading or CustomerReading()
        self._intent = intent or Intent("ask_help", 0.9)

    def read_all(self, text: str, speaker: Speaker) -> Reading:
        self.asked.append((speaker, text))
        return self._reading

    def read_question(self, text: str) -> Intent:
        self.asked.append(("ask", text))
        return self._intent


def asked(line: Labelled, reading: Reading | None = None, intent: Intent | None = None) -> dict[str, Answer]:
    """The one answer to each question that this line puts."""
    found = ask_all([line], Known(reading, intent))
    assert all(len(answers) == 1 for answers in found.values())
    return {question: answers[0] for question, answers in found.items()}


def sides(answer: Answer) -> tuple[set[str], set[str]]:
    return set(answer.wanted), set(answer.given)


# --- which questions are asked --------------------------------------------------------------------


def test_only_what_is_labelled_is_asked() -> None:
    reading = customer("退钱", "demand", "refund", signals={"legal": "法院"}, amount_cny=300, contacts=3)
    assert asked(Labelled("退钱"), reading) == {}
    assert asked(Labelled("退钱", act="demand"), reading).keys() == {"act"}
    assert asked(Labelled("退钱", kind="refund"), reading).keys() == {"kind", "complaint"}
    assert asked(Labelled("退钱", emotion=Emotion()), reading).keys() == {"emotion", "angry"}
    assert asked(Labelled("退钱", signals=()), reading).keys() == {"signals"}


def test_agents_are_asked_for_acts_and_taboos_alone() -> None:
    line = Labelled("您好", "agent", kind="refund", act="demand", agent_acts=("greet",))
    assert asked(line, agent("您好", "greet")).keys() == {"agent_acts"}
    assert asked(Labelled("您好", "agent", taboos=()), agent("您好")).keys() == {"taboos"}


def test_questions_are_asked_of_the_assistant_and_nobody_else() -> None:
    reader = Known()
    ask_all([Labelled("要升级吗", "ask", intent="ask_escalate"), Labelled("您好", "agent")], reader)
    assert reader.asked == [("ask", "要升级吗"), ("agent", "您好")]
    assert asked(Labelled("要升级吗", "ask", kind="refund")) == {}


def test_answers_gather_in_the_order_of_the_lines() -> None:
    lines = [Labelled("一", kind="refund"), Labelled("二", act="vent"), Labelled("三", kind="none")]
    found = ask_all(lines, Known(customer("", kind="refund")))
    assert [answer.text for answer in found["kind"]] == ["一", "三"]
    assert [answer.right for answer in found["kind"]] == [True, False]


def test_what_is_heard_wrongly_is_read_and_shown_that_way() -> None:
    reader = Known()
    found = ask_all([Labelled("退款", kind="refund")], reader, hear=lambda text: text.replace("退", "推"))
    assert reader.asked == [("customer", "推款")]
    assert found["kind"][0].text == "推款"


def test_an_empty_set_puts_no_question() -> None:
    assert ask_all([], Known()) == {}


# --- what counts as right --------------------------------------------------------------------------


def sure(reading: CustomerReading, **confidence: float) -> CustomerReading:
    return CustomerReading(
        reading.kind,
        reading.act,
        reading.emotion,
        reading.signals,
        reading.facts,
        confidence=confidence,
    )


def test_kind_act_and_emotion_come_with_their_confidence() -> None:
    reading = sure(customer("", "vent", "billing", "angry", 2), kind=0.7, act=0.6, emotion=0.5)
    line = Labelled("凭什么", kind="refund", act="vent", emotion=Emotion("angry", 1))
    found = asked(line, reading)
    assert (sides(found["kind"]), found["kind"].sure) == (({"refund"}, {"billing"}), {"billing": 0.7})
    assert (sides(found["act"]), found["act"].sure) == (({"vent"}, {"vent"}), {"vent": 0.6})
    # How strong the feeling is does not count.
    assert (sides(found["emotion"]), found["emotion"].sure) == (({"angry"}, {"angry"}), {"angry": 0.5})


@pytest.mark.parametrize(
    ("wanted", "read", "sides_of_it"),
    [
        ("refund", "other", ({"yes"}, {"yes"})),
        ("refund", "none", ({"yes"}, set())),
        ("none", "refund", (set(), {"yes"})),
        ("none", "none", (set(), set())),
    ],
)
def test_any_kind_but_none_is_a_complaint(wanted: Any, read: Any, sides_of_it: Any) -> None:
    assert sides(asked(Labelled("x", kind=wanted), customer("x", kind=read))["complaint"]) == sides_of_it


@pytest.mark.parametrize(
    ("wanted", "read", "sides_of_it"),
    [
        ("angry", "angry", ({"yes"}, {"yes"})),
        ("angry", "disappointed", ({"yes"}, set())),
        ("anxious", "angry", (set(), {"yes"})),
        ("anxious", "calm", (set(), set())),
    ],
)
def test_anger_is_asked_for_by_itself(wanted: Any, read: Any, sides_of_it: Any) -> None:
    line = Labelled("x", emotion=Emotion(wanted, 1))
    assert sides(asked(line, customer("x", mood=read, intensity=1))["angry"]) == sides_of_it


def test_each_signal_has_its_own_confidence() -> None:
    heard = (Signal("legal", "法院", (0, 2), 0.9), Signal("abuse", "滚", (3, 4), 0.4))
    found = asked(Labelled("x", signals=("legal", "media")), CustomerReading(signals=heard))["signals"]
    assert sides(found) == ({"legal", "media"}, {"legal", "abuse"})
    assert found.sure == {"legal": 0.9, "abuse": 0.4}
    assert not found.right


def test_each_act_and_taboo_has_its_own_confidence() -> None:
    reading = AgentReading(
        (ActHeard("greet", "您好", (0, 2), 0.8), ActHeard("close", "再见", (3, 5), 0.7)),
        (TabooHeard("vague", "尽快", (6, 8), 0.6),),
    )
    found = asked(Labelled("x", "agent", agent_acts=("greet",), taboos=("vague",)), reading)
    assert sides(found["agent_acts"]) == ({"greet"}, {"greet", "close"})
    assert found["agent_acts"].sure == {"greet": 0.8, "close": 0.7}
    assert (found["taboos"].right, found["taboos"].sure) == (True, {"vague": 0.6})


# --- facts -----------------------------------------------------------------------------------------


def facts(reading: CustomerReading, **wanted: Any) -> dict[str, tuple[set[str], set[str]]]:
    found = asked(Labelled("x", facts=LabelledFacts(**wanted)), reading)
    return {question: sides(answer) for question, answer in found.items()}


@pytest.mark.parametrize(
    ("wanted", "read", "sides_of_it"),
    [
        (Decimal("300"), "300.00", ({"300"}, {"300"})),
        (Decimal("1E+4"), "10000", ({"10000"}, {"10000"})),
        (Decimal("0.50"), "0.5", ({"0.5"}, {"0.5"})),
        (Decimal("300"), "3000", ({"300"}, {"3000"})),
        (Decimal("300"), None, ({"300"}, set())),
        (None, "300", (set(), {"300"})),
    ],
)
def test_a_sum_is_right_when_it_is_the_same_number(wanted: Any, read: Any, sides_of_it: Any) -> None:
    assert facts(customer("x", amount_cny=read), amount_cny=wanted) == {"amount": sides_of_it}


@pytest.mark.parametrize(
    ("wanted", "read", "sides_of_it"),
    [
        ({"contacts": 3}, {"contacts": 3}, ({"3"}, {"3"})),
        ({"contacts": 3}, {"contacts_several": True}, ({"3"}, {"several"})),
        ({"contacts_several": True}, {"contacts_several": True}, ({"several"}, {"several"})),
        ({"contacts_several": True}, {"contacts": 4}, ({"several"}, {"4"})),
        ({"contacts_several": True}, {}, ({"several"}, set())),
        ({}, {"contacts": 2}, (set(), {"2"})),
        ({"contacts": 3, "contacts_several": True}, {"contacts": 3}, ({"3"}, {"3"})),
    ],
)
def test_several_contacts_are_an_answer_of_their_own(wanted: Any, read: Any, sides_of_it: Any) -> None:
    assert facts(customer("x", **read), **wanted) == {"contacts": sides_of_it}


def test_facts_neither_told_nor_read_are_not_asked() -> None:
    assert facts(customer("x")) == {}


# --- questions to the assistant ---------------------------------------------------------------------


def test_a_question_is_right_by_its_name() -> None:
    found = asked(Labelled("要升级吗", "ask", intent="ask_escalate"), intent=Intent("ask_clock", 0.6))
    assert sides(found["intent"]) == ({"ask_escalate"}, {"ask_clock"})
    assert found["intent"].sure == {"ask_clock": 0.6}
    assert sides(found["out_of_scope"]) == (set(), set())


@pytest.mark.parametrize("unknown", ["out_of_scope", "nlu_fallback"])
def test_not_understood_is_as_good_as_out_of_scope(unknown: str) -> None:
    found = asked(Labelled("讲个笑话", "ask", intent="out_of_scope"), intent=Intent(unknown, 0.2))
    assert found["intent"].right
    assert sides(found["out_of_scope"]) == ({"out"}, {"out"})


def test_a_question_taken_for_something_else_than_a_joke_is_wrong() -> None:
    found = asked(Labelled("讲个笑话", "ask", intent="out_of_scope"), intent=Intent("ask_help", 0.5))
    assert sides(found["intent"]) == ({"out_of_scope"}, {"ask_help"})
    assert sides(found["out_of_scope"]) == ({"out"}, set())


def test_a_question_labelled_as_not_understood_is_out_of_scope_too() -> None:
    line = Labelled("讲个笑话", "ask", intent="nlu_fallback")
    assert asked(line, intent=Intent("nlu_fallback", 0.2))["intent"].right
