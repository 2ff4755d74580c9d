"""Whatever is said in a call: the advice is clean, within authority, never hurried, and does not repeat itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import msgspec
from builders import START, Talk
from hypothesis import given, settings
from hypothesis import strategies as st

from anfu.calls import Call
from anfu.calls.promises import may_promise
from anfu.drafts import Guard
from anfu.guidance import Guidance, advise
from anfu.guidance.choose import rank, score, setting_of
from anfu.guidance.details import details
from anfu.guidance.worked import Record
from anfu.labels import AGENT_ACTS, CHANNELS, CUSTOMER_ACTS, EMOTIONS, KINDS, SIGNALS
from anfu.playbook import Playbook
from anfu.reading.facts.times import clock_times, moment
from anfu.reading.normalize import normalize

Line = tuple[str, dict[str, Any]]
FIVE_DISMISSALS = 3.336
"""Points, by the delivered coverage.yml: 6 × 5 / (5 + 4)."""
HURRY = {"urgency", "fix", "apologize_again"}

SAID = st.sampled_from(["包裹五天没到", "你们到底管不管", "嗯", "那怎么办", "我要退6000块", "行吧"])
ANSWERED = st.sampled_from(
    ["您说，我在听", "换我也急", "今晚八点前给您回电", "三天内给您答复", "两小时内给您准话", "对不起"]
)


@st.composite
def spoken(draw: st.DrawFn, calm_of_danger: bool = False) -> Line:
    """One utterance of either side, read in some way."""
    if draw(st.booleans()):
        acts = draw(st.lists(st.sampled_from(AGENT_ACTS), max_size=3, unique=True))
        return "agent", {"text": draw(ANSWERED), "acts": acts}
    heard = [signal for signal in SIGNALS if not (calm_of_danger and signal == "self_harm")]
    mood = draw(st.sampled_from(EMOTIONS))
    signals = draw(st.one_of(st.just([]), st.lists(st.sampled_from(heard), max_size=2, unique=True)))
    facts: dict[str, Any] = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "amount_cny": st.sampled_from([60, 499, 6000, 88000]),
                "days_waiting": st.integers(1, 120),
                "contacts": st.integers(1, 20),
                "product": st.sampled_from(["洗衣机", "相机"]),
                "order_id": st.just("SF10083321"),
            },
        )
    )
    text = draw(SAID)
    return "customer", {
        "text": text,
        "act": draw(st.sampled_from(CUSTOMER_ACTS)),
        "kind": draw(st.sampled_from(KINDS)),
        "mood": mood,
        "intensity": 0 if mood == "calm" else draw(st.integers(1, 3)),
        "signals": dict.fromkeys(signals, text),
        **facts,
    }


def lines(size: int, calm_of_danger: bool = False) -> st.SearchStrategy[list[Line]]:
    """A call's utterances."""
    return st.lists(spoken(calm_of_danger), min_size=size, max_size=size)


CALLS = st.fixed_dictionaries(
    {
        "channel": st.sampled_from(CHANNELS),
        "role": st.sampled_from(["agent", "supervisor"]),
        "industry": st.sampled_from(["telecom", "finance", "ecommerce", "general"]),
        "started_at": st.integers(0, 23).map(lambda hour: START.replace(hour=hour)),
    }
)


def live(
    book: Playbook, said: Sequence[Line], fields: dict[str, Any], record: dict[str, Record] | None = None
) -> Iterator[tuple[Call, Guidance]]:
    """The call and its guidance, turn by turn."""
    talk = Talk(book, Call("C-1", **fields))
    for speaker, line in said:
        if speaker == "agent":
            talk = talk.agent(line["text"], *line["acts"])
        else:
            talk = talk.customer(**line)
        guidance = advise(talk.call, book, record=record)
        yield talk.call, guidance
        ids = tuple(say.id for say in guidance.say)
        talk = Talk(book, talk.call.offer(ids, tuple(one.id for one in guidance.remind)))


