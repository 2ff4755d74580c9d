"""What a turn, a filing and a transition tell is stored with them, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from builders import agent, customer

from anfu.service import Service
from anfu.store.errors import StoreUnavailable

ANGRY = {"act": "threaten", "mood": "angry", "intensity": 3}


def threaten(service: Service, text: str = "我去法院", signal: str = "legal", key: str | None = None) -> Any:
    return service.hear("call-1", "customer", text, customer(text, signals={signal: text}, **ANGRY), key=key)


def kinds(service: Service) -> list[tuple[str, int]]:
    """What was told, in the order of the ticket's messages."""
    entries = reversed(service.store.outbox_entries(500))
    return sorted({(entry.message.kind, entry.message.number) for entry in entries}, key=lambda told: told[1])


def told(service: Service) -> set[str]:
    return {kind for kind, _ in kinds(service)}


def test_a_turn_that_files_a_ticket_tells_of_it(service: Service) -> None:
    guidance = threaten(service, key="k")
    entries = service.store.outbox_entries(500)
    assert {entry.message.ticket_id for entry in entries} == {guidance.ticket.id}
    assert told(service) == {"filed", "legal"}
    numbers = [number for _, number in kinds(service)]
    assert numbers == list(range(1, len(numbers) + 1))
    threaten(service, key="k")
    assert len(service.store.outbox_entries(500)) == len(entries)


def test_a_second_risk_at_the_same_level_tells_whom_it_concerns(service: Service) -> None:
    threaten(service)
    before = len(service.store.outbox_entries(500))
    threaten(service, "我发微博", "media")
    assert told(service) == {"filed", "legal", "public"}
    after = len(service.store.outbox_entries(500))
    threaten(service, "我真发微博", "media")
    assert before < after == len(service.store.outbox_entries(500))


def test_a_rise_to_level_1_tells_senior_management_and_names_the_agent(service: Service) -> None:
    threaten(service)
    threaten(service, "冒烟了", "safety")
    assert told(service) >= {"upgraded", "senior", "danger"}
    danger = next(e.message for e in service.store.outbox_entries(500) if e.message.kind == "danger")
    assert "坐席：小林" in danger.text


def test_a_ticket_filed_by_hand_tells_once_however_often_and_from_wherever(
    service: Service, open_service: Callable[..., Service]
) -> None:
    service.hear("call-1", "customer", "还没到", customer("还没到", kind="delivery"))
    others = [service, open_service(), open_service()]
    with ThreadPoolExecutor(6) as pool:
        filed = list(pool.map(lambda n: others[n % 3].file_ticket("call-1", by="小林"), range(12)))
    assert len({ticket.id for ticket in filed}) == 1
    assert told(service) == {"filed_routine"}
    assert len(service.store.outbox_entries(500)) == 2


def test_a_referral_tells_the_department_whose_clock_it_starts(service: Service) -> None:
    threaten(service)
    ticket = service.open_ticket("call-1")
    assert ticket is not None
    service.act(ticket.id, "referred", by="小林", role="agent", note="请查物流日志")
    message = next(e.message for e in service.store.outbox_entries(500) if e.message.kind == "referred")
    assert message.target in ("tech_chat", "tech_mail")
    assert "请查物流日志" in message.text
    service.act(ticket.id, "support_replied", by="小林", role="agent")
    service.act(ticket.id, "referred", by="小林", role="agent", note="再查一次")
    assert len([e for e in service.store.outbox_entries(500) if e.message.kind == "referred"]) == 4


def test_what_cannot_be_told_is_not_stored_either(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:

        def fail(*_: Any) -> int:
            raise sa.exc.OperationalError("INSERT", {}, Exception("database or disk is full"))

        broken.setattr("anfu.store.ticket_writing.put_messages", fail)
        with pytest.raises(StoreUnavailable, match="disk is full"):
            threaten(service)
    assert service.store.turns("call-1") == []
    assert service.store.tickets(10) == []
    assert service.call("call-1").turns == ()
    assert threaten(service).turn == 1
    assert told(service) == {"filed", "legal"}


def test_on_a_full_disk_nothing_is_half_kept_and_drafts_are_checked(service: Service) -> None:
    full = False

    def limit(connection: Any, _record: Any, _proxy: Any) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0] if full else 2**30
        connection.execute(f"PRAGMA max_page_count={pages}")

    sa.event.listen(service.store._db.engine, "checkout", limit)
    kept, full = 0, True
    with pytest.raises(StoreUnavailable, match="disk is full; free some space"):  # noqa: PT012
        for kept in range(1000):
            service.hear("call-1", "agent", f"第{kept}句" * 60, agent("好"))
    with pytest.raises(StoreUnavailable):
        threaten(service)
    assert service.check_draft("这个绝对不可能", "call-1").verdict == "block"
    assert len(service.store.turns("call-1")) == len(service.call("call-1").turns) == kept
    assert not service.store.tickets(10) and not service.store.outbox_entries(10)
    full = False
    assert threaten(service).turn == kept + 1
    assert told(service) == {"filed", "legal"}
