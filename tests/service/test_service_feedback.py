"""What the agent did with a script is kept, and a later call learns from it; the same call stays as it began."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from builders import agent, customer

from anfu.errors import NotOffered, UnknownCall, UnknownScript, UnknownTurn
from anfu.guidance import Guidance
from anfu.guidance.worked import Record
from anfu.labels import Outcome
from anfu.service import Service

Open = Callable[..., Service]


def grieve(service: Service, call: str, intensity: int = 2, text: str = "等了五天，太气人了") -> Guidance:
    reading = customer(text, "vent", mood="angry" if intensity else "calm", intensity=intensity)
    return service.hear(call, "customer", text, reading)


def begin(service: Service, call: str) -> Guidance:
    service.begin_call(call_id=call)
    return grieve(service, call)


def offered(service: Service, clock: Any, script: str, outcome: Outcome, times: int, tag: str) -> None:
    """So many calls in which the script was offered and treated in this way."""
    for number in range(times):
        call = f"{tag}-{number}"
        given = begin(service, call)
        assert script in [say.id for say in given.say]
        service.feedback(call, 1, script, outcome)
    clock.tick(seconds=1)


def test_the_last_word_about_a_script_counts_and_is_masked(service: Service) -> None:
    script = grieve(service, "call-1").say[0].id
    service.feedback("call-1", 1, script, "used", by="小林")
    stored = service.feedback("call-1", 1, script, "edited", "您等久了，我打13800138000给您", by="小林")
    assert stored.text is not None and "13800138000" not in stored.text
    assert (stored.outcome, stored.by, stored.number) == ("edited", "小林", 2)
    assert service.feedback("call-1", 1, script, "edited", "您等久了，我打13800138000给您") == stored
    assert service.feedback("call-1", 1, script, "dismissed", "不留").text is None


def test_only_what_was_offered_at_that_turn_can_be_judged(service: Service) -> None:
    script = grieve(service, "call-1").say[0].id
    for turn, name in ((1, "hold-one-minute"), (2, script), (0, script)):
        with pytest.raises(NotOffered, match=name):
            service.feedback("call-1", turn, name, "used")
    with pytest.raises(UnknownCall):
        service.feedback("call-9", 1, script, "used")


def test_what_was_offered_when_the_step_was_set_by_hand_can_be_judged(service: Service) -> None:
    grieve(service, "call-1")
    moved = service.set_step("call-1", "summarize")
    assert service.feedback("call-1", 1, moved.say[-1].id, "used").turn == 1


def test_five_dismissals_change_a_later_call_and_one_does_not(service: Service, clock: Any) -> None:
    first = begin(service, "call-a").say[0].id
    clock.tick(seconds=1)
    offered(service, clock, first, "dismissed", 1, "one")
    assert begin(service, "call-b").say[0].id == first
    offered(service, clock, first, "dismissed", 4, "more")
    later = begin(service, "call-c")
    assert later.say[0].id != first
    explained = service.why(first, "call-c")
    assert "often dismissed" in [ground.name for ground in explained.grounds]
    assert explained.place != 1 and explained.rank is not None and explained.rank > 1


def test_the_same_call_gives_the_same_advice_whatever_is_said_meanwhile(
    service: Service, open_service: Open, clock: Any
) -> None:
    script = begin(service, "call-a").say[0].id
    service.begin_call(call_id="call-b")
    clock.tick(seconds=1)
    offered(service, clock, script, "dismissed", 9, "others")
    other = open_service()  # another process, which did not see the call begin
    assert other.why is not None
    assert grieve(other, "call-b").say[0].id == script
    assert service.why(script, "call-b").place == 1
    assert "often dismissed" not in [ground.name for ground in service.why(script, "call-b").grounds]


@pytest.mark.parametrize(("after", "found"), [(0, (1, 0)), (2, (0, 1)), (3, (0, 1)), (None, (0, 0))])
def test_whether_the_customer_calmed_down_is_noted_when_the_call_ends(
    service: Service, clock: Any, after: int | None, found: tuple[int, int]
) -> None:
    script = grieve(service, "call-1").say[0].id
    service.feedback("call-1", 1, script, "used")
    service.hear("call-1", "agent", "换我也急", agent("换我也急", "empathize"))
    if after is not None:
        grieve(service, "call-1", after)
    clock.tick(seconds=1)
    assert service.feedback_table() == {script: Record(used=1)}
    service.end_call("call-1")
    clock.tick(seconds=1)
    record = service.feedback_table()[script]
    assert (record.calmed, record.not_calmed) == found


def test_a_word_said_after_the_call_counts_as_well(service: Service, clock: Any) -> None:
    script = grieve(service, "call-1").say[0].id
    grieve(service, "call-1", 0)
    service.end_call("call-1")
    service.feedback("call-1", 1, script, "used")
    clock.tick(seconds=1)
    assert service.feedback_table()[script] == Record(used=1, calmed=1)


def test_why_says_what_ruled_a_script_out(service: Service) -> None:
    grieve(service, "call-1", 3)
    out = service.why("apologize-trust-dropped", "call-1")
    assert (out.excluded_by, out.rank, out.grounds, out.place) == ("emotion", None, (), None)
    assert len(out.best) == 3


def test_why_tells_of_an_earlier_turn_as_it_was_then(service: Service) -> None:
    first = grieve(service, "call-1").say[0].id
    grieve(service, "call-1", text="还是没人管")
    assert service.why(first, "call-1", 1).place == 1
    later = service.why(first, "call-1")
    assert later.turn == 2
    assert "already first" in [ground.name for ground in later.grounds]


def test_why_every_place_agrees_with_what_was_offered(service: Service) -> None:
    for intensity in (1, 3, 2, 0):
        given = grieve(service, "call-1", intensity)
        for place, say in enumerate(given.say, 1):
            explained = service.why(say.id, "call-1", given.turn)
            assert (explained.place, explained.text) == (place, say.text)


def test_why_complains_about_what_is_not_there(service: Service) -> None:
    with pytest.raises(UnknownTurn, match="no turn 0"):
        service.why("hold-one-minute", "call-1")
    grieve(service, "call-1")
    with pytest.raises(UnknownTurn, match="its turns are 1 to 1"):
        service.why("hold-one-minute", "call-1", 2)
    with pytest.raises(UnknownScript):
        service.why("nothing", "call-1")
    with pytest.raises(UnknownCall):
        service.why("hold-one-minute", "call-9")


@pytest.mark.parametrize(("name", "channel"), [("wecom", "chat"), ("Slack", "chat"), ("panel", "voice")])
def test_a_typed_channel_is_typed_to(service: Service, name: str, channel: str) -> None:
    service.begin_call(call_id="call-x", channel=name)
    assert service.call("call-x").channel == channel
