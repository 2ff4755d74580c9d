"""Calls and turns: what goes in comes out, and no turn is stored twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import msgspec
import pytest
import sqlalchemy as sa

from anfu.store import (
    CallRecord,
    CallTaken,
    KeyReused,
    Store,
    TicketTaken,
    TurnRecord,
    TurnTaken,
    UnknownCall,
)
from anfu.store.tables import utterances
from anfu.tickets.types import Ticket

Turns = Callable[..., TurnRecord]
BEIJING = timezone(timedelta(hours=8))
NINE = datetime(2026, 3, 2, 9, 30, tzinfo=BEIJING)


def test_a_call_comes_back_as_it_went_in(store: Store) -> None:
    call = CallRecord(
        "call-𠮷", NINE, "finance", "wecom", "supervisor", None, "坐席·王芳", "客户😡𠮷野家", "refund"
    )
    store.create_call(call)
    assert store.call("call-𠮷") == call
    assert store.call("nowhere") is None


def test_times_come_back_in_utc_and_none_without_offset_goes_in(store: Store, turn: Turns) -> None:
    store.create_call(CallRecord("early", NINE, "general", "panel", "agent"))
    found = store.call("early")
    assert found is not None and found.started_at.isoformat() == "2026-03-02T01:30:00+00:00"
    with pytest.raises(ValueError, match="no offset"):
        store.add_turn(turn(1, at=datetime(2026, 3, 2)))


def test_a_call_is_created_once(store: Store) -> None:
    with pytest.raises(CallTaken):
        store.create_call(CallRecord("call-1", NINE, "general", "panel", "agent"))


def test_a_call_ends_once(store: Store) -> None:
    assert store.end_call("call-1", NINE) is True
    assert store.end_call("call-1", NINE + timedelta(hours=1)) is False
    assert store.end_call("nowhere", NINE) is False
    found = store.call("call-1")
    assert found is not None and found.ended_at == NINE


def test_recent_calls_are_the_newest_first_whatever_their_offset(store: Store) -> None:
    for number, hour in enumerate([3, 1, 2]):
        started = (NINE + timedelta(days=1, hours=hour)).astimezone(timezone(timedelta(hours=-number)))
        store.create_call(CallRecord(f"at-{hour}", started, "general", "panel", "agent"))
    assert [call.id for call in store.recent_calls(3)] == ["at-3", "at-2", "at-1"]


def test_turns_come_back_in_order_with_any_text(store: Store, turn: Turns) -> None:
    texts = ["你们到底管不管？", "𠮷野家😡👨‍👩‍👧", "引号'\"%s:x\\", " 空 格 \n", ""]
    said = [
        turn(number, text=text, reading='{"kind":"投诉😡"}', guidance=f'{{"turn":{number}}}')
        for number, text in enumerate(texts, start=1)
    ]
    for each in [said[2], said[0], said[4], said[1], said[3]]:
        store.add_turn(each)
    assert store.turns("call-1") == said
    assert store.turns("call-1", after=3) == said[3:]
    assert store.last_turn("call-1") == 5
    assert store.last_turn("nowhere") == 0 and store.turns("nowhere") == []


def test_a_turn_is_stored_once(store: Store, turn: Turns) -> None:
    store.add_turn(turn(1, text="先到"))
    with pytest.raises(TurnTaken):
        store.add_turn(turn(1, text="后到"))
    assert [stored.text for stored in store.turns("call-1")] == ["先到"]


def test_a_later_turn_does_not_hide_why_an_earlier_one_was_refused(
    store: Store, turn: Turns, ticket: Callable[..., Ticket]
) -> None:
    store.add_turn(turn(9), ticket())
    with pytest.raises(TicketTaken):
        store.add_turn(turn(2), ticket("T-2"))
    store.add_turn(turn(2))


def test_a_key_is_used_once_in_a_call(store: Store, turn: Turns) -> None:
    first = turn(1, key="msg-7")
    store.add_turn(first)
    with pytest.raises(KeyReused):
        store.add_turn(turn(2, key="msg-7"))
    with pytest.raises(KeyReused):
        store.add_turn(first)
    assert store.turn_by_key("call-1", "msg-7") == first
    assert store.turn_by_key("call-1", "msg-8") is None
    store.create_call(CallRecord("call-2", NINE, "general", "panel", "agent"))
    store.add_turn(turn(1, call_id="call-2", key="msg-7"))


def test_a_turn_needs_its_call(store: Store, turn: Turns) -> None:
    with pytest.raises(UnknownCall):
        store.add_turn(turn(1, call_id="nowhere"))


def test_turn_ticket_and_matter_are_stored_together(
    store: Store, turn: Turns, ticket: Callable[..., Ticket]
) -> None:
    filed = ticket()
    store.add_turn(turn(1), filed, matter="delivery")
    call = store.call("call-1")
    assert call is not None and call.matter == "delivery"
    upgraded = ticket(level=3, cr="CR3", summary="升级")
    stored = store.add_turn(turn(2), upgraded)
    assert stored == msgspec.structs.replace(upgraded, version=2)
    assert store.tickets_of("call-1") == [stored]


def test_or_not_at_all(store: Store, turn: Turns, ticket: Callable[..., Ticket]) -> None:
    store.add_turn(turn(1), ticket())
    with pytest.raises(TicketTaken):
        store.add_turn(turn(2), ticket("T-2"), matter="refund")
    with pytest.raises(TurnTaken):
        store.add_turn(turn(1), ticket(level=3), matter="refund")
    call = store.call("call-1")
    assert store.last_turn("call-1") == 1
    assert store.tickets_of("call-1") == [ticket()]
    assert call is not None and call.matter is None


def test_of_many_who_store_the_same_turn_one_succeeds(store: Store, turn: Turns) -> None:
    def attempt(number: int) -> bool:
        try:
            store.add_turn(turn(1, text=str(number)))
        except TurnTaken:
            return False
        return True

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(attempt, range(20))) == 1
    assert len(store.turns("call-1")) == 1


def test_a_call_is_read_in_order_without_sorting(store: Store) -> None:
    in_order = sa.select(utterances).where(utterances.c.call_id == "call-1").order_by(utterances.c.turn)
    with store._db.read() as connection:
        if not store._db.sqlite:
            connection.execute(sa.text("SET LOCAL enable_seqscan = off"))
            connection.execute(sa.text("SET LOCAL enable_bitmapscan = off"))
        explain = "EXPLAIN QUERY PLAN " if store._db.sqlite else "EXPLAIN "
        statement = str(in_order.compile(connection, compile_kwargs={"literal_binds": True}))
        plan = str(connection.exec_driver_sql(explain + statement).all())
    assert "INDEX" in plan.upper() and "TEMP B-TREE" not in plan and "Sort" not in plan
