"""Tickets: one open per call and matter, however many file it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from threading import Barrier

import msgspec
import pytest

from anfu.store import CallRecord, Store, TicketTaken, UnknownCall
from anfu.tickets.types import Ticket

Tickets = Callable[..., Ticket]


def test_a_ticket_comes_back_as_it_went_in(store: Store, ticket: Tickets) -> None:
    filed = ticket("T-𠮷", summary="客户😡：“𠮷野家”", fields={"诉求": "退款\n道歉😡"}, cr=None)
    assert store.file(filed) == filed
    assert store.ticket("T-𠮷") == store.open_ticket("call-1", "delivery") == filed
    assert store.ticket("nowhere") is None and store.open_ticket("call-1", "refund") is None


def test_every_time_of_a_ticket_comes_back_in_utc(store: Store, ticket: Tickets) -> None:
    beijing = timezone(timedelta(hours=8))
    plain = ticket()
    local = msgspec.structs.replace(
        plain,
        filed_at=plain.filed_at.astimezone(beijing),
        due=(msgspec.structs.replace(plain.due[0], due=plain.due[0].due.astimezone(beijing)),),
    )
    answered, found = store.file(local), store.ticket("T-1")
    assert found is not None and str(found) == str(answered) == str(plain)
    with pytest.raises(ValueError, match="no offset"):
        store.file(ticket("T-2", matter="refund", updated_at=datetime(2026, 3, 2)))


def test_the_second_to_file_gets_the_ticket_of_the_first(store: Store, ticket: Tickets) -> None:
    first = store.file(ticket())
    assert store.file(ticket("T-2", summary="另一份")) == first
    assert store.file(ticket("T-3", matter="refund")).id == "T-3"
    assert [stored.id for stored in store.tickets_of("call-1")] == ["T-1", "T-3"]


def test_once_closed_the_matter_may_have_another_ticket(store: Store, ticket: Tickets) -> None:
    store.file(ticket())
    assert store.save(ticket(status="closed"))
    assert store.file(ticket("T-2")).id == "T-2"
    assert store.file(ticket()).status == "closed", "a retry gets what it filed, not a second ticket"
    with pytest.raises(TicketTaken):
        store.save(ticket(status="open"))


def test_an_id_belongs_to_one_case(store: Store, ticket: Tickets) -> None:
    store.file(ticket())
    with pytest.raises(TicketTaken):
        store.file(ticket(matter="refund"))


def test_twenty_who_file_the_same_ticket_get_one(store: Store, ticket: Tickets) -> None:
    together = Barrier(20)

    def file(number: int) -> Ticket:
        together.wait()
        return store.file(ticket(f"T-{number}", filed_by=f"坐席{number}"))

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(file, range(20)))
    assert all(answer == answers[0] for answer in answers)
    assert store.tickets_of("call-1") == [answers[0]]


def test_stores_of_two_processes_agree_on_one_ticket(url: str, store: Store, ticket: Tickets) -> None:
    other = Store.open(url)
    together = Barrier(10)

    def file(number: int) -> Ticket:
        together.wait()
        return (store if number % 2 else other).file(ticket(f"T-{number}"))

    with ThreadPoolExecutor(10) as pool:
        assert len({answer.id for answer in pool.map(file, range(10))}) == 1
    other.close()


def test_saving_changes_the_ticket(store: Store, ticket: Tickets) -> None:
    assert store.save(ticket()) is None
    store.file(ticket())
    later = ticket(level=3, status="confirmed", updated_at=ticket().updated_at + timedelta(minutes=5), due=())
    saved = store.save(later)
    assert saved == msgspec.structs.replace(later, version=2)
    assert store.ticket("T-1") == saved


def test_a_ticket_needs_its_call(store: Store, ticket: Tickets) -> None:
    with pytest.raises(UnknownCall):
        store.file(ticket(call_id="nowhere"))


def test_the_list_is_newest_first_and_may_be_narrowed(store: Store, ticket: Tickets) -> None:
    for number in range(1, 5):
        store.create_call(CallRecord(f"c{number}", ticket().filed_at, "general", "panel", "agent"))
        filed_at = ticket().filed_at + timedelta(minutes=number)
        level, status = (1, "open") if number % 2 else (3, "closed")
        store.file(ticket(f"T-{number}", call_id=f"c{number}", filed_at=filed_at, level=level, status=status))
    assert [found.id for found in store.tickets(3)] == ["T-4", "T-3", "T-2"]
    assert [found.id for found in store.tickets(9, status="closed")] == ["T-4", "T-2"]
    assert [found.id for found in store.tickets(9, level=1)] == ["T-3", "T-1"]
    assert store.tickets(9, status="open", level=3) == []
