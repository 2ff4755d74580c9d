"""The live stream: what comes, in order, and what is made up for after a gap."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

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


def test_a_stream_of_no_call_is_a_problem_document(http: httpx.Client) -> None:
    answer = http.get("/api/v1/calls/nowhere/events")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("last", ["x", "-1", "1.5", "９", "9" * 30])
def test_a_last_event_id_that_is_no_turn_is_refused(http: httpx.Client, begin: Begin, last: str) -> None:
    headers = {"Last-Event-ID": last.encode()}
    assert http.get(f"/api/v1/calls/{begin()}/events", headers=headers).status_code == 422
