"""Drafts over HTTP: the model listens, places in UTF-16, whose authority, how long."""

from __future__ import annotations

import httpx

CHECK = "/api/v1/drafts/check"


def test_the_model_listens_and_says_how_sure_it_is(http: httpx.Client) -> None:
    found = http.post(CHECK, json={"text": "是不是您家孩子乱按按出来的"}).json()
    [finding] = found["findings"]
    assert (finding["by"], finding["taboo"], found["verdict"]) == ("model", "blame_shift", "warn")
    assert 0.5 < finding["confidence"] <= 1
    assert http.post(CHECK, json={"text": found["rewrite"]}).json()["verdict"] == "ok"


def test_without_a_model_the_lexicon_still_speaks(bare: object) -> None:
    with bare.client() as http:  # type: ignore[attr-defined]
        found = http.post(CHECK, json={"text": "这绝对不可能"}).json()
    assert found["verdict"] == "block"
    assert found["rewrite"]


def test_places_are_counted_as_the_browser_does_on_request(http: httpx.Client) -> None:
    text = "😀这不可能"
    plain = http.post(CHECK, json={"text": text}).json()["findings"][0]["span"]
    counted = http.post(CHECK, json={"text": text, "positions": "utf16"}).json()["findings"][0]["span"]
    assert counted == [place + 1 for place in plain]
    assert http.post(CHECK, json={"text": text, "positions": "bytes"}).status_code == 422


def test_the_role_given_goes_before_the_calls(http: httpx.Client) -> None:
    draft = {"text": "我给您退2000元"}
    assert http.post(CHECK, json=draft).json()["verdict"] == "warn"
    assert (
        http.post(CHECK, json=draft | {"role": "supervisor", "industry": "finance"}).json()["verdict"] == "ok"
    )


def test_what_nobody_can_say_in_one_go_is_refused_with_a_remedy(http: httpx.Client) -> None:
    assert http.post(CHECK, json={"text": "好" * 10_000}).status_code == 200
    answer = http.post(CHECK, json={"text": "好" * 10_001})
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert "10001" in answer.json()["detail"]
    assert answer.json()["remedy"]
