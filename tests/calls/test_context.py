"""Words that mean something only with the call behind them, and those that are left as they were read."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from builders import Talk, customer
from hypothesis import given
from hypothesis import strategies as st

from anfu.labels import CUSTOMER_ACTS, EMOTIONS, KINDS
from anfu.playbook import Playbook
from anfu.reading import CustomerReading, Emotion

CALM = Emotion()
CARRIED = 3
"""How many of the customer's turns a feeling lives on in."""


def read(text: str, *args: Any, sure: float = 0.4, **fields: Any) -> CustomerReading:
    """How the customer's words are read; `sure` is how sure the feeling is."""
    return msgspec.structs.replace(customer(text, *args, **fields), confidence={"emotion": sure})


def says(talk: Talk, text: str, *args: Any, **fields: Any) -> Talk:
    return talk.hear("customer", text, read(text, *args, **fields))


def hums(talk: Talk, text: str = "嗯", **fields: Any) -> Talk:
    """The customer says something bare, of which the reading alone makes nothing."""
    return says(talk, text, "chitchat", "none", **fields)


def again(talk: Talk, text: str = "又是这样", **fields: Any) -> Talk:
    """The customer says that it has happened again, and not what."""
    return says(talk, text, "vent", fields.pop("kind", "other"), **fields)


def broken(book: Playbook) -> Talk:
    """A call in which a fault was told calmly."""
    return says(Talk(book), "洗衣机不转了", kind="quality", sure=0.9)


def shouted(book: Playbook, intensity: int = 3, **fields: Any) -> Talk:
    """A call in which the customer has shouted once."""
    shout = {"kind": "quality", "mood": "angry", "intensity": intensity, "sure": 0.9} | fields
    return says(Talk(book), "你们卖的什么破烂", "vent", **shout)


# --- it has happened again ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "又是这样",
        "又是这样！",
        "唉，又 是 这样……",
        "怎么又坏了",
        "还是不行",
        "还是老样子",
        "跟上次一模一样",
        "每次都这样",
    ],
)
def test_a_fault_that_is_back_is_the_one_named_before(book: Playbook, text: str) -> None:
    heard = again(broken(book), text).call.heard
    assert heard.kind == "quality"
    assert heard.facts.contacts_several
    assert heard.inferred == ("kind", "contacts_several")


def test_words_that_complain_of_nothing_by_themselves_do_as_well(book: Playbook) -> None:
    assert again(broken(book), kind="none").call.heard.kind == "quality"


def test_what_is_back_is_asked_about_and_not_counted(book: Playbook) -> None:
    talk = again(broken(book))
    assert talk.call.known.contacts_several
    assert talk.call.known.contacts == 0
    assert talk.call.matter == "quality"
    assert talk.level == 3


@pytest.mark.parametrize("text", ["又是这样", "怎么又坏了", "还是不行"])
def test_the_first_words_of_a_call_have_nothing_behind_them(book: Playbook, text: str) -> None:
    reading = read(text, "vent", "other")
    assert Talk(book).hear("customer", text, reading).call.heard == reading
    assert Talk(book).agent("您好", "greet").hear("customer", text, reading).call.heard == reading


def test_a_question_before_is_no_fault(book: Playbook) -> None:
    asked = says(Talk(book), "你们几点下班", "question", "none", sure=0.9)
    heard = again(asked).call.heard
    assert (heard.kind, heard.facts.contacts_several, heard.inferred) == ("other", False, ())


def test_a_fault_that_is_named_is_that_one(book: Playbook) -> None:
    heard = again(broken(book), "又是这样，又多扣我三十", kind="billing").call.heard
    assert heard.kind == "billing"
    assert heard.inferred == ("contacts_several",)


def test_contacts_that_are_counted_stay_counted(book: Playbook) -> None:
    heard = again(broken(book), "又是这样，第三次了", contacts=3).call.heard
    assert (heard.facts.contacts, heard.facts.contacts_several) == (3, False)
    assert heard.inferred == ("kind",)


