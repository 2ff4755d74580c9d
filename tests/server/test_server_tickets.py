"""Tickets over HTTP: found, shown with their history, acted on through gates, split, merged, gathered."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

API = "/api/v1/tickets"


@pytest.fixture
def desk(bare: Any) -> Any:
    """A client without sign-in, on a server of its own."""
    with bare.client() as client:
        yield client


def filed(client: httpx.Client, summary: str = "宽带断了三天", **body: Any) -> dict[str, Any]:
    call = client.post("/api/v1/calls", json={"customer_ref": "cust-1"}).json()["id"]
    answer = client.post(API, json={"call_id": call, "matter": "outage", "summary": summary, **body})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def do(client: httpx.Client, ticket: str, transition: str, **body: Any) -> httpx.Response:
    return client.post(f"{API}/{ticket}/{transition}", json=body)


def test_a_case_from_filing_to_rollout(desk: httpx.Client) -> None:
    ticket = filed(desk)["id"]
    refused = do(desk, ticket, "solution_given", note="减免月费")
    assert refused.status_code == 409
    assert refused.json()["type"] == "/#problem-gate"
    assert "批准方案" in refused.json()["remedy"] and "approved" in refused.json()["detail"]
    told = [
        ("planned", "减免月费"),
        ("approved", ""),
        ("solution_given", "减免月费"),
        ("agreed", ""),
        ("closed", ""),
    ]
    for transition, note in told:
        answer = do(desk, ticket, transition, note=note)
        assert answer.status_code == 200, answer.text
    assert (answer.json()["status"], answer.json()["outcome"]) == ("closed", "solved")
    assert do(desk, ticket, "improvement").status_code == 422, "it asks for words"
    assert do(desk, ticket, "improvement", note="加强巡检").json()["node"] == "rollout"
    case = desk.get(f"{API}/{ticket}").json()
    assert [line["event"] for line in case["events"]] == [
        "classified", "filed", "note", "approved", "solution_given", "agreed", "closed", "event_closed",
        "improvement",
    ]  # fmt: skip
    assert "rolled_out" in case["possible"] and "closed" not in case["possible"]
    assert case["fields"]["solution"] == "减免月费"
    assert case["customer_ref"] == "cust-1" and case["event_type"] == "technical"


def test_what_cannot_be_done(desk: httpx.Client) -> None:
    ticket = filed(desk)["id"]
    answers = [
        (do(desk, ticket, "fly"), 404, "unknown-transition"),
        (do(desk, "T-0", "approved"), 404, "unknown-ticket"),
        (do(desk, ticket, "approved", role="agent"), 403, "not-allowed"),
        (do(desk, ticket, "rejected"), 422, "needs-reason"),
        (do(desk, ticket, "downgraded", note="轻"), 422, "bad-change"),
        (do(desk, ticket, "confirmed", version=9), 409, "taken"),
        (do(desk, ticket, "confirmed", version=0), 422, "bad-input"),
        (do(desk, ticket, "confirmed", wings=2), 422, "bad-input"),
        (do(desk, ticket, "note", note="x" * 2001), 422, "bad-input"),
        (do(desk, ticket, "merge", into=ticket), 422, "bad-change"),
        (do(desk, ticket, "split", matter="outage"), 422, "bad-change"),
        (do(desk, ticket, "children", children=[]), 422, "bad-input"),
        (do(desk, ticket, "children", children=["T-0"]), 404, "unknown-ticket"),
        (desk.get(f"{API}?after=nonsense"), 422, "bad-input"),
        (desk.get(f"{API}?status=lost"), 422, "bad-input"),
        (desk.get(f"{API}?from=2026-01-01T00:00:00"), 422, "bad-input"),
    ]
    for number, (answer, status, kind) in enumerate(answers):
        assert (answer.status_code, answer.json()["type"]) == (status, f"/#problem-{kind}"), (
            number,
            answer.text,
        )
        assert answer.json()["remedy"]
    assert desk.get(f"{API}/{ticket}").json()["version"] == 1


def test_roles_and_names_come_from_the_token(bare: Any, desk: httpx.Client) -> None:
    people = {
        role: bare.house.service.add_user(f"名{role}", role) for role in ("agent", "supervisor", "trainer")
    }
    bare.house.gate.look()
    by = {role: {"Authorization": f"Bearer {token}"} for role, token in people.items()}
    with bare.client(headers=by["agent"]) as agent, bare.client(headers=by["supervisor"]) as lead:
        ticket = filed(agent)["id"]
        assert do(agent, ticket, "approved").status_code == 403
        assert do(agent, ticket, "approved", role="supervisor").status_code == 403
        assert do(agent, ticket, "split", matter="billing").status_code == 403
        assert do(lead, ticket, "solution_given", override=True, note="急件", by="别人").status_code == 200
        with bare.client(headers=by["trainer"]) as trainer:
            assert do(trainer, ticket, "note", note="可做案例").status_code == 200
            assert do(trainer, ticket, "agreed").status_code == 403
        lines = agent.get(f"{API}/{ticket}").json()["events"]
        assert [(line["event"], line["by"]) for line in lines[2:]] == [
            ("overridden", "名supervisor"), ("solution_given", "名supervisor"), ("note", "名trainer"),
        ]  # fmt: skip


def test_a_transition_sent_twice_with_its_key_happens_once(desk: httpx.Client) -> None:
    ticket = filed(desk)["id"]
    path, headers = f"{API}/{ticket}/note", {"Idempotency-Key": "k1"}
    first, again = [desk.post(path, json={"note": "已回电"}, headers=headers) for _ in range(2)]
    assert first.json() == again.json()
    assert len(desk.get(f"{API}/{ticket}").json()["events"]) == 3
    assert desk.post(path, json={"note": "别的"}, headers=headers).status_code == 422


def test_finding_splitting_merging_and_gathering(desk: httpx.Client) -> None:
    ids = [filed(desk, f"第{number}户断网")["id"] for number in range(5)]
    assert [found["id"] for found in desk.get(f"{API}?limit=2").json()["items"]] == ids[:2:-1]
    page = desk.get(f"{API}?limit=2").json()
    behind = desk.get(API, params={"limit": 2, "after": page["next"]}).json()
    assert [found["id"] for found in behind["items"]] == ids[2:0:-1]
    assert [found["id"] for found in desk.get(API, params={"text": "第3户"}).json()["items"]] == [ids[3]]
    assert desk.get(f"{API}?overdue=true").json() == {"items": [], "next": None}
    assert len(desk.get(f"{API}?order=due&status=active&level=3").json()["items"]) == 5

    new = desk.post(f"{API}/{ids[0]}/split", json={"matter": "billing", "summary": "多扣了钱"})
    assert new.status_code == 201 and new.json()["matter"] == "billing"
    whole = desk.post(f"{API}/{ids[1]}/merge", json={"into": ids[0], "note": "同一户"})
    assert whole.status_code == 200 and whole.json()["id"] == ids[0]
    assert desk.get(f"{API}?outcome=merged").json()["items"][0]["merged_into"] == ids[0]
    parent = desk.post(f"{API}/{ids[0]}/children", json={"children": ids[2:4]})
    assert parent.status_code == 200
    assert desk.get(f"{API}/{ids[0]}").json()["children"] == ids[2:4]
    assert {found["id"] for found in desk.get(f"{API}?parent={ids[0]}").json()["items"]} == set(ids[2:4])
    assert [checked for checked in _audit(desk) if checked["wrong"]] == []


def _audit(desk: httpx.Client) -> list[dict[str, Any]]:
    """Every history over HTTP is numbered without a gap."""
    items = desk.get(f"{API}?limit=100").json()["items"]
    cases = [desk.get(f"{API}/{item['id']}").json() for item in items]
    return [
        {"wrong": [line["number"] for line in case["events"]] != list(range(1, len(case["events"]) + 1))}
        for case in cases
    ]


def test_filing_again_completes_and_answers_200(desk: httpx.Client) -> None:
    ticket = filed(desk)
    body = {"call_id": ticket["call_id"], "matter": "outage", "fields": {"demand": "今晚修好"}}
    again = desk.post(API, json=body)
    assert again.status_code == 200
    assert (again.json()["id"], again.json()["demand"]) == (ticket["id"], "今晚修好")
    assert desk.post(API, json=body).json() == again.json()
