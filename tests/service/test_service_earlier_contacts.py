"""The same customer calling again about the same matter within 30 days (F46, decisions.md)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from anfu.playbook import Playbook
from anfu.reading import CustomerReading, Emotion
from anfu.service import Service
from anfu.store.store import Store

LATE = CustomerReading(kind="delivery", act="describe", emotion=Emotion("angry", 2), complaint=0.99)
BILL = CustomerReading(kind="billing", act="describe", emotion=Emotion("angry", 2), complaint=0.99)
START = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


class Days:
    """A clock that a test moves by hand."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


def _call(service: Service, reading: CustomerReading, customer: str = "crm-7") -> tuple[str, int]:
    call = service.begin_call(customer_ref=customer)
    return call.id, service.hear(call.id, "customer", "包裹还没到", reading).level.id


def test_the_third_call_about_the_same_matter_is_level_2(book: Playbook) -> None:
    clock = Days()
    service = Service(book, Store.open("sqlite://"), clock=clock)
    levels = []
    for _ in range(3):
        levels.append(_call(service, LATE)[1])
        clock.now += timedelta(days=2)
    assert levels == [3, 3, 2]
    assert _call(service, BILL)[1] == 3, "another matter starts from one"
    assert _call(service, LATE, "crm-8")[1] == 3, "another customer starts from one"


def test_after_thirty_days_the_count_starts_again(book: Playbook) -> None:
    clock = Days()
    service = Service(book, Store.open("sqlite://"), clock=clock)
    for _ in range(2):
        _call(service, LATE)
    clock.now += timedelta(days=31)
    assert _call(service, LATE)[1] == 3


def test_a_restart_keeps_the_count(book: Playbook) -> None:
    clock = Days()
    store = Store.open("sqlite://")
    service = Service(book, store, clock=clock)
    for _ in range(3):
        call_id, _level = _call(service, LATE)
        clock.now += timedelta(hours=1)
    assert Service(book, store, clock=clock).call(call_id).level.id == 2
