"""The five steps: only evidence moves them on, and some events send them back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from builders import Talk, customer
from hypothesis import given
from hypothesis import strategies as st

from anfu.labels import AGENT_ACTS, CUSTOMER_ACTS, STEPS
from anfu.playbook import Playbook
from anfu.playbook.files import read_file
from anfu.playbook.schema import Step, StepsFile

STEPS_FILE = Path(__file__).resolve().parents[2] / "playbook" / "steps.yml"


def evidence_lines() -> list[Any]:
    """Every line of evidence of the delivered playbook, once for each act it accepts at each place."""
    file, _, problems = read_file(STEPS_FILE, StepsFile, "steps.yml")
    assert file is not None, problems
    lines = []
    for step in file.steps:
        for number, way in enumerate(step.heard_when):
            widest = max(len(heard.split(":")[1].split("|")) for heard in way)
            for choice in range(widest):
                line = [_choose(heard, choice) for heard in way]
                lines.append(pytest.param(step.id, number, line, id=f"{step.id}-{number}-{'>'.join(line)}"))
    return lines


def _choose(heard: str, choice: int) -> str:
    speaker, acts = heard.split(":")
    names = acts.split("|")
    return f"{speaker}:{names[min(choice, len(names) - 1)]}"


def only_way(book: Playbook, step_id: str, number: int) -> Playbook:
    """The playbook with this one line of evidence for the step."""

    def narrowed(step: Step) -> Step:
        ways = [step.heard_when[number]] if step.id == step_id else step.heard_when
        return msgspec.structs.replace(step, heard_when=ways)

    steps = msgspec.structs.replace(book.steps, steps=[narrowed(step) for step in book.steps.steps])
    return msgspec.structs.replace(book, steps=steps)


def spoken(talk: Talk, line: list[str]) -> Talk:
    """The talk after the line was heard, an item a turn."""
    for heard in line:
        speaker, act = heard.split(":")
        talk = (
            talk.customer("有件事", act)  # type: ignore[arg-type]  # from the playbook
            if speaker == "customer"
            else talk.agent("好", act)  # type: ignore[arg-type]
        )
    return talk


@pytest.mark.parametrize(("step", "number", "line"), evidence_lines())
def test_evidence_heard_item_after_item_completes_the_step(
    book: Playbook, step: str, number: int, line: list[str]
) -> None:
    narrow = only_way(book, step, number)
    assert step in spoken(Talk(narrow), line).call.steps.done
    for missing in range(len(line)):
        kept = line[:missing] + line[missing + 1 :]
        assert step not in spoken(Talk(narrow), kept).call.steps.done, f"without {line[missing]}"


def test_the_same_act_by_the_other_speaker_is_no_evidence(book: Playbook) -> None:
    # The customer's 「我理解你们也难」 is read as no agent act; only an agent's turn can be one.
    talk = Talk(book).customer().customer("我理解", "vent")
    assert "empathize" not in talk.call.steps.done


def test_turns_passing_prove_nothing(book: Playbook) -> None:
    talk = Talk(book).customer()
    for _ in range(20):
        talk = talk.agent("嗯").customer("嗯", "chitchat", "none")
    assert talk.step == "receive"
    assert talk.call.steps.done == ()


def test_steps_are_named_in_order_while_they_are_done_in_any(book: Playbook) -> None:
    talk = Talk(book).customer(mood="angry", intensity=2).agent("等五天换谁都急", "empathize")
    assert talk.call.steps.done == ("empathize",)
    assert talk.step == "receive"
    talk = talk.agent("您是说包裹五天没动，对吗", "restate")
    assert talk.step == "expectations"


def whole(book: Playbook) -> Talk:
    """A call that went through all five steps."""
    return (
        Talk(book)
        .customer(mood="angry", intensity=2)
        .agent("您说，我在听", "listen")
        .customer("五天了", "describe", mood="angry", intensity=2)
        .agent("复述一遍，对吗", "restate")
        .agent("换谁都急", "empathize")
        .agent("您最在意哪一件", "ask_expectation")
        .customer("我要今天收到", "demand")
        .agent("两条路：今天补发，或者退款", "explain", "propose_fix")
        .agent("今晚八点前给您回电", "commit_time")
        .agent("这样可以吗", "confirm_solution")
        .customer("行", "accept", "none")
        .agent("我们约好两件事", "summarize")
    )


def test_a_whole_call_ends_with_the_last_step_and_says_that_all_was_heard(book: Playbook) -> None:
    talk = whole(book)
    assert set(talk.call.steps.done) == set(STEPS)
    assert talk.step == "summarize"
    zh, en = talk.call.steps.why(book.steps)
    assert "五步" in zh
    assert "five steps" in en


def test_a_rejected_offer_leads_back_to_the_options(book: Playbook) -> None:
    talk = whole(book).customer("不行，我不同意", "reject")
    assert talk.step == "logic"
    assert {"receive", "empathize", "expectations"} <= set(talk.call.steps.done)
    assert talk.call.steps.why(book.steps)[0] == next(
        back.why.zh for back in book.steps.back if back.when == "rejected"
    )


def test_after_a_rejection_only_a_new_remedy_is_due_however_often(book: Playbook) -> None:
    talk = whole(book)
    for remedy in ("那给您换一台", "那就退款"):
        talk = talk.customer("不行，我不同意", "reject")
        assert talk.step == "logic"
        talk = talk.agent(remedy, "propose_fix")
        assert talk.step == "summarize"


def test_what_is_put_to_the_customer_to_agree_to_was_offered(book: Playbook) -> None:
    talk = Talk(book).customer().agent("五天没动，对吗", "restate").agent("换谁都急", "empathize")
    talk = talk.agent("您最在意哪一件", "ask_expectation")
    assert talk.step == "logic"
    assert talk.agent("今天补发，差价不收，这样行吗", "confirm_solution").step == "summarize"


def test_a_rejection_before_any_offer_sends_nothing_back(book: Playbook) -> None:
    talk = Talk(book).customer().agent("换谁都急", "empathize").customer("不行", "reject")
    assert talk.call.steps.back is None
    assert talk.step == "receive"


def test_anger_flaring_up_leads_back_to_empathy(book: Playbook) -> None:
    talk = whole(book).customer("你们还要我等！", "vent", mood="angry", intensity=3)
    assert talk.step == "empathize"
    assert talk.call.steps.back == "flared"
    talk = talk.agent("又让您等，火大是应该的", "empathize")
    assert talk.call.steps.back is None
    assert talk.step != "empathize"


@pytest.mark.parametrize(
    ("text", "sure", "back"),
    [
        ("怎么又派师傅？！我说了不要！", 0.9, "flared"),
        ("怎么又派师傅，我说了不要", 0.9, None),
        ("怎么又派师傅？！我说了不要！", 0.5, None),
    ],
    ids=["called out", "said", "perhaps not angry at all"],
)
def test_anger_that_is_shouted_flares_too(book: Playbook, text: str, sure: float, back: str | None) -> None:
    read = msgspec.structs.replace(
        customer(text, "demand", mood="angry", intensity=2), confidence={"emotion": sure}
    )
    assert whole(book).hear("customer", text, read).call.steps.back == back


def test_shouting_on_is_no_new_flare(book: Playbook) -> None:
    talk = whole(book).customer("骗子", "vent", mood="angry", intensity=2)
    talk = talk.customer("四十天了！你们干嘛去了！", "vent", mood="angry", intensity=2)
    assert talk.call.steps.back is None


def test_anger_that_goes_on_is_no_new_flare(book: Playbook) -> None:
    talk = Talk(book).customer("骗子！", "vent", mood="angry", intensity=3).agent("换谁都火", "empathize")
    talk = talk.customer("五天了！", "vent", mood="angry", intensity=3)
    assert "empathize" in talk.call.steps.done


def test_a_new_matter_is_listened_to_first(book: Playbook) -> None:
    talk = whole(book).customer("另外，你们上个月还多扣了我钱", "describe", "billing")
    assert talk.step == "receive"
    assert talk.call.steps.back == "new_matter"
    assert talk.agent("您是说上个月多扣了钱，对吗？", "restate").step == "empathize"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("另外，包裹的外箱也破了", "delivery"),
        ("账单我也看了", "billing"),
        ("另外问一句几点下班", "none"),
    ],
    ids=["same kind", "no word of a second thing", "no complaint"],
)
def test_no_new_matter_without_another_kind_and_a_word_for_it(book: Playbook, text: str, kind: Any) -> None:
    assert whole(book).customer(text, "describe", kind).call.steps.back is None


@pytest.mark.parametrize("step", STEPS)
def test_a_step_set_by_hand_is_the_step_and_goes_on_from_there(book: Playbook, step: Any) -> None:
    call = Talk(book).customer().call.at_step(step, book)
    talk = Talk(book, call)
    assert talk.step == step
    assert talk.call.steps.done == STEPS[: STEPS.index(step)]
    assert talk.customer("嗯", "chitchat", "none").step == step


moves = st.lists(
    st.tuples(st.sampled_from(CUSTOMER_ACTS), st.integers(0, 3)) | st.sampled_from(AGENT_ACTS), max_size=25
)


@given(moves=moves)
def test_the_tracker_never_loses_its_place(book: Playbook, moves: list[Any]) -> None:
    talk = Talk(book)
    for move in moves:
        before = talk.call
        if isinstance(move, tuple):
            act, intensity = move
            talk = talk.customer("有件事", act, mood="angry" if intensity else "calm", intensity=intensity)
        else:
            talk = talk.agent("好", move)
        steps = talk.call.steps
        assert len(set(steps.done)) == len(steps.done)
        assert talk.step in STEPS
        assert all(steps.why(book.steps))
        if steps.back is None and before.steps.back is None:
            assert set(before.steps.done) <= set(steps.done)
        assert before.turns == talk.call.turns[:-1]
