"""Coming in by a link another system signed: once, for some hours, and out again."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import jwt
import pytest

from anfu.server.gate import FRESH

KEY = "a-key-that-both-systems-know-" + "0123456789" * 4
Serve = Callable[..., AbstractContextManager[Any]]


def signed(key: str = KEY, algorithm: str = "HS256", left: float = 120, **changes: Any) -> str:
    """A link as a host system signs it; a claim that is None is left out."""
    claims = {
        "sub": "小林",
        "role": "agent",
        "aud": "anfu",
        "jti": uuid.uuid4().hex,
        "exp": datetime.now(UTC) + timedelta(seconds=left),
    } | changes
    return jwt.encode({name: value for name, value in claims.items() if value is not None}, key, algorithm)


@pytest.fixture
def linked(serve: Serve) -> Iterator[Any]:
    """A server that takes links."""
    with serve(ANFU_LINK_KEY=KEY) as served:
        yield served


@pytest.fixture
def http(linked: Any) -> Iterator[httpx.Client]:
    """A client of that server."""
    with linked.client() as client:
        yield client


def come_in(http: httpx.Client, link: str) -> httpx.Response:
    return http.post("/api/v1/sign-in", json={"link": link})


def bearer(answer: httpx.Response) -> dict[str, str]:
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json()['token']}"}


def test_a_link_brings_its_person_in_for_twelve_hours(http: httpx.Client) -> None:
    answer = come_in(http, signed(sub="王芳", role="supervisor"))
    told = answer.json()
    assert (told["name"], told["role"]) == ("王芳", "supervisor")
    left = datetime.fromisoformat(told["expires_at"]) - datetime.now(UTC)
    assert timedelta(hours=11, minutes=59) < left <= timedelta(hours=12)
    me = http.get("/api/v1/me", headers=bearer(answer)).json()
    assert me == {"name": "王芳", "role": "supervisor", "signed_in": True}
    assert http.get("/api/v1/board", headers=bearer(answer)).status_code == 200


def test_a_link_works_once_also_after_a_restart(serve: Serve) -> None:
    link = signed()
    with serve(ANFU_LINK_KEY=KEY) as served, served.client() as client:
        headers = bearer(come_in(client, link))
        again = come_in(client, link)
        assert (again.status_code, again.json()["type"]) == (401, "/#problem-not-signed-in")
        assert "used already" in again.json()["detail"]
    with serve(ANFU_LINK_KEY=KEY) as served, served.client() as client:
        assert come_in(client, link).status_code == 401
        assert client.get("/api/v1/me", headers=headers).json()["name"] == "小林"


def test_a_link_used_by_many_at_once_lets_one_in(http: httpx.Client) -> None:
    link = signed()
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: come_in(http, link).status_code, range(10)))
    assert sorted(answers) == [200] + [401] * 9


def test_who_comes_by_a_link_is_a_user_so_the_door_is_locked(http: httpx.Client) -> None:
    assert http.get("/api/v1/panel/config").json()["sign_in"] is False
    come_in(http, signed())
    assert http.get("/api/v1/panel/config").json()["sign_in"] is True
    assert http.get("/api/v1/me").status_code == 401


@pytest.mark.parametrize(
    "changes",
    [
        {"key": KEY[::-1]},
        {"algorithm": "HS512"},
        {"left": -60},
        {"left": 400},
        {"exp": 10**18},
        {"aud": "another"},
        {"aud": None},
        {"exp": None},
        {"jti": None},
        {"jti": ""},
        {"jti": 7},
        {"sub": None},
        {"sub": " "},
        {"sub": "名" * 65},
        {"sub": "小\n林"},
        {"role": None},
        {"role": "admin"},
        {"role": ["agent"]},
    ],
    ids=str,
)
def test_a_link_that_is_not_as_it_must_be_lets_nobody_in(http: httpx.Client, changes: dict[str, Any]) -> None:
    refused(http, signed(**changes))
    assert come_in(http, signed()).status_code == 200


def test_what_is_no_link_lets_nobody_in(http: httpx.Client) -> None:
    unsigned = {"sub": "小林", "role": "agent", "aud": "anfu", "jti": "x", "exp": time.time() + 60}
    for link in (jwt.encode(unsigned, "", "none"), signed() + "x", "not a link", "", "长" * 9000):
        refused(http, link)


def refused(http: httpx.Client, link: str) -> None:
    answer = come_in(http, link)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert KEY not in answer.text
    assert http.get("/api/v1/panel/config").json()["sign_in"] is False


def test_without_a_key_nobody_comes_in_by_link(bare: Any) -> None:
    with bare.client() as http:
        assert come_in(http, signed()).status_code == 401


def test_another_web_site_cannot_sign_a_visitor_in(http: httpx.Client) -> None:
    answer = http.post("/api/v1/sign-in", json={"link": signed()}, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403


def test_going_out_ends_the_token_at_once(http: httpx.Client, linked: Any) -> None:
    headers = bearer(come_in(http, signed()))
    others = bearer(come_in(http, signed()))
    assert http.get("/api/v1/me", headers=headers).status_code == 200
    assert http.post("/api/v1/sign-out", headers=headers).json() == {"signed_out": True}
    assert http.get("/api/v1/me", headers=headers).status_code == 401
    assert http.get("/api/v1/me", headers=others).status_code == 200
    token = linked.house.service.add_user("老用户", "agent")
    lasting = {"Authorization": f"Bearer {token}"}
    assert http.post("/api/v1/sign-out", headers=lasting).json() == {"signed_out": False}
    assert http.get("/api/v1/me", headers=lasting).status_code == 200


def test_a_token_ends_after_its_hours_and_with_its_user(http: httpx.Client, linked: Any) -> None:
    house, times, later = linked.house, [0.0], [timedelta()]
    house.gate._clock = lambda: times[0]
    house.service._clock = lambda: datetime.now(UTC) + later[0]
    headers = bearer(come_in(http, signed()))
    assert http.get("/api/v1/me", headers=headers).status_code == 200
    later[0], times[0] = timedelta(hours=12, seconds=5), FRESH + 1
    assert http.get("/api/v1/me", headers=headers).status_code == 401
    later[0] = timedelta()
    headers = bearer(come_in(http, signed(sub="小周")))
    assert house.service.store.revoke_user("小周")
    assert http.get("/api/v1/me", headers=headers).status_code == 401


def test_a_stream_ends_when_its_reader_is_sent_away(http: httpx.Client, linked: Any) -> None:
    headers = bearer(come_in(http, signed()))
    call = http.post("/api/v1/calls", headers=headers).json()["id"]
    lead = bearer(come_in(http, signed(sub="王芳", role="supervisor")))
    for path, who in ((f"/api/v1/calls/{call}/events", headers), ("/api/v1/board/events", lead)):
        with http.stream("GET", path, headers=who) as stream:
            lines = stream.iter_lines()
            assert next(lines) == "retry: 1000"
            http.post("/api/v1/sign-out", headers=who)
            linked.house.hub.ring(call)
            assert list(lines)[-1:] in ([""], []), path


def test_a_user_who_was_revoked_does_not_come_back_by_link(http: httpx.Client, linked: Any) -> None:
    linked.house.service.add_user("小周", "agent")
    linked.house.service.store.revoke_user("小周")
    answer = come_in(http, signed(sub="小周"))
    assert (answer.status_code, "no access any more" in answer.json()["detail"]) == (401, True)


def test_an_agent_who_came_by_link_has_their_own_calls(http: httpx.Client) -> None:
    lin, zhou = bearer(come_in(http, signed(sub="小林"))), bearer(come_in(http, signed(sub="小周")))
    call = http.post("/api/v1/calls", headers=lin).json()
    assert call["agent"] == "小林"
    assert http.get(f"/api/v1/calls/{call['id']}", headers=lin).status_code == 200
    assert http.get(f"/api/v1/calls/{call['id']}", headers=zhou).status_code == 404
