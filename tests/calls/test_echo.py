"""Saying the customer's words back is heard by the words, whatever way it is put."""

from __future__ import annotations

import msgspec
import pytest
from builders import Talk, agent

from anfu.labels import AgentAct
from anfu.playbook import Playbook


def told(book: Playbook) -> Talk:
    return Talk(book).customer("我在旗舰店花八百九买的鞋，左右脚标不一样，鞋底还掉粉")


def acts(talk: Talk) -> frozenset[str]:
    return talk.call.turns[-1].acts


@pytest.mark.parametrize(
    "said",
    [
        "旗舰店买的，八百九，左右脚标对不上，是这样吧？",
        "我捋一下 旗舰店八百九 鞋底掉粉 左右脚标不一样",
        "也就是说，左右脚标不一样，鞋底还掉粉。",
    ],
)
def test_the_customers_own_words_asked_back_are_a_restatement(book: Playbook, said: str) -> None:
    assert "restate" in acts(told(book).agent(said))


@pytest.mark.parametrize(
    "said",
    [
        "您是本人对吧？",
        "明天退给您，这样可以吗？",
        "您住在三楼，是吧？",
        "旗舰店八百九的鞋，我现在就给您退。",
    ],
)
def test_other_questions_and_offers_restate_nothing(book: Playbook, said: str) -> None:
    assert "restate" not in acts(told(book).agent(said))


def test_before_the_customer_spoke_there_is_nothing_to_say_back(book: Playbook) -> None:
    assert "restate" not in acts(Talk(book).agent("旗舰店买的鞋，是这样吧？"))


def test_an_echo_is_no_agreement_on_a_solution(book: Playbook) -> None:
    talk = told(book).agent("旗舰店买的，八百九，左右脚标不一样，对吧？", "confirm_solution")
    assert acts(talk) == {"restate"}


def test_an_echo_asks_for_nothing_else(book: Playbook) -> None:
    talk = told(book).agent("八百九买的，您想知道鞋底怎么掉粉，是这样吗？", "ask_expectation")
    assert acts(talk) == {"restate"}


def guessed(talk: Talk, said: str, *guesses: AgentAct, sure: float = 0.7) -> frozenset[str]:
    """The acts left of what only the model takes for acts."""
    read = agent(said, *guesses)
    doubted = tuple(
        msgspec.structs.replace(act, confidence=1.0 if act.id == "listen" else sure)
        for act in read.agent_acts
    )
    return acts(talk.hear("agent", said, msgspec.structs.replace(read, agent_acts=doubted)))


@pytest.mark.parametrize(
    ("said", "sure", "stays"),
    [
        ("我在，您别急", 0.7, False),
        ("旗舰店，八百九，掉粉", 0.7, True),
        ("我在，您别急", 0.95, True),
    ],
)
def test_a_doubtful_restatement_must_say_something_back(
    book: Playbook, said: str, sure: float, stays: bool
) -> None:
    assert ("restate" in guessed(told(book), said, "restate", sure=sure)) is stays


def test_what_half_sounds_in_an_echo_was_said_by_the_customer(book: Playbook) -> None:
    talk = told(book)
    said = "旗舰店八百九买的鞋，您心疼得很，鞋底还掉粉，没记错吧？"
    assert guessed(talk, said, "restate", "empathize", "urgency") == {"restate"}
    assert guessed(talk, said, "restate", "empathize", sure=0.95) == {"restate", "empathize"}


def test_an_invitation_to_go_on_is_no_half_heard_restatement_or_empathy(book: Playbook) -> None:
    heard = guessed(told(book), "鞋底还掉粉？您说，什么时候买的", "listen", "restate", "empathize")
    assert heard == {"listen"}


def test_nobody_half_asks_for_a_yes_before_anything_was_offered(book: Playbook) -> None:
    assert not guessed(told(book), "咱们就事说事，可以吗", "confirm_solution")
    talk = told(book).agent("给您换一双", "propose_fix")
    assert guessed(talk, "咱们就这么办，可以吗", "confirm_solution") == {"confirm_solution"}


def test_times_in_an_echo_bind_nobody(book: Playbook) -> None:
    talk = Talk(book).customer("说好明天上午十点上门装，师傅没来")
    talk = talk.agent("说好明天上午十点上门装，师傅没来，对吧？", "commit_time")
    assert talk.call.promises == ()
    assert acts(talk) == {"restate"}