@settings(max_examples=60)
@given(said=lines(12), fields=CALLS)
def test_advice_is_clean_and_within_authority(
    book: Playbook, guard: Guard, said: list[Line], fields: dict[str, Any]
) -> None:
    limit = book.limit(fields["role"])
    for call, guidance in live(book, said, fields):
        now = call.turns[-1].at
        for say in guidance.say:
            assert guard.check(say.text, call.role).findings == (), say.text
            first = moment(normalize(say.text), now)
            named = clock_times(normalize(say.text), now)
            for at in [*named, *([first.at] if first else [])]:
                assert may_promise(None, at - now, limit), say.text
                assert at > now, say.text


@settings(max_examples=60)
@given(said=lines(12), fields=CALLS)
def test_fury_is_understood_before_anything_is_hurried(
    book: Playbook, said: list[Line], fields: dict[str, Any]
) -> None:
    for call, guidance in live(book, said, fields):
        if call.anger == 3 and "empathize" not in call.steps.done:
            assert not HURRY.intersection(say.purpose for say in guidance.say)
            assert guidance.ask is None


@settings(max_examples=25)
@given(said=lines(60, calm_of_danger=True), fields=CALLS)
def test_in_a_call_of_sixty_turns_nothing_comes_first_twice(
    book: Playbook, said: list[Line], fields: dict[str, Any]
) -> None:
    led = [guidance.say[0].id for _, guidance in live(book, said, fields)]
    assert len(led) == len(set(led)) == 60


@settings(max_examples=15)
@given(line=spoken(calm_of_danger=True), fields=CALLS)
def test_not_even_when_the_same_is_said_sixty_times(
    book: Playbook, line: Line, fields: dict[str, Any]
) -> None:
    led = [guidance.say[0].id for _, guidance in live(book, [line] * 60, fields)]
    assert len(led) == len(set(led)) == 60


@settings(max_examples=25)
@given(said=lines(10), fields=CALLS, dismissed=st.integers(0, 40))
def test_two_runs_give_the_same_advice(
    book: Playbook, said: list[Line], fields: dict[str, Any], dismissed: int
) -> None:
    record = {script.id: Record(dismissed=dismissed) for script in book.scripts[::3]}
    runs = [[guidance for _, guidance in live(book, said, fields, record)] for _ in range(2)]
    assert runs[0] == runs[1]


@settings(max_examples=40)
@given(said=lines(6, calm_of_danger=True), fields=CALLS)
def test_five_dismissals_give_the_place_to_whatever_was_near(
    book: Playbook, said: list[Line], fields: dict[str, Any]
) -> None:
    """They outweigh a kind that is named, but not a risk that was just heard."""
    for call, guidance in live(book, said, fields):
        purpose = guidance.say[0].purpose
        setting = setting_of(call, details(call, book, guidance.ticket.id), book)
        before = rank(book.scripts_for(purpose), setting, 0)
        if len(before) < 2:
            continue
        first, second = (score(script, setting) for script in before[:2])
        assert first is not None and second is not None
        told = msgspec.structs.replace(setting, record={before[0].id: Record(dismissed=5)})
        after = rank(book.scripts_for(purpose), told, 0)
        lead = first.total - second.total
        if abs(lead - FIVE_DISMISSALS) > 0.01:
            assert (after[0] == before[0]) is (lead > FIVE_DISMISSALS)
        clicked = msgspec.structs.replace(setting, record={before[0].id: Record(dismissed=1)})
        assert rank(book.scripts_for(purpose), clicked, 0) == before


def test_a_long_call_keeps_its_pace(book: Playbook) -> None:
    said: list[Line] = [("customer", {"text": "还没好", "mood": "angry", "intensity": 2})] * 60
    fields = {"started_at": START - timedelta(hours=2)}
    assert len(list(live(book, said, fields))) == 60
