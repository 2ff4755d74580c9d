"""The board over HTTP: who may look, what comes live, how often, and the figures."""

from __future__ import annotations

import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

Begin = Callable[[], str]
Say = Callable[..., httpx.Response]
THREAT = "这都第三次打电话了，你们再不退我6000块，我就去法院起诉你们！"


@contextmanager
def watching(http: httpx.Client) -> Iterator[Iterator[dict[str, Any]]]:
    """The boards as they arrive."""
    with http.stream("GET", "/api/v1/board/events") as response:
        assert response.status_code == 200
        lines = response.iter_lines()
        pairs = itertools.pairwise(lines)
        yield (json.loads(data.removeprefix("data: ")) for kind, data in pairs if kind == "event: board")


def until(boards: Iterator[dict[str, Any]], fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The first board of ten that fits."""
    return next(board for board in itertools.islice(boards, 10) if fits(board))


def ids(board: dict[str, Any]) -> list[str]:
    return [call["id"] for call in board["calls"]]


def test_the_board_shows_a_call_while_it_goes_on(http: httpx.Client, begin: Begin, say: Say) -> None:
    calm, serious = begin(), begin()
    say(calm, "请问营业时间是几点")
    guidance = say(serious, THREAT).json()
    board = http.get("/api/v1/board").json()
    place = {call: number for number, call in enumerate(ids(board))}
    assert place[serious] < place[calm]
    shown = board["calls"][place[serious]]
    assert (shown["step"], shown["level"]) == (guidance["step"], guidance["level"])
    assert shown["mood"] == guidance["notes"]["emotion"]
    assert shown["curve"] == [guidance["reading"]["emotion"]["intensity"]]
    assert shown["ticket_id"] == guidance["ticket"]["id"]
    assert shown["due"]["clock"] == "first_report"
    assert shown["why"]
    http.post(f"/api/v1/calls/{serious}/end")
    assert serious not in ids(http.get("/api/v1/board").json())


def test_the_board_comes_at_once_and_whenever_something_changed(
    http: httpx.Client, begin: Begin, say: Say
) -> None:
    before = begin()
    with watching(http) as boards:
        assert before in ids(next(boards))
        call = begin()
        until(boards, lambda board: call in ids(board))
        started = time.monotonic()
        say(call, THREAT)
        shown = until(
            boards, lambda board: any(one["id"] == call and one["turns"] == 1 for one in board["calls"])
        )
        assert time.monotonic() - started < 5
        assert ids(shown)[0] != before
        http.post(f"/api/v1/calls/{call}/end")
        until(boards, lambda board: call not in ids(board))


def test_a_busy_floor_sends_no_more_than_two_boards_a_second(
    http: httpx.Client, begin: Begin, say: Say
) -> None:
    call = begin()
    with watching(http) as boards:
        next(boards)
        started = time.monotonic()
        busy = threading.Thread(
            target=lambda: [say(call, f"第{number}件事，快递没到") for number in range(40)]
        )
        busy.start()
        came = 0
        for board in boards:
            came += 1
            if any(one["id"] == call and one["turns"] == 40 for one in board["calls"]):
                break
        took = time.monotonic() - started
        busy.join()
    assert came <= 2 * took + 1


def test_who_may_watch_the_floor(bare: Any) -> None:
    found = {}
    for role in ("agent", "supervisor", "trainer", "admin"):
        token = bare.house.service.add_user(role, role)
        bare.house.gate.look()
        with bare.client(headers={"Authorization": f"Bearer {token}"}) as client:
            paths = ("/api/v1/board", "/api/v1/board/figures")
            found[role] = [client.get(path).status_code for path in paths]
            with client.stream("GET", "/api/v1/board/events") as stream:
                found[role].append(stream.status_code)
    assert found == {"agent": [403] * 3, "supervisor": [200] * 3, "trainer": [200] * 3, "admin": [200] * 3}


def test_figures_count_the_calls_of_the_period(http: httpx.Client, begin: Begin, say: Say) -> None:
    def today() -> dict[str, Any]:
        answer = http.get("/api/v1/board/figures").json()
        assert (answer["by"], answer["from"] <= answer["to"]) == ("day", True)
        told: dict[str, Any] = answer["levels"][-1]
        return told

    before = today()
    call = begin()
    say(call, THREAT)
    after = today()
    assert (after["level2"], after["calls"]) == (before["level2"] + 1, before["calls"] + 1)
    month = http.get("/api/v1/board/figures", params={"by": "month"}).json()
    assert [len(one["at"]) for one in month["levels"]] == [7]
    assert month["levels"][0]["level2"] >= after["level2"]


@pytest.mark.parametrize(
    "query", [{"by": "week"}, {"from": "2026-11-30", "to": "2026-11-01"}, {"from": "x"}, {"more": "1"}]
)
def test_a_period_that_is_none_is_refused(bare: Any, query: dict[str, str]) -> None:
    with bare.client() as client:
        assert client.get("/api/v1/board/figures", params=query).status_code == 422
