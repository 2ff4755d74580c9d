"""The history of tickets, and the rows of their clocks."""

# SQLAlchemy 1.4 carries no types.
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from anfu.store.database import Database
from anfu.store.tables import ticket_clocks, ticket_events, tickets
from anfu.store.ticket_rows import ticket_of
from anfu.tickets.trail import broken
from anfu.tickets.types import TicketEvent

_PAGE = 500
"""How many tickets `audit` holds against their history at a time."""


class ClockRow(msgspec.Struct, frozen=True):
    """A clock that someone should look at. `state` is the clock as it stood then, as JSON."""

    ticket_id: str
    clock: str
    next_at: datetime
    state: str


class Checked(msgspec.Struct, frozen=True):
    """A ticket held against its history: the hash of its last line, and what is wrong, if anything."""

    ticket_id: str
    lines: int
    head: str
    wrong: str | None


class Trail:
    """The part of the store that keeps what happened to tickets."""

    _db: Database

    def ticket_events(self, ticket_id: str) -> list[TicketEvent]:
        """The history of a ticket, in order."""
        with self._db.read() as connection:
            return _lines(connection, [ticket_id]).get(ticket_id, [])

    def events_of(self, ids: Sequence[str]) -> dict[str, list[TicketEvent]]:
        """The histories of several tickets."""
        with self._db.read() as connection:
            return _lines(connection, ids)

    def audit(self) -> Iterator[Checked]:
        """Holds every ticket against its history, in the order of their ids."""
        after = ""
        while True:
            # One transaction a page, so that a ticket and its lines are of the same moment.
            with self._db.read() as connection:
                page = sa.select(tickets).where(tickets.c.id > after).order_by(tickets.c.id).limit(_PAGE)
                rows = connection.execute(page).all()
                lines = _lines(connection, [row.id for row in rows])
            for row in rows:
                mine = lines.get(row.id, [])
                yield Checked(row.id, len(mine), row.chain, _wrong(row, mine))
            if len(rows) < _PAGE:
                return
            after = rows[-1].id

    def clocks_due(self, now: datetime, limit: int = 1000) -> list[ClockRow]:
        """The clocks that have something to tell by `now`, those that wait longest first."""
        c = ticket_clocks.c
        wanted = sa.select(c.ticket_id, c.clock, c.next_at, c.state).where(c.next_at <= now)
        with self._db.read() as connection:
            rows = connection.execute(wanted.order_by(c.next_at).limit(limit))
            return [ClockRow(**row._mapping) for row in rows]

    def clock_looked_at(self, row: ClockRow, next_at: datetime | None) -> None:
        """Notes when to look at a clock next; nothing when it was changed since `row` was read."""
        with self._db.write() as connection:
            put_next(connection, row, next_at)


def put_next(connection: Any, row: ClockRow, next_at: datetime | None) -> None:
    """As `clock_looked_at`, inside a transaction someone else opened."""
    c = ticket_clocks.c
    mine = (c.ticket_id == row.ticket_id) & (c.clock == row.clock) & (c.state == row.state)
    connection.execute(sa.update(ticket_clocks).where(mine).values(next_at=next_at))


def _wrong(row: Any, lines: list[TicketEvent]) -> str | None:
    if len(lines) != row.lines:
        return f"{row.lines} lines were written, {len(lines)} are there"
    return broken(ticket_of(row), lines, row.chain)


def _lines(connection: Any, ids: Sequence[str]) -> dict[str, list[TicketEvent]]:
    c = ticket_events.c
    wanted = sa.select(ticket_events).where(c.ticket_id.in_(ids)).order_by(c.ticket_id, c.number)
    rows = connection.execute(wanted).all()
    return {
        ticket_id: [_event(row) for row in mine]
        for ticket_id, mine in itertools.groupby(rows, key=lambda row: str(row.ticket_id))
    }


def _event(row: Any) -> TicketEvent:
    values = dict(row._mapping)
    return TicketEvent(**values | {"changes": msgspec.json.decode(values["changes"], type=dict[str, str])})
