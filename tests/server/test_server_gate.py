"""Who may come in: this machine while there are no users, afterwards whoever has a token, each by role."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from anfu.server.gate import FRESH
from anfu.settings import read_settings
from anfu.store.errors import StoreUnavailable


def bearer(token: str) -> dict[str, str]:
    """The header that signs in."""
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def tokens(bare: Any) -> dict[str, str]:
    """A token for each role; the door is locked."""
    house = bare.house
    given = {
        role: house.service.add_user(f"一位{role}", role)
        for role in ("agent", "supervisor", "trainer", "admin")
    }
    house.gate.look()
    return given


def test_without_users_this_machine_is_the_admin(bare: Any) -> None:
    with bare.client() as http:
        assert http.get("/api/v1/me").json() == {"name": "local", "role": "admin", "signed_in": False}


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"X-Forwarded-For": "203.0.113.9"},
        {"Forwarded": "for=203.0.113.9"},
        {"Authorization": "Bearer made-up"},
        {"Authorization": "Basic YTpi"},
    ],
)
def test_the_open_door_is_for_this_machine_alone(bare: Any, headers: dict[str, str]) -> None:
    with bare.client() as http:
        answer = http.get("/api/v1/me", headers=headers)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, 'Bearer realm="anfu"')
    assert answer.headers["content-type"] == "application/problem+json"


def test_another_web_site_cannot_use_a_visitors_browser(bare: Any) -> None:
    with bare.client() as http:
        foreign = http.post("/api/v1/calls", headers={"Origin": "https://evil.example"})
        own = http.post("/api/v1/calls", headers={"Origin": bare.url})
    assert (foreign.status_code, own.status_code) == (403, 201)
    assert "access-control-allow-origin" not in {*foreign.headers, *own.headers}


def test_the_first_user_locks_the_door_within_moments(bare: Any) -> None:
    with bare.client() as http:
        assert http.get("/api/v1/me").status_code == 200
        bare.house.service.store.add_user("甲", "agent", "hash")
        deadline = time.monotonic() + 20
        while http.get("/api/v1/me").status_code == 200 and time.monotonic() < deadline:
            time.sleep(0.1)
        assert http.get("/api/v1/me").status_code == 401
        assert http.get("/healthz").status_code == 200


NOT_TRAINED = 503  # the gate let it through; there is no model behind it here
ALLOWED = [
    ("POST", "/api/v1/calls", None, {"agent": 201, "supervisor": 201, "trainer": 403, "admin": 201}),
    (
        "POST",
        "/api/v1/calls",
        {"role": "supervisor"},
        {"agent": 403, "supervisor": 201, "trainer": 403, "admin": 201},
    ),
    ("GET", "/api/v1/calls", None, {"agent": 200, "supervisor": 200, "trainer": 200, "admin": 200}),
    (
        "POST",
        "/api/v1/calls/nowhere/utterances",
        {"speaker": "agent", "text": "喂"},
        {"agent": NOT_TRAINED, "supervisor": NOT_TRAINED, "trainer": 403, "admin": NOT_TRAINED},
    ),
    (
        "POST",
        "/api/v1/drafts/check",
        {"text": "绝对不可能"},
        {"agent": 200, "supervisor": 200, "trainer": 200, "admin": 200},
    ),
    ("GET", "/api/v1/tickets", None, {"agent": 200, "supervisor": 200, "trainer": 200, "admin": 200}),
    (
        "POST",
        "/api/v1/tickets",
        {"call_id": "nowhere"},
        {"agent": 404, "supervisor": 404, "trainer": 403, "admin": 404},
    ),
    (
        "POST",
        "/webhooks/rest/webhook",
        {"sender": "x", "message": "喂"},
        {"agent": 200, "supervisor": 200, "trainer": 403, "admin": 200},
    ),
]


def test_each_role_may_do_what_it_may_and_nobody_anything_without_a_token(
    bare: Any, tokens: dict[str, str]
) -> None:
    with bare.client() as http:
        for method, path, body, expected in ALLOWED:
            assert http.request(method, path, json=body).status_code == 401, path
            found = {
                role: http.request(method, path, json=body, headers=bearer(token)).status_code
                for role, token in tokens.items()
            }
            assert found == expected, (method, path, body)


def test_an_agent_signs_calls_with_their_own_name(bare: Any, tokens: dict[str, str]) -> None:
    with bare.client() as http:
        own = http.post("/api/v1/calls", json={"agent": "别人"}, headers=bearer(tokens["agent"]))
        senior = http.post("/api/v1/calls", json={"agent": "小林"}, headers=bearer(tokens["supervisor"]))
    assert (own.json()["agent"], senior.json()["agent"]) == ("一位agent", "小林")


def test_a_revoked_token_ends_soon_and_the_door_stays_locked(bare: Any, tokens: dict[str, str]) -> None:
    times = [0.0]
    bare.house.gate._clock = lambda: times[0]
    with bare.client() as http:
        headers = bearer(tokens["agent"])
        assert http.get("/api/v1/me", headers=headers).status_code == 200
        for role in tokens:
            bare.house.service.store.revoke_user(f"一位{role}")
        times[0] = FRESH + 1
        assert http.get("/api/v1/me", headers=headers).status_code == 401
        bare.house.gate.look()
        assert http.get("/api/v1/me").status_code == 401


def test_a_database_that_is_down_signs_nobody_out(
    bare: Any, tokens: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    times = [0.0]
    bare.house.gate._clock = lambda: times[0]
    headers = bearer(tokens["agent"])
    draft = {"text": "这个绝对不可能"}

    def down(*_: Any) -> None:
        raise StoreUnavailable("down: try again")

    with bare.client() as http:
        assert http.post("/api/v1/drafts/check", json=draft, headers=headers).status_code == 200
        monkeypatch.setattr(bare.house.service.store, "user_by_token_hash", down)
        times[0] = FRESH + 1
        assert http.post("/api/v1/drafts/check", json=draft, headers=headers).json()["verdict"] == "block"
        stranger = http.post("/api/v1/drafts/check", json=draft, headers=bearer("made-up"))
        assert (stranger.status_code, stranger.headers["retry-after"]) == (503, "2")


def test_a_server_open_to_the_network_needs_a_user_first(home: Path) -> None:
    from anfu.server.start import NoUsers, run

    settings = read_settings({}, home=str(home), host="0.0.0.0", port="0")
    with pytest.raises(NoUsers, match=r"anfu user add NAME --role admin"):
        run(settings)


def test_a_port_in_use_is_told_before_anything_is_loaded(bare: Any, root: Any) -> None:
    from anfu.server.start import run
    from anfu.settings import BadSetting

    port = httpx.URL(bare.url).port
    with pytest.raises(BadSetting, match="ANFU_PORT"):
        run(read_settings({}, home=str(root), port=str(port)), lambda *_: pytest.fail("it began to load"))