def test_what_the_words_say_themselves_is_not_called_inferred(book: Playbook) -> None:
    heard = again(broken(book), "又是这样，好几次了", kind="quality", contacts_several=True).call.heard
    assert heard.facts.contacts_several
    assert heard.inferred == ()


@pytest.mark.parametrize("text", ["这样吧，你先查", "不是又是这样的意思", "我想问问"])
def test_other_words_name_no_fault(book: Playbook, text: str) -> None:
    heard = again(broken(book), text).call.heard
    assert (heard.kind, heard.inferred) == ("other", ())


@pytest.mark.parametrize("text", ["没用过你们的小程序", "没用微信付的", "跟上次一样的地址"])
def test_an_answer_that_begins_alike_names_no_fault(book: Playbook, text: str) -> None:
    heard = says(broken(book), text, "describe", "none", sure=0.95).call.heard
    assert (heard.kind, heard.facts.contacts_several) == ("none", False)


@pytest.mark.parametrize("text", ["又来了一个短信让我填验证码", "还是一样的收货地址"])
def test_a_longer_answer_that_begins_alike_names_no_fault(book: Playbook, text: str) -> None:
    heard = says(broken(book), text, "describe", "none", sure=0.95).call.heard
    assert (heard.kind, heard.facts.contacts_several) == ("none", False)


def test_traditional_characters_say_it_too(book: Playbook) -> None:
    assert again(broken(book), "又是這樣").call.heard.kind == "quality"


# --- a feeling lives on ---------------------------------------------------------------------------


@pytest.mark.parametrize(("before", "after"), [(3, 2), (2, 1), (1, 1)])
def test_a_bare_hum_after_a_shout_is_a_weaker_anger(book: Playbook, before: int, after: int) -> None:
    talk = hums(shouted(book, before))
    assert talk.call.heard.emotion == Emotion("angry", after)
    assert talk.call.heard.inferred == ("emotion",)
    assert talk.call.anger == after


@pytest.mark.parametrize("mood", ["anxious", "disappointed"])
def test_other_feelings_live_on_too(book: Playbook, mood: Any) -> None:
    assert hums(shouted(book, 2, mood=mood)).call.heard.emotion == Emotion(mood, 1)


def test_what_the_agent_says_between_does_not_end_it(book: Playbook) -> None:
    talk = shouted(book)
    for _ in range(5):
        talk = talk.agent("您说", "listen")
    assert hums(talk).call.heard.emotion == Emotion("angry", 2)


def test_a_calm_call_stays_calm(book: Playbook) -> None:
    assert hums(broken(book)).call.heard == read("嗯", "chitchat", "none")


@pytest.mark.parametrize("sure", [0.1, 0.4, 0.52])
def test_a_feeling_lives_on_for_three_turns_and_never_by_itself(book: Playbook, sure: float) -> None:
    talk = shouted(book)
    felt = []
    for _ in range(CARRIED + 2):
        talk = hums(talk, sure=sure)
        felt.append((talk.call.heard.emotion, talk.call.heard.inferred))
    assert felt == [(Emotion("angry", 2), ("emotion",))] * CARRIED + [(CALM, ())] * 2


def test_a_fault_that_keeps_coming_back_feeds_no_anger_of_its_own(book: Playbook) -> None:
    talk = shouted(book)
    for _ in range(CARRIED):
        talk = again(talk, sure=0.95)
        assert talk.call.heard.emotion == Emotion("angry", 2)
    assert again(talk, sure=0.95).call.heard.emotion == CALM


def test_a_new_shout_begins_it_anew(book: Playbook) -> None:
    talk = hums(hums(hums(shouted(book))))
    talk = says(talk, "我真急了", "vent", mood="anxious", intensity=2, sure=0.9)
    assert hums(talk).call.heard.emotion == Emotion("anxious", 1)


