"""A request sent again, or twenty times at once, is done once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

Begin = Callable[[], str]
Say = Callable[..., httpx.Response]


def _twenty(send: Callable[[], httpx.Response]) -> list[httpx.Response]:
    with ThreadPoolExecutor(20) as pool:
        return [sent.result() for sent in [pool.submit(send) for _ in range(20)]]


def test_twenty_times_the_same_utterance_is_one_turn(http: httpx.Client, begin: Begin) -> None:
    call = begin()
    body = {"speaker": "customer", "text": "这都第三次了，6000块不退我就起诉！"}
    headers = {"Idempotency-Key": "u-1"}
    answers = _twenty(lambda: http.post(f"/api/v1/calls/{call}/utterances", json=body, headers=headers))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert len(http.get(f"/api/v1/calls/{call}").json()["turns"]) == 1


def test_the_key_may_stand_in_the_body_and_outlives_the_call(
    http: httpx.Client, begin: Begin, say: Say
) -> None:
    call = begin()
    first = say(call, "我的快递没到", key="k")
    http.post(f"/api/v1/calls/{call}/end")
    assert say(call, "我的快递没到", key="k").json() == first.json()
    assert say(call, "我的快递没到", key="other").status_code == 409


def test_the_same_key_for_other_words_is_refused(http: httpx.Client, begin: Begin, say: Say) -> None:
    call = begin()
    say(call, "我的快递没到", key="k")
    answer = say(call, "我的快递到了", key="k")
    assert (answer.status_code, answer.json()["type"]) == (422, "/#problem-key-reused")
    both = http.post(
        f"/api/v1/calls/{call}/utterances",
        json={"speaker": "customer", "text": "喂", "key": "a"},
        headers={"Idempotency-Key": "b"},
    )
    assert both.status_code == 422
    assert len(http.get(f"/api/v1/calls/{call}").json()["turns"]) == 1


def test_twenty_times_the_same_ticket_is_one_ticket(http: httpx.Client, begin: Begin) -> None:
    body: dict[str, Any] = {"call_id": begin(), "matter": "refund", "summary": "要求退款"}
    headers = {"Idempotency-Key": f"t-{body['call_id']}"}
    answers = _twenty(lambda: http.post("/api/v1/tickets", json=body, headers=headers))
    assert {(answer.status_code, answer.text) for answer in answers} == {(201, answers[0].text)}
    other = http.post("/api/v1/tickets", json={**body, "summary": "别的"}, headers=headers)
    assert other.status_code == 422


def test_without_a_key_the_open_ticket_is_completed(http: httpx.Client, begin: Begin) -> None:
    call = begin()
    first = http.post("/api/v1/tickets", json={"call_id": call, "matter": "refund"})
    more = {"call_id": call, "matter": "refund", "summary": "要求退款", "fields": {"demand": "退6000元"}}
    second = http.post("/api/v1/tickets", json=more)
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json()["id"] == first.json()["id"]
    assert (second.json()["summary"], second.json()["fields"]) == ("要求退款", {"demand": "退6000元"})


def test_a_problem_is_not_remembered(http: httpx.Client) -> None:
    """What was refused may be tried again when the reason is gone."""
    headers = {"Idempotency-Key": "early"}
    body = {"sender": "late-call", "message": "客户：喂，你好"}
    ticket = {"call_id": "late-call", "matter": "refund"}
    assert http.post("/api/v1/tickets", json=ticket, headers=headers).status_code == 404
    http.post("/webhooks/rest/webhook", json=body)
    assert http.post("/api/v1/tickets", json=ticket, headers=headers).status_code == 201


def test_a_call_begun_twice_with_one_key_is_one_call(http: httpx.Client) -> None:
    headers = {"Idempotency-Key": "begin-1"}
    answers = [http.post("/api/v1/calls", headers=headers) for _ in range(2)]
    assert answers[0].text == answers[1].text
