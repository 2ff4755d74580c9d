"""Whispers to an agent, and blocked drafts that are let pass: who may, what is kept, who sees it."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

import httpx
import pytest

BLOCKED = "这个绝对不可能给您退，我电话13812345678"


@pytest.fixture
def signed(bare: Any) -> Any:
    """`signed(name, role)`: a client of that person."""

    with ExitStack() as clients:

        def sign(name: str, role: str) -> httpx.Client:
            token = bare.house.service.add_user(name, role)
            bare.house.gate.look()
            client: httpx.Client = bare.client(headers={"Authorization": f"Bearer {token}"})
            return clients.enter_context(client)

        yield sign


def test_a_whisper_reaches_the_agent_with_numbers_masked(signed: Any) -> None:
    agent, lead = signed("小林", "agent"), signed("王芳", "supervisor")
    call = agent.post("/api/v1/calls").json()["id"]
    where = f"/api/v1/calls/{call}/whispers"
    first = lead.post(where, json={"text": " 先道歉，再报时间 "})
    assert first.status_code == 201
    assert {**first.json(), "at": None} == {"number": 1, "by": "王芳", "at": None, "text": "先道歉，再报时间"}
    lead.post(where, json={"text": "打13812345678"})
    seen = agent.get(f"/api/v1/calls/{call}").json()["whispers"]
    assert [(one["number"], one["text"]) for one in seen] == [(1, "先道歉，再报时间"), (2, "打138****5678")]


def test_a_whisper_sent_twice_with_one_key_is_one(signed: Any) -> None:
    lead = signed("王芳", "supervisor")
    call = lead.post("/api/v1/calls").json()["id"]
    sent = [
        lead.post(
            f"/api/v1/calls/{call}/whispers", json={"text": "慢一点"}, headers={"Idempotency-Key": "w1"}
        )
        for _ in range(2)
    ]
    assert sent[0].text == sent[1].text
    assert len(lead.get(f"/api/v1/calls/{call}").json()["whispers"]) == 1


def test_who_may_whisper_and_into_what(signed: Any) -> None:
    agent, trainer, admin = signed("小林", "agent"), signed("老赵", "trainer"), signed("管", "admin")
    call = agent.post("/api/v1/calls").json()["id"]
    where, body = f"/api/v1/calls/{call}/whispers", {"text": "慢一点"}
    assert [who.post(where, json=body).status_code for who in (agent, trainer, admin)] == [403, 403, 201]
    assert admin.post(where, json={"text": "  "}).status_code == 422
    assert admin.post(where, json={"text": "长" * 501}).status_code == 422
    assert admin.post("/api/v1/calls/nowhere/whispers", json=body).status_code == 404
    agent.post(f"/api/v1/calls/{call}/end")
    over = admin.post(where, json=body)
    assert (over.status_code, over.json()["type"]) == (409, "/#problem-call-ended")


def test_a_blocked_draft_is_let_pass_on_record(signed: Any) -> None:
    agent, lead = signed("小林", "agent"), signed("王芳", "supervisor")
    call = agent.post("/api/v1/calls").json()["id"]
    given = {"text": BLOCKED, "reason": "客户要我复述他的原话 13812345678", "call_id": call}
    answer = agent.post("/api/v1/overrides", json=given)
    assert answer.status_code == 201
    made = answer.json()
    assert (made["by"], made["call_id"]) == ("小林", call)
    assert "absolute" in made["taboos"]
    [kept] = lead.get("/api/v1/overrides").json()["items"]
    assert kept == made
    assert "13812345678" not in answer.text
    assert made["reason"].startswith("客户要我复述")


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"text": "您好，我来帮您看"}, 409),
        ({"reason": "急"}, 422),
        ({"reason": "   长   "}, 422),
        ({"reason": "理" * 501}, 422),
        ({"text": " "}, 422),
        ({"text": "不" * 10_001}, 413),
        ({"call_id": "nowhere"}, 404),
        ({"more": 1}, 422),
    ],
)
def test_an_override_needs_a_blocked_draft_and_a_reason(
    bare: Any, changes: dict[str, Any], status: int
) -> None:
    with bare.client() as http:
        answer = http.post("/api/v1/overrides", json={"text": BLOCKED, "reason": "客户要原话", **changes})
        assert answer.status_code == status, answer.text
        assert http.get("/api/v1/overrides").json() == {"items": []}


def test_who_may_see_overrides(signed: Any) -> None:
    seen = [
        signed(role, role).get("/api/v1/overrides").status_code
        for role in ("agent", "supervisor", "trainer", "admin")
    ]
    assert seen == [403, 200, 200, 200]


def test_the_newest_overrides_come_first_and_only_so_many(bare: Any) -> None:
    with bare.client() as http:
        made = [
            http.post("/api/v1/overrides", json={"text": BLOCKED, "reason": f"原因{n}，客户要求"}).json()[
                "id"
            ]
            for n in range(3)
        ]
        listed = http.get("/api/v1/overrides", params={"limit": 2}).json()["items"]
    assert [one["id"] for one in listed] == [made[2], made[1]]