@pytest.mark.parametrize(("sure", "emotion"), [(0.49, CALM), (0.5, Emotion("angry", 2))])
def test_a_doubtful_shout_is_not_leaned_on(book: Playbook, sure: float, emotion: Emotion) -> None:
    assert hums(shouted(book, sure=sure)).call.heard.emotion == emotion


def test_a_fault_that_is_back_brings_its_anger_back(book: Playbook) -> None:
    heard = again(shouted(book), sure=0.95).call.heard
    assert heard.emotion == Emotion("angry", 2)
    assert heard.inferred == ("kind", "contacts_several", "emotion")


# --- words that speak for themselves --------------------------------------------------------------


@pytest.mark.parametrize(("sure", "inferred"), [(0.54, ("emotion",)), (0.55, ()), (0.95, ())])
def test_clearly_calm_words_are_left_alone(book: Playbook, sure: float, inferred: Any) -> None:
    heard = hums(shouted(book), "下单的是我", sure=sure).call.heard
    assert heard.inferred == inferred
    assert (heard.emotion == CALM) == (not inferred)


@pytest.mark.parametrize("act", ["thank", "accept"])
def test_thanks_and_consent_are_left_alone_however_doubtful(book: Playbook, act: Any) -> None:
    reading = read("行", act, "none", sure=0.1)
    assert shouted(book).hear("customer", "行", reading).call.heard == reading


@pytest.mark.parametrize("act", ["thank", "accept"])
def test_anger_that_ended_in_thanks_does_not_come_back(book: Playbook, act: Any) -> None:
    talk = says(shouted(book), "好的", act, "none", sure=0.95)
    assert hums(talk).call.heard.emotion == CALM


def test_a_feeling_of_its_own_is_left_alone(book: Playbook) -> None:
    heard = hums(shouted(book), "唉", mood="disappointed", intensity=1).call.heard
    assert (heard.emotion, heard.inferred) == (Emotion("disappointed", 1), ())


@pytest.mark.parametrize(
    ("text", "inferred"),
    [
        ("一二三四五六七八九十", ("emotion",)),
        ("一二三四五，六七八九十……！", ("emotion",)),
        ("一 二 三 四 五 六 七 八 九 十", ("emotion",)),
        ("一二三四五六七八九十百", ()),
    ],
)
def test_only_bare_words_take_a_feeling_over(book: Playbook, text: str, inferred: Any) -> None:
    assert book.cues.context.bare_length == 10
    assert hums(shouted(book), text).call.heard.inferred == inferred


# --- whatever is said -----------------------------------------------------------------------------

utterances = st.lists(
    st.tuples(
        st.sampled_from(["嗯", "又是这样", "还是不行", "我要投诉你们这种态度", "好"]),
        st.sampled_from(CUSTOMER_ACTS),
        st.sampled_from(KINDS),
        st.sampled_from(EMOTIONS),
        st.integers(0, 3),
        st.floats(0, 1),
    ),
    max_size=8,
)


@given(utterances)
def test_only_kind_contacts_and_feeling_are_ever_inferred(book: Playbook, told: list[Any]) -> None:
    talk = Talk(book)
    for text, act, kind, mood, strength, sure in told:
        reading = read(text, act, kind, mood, strength, sure=sure)
        talk = talk.hear("customer", text, reading)
        heard = talk.call.heard
        changes = {
            "kind": heard.kind != reading.kind,
            "contacts_several": heard.facts != reading.facts,
            "emotion": heard.emotion != reading.emotion,
        }
        assert {name for name, changed in changes.items() if changed} <= set(heard.inferred)
        assert heard == msgspec.structs.replace(
            reading, kind=heard.kind, facts=heard.facts, emotion=heard.emotion, inferred=heard.inferred
        )
        if reading.emotion.intensity:
            assert heard.emotion == reading.emotion
        assert heard.emotion.intensity <= max(turn[4] for turn in told)
