"""Tickets: one open ticket per call and matter, whoever files it and however often."""

# SQLAlchemy 1.4 carries no types.
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa

from anfu.labels import LevelId
from anfu.store.database import Database
from anfu.store.errors import TicketTaken, UnknownCall
from anfu.store.tables import calls, in_utc, tickets
from anfu.tickets.types import Due, Reason, Ticket, TicketStatus

# How often `file` looks again when the ticket that stood in its way was closed in between.
_LOOKS = 5


class Tickets:
    """The part of the store that keeps tickets."""

    _db: Database

    def file(self, ticket: Ticket) -> Ticket:
        """Files the ticket, or returns the open one that the call's matter has already.

        Filing a ticket again under its own id returns it as it stands now, even when closed.
        Raises `UnknownCall`, and `TicketTaken` when the id belongs to another call or matter.
        """
        for _ in range(_LOOKS):
            try:
                with self._db.write() as connection:
                    connection.execute(sa.insert(tickets).values(**_values(ticket)))
                return _settled(ticket)
            except sa.exc.IntegrityError:
                standing = self._standing(ticket)
            if standing is not None:
                return standing
        raise TicketTaken(f"the ticket of call {ticket.call_id} is opened and closed all the time")

    def save(self, ticket: Ticket) -> bool:
        """Writes the ticket over what is stored under its id. False when there is nothing.

        Raises `TicketTaken` when that would reopen it beside another open ticket of the same matter.
        """
        try:
            with self._db.write() as connection:
                return _update(connection, ticket)
        except sa.exc.IntegrityError as error:
            raise TicketTaken(f"another ticket of call {ticket.call_id} is open for this matter") from error

    def ticket(self, ticket_id: str) -> Ticket | None:
        """The ticket of this id."""
        with self._db.read() as connection:
            return _one(connection, tickets.c.id == ticket_id)

    def open_ticket(self, call_id: str, matter: str) -> Ticket | None:
        """The ticket of this call and matter that is not closed."""
        with self._db.read() as connection:
            return find_open(connection, call_id, matter)

    def tickets_of(self, call_id: str) -> list[Ticket]:
        """All tickets of a call, in the order they were filed."""
        wanted = sa.select(tickets).where(tickets.c.call_id == call_id)
        with self._db.read() as connection:
            rows = connection.execute(wanted.order_by(tickets.c.filed_at, tickets.c.id))
            return [_ticket(row) for row in rows]

    def tickets(
        self, limit: int, status: TicketStatus | None = None, level: LevelId | None = None
    ) -> list[Ticket]:
        """The tickets filed last, newest first; only those of a status or level when one is given."""
        wanted = sa.select(tickets)
        if status is not None:
            wanted = wanted.where(tickets.c.status == status)
        if level is not None:
            wanted = wanted.where(tickets.c.level == level)
        newest = wanted.order_by(tickets.c.filed_at.desc(), tickets.c.id.desc()).limit(limit)
        with self._db.read() as connection:
            return [_ticket(row) for row in connection.execute(newest)]

    def _standing(self, ticket: Ticket) -> Ticket | None:
        """The ticket that kept this one from being filed; None when it is gone again."""
        with self._db.read() as connection:
            known = connection.execute(sa.select(calls.c.id).where(calls.c.id == ticket.call_id)).scalar()
            same = _one(connection, tickets.c.id == ticket.id)
            other = find_open(connection, ticket.call_id, ticket.matter)
        if known is None:
            raise UnknownCall(f"there is no call {ticket.call_id}")
        if same is not None and (same.call_id, same.matter) != (ticket.call_id, ticket.matter):
            raise TicketTaken(f"the id {ticket.id} belongs to a ticket of call {same.call_id}")
        return same or other


def put_ticket(connection: Any, ticket: Ticket) -> None:
    """Writes the ticket inside a transaction someone else opened: over its old self, or as a new one."""
    if not _update(connection, ticket):
        connection.execute(sa.insert(tickets).values(**_values(ticket)))


def find_open(connection: Any, call_id: str, matter: str) -> Ticket | None:
    """The ticket of this call and matter that is not closed."""
    here = (tickets.c.call_id == call_id) & (tickets.c.matter == matter)
    return _one(connection, here & (tickets.c.status != "closed"))


def _one(connection: Any, where: Any) -> Ticket | None:
    row = connection.execute(sa.select(tickets).where(where)).one_or_none()
    return None if row is None else _ticket(row)


def _update(connection: Any, ticket: Ticket) -> bool:
    change = sa.update(tickets).where(tickets.c.id == ticket.id).values(**_values(ticket))
    return bool(connection.execute(change).rowcount)


def _values(ticket: Ticket) -> dict[str, Any]:
    row = msgspec.structs.asdict(_settled(ticket))
    return row | {name: msgspec.json.encode(row[name]).decode() for name in ("reasons", "due", "fields")}


def _settled(ticket: Ticket) -> Ticket:
    """The ticket as it will be read again: every time in UTC."""
    return msgspec.structs.replace(
        ticket,
        filed_at=in_utc(ticket.filed_at),
        updated_at=in_utc(ticket.updated_at),
        due=tuple(msgspec.structs.replace(due, due=in_utc(due.due)) for due in ticket.due),
    )


def _ticket(row: Any) -> Ticket:
    values = dict(row._mapping)
    values["reasons"] = msgspec.json.decode(values["reasons"], type=tuple[Reason, ...])
    values["due"] = msgspec.json.decode(values["due"], type=tuple[Due, ...])
    values["fields"] = msgspec.json.decode(values["fields"], type=dict[str, str])
    return Ticket(**values)
