"""What the agent is told: deterministic, clean, feelings before the matter, in the promised shape."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from builders import BEIJING, START, Talk
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from anfu.drafts import Guard
from anfu.guidance import Guidance, TicketNow, advise
from anfu.labels import AGENT_ACTS, CUSTOMER_ACTS, EMOTIONS, KINDS, SIGNALS
from anfu.playbook import Playbook
from anfu.tickets.types import Due

SCHEMA = msgspec.json.schema(Guidance)
VALIDATOR = Draft202012Validator(SCHEMA)
PUSHING = {"fix", "logic", "summarize", "confirm", "close", "expectations", "verify", "urgency"}

_acts = st.sampled_from(AGENT_ACTS)
_signals = st.dictionaries(st.sampled_from(SIGNALS), st.just("话"), max_size=2)
_facts: dict[str, Any] = {
    "signals": _signals,
    "amount_cny": st.sampled_from(["12", "499.50", "5000", "68000"]),
    "contacts": st.integers(1, 5),
    "days_waiting": st.integers(1, 200),
    "order_id": st.just("SF1234567890"),
    "product": st.sampled_from(["洗衣机", "手机"]),
}


@st.composite
def _customer_turn(draw: st.DrawFn) -> dict[str, Any]:
    mood = draw(st.sampled_from(EMOTIONS))
    fields = {
        "act": draw(st.sampled_from(CUSTOMER_ACTS)),
        "kind": draw(st.sampled_from(KINDS)),
        "mood": mood,
        "intensity": 0 if mood == "calm" else draw(st.integers(1, 3)),
    }
    return fields | draw(st.fixed_dictionaries({}, optional=_facts))


turns = st.lists(_customer_turn() | st.lists(_acts, max_size=3), min_size=1, max_size=60)
long_calls = st.lists(_customer_turn() | st.lists(_acts, max_size=3), min_size=60, max_size=60)


def goes_on(talk: Talk, turn: Any) -> Talk:
    """The talk after a drawn turn."""
    if isinstance(turn, dict):
        return talk.customer("包裹五天没到", **turn)
    return talk.agent("今晚八点前给您回电", *turn)


def shown(talk: Talk, guidance: Guidance) -> Talk:
    """The talk after the guidance was shown to the agent."""
    return Talk(talk.book, talk.call.offer(tuple(say.id for say in guidance.say)))


# --- properties of any call ----------------------------------------------------------------------


@settings(max_examples=25)
@given(spoken=long_calls)
def test_no_first_choice_twice_in_a_call_of_sixty_turns(book: Playbook, spoken: list[Any]) -> None:
    talk, firsts = Talk(book), []
    for turn in spoken:
        talk = goes_on(talk, turn)
        guidance = advise(talk.call, book)
        talk = shown(talk, guidance)
        # Someone who speaks of harming themselves hears the same careful words again rather than others.
        if "self_harm" not in talk.call.known.signals:
            firsts.append(guidance.say[0].id)
    assert len(firsts) == len(set(firsts))


@settings(max_examples=30)
@given(spoken=turns)
def test_advice_is_the_same_for_the_same_call_and_never_forbidden_itself(
    book: Playbook, guard: Guard, spoken: list[Any]
) -> None:
    talk = Talk(book)
    for turn in spoken:
        talk = goes_on(talk, turn)
        guidance = advise(talk.call, book)
        assert guidance == advise(talk.call, book)
        assert 1 <= len(guidance.say) <= 3
        assert len({say.id for say in guidance.say}) == len(guidance.say)
        assert len(guidance.avoid) <= 3
        spoken_lines = [say.text for say in guidance.say] + [avoid.instead for avoid in guidance.avoid]
        for line in [*spoken_lines, guidance.ask or ""]:
            assert guard.check(line, talk.call.role).findings == (), line
            assert "{" not in line
        talk = shown(talk, guidance)


@settings(max_examples=30)
@given(spoken=turns)
def test_nobody_beside_themselves_is_urged_on_before_being_heard(book: Playbook, spoken: list[Any]) -> None:
    talk = Talk(book)
    for turn in spoken:
        talk = goes_on(talk, turn)
        guidance = advise(talk.call, book)
        if talk.call.anger == 3:
            assert guidance.ask is None
            if "empathize" not in talk.call.steps.done:
                assert guidance.say[0].purpose not in PUSHING
                assert (
                    "empathize" in {say.purpose for say in guidance.say} or guidance.say[0].purpose == "risk"
                )
        talk = shown(talk, guidance)


@settings(max_examples=20)
@given(spoken=turns, english=st.booleans())
def test_guidance_survives_json_and_fits_its_schema(book: Playbook, spoken: list[Any], english: bool) -> None:
    talk = Talk(book)
    for turn in spoken:
        talk = goes_on(talk, turn)
    due = Due("team", "组建专项小组", START + timedelta(minutes=30))
    guidance = advise(talk.call, book, TicketNow("filed", "T-1", (due,)), language="en" if english else "zh")
    raw = msgspec.json.encode(guidance)
    assert msgspec.json.decode(raw, type=Guidance) == guidance
    plain = msgspec.json.decode(raw)
    VALIDATOR.validate(plain)
    assert plain["type"] == "guidance"
    assert plain["ticket"] == {
        "action": "filed",
        "id": "T-1",
        "due": [{"clock": "team", "name": "组建专项小组", "due": "2026-11-04T14:30:00+08:00"}],
    }
    assert plain["turn"] == len(spoken)


# --- single moments ------------------------------------------------------------------------------


def purposes(guidance: Guidance) -> list[str]:
    return [say.purpose for say in guidance.say]


def test_a_calm_question_gets_an_answer_and_no_repair_theatre(book: Playbook) -> None:
    talk = Talk(book).customer("几点下班", "question", "none")
    guidance = advise(talk.call, book)
    assert purposes(guidance)[0] == "enquiry"
    assert guidance.repair.stage is None
    assert guidance.repair.index == 0
    assert guidance.level.id == 0
    assert guidance.level.cr is None
    assert guidance.ask is None
    assert [avoid.text for avoid in guidance.avoid] == ["非常抱歉给您带来不便"]


def test_fury_without_a_nameable_complaint_is_answered_as_a_feeling(book: Playbook) -> None:
    talk = Talk(book).customer("你们太过分了！", "vent", "none", mood="angry", intensity=3)
    assert purposes(advise(talk.call, book))[0] == "empathize"


def test_the_beat_that_is_due_leads(book: Playbook) -> None:
    talk = Talk(book).customer("等了五天", "vent", mood="angry", intensity=2)
    guidance = advise(talk.call, book)
    assert guidance.repair.stage == "understand"
    assert (guidance.repair.index, guidance.repair.of) == (1, 5)
    assert purposes(guidance)[0] == "empathize"
    talk = talk.agent("换谁都急", "empathize")
    assert purposes(advise(talk.call, book))[0] == "apologize"


def test_a_new_outburst_is_answered_before_the_fix_that_was_due(book: Playbook) -> None:
    talk = Talk(book).customer("等了五天", "vent", mood="angry", intensity=2)
    talk = talk.agent("好", "empathize", "apologize", "urgency", "apologize")
    assert purposes(advise(talk.call, book))[0] == "fix"
    talk = talk.customer("还要我等！", "vent", mood="angry", intensity=3)
    assert purposes(advise(talk.call, book))[0] == "empathize"


def test_once_calm_again_the_steps_go_on_without_the_rest_of_the_repair(book: Playbook) -> None:
    talk = Talk(book).customer("等了五天", "describe", mood="angry", intensity=2)
    talk = talk.agent("好", "restate", "empathize", "apologize").customer("嗯，那怎么办", "question")
    guidance = advise(talk.call, book)
    assert purposes(guidance) == ["expectations"] * 3
    assert guidance.repair.stage == "urgency"


def test_a_skipped_beat_is_noted_in_the_guidance_once(book: Playbook) -> None:
    talk = Talk(book).customer("等了五天", "vent", mood="angry", intensity=2)
    talk = talk.agent("今晚八点前回电", "commit_time")
    assert advise(talk.call, book).repair.note == "感受还没接住就往下走了，补一句再办事更顺"
    assert advise(talk.customer("哦", "chitchat", "none").call, book).repair.note is None


def test_a_finished_call_is_closed(book: Playbook) -> None:
    talk = Talk(book).customer().at_end()
    guidance = advise(talk.call, book)
    assert purposes(guidance) == ["close", "confirm", "summarize"]


@pytest.mark.parametrize(
    "signal", ["legal", "regulator", "media", "mass", "repeat", "privacy", "churn", "vip"]
)
def test_a_risk_just_heard_gets_words_of_its_own(book: Playbook, signal: Any) -> None:
    talk = Talk(book).customer("就是这样", mood="angry", intensity=2, signals={signal: "就是"})
    risk = [say.id for say in advise(talk.call, book).say if say.purpose == "risk"]
    assert risk
    scripts = {script.id: script.script for script in book.scripts}
    assert all(signal in scripts[found].signal for found in risk)


@pytest.mark.parametrize("signal", ["self_harm", "safety", "abuse"])
def test_in_danger_its_own_careful_words_come_first(book: Playbook, signal: Any) -> None:
    """Also when another risk has been known for longer."""
    talk = Talk(book).customer("我起诉你们", mood="angry", intensity=3, signals={"legal": "起诉"})
    talk = talk.customer("话", "vent", mood="angry", intensity=3, signals={"media": "话", signal: "话"})
    guidance = advise(talk.call, book)
    scripts = {script.id: script.script for script in book.scripts}
    assert purposes(guidance)[:2] == ["risk", "risk"]
    assert all(signal in scripts[say.id].signal for say in guidance.say[:2])
    assert guidance.ask is None


def test_after_words_of_self_harm_nothing_else_is_offered_for_the_rest_of_the_call(book: Playbook) -> None:
    talk = Talk(book).customer(
        "我不想活了", mood="disappointed", intensity=3, signals={"self_harm": "不想活"}
    )
    scripts = {script.id: script.script for script in book.scripts}
    for _ in range(12):
        talk = talk.agent("我在", "listen").customer("嗯", "chitchat", "none")
        guidance = advise(talk.call, book)
        assert all("self_harm" in scripts[say.id].signal for say in guidance.say)
        assert guidance.ask is None
        talk = shown(talk, guidance)
    assert any("别挂" in plan for plan in guidance.plans)


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"mood": "angry", "intensity": 2}, "请您冷静一下"),
        ({"signals": {"legal": "告"}}, "您要告就去告"),
        ({"signals": {"media": "网上"}}, "您先别发网上"),
        ({"signals": {"repeat": "第三次"}}, "您把情况再说一遍"),
        ({"signals": {"self_harm": "不想活"}}, "您想开点，别冲动"),
        ({"kind": "delivery"}, "这是快递的问题，您找他们"),
        ({"act": "demand"}, "这是规定，没办法"),
    ],
)
def test_what_would_hurt_now_is_named(book: Playbook, fields: dict[str, Any], text: str) -> None:
    assert text in [avoid.text for avoid in advise(Talk(book).customer(**fields).call, book).avoid]


def test_a_line_against_fury_is_not_shown_to_a_calm_customer(book: Playbook) -> None:
    shown_lines = advise(Talk(book).customer().call, book).avoid
    assert "请您冷静一下" not in [avoid.text for avoid in shown_lines]


def test_one_missing_fact_is_asked_for_after_the_feeling_was_answered(book: Playbook) -> None:
    talk = Talk(book).customer("五天没到", mood="angry", intensity=1)
    assert advise(talk.call, book).ask is None
    talk = talk.agent("换谁都急", "empathize", "restate").customer("是啊", "describe")
    assert "单号" in (advise(talk.call, book).ask or "")
    talk = talk.agent().customer("SF123", order_id="SF123456")
    assert "哪天" in (advise(talk.call, book).ask or "")
    assert advise(talk.customer("五天了", days_waiting=5).call, book).ask is None


def test_several_times_is_asked_about(book: Playbook) -> None:
    talk = (
        Talk(book)
        .customer("找了好几次", contacts_several=True)
        .agent("对吗", "restate")
        .customer("对", "describe")
    )
    assert "几次" in (advise(talk.call, book).ask or "")
    counted = talk.customer("三次", contacts=3)
    assert "几次" not in (advise(counted.call, book).ask or "")


def test_no_question_while_the_agent_is_speaking(book: Playbook) -> None:
    talk = Talk(book).customer().agent("换谁都急", "empathize", "restate")
    assert advise(talk.call, book).ask is None


def test_plans_and_names_come_in_the_language_asked_for(book: Playbook) -> None:
    talk = Talk(book).customer("傻", signals={"abuse": "傻"})
    zh, en = advise(talk.call, book), advise(talk.call, book, language="en")
    assert (zh.step.name, en.step.name) == ("接受信息", "Take it in")
    assert zh.level.duty == "2小时内给出初步方案，跟进到底"
    assert en.level.duty == "First solution within 2 hours, followed to the end"
    assert "mute" in en.plans[0]
    assert "静音" in zh.plans[0]
    assert en.step.why.isascii()
    # What is spoken to the customer stays Chinese.
    assert en.say == zh.say


def test_checklist_and_promises_are_shown_as_they_stand(book: Playbook) -> None:
    talk = Talk(book).customer().agent("今晚八点前给您回电", "verify_identity", "commit_time")
    guidance = advise(talk.call, book)
    assert [(check.id, check.done) for check in guidance.checklist] == [
        ("verify_identity", True),
        ("restate", False),
        ("confirm_solution", False),
        ("confirm_satisfaction", False),
    ]
    [promise] = guidance.promises
    assert promise.due == START.replace(hour=20)
    assert promise.due.tzinfo == BEIJING
    assert promise.within_authority
