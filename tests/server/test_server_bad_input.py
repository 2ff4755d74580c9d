"""Whatever is sent wrong: a problem document that says what to do, nothing stored, the server well."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any
from unicodedata import category

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anfu.server.errors import BadInput
from anfu.server.texts import LONGEST_TEXT, spoken

JSON = {"content-type": "application/json"}


def said(**changes: Any) -> bytes:
    """An utterance with something wrong in it."""
    return json.dumps({"speaker": "customer", "text": "我的快递没到", **changes}).encode()


BAD_BODIES: dict[str, tuple[int, bytes, dict[str, str]]] = {
    "nothing": (400, b"", JSON),
    "empty text": (422, said(text=""), JSON),
    "blank text": (422, said(text=" \n　"), JSON),
    "too long a text": (422, said(text="啊" * (LONGEST_TEXT + 1)), JSON),
    "a megabyte": (413, said(text="啊" * 170_000), JSON),
    "no JSON": (400, b"{speaker: customer}", JSON),
    "cut off": (400, said()[:-3], JSON),
    "not UTF-8": (400, b'{"speaker":"customer","text":"\xff\xfe"}', JSON),
    "a list": (422, b"[]", JSON),
    "null": (422, b"null", JSON),
    "a number as text": (422, said(text=7), JSON),
    "no text": (422, b'{"speaker":"customer"}', JSON),
    "no speaker": (422, '{"text":"喂"}'.encode(), JSON),
    "unknown speaker": (422, said(speaker="robot"), JSON),
    "unknown field": (422, said(mood="angry"), JSON),
    "a time without an offset": (422, said(at="2026-11-05T09:38:02"), JSON),
    "no time": (422, said(at="昨天"), JSON),
    "NUL": (422, said(text="a\0b"), JSON),
    "a control character": (422, said(text="a\x1bb"), JSON),
    "half a character": (422, b'{"speaker":"customer","text":"a\\ud83d"}', JSON),
    "half a character in between": (422, b'{"speaker":"customer","text":"\\udc00 a"}', JSON),
    "deep nesting": (422, b'{"speaker":"customer","text":' + b"[" * 30_000 + b"}", JSON),
    "deep nesting at the top": (422, b"[" * 60_000, JSON),
    "another content type": (415, said(), {"content-type": "text/plain"}),
    "no content type": (415, said(), {}),
    "a form": (415, b"speaker=customer&text=x", {"content-type": "application/x-www-form-urlencoded"}),
    "an empty key": (422, said(key=""), JSON),
    "a key with NUL": (422, said(key="a\0"), JSON),
    "an endless key": (422, said(key="k" * 201), JSON),
}


def is_problem(answer: httpx.Response, status: int) -> None:
    """Asserts an RFC 9457 document with this status that says what to do."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert set(problem) == {"type", "title", "status", "detail", "instance", "remedy"}
    assert (problem["status"], problem["instance"]) == (
        status,
        answer.request.url.raw_path.decode().split("?")[0],
    )
    assert problem["remedy"]


@pytest.mark.parametrize("name", BAD_BODIES)
def test_a_bad_utterance_is_refused_and_leaves_nothing(
    http: httpx.Client, begin: Callable[[], str], say: Callable[..., httpx.Response], name: str
) -> None:
    status, body, headers = BAD_BODIES[name]
    call = begin()
    answer = http.post(f"/api/v1/calls/{call}/utterances", content=body, headers=headers)
    is_problem(answer, status)
    assert http.get(f"/api/v1/calls/{call}").json()["turns"] == []
    assert say(call, "我的快递没到").json()["turn"] == 1


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/api/v1/calls/nowhere/utterances", 404),
        ("POST", "/api/v1/calls/nowhere/ask", 404),
        ("POST", "/api/v1/calls/nowhere/end", 404),
        ("GET", "/api/v1/calls/nowhere", 404),
        ("GET", "/api/v1/calls/%00", 404),
        ("GET", "/api/v1/calls/%ff", 404),
        ("GET", "/api/v1/calls/" + "x" * 300, 404),
        ("GET", "/api/v1/tickets/nowhere", 404),
        ("GET", "/api/v1/tickets/%00", 404),
        ("GET", "/api/v1/drills", 404),
        ("GET", "/nothing", 404),
        ("DELETE", "/api/v1/calls", 405),
        ("PUT", "/api/v1/calls/nowhere/utterances", 405),
        ("GET", "/api/v1/drafts/check", 405),
        ("GET", "/api/v1/calls?limit=0", 422),
        ("GET", "/api/v1/calls?limit=many", 422),
        ("GET", "/api/v1/tickets?limit=501", 422),
        ("GET", "/api/v1/tickets?unknown=1", 422),
    ],
)
def test_what_is_not_there_or_not_allowed_is_a_problem_too(
    http: httpx.Client, method: str, path: str, status: int
) -> None:
    content = (
        said() if "utterances" in path else json.dumps({"text": "喂"}).encode() if "ask" in path else None
    )
    answer = http.request(method, path, content=content, headers=JSON)
    is_problem(answer, status)


def test_an_ended_call_takes_no_more_words(
    http: httpx.Client, begin: Callable[[], str], say: Callable[..., httpx.Response]
) -> None:
    call = begin()
    http.post(f"/api/v1/calls/{call}/end")
    is_problem(say(call, "我的快递没到"), 409)
    assert http.get(f"/api/v1/calls/{call}").json()["turns"] == []


@pytest.mark.parametrize("text", ["/restart", "／restart", "//restart", '/ask_ticket{"a":"b"}', "/"])
def test_what_looks_like_a_rasa_command_is_only_words(
    begin: Callable[[], str], say: Callable[..., httpx.Response], text: str
) -> None:
    call = begin()
    assert say(call, text).json()["turn"] == 1
    assert say(call, "我的快递没到").json()["turn"] == 2


@pytest.mark.parametrize(
    "changes",
    [{"call_id": ""}, {"matter": "\0"}, {"summary": ""}, {"fields": {"a": "\0"}}, {"fields": {"": "x"}}],
)
def test_a_bad_ticket_is_refused(
    http: httpx.Client, begin: Callable[[], str], changes: dict[str, Any]
) -> None:
    call = begin()
    answer = http.post("/api/v1/tickets", json={"call_id": call, "matter": "refund", **changes})
    is_problem(answer, 422)
    assert http.get(f"/api/v1/calls/{call}").json()["ticket"] is None


def test_new_lines_tabs_and_rare_characters_are_text(
    http: httpx.Client, begin: Callable[[], str], say: Callable[..., httpx.Response]
) -> None:
    call, text = begin(), "第一行\n第二行\t𠮷野家😡"
    assert say(call, text).status_code == 200
    assert http.get(f"/api/v1/calls/{call}").json()["turns"][0]["text"] == text


@given(st.text(max_size=300))
def test_text_is_taken_stripped_or_refused(text: str) -> None:
    refused = not text.strip() or any(
        category(char) in ("Cc", "Cs") and char not in "\n\t\r" for char in text.strip()
    )
    with pytest.raises(BadInput) if refused else nullcontext():
        assert spoken(text) == text.strip()
