"""The live stream: what comes, in order, and what is made up for after a gap."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from anfu.store.errors import StoreUnavailable

Begin = Callable[[], str]
Say = Callable[..., httpx.Response]
Event = tuple[str, int | None, dict[str, Any]]


@contextmanager
def listening(http: httpx.Client, call: str, **request: Any) -> Iterator[Iterator[Event]]:
    """The events of a call as they arrive: kind, id, data."""
    with http.stream("GET", f"/api/v1/calls/{call}/events", **request) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        yield _events(response.iter_lines())


def _events(lines: Iterator[str]) -> Iterator[Event]:
    kind, number = "message", None
    for line in lines:
        field, _, value = line.partition(": ")
        if field == "id":
            number = int(value)
        elif field == "event":
            kind = value
        elif field == "data":
            yield kind, number, json.loads(value)
            kind, number = "message", None


def test_guidance_arrives_live_and_the_stream_ends_with_the_call(
    http: httpx.Client, begin: Begin, say: Say
) -> None:
    call = begin()
    with listening(http, call) as events:
        said = [say(call, "喂，你好").json(), say(call, "我的快递怎么还没到").json()]
        assert [next(events), next(events)] == [("message", 1, said[0]), ("message", 2, said[1])]
        http.post(f"/api/v1/calls/{call}/end")
        assert next(events) == ("ended", None, {"type": "ended"})
        assert next(events, None) is None


@pytest.mark.parametrize(
    "resume", [{"headers": {"Last-Event-ID": "2"}}, {"params": {"after": 2}}], ids=["header", "query"]
)
def test_a_panel_that_was_away_gets_what_it_missed_once(
    http: httpx.Client, begin: Begin, say: Say, resume: dict[str, Any]
) -> None:
    call = begin()
    said = [say(call, f"第{number}件事，快递没到").json() for number in range(1, 6)]
    with listening(http, call, **resume) as events:
        missed = [next(events) for _ in range(3)]
        assert [(number, data) for _, number, data in missed] == [(turn["turn"], turn) for turn in said[2:]]
        live = say(call, "还有一件事").json()
        assert next(events) == ("message", 6, live)


def test_a_reader_that_never_reads_holds_nobody_up(
    http: httpx.Client, server: Any, begin: Begin, say: Say
) -> None:
    call = begin()
    with server.client() as lazy, lazy.stream("GET", f"/api/v1/calls/{call}/events"):
        took = []
        for number in range(30):
            started = time.monotonic()
            assert say(call, f"第{number}句，快递没到").status_code == 200
            took.append(time.monotonic() - started)
        assert max(took) < 10
        with listening(http, call) as events:
            assert [next(events)[1] for _ in range(30)] == list(range(1, 31))


def test_a_stream_that_is_left_is_forgotten(http: httpx.Client, server: Any, begin: Begin) -> None:
    call = begin()
    before = server.house.hub.streams
    with http.stream("GET", f"/api/v1/calls/{call}/events") as response:
        lines = response.iter_lines()
        next(lines)
        assert server.house.hub.streams == before + 1
    deadline = time.monotonic() + 10
    while server.house.hub.streams > before and time.monotonic() < deadline:
        server.house.hub.ring(call)
        time.sleep(0.01)
    assert server.house.hub.streams <= before


def test_a_panel_gets_lines_moves_whispers_and_the_ticket_as_well(
    http: httpx.Client, begin: Begin, say: Say
) -> None:
    call = begin()
    with listening(http, call, params={"more": "true"}) as events:
        said = say(call, "我的快递怎么还没到").json()
        line, guidance = next(events), next(events)
        assert (line[0], line[1]) == ("line", None)
        assert {**line[2], "at": None} == {
            "turn": 1,
            "speaker": "customer",
            "text": "我的快递怎么还没到",
            "at": None,
        }
        assert guidance == ("message", 1, said)
        advised = http.post(f"/api/v1/calls/{call}/step", json={"step": "expectations"}).json()
        kind, number, move = next(events)
        assert (kind, number, move["number"], move["after_turn"], move["step"]) == (
            "move",
            None,
            1,
            1,
            "expectations",
        )
        assert move["guidance"] == advised
        http.post(f"/api/v1/calls/{call}/whispers", json={"text": "先问期望"})
        kind, number, whisper = next(events)
        assert (kind, number, whisper["number"], whisper["text"]) == ("whisper", None, 1, "先问期望")
        ticket = http.post("/api/v1/tickets", json={"call_id": call, "matter": "delivery"}).json()
        kind, number, told = next(events)
        assert (kind, number, told["id"], told["version"]) == (
            "ticket",
            None,
            ticket["id"],
            ticket["version"],
        )
        http.post(f"/api/v1/tickets/{ticket['id']}/confirmed", json={"note": "属实"})
        kind, _, told = next(events)
        assert (kind, told["status"], told["version"]) == ("ticket", "confirmed", ticket["version"] + 1)
        http.post(f"/api/v1/calls/{call}/end")
        assert next(events) == ("ended", None, {"type": "ended"})


def test_a_panel_that_comes_back_goes_on_in_each_kind_where_it_was(
    http: httpx.Client, begin: Begin, say: Say
) -> None:
    call = begin()
    for number in (1, 2, 3):
        say(call, f"第{number}件事，快递没到")
        http.post(f"/api/v1/calls/{call}/step", json={"step": "empathize"})
        http.post(f"/api/v1/calls/{call}/whispers", json={"text": f"悄悄话{number}"})
    http.post(f"/api/v1/calls/{call}/step/undo")
    http.post("/api/v1/tickets", json={"call_id": call, "matter": "delivery"})
    http.post(f"/api/v1/calls/{call}/end")

    def told(**query: int) -> list[tuple[str, Any]]:
        with listening(http, call, params={"more": "true", **query}) as events:
            return [(kind, data.get("turn", data.get("number"))) for kind, _, data in events]

    after = {"after": 2, "moves": 2, "whispers": 1}
    whole = [
        ("line", 3),
        ("message", 3),
        ("move", 3),
        ("move", 4),
        ("whisper", 2),
        ("whisper", 3),
        ("ended", None),
    ]
    assert told(**after) == [("ticket", None), *whole]
    assert told() == [
        ("ticket", None), ("line", 1), ("message", 1), ("move", 1), ("line", 2), ("message", 2), ("move", 2),
        ("line", 3), ("message", 3), ("move", 3), ("move", 4), ("whisper", 1), ("whisper", 2), ("whisper", 3),
        ("ended", None),
    ]  # fmt: skip


def test_a_store_that_fails_halfway_costs_the_panel_nothing(
    http: httpx.Client, server: Any, begin: Begin, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = begin()
    store = server.house.service.store
    real, failures = store.whispers, [True]

    def fails_once(*args: Any) -> Any:
        if failures and failures.pop():
            raise StoreUnavailable("down: try again")
        return real(*args)

    say(call, "我的快递怎么还没到")
    monkeypatch.setattr(store, "whispers", fails_once)
    with listening(http, call, params={"more": "true"}) as events:
        deadline = time.monotonic() + 10
        while failures and time.monotonic() < deadline:
            time.sleep(0.01)
        server.house.hub.ring(call)
        assert [next(events)[0] for _ in range(2)] == ["line", "message"]


def test_a_call_tells_what_was_whispered_and_moved_and_what_is_advised_now(
    http: httpx.Client, begin: Begin, say: Say
) -> None:
    call = begin()
    where = f"/api/v1/calls/{call}"
    empty = http.get(where).json()
    assert (empty["whispers"], empty["moves"], empty["guidance"]) == ([], [], None)
    said = say(call, "我的快递怎么还没到").json()
    assert http.get(where).json()["guidance"] == said
    advised = http.post(f"{where}/step", json={"step": "expectations"}).json()
    shown = http.get(where).json()
    assert shown["guidance"] == advised != said
    assert [(move["number"], move["step"]) for move in shown["moves"]] == [(1, "expectations")]
    assert "guidance" not in shown["moves"][0]


def test_a_stream_of_no_call_is_a_problem_document(http: httpx.Client) -> None:
    answer = http.get("/api/v1/calls/nowhere/events")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("last", ["x", "-1", "1.5", "９", "9" * 30])
def test_a_last_event_id_that_is_no_turn_is_refused(http: httpx.Client, begin: Begin, last: str) -> None:
    headers = {"Last-Event-ID": last.encode()}
    assert http.get(f"/api/v1/calls/{begin()}/events", headers=headers).status_code == 422
