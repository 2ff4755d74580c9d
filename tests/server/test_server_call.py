"""A call from its beginning to its end, over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import httpx

Begin = Callable[[], str]
Say = Callable[..., httpx.Response]


def test_a_recorded_call_is_guided_to_its_end(http: httpx.Client, begin: Begin, root: Path) -> None:
    lines = (
        (root / "examples/calls/washing-machine-third-call.jsonl").read_text(encoding="utf-8").splitlines()
    )
    call = begin()
    for number, line in enumerate(lines, 1):
        answer = http.post(f"/api/v1/calls/{call}/utterances", json=json.loads(line))
        assert answer.status_code == 200, answer.text
        guidance = answer.json()
        assert (guidance["type"], guidance["call_id"], guidance["turn"]) == ("guidance", call, number)
    assert guidance["level"]["id"] == 2
    assert {reason["source"] for reason in guidance["level"]["reasons"]} & {"F46", "F47", "F48"}

    seen = http.get(f"/api/v1/calls/{call}").json()
    spoken = [(json.loads(line)["speaker"], json.loads(line)["text"]) for line in lines]
    assert [(turn["speaker"], turn["text"]) for turn in seen["turns"]] == spoken
    assert (seen["step"], seen["level"], seen["promises"]) == (
        guidance["step"],
        guidance["level"],
        guidance["promises"],
    )
    assert seen["ticket"]["call_id"] == call
    assert seen["ended_at"] is None

    summary = http.post(f"/api/v1/calls/{call}/end")
    assert seen["ticket"]["id"] in summary.json()["summary"]
    assert http.get(f"/api/v1/calls/{call}").json()["ended_at"] is not None
    assert http.post(f"/api/v1/calls/{call}/end").status_code == 409


def test_one_dangerous_sentence_files_one_ticket_and_more_of_them_no_second(
    http: httpx.Client, begin: Begin, say: Say
) -> None:
    call = begin()
    first = say(call, "这都第三次打电话了，你们再不退我6000块，我就去法院起诉你们！").json()
    assert first["ticket"]["action"] == "filed"
    again = say(call, "我说了，我一定起诉！").json()
    assert again["ticket"] == {**first["ticket"], "action": "none"}
    mine = [item for item in http.get("/api/v1/tickets?limit=500").json()["items"] if item["call_id"] == call]
    assert [ticket["id"] for ticket in mine] == [first["ticket"]["id"]]
    assert mine[0].items() <= http.get(f"/api/v1/tickets/{first['ticket']['id']}").json().items()


def test_a_new_call_is_empty_and_on_top_of_the_list(http: httpx.Client) -> None:
    made = http.post("/api/v1/calls", json={"industry": "telecom", "agent": "小林", "customer_ref": "c-7"})
    assert made.status_code == 201
    newest = http.get("/api/v1/calls?limit=1").json()["items"]
    assert newest == [made.json()]
    seen = http.get(f"/api/v1/calls/{made.json()['id']}").json()
    assert (seen["step"], seen["level"], seen["turns"], seen["agent"]) == (None, None, [], "小林")


def test_phone_numbers_are_masked_before_anything_is_stored(
    http: httpx.Client, begin: Begin, say: Say
) -> None:
    call = begin()
    say(call, "我电话13812345678，你打给我")
    assert "13812345678" not in http.get(f"/api/v1/calls/{call}").text
    assert "138****5678" in http.get(f"/api/v1/calls/{call}").text


def test_the_time_an_utterance_was_spoken_is_kept(http: httpx.Client, begin: Begin, say: Say) -> None:
    call = begin()
    say(call, "喂，你好", at="2026-11-05T09:38:02+08:00")
    assert http.get(f"/api/v1/calls/{call}").json()["turns"][0]["at"] == "2026-11-05T01:38:02Z"


def test_rasas_own_webhook_hears_and_is_masked(http: httpx.Client) -> None:
    told = {"sender": "webhook-1", "message": "客户：你们的人怎么回事，电话13812345678"}
    replies = http.post("/webhooks/rest/webhook", json=told).json()
    guidance = next(reply["custom"] for reply in replies if "custom" in reply)
    assert (guidance["type"], guidance["call_id"], guidance["turn"]) == ("guidance", "webhook-1", 1)
    assert http.get("/api/v1/calls/webhook-1").json()["turns"][0]["text"].endswith("138****5678")


def test_the_webhook_refuses_what_rasa_would_mix_up(http: httpx.Client) -> None:
    for body in (
        {"message": "客户：喂"},
        {"sender": "x", "message": ""},
        ["x"],
        {"sender": 1, "message": "x"},
    ):
        answer = http.post("/webhooks/rest/webhook", json=body)
        assert answer.status_code == 422, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
