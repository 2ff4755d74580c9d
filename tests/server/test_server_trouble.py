"""When a part fails: the caller is told, nothing is half kept, and the rest goes on."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx
import pytest

from anfu.store.errors import StoreUnavailable

Begin = Callable[[], str]
Say = Callable[..., httpx.Response]


@pytest.fixture
def held(server: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[threading.Event, threading.Event]]:
    """Turns stop in the middle: `begun` is set when one does, and it goes on when `released` is."""
    begun, released = threading.Event(), threading.Event()
    hear = server.house.service.hear

    def slow(*args: Any) -> Any:
        begun.set()
        assert released.wait(30)
        return hear(*args)

    monkeypatch.setattr(server.house.service, "hear", slow)
    yield begun, released
    released.set()


def test_a_draft_is_checked_and_another_call_heard_while_a_turn_is_running(
    http: httpx.Client, begin: Begin, say: Say, held: tuple[threading.Event, threading.Event]
) -> None:
    begun, released = held
    call = begin()
    with ThreadPoolExecutor(1) as pool:
        turn = pool.submit(say, call, "我的快递没到")
        assert begun.wait(20)
        started = time.monotonic()
        checked = http.post("/api/v1/drafts/check", json={"text": "这个绝对不可能", "call_id": call})
        assert checked.json()["verdict"] == "block"
        assert time.monotonic() - started < 2
        assert http.get("/readyz").status_code == 200
        assert not turn.done()
        released.set()
        assert turn.result().json()["turn"] == 1


def test_a_turn_that_takes_too_long_fails_and_the_same_key_brings_its_guidance(
    server: Any,
    begin: Begin,
    say: Say,
    held: tuple[threading.Event, threading.Event],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, released = held
    call = begin()
    monkeypatch.setattr(server.house.conversation, "_turn_timeout", 0.3)
    late = say(call, "我的快递没到", key="k")
    assert (late.status_code, late.json()["type"]) == (503, "/#problem-turn-failed")
    monkeypatch.setattr(server.house.conversation, "_turn_timeout", 20)
    released.set()
    assert say(call, "我的快递没到", key="k").json()["turn"] == 1
    assert say(call, "第二句").json()["turn"] == 2


def test_a_store_that_is_down_is_told_and_nothing_is_half_kept(
    http: httpx.Client, server: Any, begin: Begin, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rasa would answer 200 and drop what the action did."""
    call = begin()
    say(call, "我的快递没到")

    def down(*_: Any, **__: Any) -> None:
        raise StoreUnavailable("disk is full: free some space")

    with monkeypatch.context() as broken:
        broken.setattr(server.house.service.store, "add_turn", down)
        answer = say(call, "你们怎么回事")
        assert (answer.status_code, answer.json()["detail"]) == (503, "disk is full: free some space")
        told = {"sender": call, "message": "客户：喂"}
        webhook = http.post("/webhooks/rest/webhook", json=told).json()
        assert "没有记下" in webhook[0]["text"]
        broken.setattr(server.house.service.store, "ping", down)
        assert http.get("/readyz").status_code == 503
        assert http.post("/api/v1/drafts/check", json={"text": "绝对不可能"}).status_code == 200
    assert say(call, "你们怎么回事").json()["turn"] == 2


