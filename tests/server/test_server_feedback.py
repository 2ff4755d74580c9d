"""What the agent did with an offered script, sent to the server."""

from __future__ import annotations

from collections.abc import Callable

import httpx

Begin = Callable[[], str]
Say = Callable[..., httpx.Response]


def test_the_last_word_counts_however_often_it_is_sent(http: httpx.Client, begin: Begin, say: Say) -> None:
    call = begin()
    script = say(call, "等了五天，太气人了").json()["say"][0]["id"]
    where = f"/api/v1/calls/{call}/feedback"
    body = {"turn": 1, "script": script, "outcome": "used"}
    first = http.post(where, json=body)
    assert first.status_code == 200, first.text
    assert http.post(where, json=body).json() == first.json()
    edited = http.post(where, json={**body, "outcome": "edited", "text": "打13800138000找我"}).json()
    assert (edited["outcome"], edited["number"]) == ("edited", 2)
    assert "13800138000" not in edited["text"]


def test_what_was_not_offered_is_refused(http: httpx.Client, begin: Begin, say: Say) -> None:
    call = begin()
    offered = {said["id"] for said in say(call, "等了五天，太气人了").json()["say"]}
    where = f"/api/v1/calls/{call}/feedback"
    other = next(name for name in ("close-going-now", "hold-one-minute") if name not in offered)
    refused = http.post(where, json={"turn": 1, "script": other, "outcome": "used"})
    assert refused.status_code == 422
    assert refused.json()["type"].endswith("not-offered")
    assert http.post(where, json={"turn": 1, "script": other, "outcome": "liked"}).status_code == 422
    nowhere = http.post("/api/v1/calls/C-NONE/feedback", json={"turn": 1, "script": other, "outcome": "used"})
    assert nowhere.status_code == 404
