"""The rest of what a call keeps: checklist, promises, mood, facts."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from builders import START, Talk

from anfu.calls import Call
from anfu.labels import NODES
from anfu.playbook import Playbook
from anfu.reading import Emotion


@pytest.mark.parametrize("node", NODES)
def test_each_node_of_the_checklist_is_heard_by_its_own_act(book: Playbook, node: str) -> None:
    talk = Talk(book).customer()
    assert talk.call.nodes == ()
    talk = talk.agent("好", node)  # type: ignore[arg-type]  # nodes and acts share their names
    assert talk.call.nodes == (node,)
    assert talk.agent("好", node).call.nodes == (node,)  # type: ignore[arg-type]


def promise(book: Playbook, text: str, role: str = "agent", **facts: object) -> Talk:
    return Talk(book, role=role).customer().agent(text, "commit_time", **facts)


def test_a_promise_is_kept_with_its_words_and_due_time(book: Playbook) -> None:
    [kept] = promise(book, "两小时内给您回电").call.promises
    assert kept.text == "两小时内给您回电"
    assert kept.due - START == timedelta(hours=2, seconds=20)
    assert kept.within_authority
    assert kept.turn == 2


@pytest.mark.parametrize(
    ("text", "role", "amount", "within"),
    [
        ("今晚八点前退您五百", "agent", "500", True),
        ("今晚八点前退您五百零一", "agent", "501", False),
        ("今晚八点前退您五千", "supervisor", "5000", True),
        ("24小时内给您准话", "agent", None, True),
        ("三天内给您准话", "agent", None, False),
        ("48小时内给您准话", "supervisor", None, True),
        ("今晚八点前退您五百零一", "trainer", "501", False),
    ],
)
def test_a_promise_is_judged_by_the_speakers_authority(
    book: Playbook, text: str, role: str, amount: str | None, within: bool
) -> None:
    [kept] = promise(book, text, role, **({"amount_cny": amount} if amount else {})).call.promises
    assert kept.within_authority is within


def test_summing_up_with_this_evening_names_the_promise_of_this_evening(book: Playbook) -> None:
    talk = promise(book, "今晚八点前给您回电")
    assert len(talk.agent("那就是今晚我给您回电", "commit_time", "summarize").call.promises) == 1
    assert len(talk.agent("另外今晚九点前我给您发短信", "commit_time", "summarize").call.promises) == 2


def test_the_same_time_promised_again_is_one_promise_in_its_latest_words(book: Playbook) -> None:
    talk = promise(book, "今晚八点前给您回电").agent("今天20点前我一定打给您", "commit_time")
    assert [kept.text for kept in talk.call.promises] == ["今天20点前我一定打给您"]
    talk = talk.agent("明早十点再报一次进度", "commit_time")
    assert len(talk.call.promises) == 2


@pytest.mark.parametrize("text", ["我会跟进的", "尽快给您回电"])
def test_words_without_a_time_are_no_entry(book: Playbook, text: str) -> None:
    assert promise(book, text).call.promises == ()


def test_only_the_agent_promises_and_only_when_heard_as_a_promise(book: Playbook) -> None:
    talk = Talk(book).customer("你们今晚八点前给我回电").agent("今晚八点前有暴雨", "explain")
    assert talk.call.promises == ()


def test_times_in_what_is_said_back_are_not_promised(book: Playbook) -> None:
    back = "我复述一遍：明天上午十点装机的师傅没来，是吧？"
    assert Talk(book).agent(back, "restate", "commit_time").call.promises == ()
    offer = "我复述一遍：装机的师傅没来。我给您重排，明天上午十点到。"
    assert len(Talk(book).agent(offer, "restate", "propose_fix", "commit_time").call.promises) == 1


def test_a_bare_mm_does_not_wipe_out_the_mood(book: Playbook) -> None:
    talk = Talk(book).customer("等了五天！", "vent", mood="angry", intensity=3).agent()
    talk = talk.customer("嗯", "chitchat", "none")
    assert talk.call.mood == Emotion("angry", 3)
    assert talk.call.anger == 3
    assert talk.customer("好吧，谢谢", "thank", "none").call.anger == 0


def test_a_call_without_a_customers_word_is_calm(book: Playbook) -> None:
    empty = Call("C-1", START)
    assert empty.mood == Emotion()
    assert empty.heard.act == "chitchat"
    assert not empty.is_complaint
    assert Talk(book).agent("您好", "greet").call.mood == Emotion()


def test_anxiety_is_no_anger(book: Playbook) -> None:
    assert Talk(book).customer(mood="anxious", intensity=3).call.anger == 0


def test_the_curve_has_a_point_for_each_customer_turn(book: Playbook) -> None:
    talk = Talk(book).agent().customer(mood="angry", intensity=2).agent().customer("行", "accept", "none")
    assert talk.call.emotions == [(2, Emotion("angry", 2)), (4, Emotion())]


def test_facts_add_up_over_the_call_and_the_latest_wins(book: Playbook) -> None:
    talk = Talk(book).customer(order_id="A1", days_waiting=5).agent().customer(order_id="A2", amount_cny="30")
    facts = talk.customer("小数", amount_cny="12.5", contacts=2).call.facts
    assert (facts.order_id, facts.days_waiting, facts.contacts) == ("A2", 5, 2)
    assert facts.amount_cny == Decimal(30)  # what is at stake stays the largest sum


def test_the_matter_is_the_first_clear_kind(book: Playbook) -> None:
    talk = Talk(book).customer(kind="none", act="question")
    assert talk.call.matter is None
    talk = talk.customer(kind="other")
    assert talk.call.matter == "other"
    assert talk.customer(kind="refund").customer(kind="billing").call.matter == "refund"
    assert talk.customer("问一下", "question", "refund").call.matter == "other"


def test_offered_scripts_are_remembered_once_and_firsts_in_order(book: Playbook) -> None:
    call = Call("C-1", START).offer(("a", "b")).offer(()).offer(("b", "c"))
    assert call.offered == ("a", "b", "c")
    assert call.led_with == ("a", "b")


# --- promises are agreed to -----------------------------------------------------------------------


def confirmed(talk: Talk) -> list[bool]:
    return [kept.confirmed for kept in talk.call.promises]


def test_a_promise_counts_as_agreed_when_the_customer_accepts_it(book: Playbook) -> None:
    talk = promise(book, "两小时内给您回电")
    assert confirmed(talk) == [False]
    assert confirmed(talk.customer("行，那我等着", "accept")) == [True]


def test_other_words_agree_to_nothing(book: Playbook) -> None:
    talk = promise(book, "两小时内给您回电").customer("又是这套", "vent")
    assert confirmed(talk) == [False]
    talk = talk.agent("您是说等烦了", "restate").customer("对", "accept")
    assert confirmed(talk) == [False], "what was agreed to is the restatement"


def test_what_was_summed_up_is_agreed_to_as_a_whole(book: Playbook) -> None:
    talk = promise(book, "两小时内给您回电").customer("嗯", "chitchat")
    talk = talk.agent("明天十点前再给您报一次", "commit_time").agent("我们约好这两件事", "summarize")
    assert confirmed(talk.customer("可以", "accept")) == [True, True]


def test_a_promise_is_kept_in_its_own_sentence(book: Playbook) -> None:
    [kept] = promise(book, "这事搁谁都急。我今晚八点前给您回电；单号您留好。").call.promises
    assert kept.text == "我今晚八点前给您回电"
