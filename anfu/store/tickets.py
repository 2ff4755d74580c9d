"""Tickets: one open ticket per call and matter, whoever files it and however often."""

# SQLAlchemy 1.4 carries no types.
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from anfu.labels import LevelId
from anfu.store.database import Database
from anfu.store.errors import TicketTaken, UnknownCall
from anfu.store.search import Wanted, search
from anfu.store.tables import calls, tickets
from anfu.store.ticket_rows import ticket_of
from anfu.store.ticket_writing import find_open, insert, one, overwrite, put_ticket, tell
from anfu.tickets.messages import Message
from anfu.tickets.types import Entry, Ticket, TicketStatus, Written

# How often `file` looks again when the ticket that stood in its way was closed in between.
_LOOKS = 5


class Tickets:
    """The part of the store that keeps tickets."""

    _db: Database

    def file(self, ticket: Ticket, entries: Sequence[Entry] = (), messages: Sequence[Message] = ()) -> Ticket:
        """Files the ticket, or returns the open one that the call's matter has already.

        Filing a ticket again under its own id returns it as it stands now, even when closed.
        Raises `UnknownCall`, and `TicketTaken` when the id belongs to another call or matter.
        """
        for _ in range(_LOOKS):
            try:
                with self._db.write() as connection:
                    stored = insert(connection, ticket, entries)
                    tell(connection, messages)
                return stored
            except sa.exc.IntegrityError:
                standing = self._standing(ticket)
            if standing is not None:
                return standing
        raise TicketTaken(f"the ticket of call {ticket.call_id} is opened and closed all the time")

    def save(
        self, ticket: Ticket, entries: Sequence[Entry] = (), messages: Sequence[Message] = ()
    ) -> Ticket | None:
        """Writes the ticket over what is stored under its id, and returns it with its new version.

        None when there is nothing under its id. Raises `TicketTaken` when it was changed since it was read,
        or when that would reopen it beside another open ticket of the same matter.
        """
        try:
            with self._db.write() as connection:
                stored = overwrite(connection, ticket, entries)
                if stored is not None:
                    tell(connection, messages)
                return stored
        except sa.exc.IntegrityError as error:
            raise TicketTaken(f"another ticket of call {ticket.call_id} is open for this matter") from error

    def save_all(self, written: Sequence[Written], messages: Sequence[Message] = ()) -> list[Ticket]:
        """Writes several tickets, old and new: all of them or none. Raises `TicketTaken` as `save`."""
        try:
            with self._db.write() as connection:
                # Always in the same order, so that two who write the same tickets do not wait for each other.
                stored = {
                    step.ticket.id: put_ticket(connection, step.ticket, step.entries)
                    for step in sorted(written, key=lambda step: step.ticket.id)
                }
                tell(connection, messages)
        except sa.exc.IntegrityError as error:
            raise TicketTaken("one of the matters has another open ticket") from error
        return [stored[step.ticket.id] for step in written]

    def ticket(self, ticket_id: str) -> Ticket | None:
        """The ticket of this id."""
        with self._db.read() as connection:
            return one(connection, tickets.c.id == ticket_id)

    def tickets_by_id(self, ids: Sequence[str]) -> dict[str, Ticket]:
        """The tickets of these ids."""
        with self._db.read() as connection:
            rows = connection.execute(sa.select(tickets).where(tickets.c.id.in_(ids)))
            return {row.id: ticket_of(row) for row in rows}

    def open_ticket(self, call_id: str, matter: str) -> Ticket | None:
        """The ticket of this call and matter that is not closed."""
        with self._db.read() as connection:
            return find_open(connection, call_id, matter)

    def tickets_of(self, call_id: str) -> list[Ticket]:
        """All tickets of a call, in the order they were filed."""
        return self._many(tickets.c.call_id == call_id)

    def stamp_of(self, call_id: str) -> int:
        """A number that changes whenever a ticket of the call does."""
        versions = sa.select(sa.func.sum(tickets.c.version)).where(tickets.c.call_id == call_id)
        with self._db.read() as connection:
            return int(connection.execute(versions).scalar() or 0)

    def children_of(self, ticket_id: str) -> list[Ticket]:
        """The tickets gathered under this one, in the order they were filed."""
        return self._many(tickets.c.parent == ticket_id)

    def open_tickets_of(self, customer_ref: str) -> list[Ticket]:
        """The tickets of all this customer's calls that are not closed, newest first."""
        theirs = sa.select(calls.c.id).where(calls.c.customer_ref == customer_ref)
        wanted = sa.select(tickets).where(tickets.c.call_id.in_(theirs) & (tickets.c.status != "closed"))
        with self._db.read() as connection:
            rows = connection.execute(wanted.order_by(tickets.c.filed_at.desc(), tickets.c.id))
            return [ticket_of(row) for row in rows]

    def tickets(
        self, limit: int, status: TicketStatus | None = None, level: LevelId | None = None
    ) -> list[Ticket]:
        """The tickets filed last, newest first; only those of a status or level when one is given."""
        return self.search(Wanted(limit=limit, status=status, level=level))[0]

    def search(self, wanted: Wanted) -> tuple[list[Ticket], str | None]:
        """The tickets that fit, and where the next page begins; None on the last.

        Raises ValueError for an `after` that is none of ours.
        """
        with self._db.read() as connection:
            return search(connection, wanted, self._db.sqlite)

    def _many(self, where: Any) -> list[Ticket]:
        wanted = sa.select(tickets).where(where).order_by(tickets.c.filed_at, tickets.c.id)
        with self._db.read() as connection:
            return [ticket_of(row) for row in connection.execute(wanted)]

    def _standing(self, ticket: Ticket) -> Ticket | None:
        """The ticket that kept this one from being filed; None when it is gone again."""
        with self._db.read() as connection:
            known = connection.execute(sa.select(calls.c.id).where(calls.c.id == ticket.call_id)).scalar()
            same = one(connection, tickets.c.id == ticket.id)
            other = find_open(connection, ticket.call_id, ticket.matter)
        if known is None:
            raise UnknownCall(f"there is no call {ticket.call_id}")
        if same is not None and (same.call_id, same.matter) != (ticket.call_id, ticket.matter):
            raise TicketTaken(f"the id {ticket.id} belongs to a ticket of call {same.call_id}")
        return same or other