def test_a_form_is_where_it_was_when_an_answer_to_it_failed(
    http: httpx.Client,
    server: Any,
    begin: Begin,
    say: Say,
    ask: Callable[[str, str], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    call = begin()
    say(call, "我的快递没到")
    question = ask(call, "建单")

    def down(*_: Any, **__: Any) -> None:
        raise StoreUnavailable("down")

    with monkeypatch.context() as broken:
        broken.setattr(server.house.service, "known_fields", down)
        assert http.post(f"/api/v1/calls/{call}/ask", json={"text": "退款"}).status_code == 503
    following = ask(call, "退款")
    assert following
    assert following != question
    ask(call, "尾号5678")
    ask(call, "跳过")
    assert http.get(f"/api/v1/calls/{call}").json()["ticket"]["fields"]["demand"] == "退款"


def test_a_mistake_of_ours_is_told_without_its_insides(
    http: httpx.Client, server: Any, begin: Begin, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = begin()

    def mistake(*_: Any, **__: Any) -> None:
        raise RuntimeError("secret words of a customer")

    with monkeypatch.context() as broken:
        broken.setattr(server.house.service, "hear", mistake)
        answer = say(call, "我的快递没到")
    assert (answer.status_code, answer.json()["type"]) == (500, "/#problem-internal")
    assert "secret" not in answer.text


def test_twenty_calls_at_once_never_mix(http: httpx.Client, begin: Begin, say: Say) -> None:
    calls = [begin() for _ in range(20)]

    def talk(call: str) -> list[dict[str, Any]]:
        return [say(call, f"{call}，第{turn}句，快递没到").json() for turn in range(1, 6)]

    with ThreadPoolExecutor(20) as pool:
        for call, given in zip(calls, pool.map(talk, calls), strict=True):
            assert [(guidance["call_id"], guidance["turn"]) for guidance in given] == [
                (call, turn) for turn in range(1, 6)
            ]
            turns = http.get(f"/api/v1/calls/{call}").json()["turns"]
            assert all(turn["text"].startswith(call) for turn in turns)


def test_words_said_at_once_in_one_call_are_all_kept(http: httpx.Client, begin: Begin, say: Say) -> None:
    call = begin()
    with ThreadPoolExecutor(10) as pool:
        given = list(pool.map(lambda number: say(call, f"第{number}件事"), range(10)))
    assert sorted(guidance.json()["turn"] for guidance in given) == list(range(1, 11))
    texts = {turn["text"] for turn in http.get(f"/api/v1/calls/{call}").json()["turns"]}
    assert texts == {f"第{number}件事" for number in range(10)}


def test_a_long_call_stays_as_quick_for_rasa_as_a_short_one(server: Any, begin: Begin, say: Say) -> None:
    call = begin()
    trackers = server.house.conversation.agent.tracker_store
    lengths = []
    for number in range(60):
        say(call, f"第{number}遍了，快递没到")
        lengths.append(len(trackers._kept[call].tracker.events))
    assert max(lengths) < 60


def test_a_damaged_model_never_becomes_ready(
    serve: Callable[[], AbstractContextManager[Any]], home: Path, model_path: Path
) -> None:
    (home / "models" / "broken.tar.gz").write_bytes(model_path.read_bytes()[:100_000])
    with serve() as served, served.client() as http:
        ready = http.get("/readyz")
        assert (ready.status_code, ready.json()["ready"], ready.json()["store"]) == (503, False, "ok")
        assert "anfu train" in ready.json()["model"]
        call = http.post("/api/v1/calls").json()["id"]
        said = http.post(f"/api/v1/calls/{call}/utterances", json={"speaker": "customer", "text": "喂"})
        assert (said.status_code, said.json()["type"]) == (503, "/#problem-not-ready")
        assert http.post("/api/v1/drafts/check", json={"text": "绝对不可能"}).json()["verdict"] == "block"


def test_another_server_in_the_process_takes_nothing_from_this_one(
    http: httpx.Client,
    begin: Begin,
    say: Say,
    ask: Callable[[str, str], str],
    serve: Callable[[], AbstractContextManager[Any]],
    home: Path,
    model_path: Path,
) -> None:
    """Rasa knows one set of actions a process; each server's must use its own store."""
    call = begin()
    (home / "models" / "broken.tar.gz").write_bytes(model_path.read_bytes()[:100_000])
    with serve():
        assert say(call, "我的快递一个星期没到了").json()["turn"] == 1
    ask(call, "建单")
    ask(call, "三天内送到")
    seen = http.get(f"/api/v1/calls/{call}").json()
    assert [turn["text"] for turn in seen["turns"]] == ["我的快递一个星期没到了"]
    ask(call, "尾号5678")
    ask(call, "跳过")
    assert http.get(f"/api/v1/calls/{call}").json()["ticket"]["fields"]["demand"] == "三天内送到"


def test_without_a_model_it_says_how_to_get_one(bare: Any) -> None:
    with bare.client() as http:
        assert "anfu train" in http.get("/readyz").json()["model"]
        call = http.post("/api/v1/calls").json()["id"]
        said = http.post(f"/api/v1/calls/{call}/ask", json={"text": "下一步"})
        assert (said.status_code, said.json()["type"]) == (503, "/#problem-not-trained")


def test_a_model_that_reads_wrong_never_becomes_ready(bare: Any) -> None:
    class Untrained:
        """Reads everything as small talk, as a component does that failed to load its weights."""

        async def read(self, text: str, speaker: str) -> dict[str, Any]:
            return {"intent": {"name": "customer_chitchat"}, "reading": {"kind": "none", "act": "chitchat"}}

    asyncio.run(bare.house.move_in(Untrained()))
    with bare.client() as http:
        ready = http.get("/readyz")
    assert ready.status_code == 503
    assert "起诉" in ready.json()["model"]
