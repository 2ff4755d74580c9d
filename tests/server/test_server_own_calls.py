"""An agent has their own calls and no others; supervisors see all, trainers look on."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

PEOPLE = {"小林": "agent", "小周": "agent", "王芳": "supervisor", "老赵": "trainer", "管理员": "admin"}
LOOKS = ["", "/card", "/confirmation"]


@pytest.fixture
def people(bare: Any) -> dict[str, httpx.Client]:
    """A client for each of the people, signed in."""
    clients = {}
    for name, role in PEOPLE.items():
        token = bare.house.service.add_user(name, role)
        clients[name] = bare.client(headers={"Authorization": f"Bearer {token}"})
    bare.house.gate.look()
    yield clients
    for client in clients.values():
        client.close()


@pytest.fixture
def calls(people: dict[str, httpx.Client]) -> dict[str, str]:
    """A call of each agent."""
    return {name: people[name].post("/api/v1/calls").json()["id"] for name in ("小林", "小周")}


def test_an_agent_sees_only_their_own_calls(people: dict[str, httpx.Client], calls: dict[str, str]) -> None:
    def listed(name: str, **query: Any) -> set[str]:
        return {call["id"] for call in people[name].get("/api/v1/calls", params=query).json()["items"]}

    assert listed("小林") == listed("小林", mine=True) == {calls["小林"]}
    assert listed("小周") == {calls["小周"]}
    for name in ("王芳", "老赵", "管理员"):
        assert listed(name) == set(calls.values())
        assert listed(name, mine=True) == set()
    people["小林"].post(f"/api/v1/calls/{calls['小林']}/end")
    assert listed("小林", active=True) == set()
    assert listed("小林") == {calls["小林"]}
    assert listed("王芳", active=True) == {calls["小周"]}


def test_another_agents_call_is_as_if_it_were_not_there(
    people: dict[str, httpx.Client], calls: dict[str, str]
) -> None:
    other = calls["小周"]
    http = people["小林"]
    unknown = http.get("/api/v1/calls/nowhere").json()
    for path in LOOKS:
        answer = http.get(f"/api/v1/calls/{other}{path}")
        assert answer.status_code == 404, path
        assert (answer.json()["type"], answer.json()["title"]) == (unknown["type"], unknown["title"])
    assert http.get(f"/api/v1/calls/{other}/events").status_code == 404
    for path, body in [
        ("/step", {"step": "empathize"}),
        ("/step/undo", None),
        ("/feedback", {"turn": 1, "script": "x", "outcome": "used"}),
        ("/end", None),
    ]:
        assert http.post(f"/api/v1/calls/{other}{path}", json=body).status_code == 404, path
    assert http.post("/api/v1/tickets", json={"call_id": other}).status_code == 404
    override = {"text": "这个绝对不可能", "reason": "客户要求原话", "call_id": other}
    assert http.post("/api/v1/overrides", json=override).status_code == 404
    sneaked = http.post(
        "/webhooks/rest/webhook", json={"sender": "me", "message": "喂", "metadata": {"call_id": other}}
    )
    assert sneaked.status_code == 404
    assert people["小周"].get(f"/api/v1/calls/{other}").json()["ended_at"] is None


def test_those_who_lead_may_look_and_act_and_trainers_look(
    people: dict[str, httpx.Client], calls: dict[str, str]
) -> None:
    for name in ("小林", "王芳", "老赵", "管理员"):
        for path in LOOKS:
            assert people[name].get(f"/api/v1/calls/{calls['小林']}{path}").status_code == 200, (name, path)
    assert people["老赵"].post(f"/api/v1/calls/{calls['小林']}/end").status_code == 403
    assert people["王芳"].post(f"/api/v1/calls/{calls['小林']}/end").status_code == 200


def test_agents_hear_only_calls_of_their_own(
    http: httpx.Client, server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the model: what is said goes to one's own call, and nowhere else."""
    from anfu.server.gate import Person

    async def admitted(request: Any, _roles: Any) -> Person:
        return Person(request.headers["x-name"], "agent", True)

    monkeypatch.setattr(server.house.gate, "admit", admitted)
    mine, others = {"x-name": "lin"}, {"x-name": "zhou"}
    call = http.post("/api/v1/calls", headers=mine).json()["id"]
    said = {"speaker": "customer", "text": "快递一个星期了还没到"}
    where = f"/api/v1/calls/{call}"
    assert http.post(f"{where}/utterances", json=said, headers=others).status_code == 404
    assert http.post(f"{where}/ask", json={"text": "下一步怎么办"}, headers=others).status_code == 404
    assert http.post(f"{where}/utterances", json=said, headers=mine).status_code == 200
    assert len(http.get(where, headers=mine).json()["turns"]) == 1


def test_what_was_said_in_another_agents_call_is_not_on_the_ticket_one_sees(
    http: httpx.Client, server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from anfu.server.gate import Person

    async def admitted(request: Any, _roles: Any) -> Person:
        return Person(request.headers["x-name"], request.headers.get("x-role", "agent"), True)

    monkeypatch.setattr(server.house.gate, "admit", admitted)
    mine, others = {"x-name": "lin"}, {"x-name": "zhou"}
    lead = {"x-name": "wang", "x-role": "supervisor"}
    call = http.post("/api/v1/calls", headers=mine).json()["id"]
    said = {"speaker": "customer", "text": "这都第三次了，再不退我六千块我就去法院起诉你们"}
    told = http.post(f"/api/v1/calls/{call}/utterances", json=said, headers=mine).json()
    ticket = f"/api/v1/tickets/{told['ticket']['id']}"
    assert http.get(ticket, headers=mine).json()["evidence"]
    assert http.get(ticket, headers=lead).json()["evidence"]
    assert http.get(ticket, headers=others).json()["evidence"] == []
    assert http.post(f"{ticket}/assigned", json={"owner": "zhou"}, headers=lead).status_code == 200
    assert http.get(ticket, headers=others).json()["evidence"]


def test_without_sign_in_this_machine_sees_all(bare: Any) -> None:
    with bare.client() as http:
        call = http.post("/api/v1/calls", json={"agent": "小林"}).json()["id"]
        assert http.get(f"/api/v1/calls/{call}").status_code == 200
        assert len(http.get("/api/v1/calls", params={"mine": True}).json()["items"]) == 1
