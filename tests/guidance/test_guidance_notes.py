"""Listening notes and reminders: filled from what was said, each reminder at its moment."""

from __future__ import annotations

import pytest
from builders import Talk

from anfu.guidance.advise import advise
from anfu.guidance.notes import notes
from anfu.labels import Language
from anfu.playbook import Playbook


def reminded(talk: Talk, language: Language = "zh") -> list[str]:
    """What the agent is reminded of after the latest turn."""
    return [reminder.id for reminder in advise(talk.call, talk.book, language=language).remind]


def follow(talk: Talk) -> Talk:
    """The talk after the agent has seen the guidance."""
    guidance = advise(talk.call, talk.book)
    shown = talk.call.offer(
        tuple(say.id for say in guidance.say), tuple(reminder.id for reminder in guidance.remind)
    )
    return Talk(talk.book, shown)


def test_the_three_channels_fill_themselves(book: Playbook) -> None:
    talk = (
        Talk(book)
        .customer("洗衣机又漏水", kind="quality", mood="angry", intensity=2, product="洗衣机", contacts=3)
        .customer("给我退六千块", "demand", kind="quality", mood="angry", intensity=3, amount_cny="6000")
    )
    noted = notes(talk.call, book)
    assert (noted.emotion.label, noted.emotion.intensity, noted.emotion.peak) == ("angry", 3, 3)
    assert noted.emotion.trend == "rising"
    assert {fact.name: fact.text for fact in noted.facts} == {
        "产品": "洗衣机",
        "金额": "6000元",
        "来电次数": "3",
    }
    [want] = noted.wants
    assert (want.text, want.answered) == ("给我退六千块", False)
    assert noted.goal == "我们一起让东西能正常用上"
    talk = talk.agent("今天18点前给您安排换新", "propose_fix", "commit_time").customer(
        "行", "accept", mood="calm"
    )
    later = notes(talk.call, book)
    assert later.wants[0].answered
    assert later.emotion.trend == "falling"
    assert later.emotion.peak == 3


def test_several_contacts_are_noted_as_a_question(book: Playbook) -> None:
    talk = Talk(book).customer("打了好几次", contacts_several=True)
    assert [fact.text for fact in notes(talk.call, book).facts] == ["好几次，还没问清"]
    talk = talk.customer("一共四次", contacts=4)
    assert [fact.text for fact in notes(talk.call, book).facts] == ["4"]


@pytest.mark.parametrize(
    ("said", "dispute"),
    [
        ("多扣我的三百块给我退回来", "interest"),
        ("什么时候能修好，给个准话", "interest"),
        ("我不是为了这点钱，我要你们道个歉", "recognition"),
        ("你们那个人什么态度，凭什么怀疑我", "recognition"),
        ("包裹五天没到", None),
    ],
)
def test_interest_and_recognition_are_told_apart(book: Playbook, said: str, dispute: str | None) -> None:
    noted = notes(Talk(book).customer(said).call, book)
    assert (noted.dispute.id if noted.dispute else None) == dispute


def test_what_is_said_more_often_decides_the_dispute(book: Playbook) -> None:
    talk = Talk(book).customer("我要你们道歉").customer("退我钱").customer("什么时候能退")
    noted = notes(talk.call, book)
    assert noted.dispute is not None
    assert noted.dispute.id == "interest"


def test_a_calm_enquiry_has_no_dispute_and_no_goal(book: Playbook) -> None:
    noted = notes(Talk(book).customer("怎么退货呢", "question", kind="none").call, book)
    assert (noted.dispute, noted.goal) == (None, None)


def test_the_notes_speak_english_when_asked(book: Playbook) -> None:
    noted = notes(Talk(book).customer("退钱", product="洗衣机").call, book, "en")
    assert noted.dispute is not None
    assert noted.dispute.name == "Interest"
    assert [fact.name for fact in noted.facts] == ["Product"]


# --- reminders ------------------------------------------------------------------------------------


def at_the_solution(book: Playbook) -> Talk:
    """A complaint that has come to the options."""
    return (
        Talk(book)
        .customer()
        .agent("您是说包裹五天没到", "restate")
        .agent("搁谁都急", "empathize")
        .agent("您最希望怎么处理", "ask_expectation")
    )


def test_the_triple_check_comes_once_before_the_solution(book: Playbook) -> None:
    talk = at_the_solution(book)
    assert reminded(talk) == ["triple-check"]
    talk = follow(talk).customer("快点送来", "demand")
    assert reminded(talk) == []


def test_no_triple_check_once_a_solution_was_spoken(book: Playbook) -> None:
    talk = at_the_solution(book)
    talk = talk.agent("给您换一台", "propose_fix").customer("不行", "reject")
    assert "triple-check" not in reminded(talk)


def test_a_promise_wants_to_be_read_back(book: Playbook) -> None:
    talk = Talk(book).customer().agent("今晚八点前给您回电", "commit_time")
    assert reminded(talk) == ["read-back"]


def test_a_promise_beyond_authority_is_pointed_out_every_time(book: Playbook) -> None:
    talk = Talk(book).customer().agent("今晚八点前给您退八百块", "commit_time", amount_cny="800")
    assert "beyond-authority" in reminded(talk)
    talk = follow(talk).agent("明天上午十点前给您退九百块", "commit_time", amount_cny="900")
    assert "beyond-authority" in reminded(talk)


def test_a_third_apology_is_one_too_many(book: Playbook) -> None:
    talk = Talk(book).customer().agent("对不起", "apologize").agent("真对不起", "apologize")
    assert reminded(talk) == []
    talk = talk.agent("实在对不起", "apologize")
    assert reminded(talk) == ["one-apology-enough"]


def test_closing_a_complaint_with_gaps_is_pointed_out(book: Playbook) -> None:
    talk = Talk(book).customer().agent("再见", "close")
    assert reminded(talk) == ["closing-nodes"]
    calm = Talk(book).customer("几点下班", "question", kind="none").agent("再见", "close")
    assert reminded(calm) == []


def test_whoever_is_calm_now_is_not_getting_angrier(book: Playbook) -> None:
    talk = Talk(book)
    for mood, intensity in (("calm", 0), ("calm", 0), ("angry", 2), ("calm", 0)):
        talk = talk.customer("嗯，你说", kind="quality", mood=mood, intensity=intensity)
    assert notes(talk.call, book).emotion.trend == "steady"
