"""Taking away what nobody needs any more: notifications that arrived, and notes of what clocks told.

Only of cases that are over: closed, with every clock stopped, and not touched since. Tickets, their histories and
whatever was not delivered stay.
"""

# SQLAlchemy 1.4 carries no types.
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from anfu.store.database import Database
from anfu.store.outbox import by_hundreds
from anfu.store.tables import clock_fired, outbox, tickets
from anfu.store.ticket_rows import ticket_of
from anfu.tickets.types import Ticket

_OF_NO_TICKET = ""
"""How the hourly summary is noted among what clocks told."""
_OLD_ENOUGH = sa.func.coalesce(outbox.c.tried_at, outbox.c.created_at)


class Leftovers(msgspec.Struct, frozen=True):
    """How many notifications and notes of clocks can go, or went; `tickets`: of how many cases."""

    tickets: int = 0
    messages: int = 0
    clock_events: int = 0


class Purging:
    """The part of the store that takes away what nobody needs any more."""

    _db: Database

    def purgeable(self, before: datetime) -> Leftovers:
        """What `purge` would take away now."""
        cases = messages = events = 0
        for some in self._over(before):
            with self._db.read() as connection:
                found = [_count(connection, outbox, _messages(some, before))]
                found.append(_count(connection, clock_fired, _events(some, before)))
            cases, messages, events = cases + len(some), messages + found[0], events + found[1]
        with self._db.read() as connection:
            messages += _count(connection, outbox, _messages(None, before))
            events += _count(connection, clock_fired, _events([_OF_NO_TICKET], before))
        return Leftovers(cases, messages, events)

    def purge(self, before: datetime) -> Leftovers:
        """Deletes, some cases at a time, what arrived or was told before that moment and belongs to no living case."""
        cases = messages = events = 0
        for some in self._over(before):
            with self._db.write() as connection:
                # Looked at once more: a case may have been taken up again in between.
                still = _finished(connection, some, before, lock=True)
                messages += _delete(connection, outbox, _messages(still, before))
                events += _delete(connection, clock_fired, _events(still, before))
                cases += len(still)
        with self._db.write() as connection:
            messages += _delete(connection, outbox, _messages(None, before))
            events += _delete(connection, clock_fired, _events([_OF_NO_TICKET], before))
        return Leftovers(cases, messages, events)

    def _over(self, before: datetime) -> Iterator[list[str]]:
        """The tickets that are over and have something that can go, some at a time."""
        told = sa.select(clock_fired.c.ticket_id).where(clock_fired.c.at < before)
        sent = sa.select(outbox.c.ticket_id).where(outbox.c.ticket_id.is_not(None), *_done(before))
        with self._db.read() as connection:
            names = {str(name) for wanted in (told, sent) for name in connection.execute(wanted).scalars()}
        for some in by_hundreds(names - {_OF_NO_TICKET}):
            with self._db.read() as connection:
                over = _finished(connection, some, before)
            if over:
                yield over


def _finished(connection: Any, names: Iterable[str], before: datetime, lock: bool = False) -> list[str]:
    """Those of the tickets that were closed before then, whose clocks all stopped, and that wait for no delivery."""
    waiting = sa.exists().where(outbox.c.ticket_id == tickets.c.id, outbox.c.state.in_(("waiting", "dead")))
    closed = (tickets.c.status == "closed") & (tickets.c.updated_at < before) & ~waiting
    wanted = sa.select(tickets).where(tickets.c.id.in_(list(names)) & closed).order_by(tickets.c.id)
    rows = connection.execute(wanted.with_for_update(of=tickets) if lock else wanted)
    return [ticket.id for ticket in map(ticket_of, rows) if _at_rest(ticket)]


def _at_rest(ticket: Ticket) -> bool:
    """Whether nothing can make its clocks tell again: what they told must be known for as long as they may."""
    return not ticket.awaited


def _done(before: datetime) -> tuple[Any, Any]:
    return outbox.c.state.in_(("sent", "dropped")), before > _OLD_ENOUGH


def _messages(names: list[str] | None, before: datetime) -> list[Any]:
    """Of these tickets, or of none."""
    mine = outbox.c.ticket_id.is_(None) if names is None else outbox.c.ticket_id.in_(names)
    return [mine, *_done(before)]


def _events(names: list[str], before: datetime) -> list[Any]:
    return [clock_fired.c.ticket_id.in_(names), clock_fired.c.at < before]


def _count(connection: Any, table: Any, where: list[Any]) -> int:
    return int(connection.execute(sa.select(sa.func.count()).select_from(table).where(*where)).scalar() or 0)


def _delete(connection: Any, table: Any, where: list[Any]) -> int:
    return int(connection.execute(sa.delete(table).where(*where)).rowcount)
