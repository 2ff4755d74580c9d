"""Histories, clocks as rows, and searching, on either database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from anfu.store import CallOver, CallRecord, ClockRow, Store, TicketTaken, TurnRecord, Wanted
from anfu.store.tables import tickets
from anfu.tickets.types import Due, Entry, Ticket, Written

Tickets = Callable[..., Ticket]


def entry(ticket: Ticket, event: str = "filed", **changes: str) -> Entry:
    from anfu.tickets.trail import changes as told

    return Entry(event, ticket.filed_at, "小林", "备注", {**told(None, ticket), **changes})


def filed(store: Store, ticket: Ticket) -> Ticket:
    return store.file(ticket, (entry(ticket),))


def test_a_history_is_kept_in_order_and_sealed(store: Store, ticket: Tickets) -> None:
    first = filed(store, ticket())
    stored = store.save(first, (Entry("note", first.filed_at, "主管", "电话里说的"),))
    assert stored is not None
    store.save(
        stored, (Entry("note", first.filed_at, "主管", "😡"), Entry("note", first.filed_at, "主管", ""))
    )
    lines = store.ticket_events("T-1")
    assert [(line.number, line.event) for line in lines] == [
        (1, "filed"),
        (2, "note"),
        (3, "note"),
        (4, "note"),
    ]
    assert len({line.hash for line in lines}) == 4
    [checked] = store.audit()
    assert (checked.lines, checked.head, checked.wrong) == (4, lines[-1].hash, None)
    assert store.events_of(["T-1", "T-2"]) == {"T-1": lines}


TAMPERING: list[Any] = [
    ("UPDATE ticket_events SET note = 'x' WHERE number = 2", "line 2 (note) was altered"),
    ("DELETE FROM ticket_events WHERE number = 3", "3 lines were written, 2 are there"),
    ("DELETE FROM ticket_events WHERE number = 1", "3 lines were written, 2 are there"),
    ("UPDATE tickets SET level = 3", "level was changed without a line in the history"),
    ("UPDATE tickets SET chain = '0', lines = 3", "the last lines are missing"),
]


@pytest.mark.parametrize(("statement", "wrong"), TAMPERING)
def test_what_was_altered_in_the_database_is_noticed(
    store: Store, ticket: Tickets, statement: str, wrong: str
) -> None:
    stored = filed(store, ticket())
    store.save(
        stored, (Entry("note", stored.filed_at, "主管", "一"), Entry("note", stored.filed_at, "主管", "二"))
    )
    with store._db.write() as connection:
        connection.execute(sa.text(statement))
    assert [checked.wrong for checked in store.audit()] == [wrong]


def test_a_line_is_written_once(store: Store, ticket: Tickets) -> None:
    stored = filed(store, ticket())
    again = sa.text("INSERT INTO ticket_events SELECT * FROM ticket_events")
    with pytest.raises(sa.exc.IntegrityError), store._db.write() as connection:
        connection.execute(again)
    assert len(store.ticket_events(stored.id)) == 1


def test_who_writes_over_a_version_they_did_not_read_is_refused(store: Store, ticket: Tickets) -> None:
    first = filed(store, ticket())
    store.save(msgspec.structs.replace(first, summary="一"))
    with pytest.raises(TicketTaken, match="meanwhile"):
        store.save(msgspec.structs.replace(first, summary="二"), (entry(first),))
    assert store.stamp_of("call-1") == 2 and store.stamp_of("nowhere") == 0
    assert len(store.ticket_events("T-1")) == 1


def test_several_tickets_are_written_together_or_not_at_all(store: Store, ticket: Tickets) -> None:
    first = filed(store, ticket())
    fresh = ticket("T-0", matter="refund")
    both = [Written(first, (entry(first, "split"),)), Written(fresh, (entry(fresh),))]
    assert [stored.id for stored in store.save_all(both)] == ["T-1", "T-0"]
    third = ticket("T-3", matter="refund")
    with pytest.raises(TicketTaken):
        store.save_all([Written(msgspec.structs.replace(first, version=2), ()), Written(third, ())])
    kept = store.ticket("T-1")
    assert kept is not None and kept.version == 2
    assert sorted(store.tickets_by_id(["T-0", "T-1", "T-3"])) == ["T-0", "T-1"]


def test_a_turn_of_a_call_that_ended_is_refused(
    store: Store, ticket: Tickets, turn: Callable[..., TurnRecord]
) -> None:
    store.end_call("call-1", ticket().filed_at)
    with pytest.raises(CallOver):
        store.add_turn(turn(1), ticket())
    assert store.tickets_of("call-1") == [] and store.turns("call-1") == []


def test_a_changed_clock_is_looked_at_at_once_and_then_when_it_has_to_tell(
    store: Store, ticket: Tickets
) -> None:
    start = ticket().filed_at
    dues = (Due("team", "小组", start + timedelta(minutes=30), start), Due("a", "甲", start, start))
    stored = filed(store, ticket(due=dues))
    rows = store.clocks_due(start)
    assert sorted(row.clock for row in rows) == ["a", "team"]
    later = start + timedelta(minutes=15)
    for row in rows:
        store.clock_looked_at(row, later if row.clock == "team" else None)
    assert store.clocks_due(later - timedelta(seconds=1)) == []
    assert [row.clock for row in store.clocks_due(later)] == ["team"]

    stopped = msgspec.structs.replace(
        stored, due=(msgspec.structs.replace(dues[0], stopped=later), dues[1]), updated_at=later
    )
    store.save(stopped)
    [row] = store.clocks_due(later)
    assert (row.clock, row.next_at) == ("team", later)
    old = next(row for row in rows if row.clock == "team")
    store.clock_looked_at(old, None)
    assert store.clocks_due(later) == [row], "who looked at an older state says nothing about this one"
    assert isinstance(row, ClockRow) and store.clocks_due(later, limit=0) == []


def test_searching_for_words_of_any_script(store: Store, ticket: Tickets) -> None:
    filed(store, ticket(summary="𠮷野家的外卖100%是冷的_x", customer_ref="Cust-9", demand="退款"))
    for text in ("𠮷野", "100%", "CUST-9", "退款 冷的", "_x", "t-1", "6000"):
        assert [found.id for found in store.search(Wanted(text=text))[0]] == ["T-1"], text
    for text in ("退款 热的", "100_", "'; DROP TABLE tickets"):
        assert store.search(Wanted(text=text))[0] == [], text


def test_what_is_written_later_is_found_too(store: Store, ticket: Tickets) -> None:
    stored = filed(store, ticket())
    store.save(msgspec.structs.replace(stored, summary="换成空调"))
    assert store.search(Wanted(text="空调"))[0] != []
    assert store.search(Wanted(text="第三次来电"))[0] == []


@pytest.mark.parametrize("order", ["newest", "due"])
@pytest.mark.parametrize("text", ["", "丢件"])
def test_pages_join_without_gap_or_overlap(store: Store, ticket: Tickets, order: Any, text: str) -> None:
    for number in range(9):
        store.create_call(CallRecord(f"c{number}", ticket().filed_at, "general", "panel", "agent"))
        # Three at a time in the same moment: the id has to decide.
        at = ticket().filed_at + timedelta(minutes=number // 3)
        due = (Due("team", "小组", at, at),)
        filed(store, ticket(f"T-{number}", call_id=f"c{number}", filed_at=at, due=due, summary="丢件"))
    found: list[str] = []
    after = None
    for _ in range(9):
        page, after = store.search(Wanted(limit=2, order=order, text=text, after=after))
        found += [one.id for one in page]
        if after is None:
            break
    names = [f"T-{number}" for number in range(9)]
    assert found == (names if order == "due" else names[::-1])


def test_a_ticket_filed_by_an_older_anfu_is_brought_over(url: str) -> None:
    from alembic import command

    from anfu.store.database import Database
    from anfu.store.migrate import _config

    database = Database(url)
    with database.write() as connection:
        command.upgrade(_config(connection), "0004")
        moment = "'2026-03-02T12:00:00.000000+00:00'"
        connection.execute(
            sa.text(
                "INSERT INTO calls (id, started_at, customer_ref, industry, channel, role, moves)"
                f" VALUES ('c1', {moment}, 'cust-1', 'general', 'api', 'agent', 0)"
            )
        )
        due = '[{"clock":"team","name":"小组","due":"2026-03-02T12:30:00Z"}]'
        for name, status in (("T-1", "open"), ("T-2", "closed")):
            connection.execute(
                sa.text(
                    "INSERT INTO tickets (id, call_id, matter, status, level, priority, summary, reasons,"
                    " filed_at, filed_by, updated_at, due, fields)"
                    f" VALUES ('{name}', 'c1', 'delivery', '{status}', 2, 'P1', '丢件{name}', '[]', {moment},"
                    f" 'anfu', {moment}, :due, '{{}}')"
                ),
                {"due": due},
            )
    database.close()
    store = Store.open(url)
    kept = store.ticket("T-1")
    assert kept is not None and (kept.customer_ref, kept.node, kept.version) == ("cust-1", "investigate", 1)
    assert [found.id for found in store.search(Wanted(text="丢件t-1"))[0]] == ["T-1"]
    assert [row.ticket_id for row in store.clocks_due(kept.filed_at + timedelta(hours=1))] == ["T-1"]
    assert [found.id for found in store.search(Wanted(order="due"))[0]] == ["T-1"]
    assert [checked.wrong for checked in store.audit()] == [None, None]
    lowered = Entry("downgraded", kept.filed_at, "主管", changes={"level": "3"})
    assert store.save(msgspec.structs.replace(kept, level=3), (lowered,)) is not None
    assert [checked.wrong for checked in store.audit()] == [None, None]
    store.close()


def test_the_board_asks_indices(store: Store) -> None:
    """What is written in the code as a question is answered from an index on SQLite."""
    if not store._db.sqlite:
        pytest.skip("PostgreSQL decides by how much there is; benchmarks/tickets.py measures it")
    with store._db.read() as connection:
        query = sa.select(tickets).where(tickets.c.status == "open").order_by(tickets.c.filed_at.desc())
        text = str(query.limit(5).compile(connection, compile_kwargs={"literal_binds": True}))
        plan = connection.execute(sa.text(f"EXPLAIN QUERY PLAN {text}")).all()
    assert "ix_tickets_status" in str(plan) and "TEMP B-TREE" not in str(plan)
