"""Writing a ticket inside a transaction: its row, its history, its clocks, its words, all of it or nothing."""

# SQLAlchemy 1.4 carries no types.
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from msgspec.structs import replace

from anfu.store.errors import TicketTaken
from anfu.store.outbox import put_messages
from anfu.store.tables import ticket_clocks, ticket_events, ticket_search, tickets
from anfu.store.ticket_rows import settled, ticket_of, values_of, words_of
from anfu.store.ticket_words import change_words, put_words
from anfu.tickets.messages import Message
from anfu.tickets.trail import seal
from anfu.tickets.types import Entry, Ticket, TicketEvent

_FIRST = 1
"""The version a ticket is filed with."""


def put_ticket(connection: Any, ticket: Ticket, entries: Sequence[Entry] = ()) -> Ticket:
    """Writes the ticket over its old self, or as a new one, and returns it as it is stored.

    Raises `TicketTaken` when the stored ticket is no longer of the version that was read.
    """
    return overwrite(connection, ticket, entries) or insert(connection, ticket, entries)


def insert(connection: Any, ticket: Ticket, entries: Sequence[Entry] = ()) -> Ticket:
    """Writes a ticket that was not there before."""
    ticket = replace(settled(ticket), version=_FIRST)
    lines = _sealed(ticket.id, 0, "", entries)
    head = {"lines": len(lines), "chain": lines[-1].hash if lines else ""}
    connection.execute(sa.insert(tickets).values(**values_of(ticket), **head))
    words = {"filed_at": ticket.filed_at, "ticket_id": ticket.id, "text": words_of(ticket)}
    connection.execute(sa.insert(ticket_search).values(**words))
    put_words(connection, {ticket.id: words_of(ticket)})
    _write_lines(connection, lines)
    _write_clocks(connection, ticket, {})
    return ticket


def overwrite(connection: Any, ticket: Ticket, entries: Sequence[Entry] = ()) -> Ticket | None:
    """Writes over the ticket of this id; None when there is none. Raises `TicketTaken` as `put_ticket`."""
    this = tickets.c.id == ticket.id
    row = connection.execute(sa.select(tickets).where(this).with_for_update()).one_or_none()
    if row is None:
        return None
    if row.version != ticket.version:
        raise TicketTaken(f"ticket {ticket.id} was changed meanwhile (version {row.version})")
    before = ticket_of(row)
    ticket = replace(settled(ticket), version=row.version + 1)
    lines = _sealed(ticket.id, row.lines, row.chain, entries)
    head = {"lines": row.lines + len(lines), "chain": lines[-1].hash if lines else row.chain}
    connection.execute(sa.update(tickets).where(this).values(**values_of(ticket), **head))
    if words_of(ticket) != words_of(before):
        _rewrite_words(connection, before, words_of(ticket))
    _write_lines(connection, lines)
    _write_clocks(connection, ticket, _states(connection, ticket.id))
    return ticket


def _rewrite_words(connection: Any, before: Ticket, words: str) -> None:
    """What the ticket is found by; what was written last is read, for an older Anfu may have chosen other words."""
    mine = (ticket_search.c.filed_at == before.filed_at) & (ticket_search.c.ticket_id == before.id)
    written = connection.execute(sa.select(ticket_search.c.text).where(mine)).scalar_one()
    connection.execute(sa.update(ticket_search).where(mine).values(text=words))
    change_words(connection, before.id, written, words)


def find_open(connection: Any, call_id: str, matter: str) -> Ticket | None:
    """The ticket of this call and matter that is not closed."""
    here = (tickets.c.call_id == call_id) & (tickets.c.matter == matter)
    return one(connection, here & (tickets.c.status != "closed"))


def one(connection: Any, where: Any) -> Ticket | None:
    """The only ticket for which a condition holds."""
    row = connection.execute(sa.select(tickets).where(where)).one_or_none()
    return None if row is None else ticket_of(row)


def tell(connection: Any, messages: Sequence[Message]) -> None:
    """Writes what is told of the tickets into the outbox, in the same transaction."""
    if messages:
        put_messages(connection, messages)


def _sealed(ticket_id: str, written: int, head: str, entries: Sequence[Entry]) -> list[TicketEvent]:
    lines: list[TicketEvent] = []
    for number, entry in enumerate(entries, written + 1):
        lines.append(seal(ticket_id, number, entry, head))
        head = lines[-1].hash
    return lines


def _write_lines(connection: Any, lines: Sequence[TicketEvent]) -> None:
    if lines:
        rows = [
            {**msgspec.structs.asdict(line), "changes": msgspec.json.encode(line.changes).decode()}
            for line in lines
        ]
        connection.execute(sa.insert(ticket_events), rows)


def _states(connection: Any, ticket_id: str) -> dict[str, str]:
    mine = ticket_clocks.c.ticket_id == ticket_id
    columns = sa.select(ticket_clocks.c.clock, ticket_clocks.c.state).where(mine)
    return {str(row.clock): str(row.state) for row in connection.execute(columns)}


def _write_clocks(connection: Any, ticket: Ticket, before: dict[str, str]) -> None:
    """Keeps the rows of the clocks as the ticket has them; what changed is looked at by the next tick."""
    for due in ticket.due:
        state = msgspec.json.encode(due).decode()
        if before.get(due.clock) == state:
            continue
        row = {"due": due.due, "state": state, "next_at": ticket.updated_at}
        if due.clock in before:
            mine = (ticket_clocks.c.ticket_id == ticket.id) & (ticket_clocks.c.clock == due.clock)
            connection.execute(sa.update(ticket_clocks).where(mine).values(**row))
        else:
            row |= {"ticket_id": ticket.id, "clock": due.clock}
            connection.execute(sa.insert(ticket_clocks).values(**row))
