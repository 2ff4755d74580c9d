"""The five beats of repair: in order, with two apologies told apart, and none for a calm enquiry."""

from __future__ import annotations

from typing import Any

import pytest
from builders import Talk
from hypothesis import given
from hypothesis import strategies as st

from anfu.labels import AGENT_ACTS, BEATS
from anfu.playbook import Playbook


@pytest.fixture
def upset(book: Playbook) -> Talk:
    """A call with an angry customer, before the agent said anything."""
    return Talk(book).customer("等了五天！", "vent", mood="angry", intensity=2)


def test_beats_are_heard_one_after_the_other(upset: Talk) -> None:
    expected = []
    for act, beat in zip(
        ["empathize", "apologize", "urgency", "apologize", "commit_time"], BEATS, strict=True
    ):
        assert upset.beat == beat
        upset = upset.agent("好", act)  # type: ignore[arg-type]
        expected.append(beat)
        assert list(upset.call.repair.done) == expected
    assert upset.beat is None


def test_all_five_fit_in_one_utterance(upset: Talk) -> None:
    talk = upset.agent(
        "换谁都急，对不起，我现在就查，查到了，给您添麻烦了，今晚八点前到账",
        "empathize",
        "apologize",
        "urgency",
        "apologize",
        "commit_time",
    )
    assert talk.call.repair.done == BEATS


def test_an_apology_before_the_feeling_was_answered_counts_and_the_feeling_is_pointed_out(
    upset: Talk,
) -> None:
    talk = upset.agent("对不起", "apologize")
    assert talk.call.repair.done == ("apologize",)
    assert talk.call.repair.passed_over == ("understand",)
    assert talk.beat == "understand"
    assert talk.agent("换谁都急", "empathize").beat == "urgency"


def test_two_apologies_in_a_row_are_one(upset: Talk) -> None:
    talk = upset.agent("换谁都急", "empathize").agent("对不起", "apologize").agent("真的对不起", "apologize")
    assert talk.call.repair.done == ("understand", "apologize")
    assert talk.beat == "urgency"


def test_the_second_apology_counts_once_the_agent_has_acted(upset: Talk) -> None:
    talk = upset.agent("换谁都急，对不起，我现在就查", "empathize", "apologize", "urgency")
    assert talk.beat == "apologize_again"
    assert talk.agent("折腾您了，对不起", "apologize").beat == "fix"


def test_the_order_within_an_utterance_does_not_matter(upset: Talk) -> None:
    talk = upset.agent("对不起，换谁都急", "apologize", "empathize")
    assert talk.call.repair.done == ("understand", "apologize")
    assert talk.call.repair.passed_over == ()


def test_a_skipped_beat_is_pointed_out_once(upset: Talk) -> None:
    talk = upset.agent("今晚八点前给您回电", "commit_time")
    assert talk.call.repair.passed_over == ("understand",)
    talk = talk.customer("行吧", "accept", "none")
    assert talk.call.repair.passed_over == ()
    talk = talk.agent("明早也给您回电", "commit_time")
    assert talk.call.repair.passed_over == ()


def test_the_next_skipped_beat_is_pointed_out_too(upset: Talk) -> None:
    talk = upset.agent("今晚八点前回电", "commit_time").agent("换谁都急", "empathize")
    talk = talk.agent("我现在就查", "urgency")
    assert talk.call.repair.passed_over == ("apologize",)


def test_a_beat_done_in_the_same_breath_as_a_later_one_was_not_skipped(upset: Talk) -> None:
    talk = upset.agent("对不起，我这就查，换谁都急", "apologize", "urgency", "empathize")
    assert talk.call.repair.passed_over == ()


@pytest.mark.parametrize(
    ("kind", "intensity"), [("none", 0), ("none", 2), ("delivery", 0)], ids=["question", "grumble", "calm"]
)
def test_no_repair_without_both_a_complaint_and_a_feeling(book: Playbook, kind: Any, intensity: int) -> None:
    mood: Any = "angry" if intensity else "calm"
    talk = Talk(book).customer("几点下班", "question", kind, mood, intensity)
    talk = talk.agent("对不起", "empathize", "apologize", "commit_time")
    assert talk.beat is None
    assert talk.call.repair.done == ()
    assert talk.call.repair.passed_over == ()


@pytest.mark.parametrize("act", ["vent", "threaten"])
def test_venting_in_a_level_voice_is_dissatisfaction(book: Playbook, act: Any) -> None:
    assert Talk(book).customer("我还以为电话是摆设", act).beat == "understand"


def test_an_agent_who_answers_the_feeling_in_a_complaint_has_begun_the_repair(book: Playbook) -> None:
    talk = Talk(book).customer("彩铃我没开过", "describe", "billing")
    assert talk.beat is None
    assert talk.agent("我这就查", "urgency").beat is None
    assert talk.agent("扣了大半年，心里肯定不舒服", "empathize").beat == "apologize"
    assert talk.agent("对不起", "apologize").beat == "understand"


def test_a_repair_goes_on_when_the_customer_calms_down(upset: Talk) -> None:
    assert upset.agent("换谁都急", "empathize").customer("嗯", "chitchat", "none").beat == "apologize"


@given(spoken=st.lists(st.lists(st.sampled_from(AGENT_ACTS), max_size=4), max_size=12))
def test_beats_stay_in_order_and_each_is_pointed_out_once(book: Playbook, spoken: list[Any]) -> None:
    talk = Talk(book).customer("等了五天！", "vent", mood="angry", intensity=2)
    noted: list[str] = []
    before: tuple[str, ...] = ()
    for acts in spoken:
        talk = talk.agent("好", *acts)
        repair = talk.call.repair
        assert list(repair.done) == [beat for beat in BEATS if beat in repair.done]
        assert set(before) <= set(repair.done), "what was heard stays heard"
        assert talk.beat == next((beat for beat in BEATS if beat not in repair.done), None)
        noted += repair.passed_over
        assert set(repair.passed_over).isdisjoint(repair.done)
        before = repair.done
    assert len(noted) == len(set(noted))


@given(spoken=st.lists(st.lists(st.sampled_from(AGENT_ACTS), max_size=4), max_size=12))
def test_without_a_remedy_there_is_no_second_apology(book: Playbook, spoken: list[Any]) -> None:
    talk = Talk(book).customer("等了五天！", "vent", mood="angry", intensity=2)
    for acts in spoken:
        talk = talk.agent(
            "好", *(act for act in acts if act not in ("urgency", "propose_fix", "commit_time"))
        )
    assert "apologize_again" not in talk.call.repair.done
