"""`anfu scripts`: the library, why a sentence was offered, what became of each."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from builders import customer

from anfu.cli.parts import service
from anfu.settings import read_settings

Anfu = Callable[..., Any]


@pytest.fixture
def offered() -> list[str]:
    """The scripts offered in a stored call, `call-1`, the first of which the agent dismissed."""
    desk = service(read_settings())
    desk.begin_call(call_id="call-1")
    text = "等了五天，太气人了"
    reading = customer(text, "vent", mood="angry", intensity=2)
    ids = [say.id for say in desk.hear("call-1", "customer", text, reading).say]
    desk.feedback("call-1", 1, ids[0], "dismissed")
    desk.store.close()
    return ids


def test_the_library_is_listed_by_purpose_and_signal(anfu: Anfu) -> None:
    items = json.loads(anfu("scripts", "list", "--purpose", "hold", "--json").out)["items"]
    assert {item["purpose"] for item in items} == {"hold"}
    assert {"id", "purpose", "text", "source"} <= items[0].keys()
    shown = anfu("scripts", "list", "--purpose", "risk", "--signal", "vip")
    assert "risk-vip" in shown.out
    assert "script(s)" in shown.err
    everything = json.loads(anfu("scripts", "list", "--json").out)["items"]
    assert len(everything) >= 600


def test_an_unknown_purpose_is_told_with_the_choices(anfu: Anfu) -> None:
    done = anfu("scripts", "list", "--purpose", "hurry")
    assert done.code == 1
    assert "urgency" in done.err


def test_why_tells_grounds_and_rank(anfu: Anfu, offered: list[str]) -> None:
    shown = anfu("scripts", "why", offered[0], "--call", "call-1", "--turn", "1")
    assert shown.code == 0, shown.err
    assert "as number 1" in shown.out
    assert "emotion" in shown.out
    found = json.loads(anfu("scripts", "why", offered[1], "--call", "call-1", "--json").out)
    assert (found["place"], found["turn"], found["excluded_by"]) == (2, 1, None)
    assert found["total"] == pytest.approx(sum(ground["points"] for ground in found["grounds"]), abs=0.05)


def test_why_tells_what_ruled_a_script_out(anfu: Anfu, offered: list[str]) -> None:
    shown = anfu("scripts", "why", "apologize-trust-dropped", "--call", "call-1")
    assert "Ruled out by" in shown.out and "emotion" in shown.out


@pytest.mark.parametrize(
    ("script", "call", "says"),
    [("nothing", "call-1", "no script"), ("hold-one-minute", "call-9", "no call")],
)
def test_why_complains(anfu: Anfu, offered: list[str], script: str, call: str, says: str) -> None:
    done = anfu("scripts", "why", script, "--call", call)
    assert done.code == 1
    assert says in done.err


def test_feedback_is_shown_by_script(anfu: Anfu, offered: list[str]) -> None:
    assert offered[0] in anfu("scripts", "feedback").out
    told = json.loads(anfu("scripts", "feedback", "--json").out)
    assert told["days"] == 90
    [item] = told["items"]
    assert (item["script"], item["record"]["dismissed"], item["points"]) == (offered[0], 1, 0.0)


def test_without_feedback_there_is_a_note(anfu: Anfu) -> None:
    assert "nobody said anything" in anfu("scripts", "feedback").err
