"""What keeps the clocks' work single: a lease for who does it, and a note of what each clock has done."""

# SQLAlchemy 1.4 carries no types.
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from anfu.labels import LevelId
from anfu.store.database import Database
from anfu.store.outbox import by_hundreds, insert_new, put_messages
from anfu.store.tables import clock_fired, leases, ticket_clocks, tickets
from anfu.store.ticket_rows import ticket_of
from anfu.tickets.messages import Message
from anfu.tickets.types import Ticket


class Fired(msgspec.Struct, frozen=True):
    """An event of a ticket's clock that has happened; `n` counts those of the same name."""

    ticket_id: str
    clock: str
    what: str
    n: int


class Look(msgspec.Struct, frozen=True):
    """A ticket some of whose clocks should be looked at, and those clocks as they stood then."""

    ticket: Ticket
    clocks: dict[str, str]


Told = tuple[Fired, Sequence[Message]]
"""An event, and the messages that tell of it."""


class Seen(msgspec.Struct, frozen=True):
    """What a look found: new events with what is told of them, and when to look at each clock again."""

    look: Look
    events: Sequence[Told]
    again: Mapping[str, datetime | None]


_LOOK_AGAIN = (
    sa.update(ticket_clocks)
    .where(
        (ticket_clocks.c.ticket_id == sa.bindparam("of"))
        & (ticket_clocks.c.clock == sa.bindparam("the"))
        & (ticket_clocks.c.state == sa.bindparam("was"))
    )
    .values(next_at=sa.bindparam("next"))
)
# The same in one statement: PostgreSQL takes as long for each statement as for many rows.
_ALL_LOOK_AGAIN = sa.text(
    "UPDATE ticket_clocks AS c SET next_at = v.next"
    " FROM unnest(CAST(:of AS text[]), CAST(:the AS text[]), CAST(:was AS text[]), CAST(:next AS timestamptz[]))"
    " AS v (of, the, was, next) WHERE c.ticket_id = v.of AND c.clock = v.the AND c.state = v.was"
)


class Clockwork:
    """The part of the store that lets one process at a time run the clocks, and every event happen once."""

    _db: Database

    def take_lease(self, name: str, holder: str, now: datetime, until: datetime) -> bool:
        """Takes or renews the lease. False while someone else holds it."""
        free = (leases.c.name == name) & ((leases.c.holder == holder) | (leases.c.held_until <= now))
        with self._db.read() as connection:
            held = connection.execute(sa.select(leases).where(leases.c.name == name)).one_or_none()
        if held is not None and held.holder != holder and held.held_until > now:
            return False
        with self._db.write() as connection:
            row = {"name": name, "holder": holder, "held_until": until}
            if connection.execute(insert_new(connection, leases).values(**row)).rowcount:
                return True
            change = sa.update(leases).where(free).values(holder=holder, held_until=until)
            return bool(connection.execute(change).rowcount)

    def drop_lease(self, name: str, holder: str) -> None:
        """Gives the lease back, so that nobody has to wait for its end."""
        mine = (leases.c.name == name) & (leases.c.holder == holder)
        with self._db.write() as connection:
            connection.execute(sa.delete(leases).where(mine))

    # --- what clocks have done ---------------------------------------------------------------

    def fire(self, event: Fired, at: datetime, messages: Sequence[Message] = ()) -> bool:
        """Notes that the event happened, with what is told of it: both or neither. False when it had happened."""
        row = msgspec.structs.asdict(event) | {"at": at}
        with self._db.write() as connection:
            if not connection.execute(insert_new(connection, clock_fired).values(**row)).rowcount:
                return False
            put_messages(connection, messages)
            return True

    def has_fired(self, event: Fired) -> bool:
        """Whether the event has happened."""
        same = [clock_fired.c[name] == value for name, value in msgspec.structs.asdict(event).items()]
        with self._db.read() as connection:
            return connection.execute(sa.select(clock_fired.c.n).where(*same)).first() is not None

    def fired(self, ticket_ids: Iterable[str]) -> set[Fired]:
        """What the clocks of these tickets have done."""
        with self._db.read() as connection:
            return _fired(connection, ticket_ids)

    # --- which clocks to look at -------------------------------------------------------------

    def looks(self, now: datetime, limit: int) -> list[Look]:
        """The tickets whose clocks should be looked at by now, those that waited longest first."""
        due = sa.select(ticket_clocks).where(ticket_clocks.c.next_at <= now)
        clocks: dict[str, dict[str, str]] = {}
        found: dict[str, Ticket] = {}
        with self._db.read() as connection:
            for row in connection.execute(due.order_by(ticket_clocks.c.next_at).limit(limit)):
                clocks.setdefault(row.ticket_id, {})[row.clock] = row.state
            for some in by_hundreds(clocks):
                rows = connection.execute(sa.select(tickets).where(tickets.c.id.in_(some)))
                found |= {row.id: ticket_of(row) for row in rows}
        return [Look(found[name], states) for name, states in clocks.items() if name in found]

    def looked(self, seen: Sequence[Seen], at: datetime) -> int:
        """Notes the events with what is told of them, and when to look at the clocks again: all or nothing.

        How many events had not happened before. A clock that was changed meanwhile keeps its place in the queue.
        """
        with self._db.write() as connection:
            # Whoever writes a ticket locks its row first, too: nobody meets another halfway.
            these = tickets.c.id.in_([one.look.ticket.id for one in seen])
            connection.execute(sa.select(tickets.c.id).where(these).order_by(tickets.c.id).with_for_update())
            happened = _fire(connection, [told for one in seen for told in one.events], at)
            rows = [
                {"of": one.look.ticket.id, "the": clock, "was": state, "next": one.again.get(clock)}
                for one in seen
                for clock, state in one.look.clocks.items()
            ]
            if self._db.sqlite:
                connection.execute(_LOOK_AGAIN, rows)
            else:
                columns = {name: [row[name] for row in rows] for name in ("of", "the", "was", "next")}
                connection.execute(_ALL_LOOK_AGAIN, columns)
        return happened

    def open_cases(self, levels: Sequence[LevelId]) -> list[Ticket]:
        """The tickets of these levels that are not closed."""
        wanted = sa.select(tickets).where((tickets.c.status != "closed") & tickets.c.level.in_(levels))
        with self._db.read() as connection:
            return [ticket_of(row) for row in connection.execute(wanted)]


def _fire(connection: Any, events: Sequence[Told], at: datetime) -> int:
    """Notes the events that had not happened, with what is told of them; how many those are.

    Only while the rows of their tickets are locked: someone else's event of the same tickets has happened or waits.
    """
    happened = _fired(connection, {event.ticket_id for event, _ in events})
    new = {event: messages for event, messages in events if event not in happened}
    if not new:
        return 0
    rows = [msgspec.structs.asdict(event) | {"at": at} for event in new]
    connection.execute(insert_new(connection, clock_fired), rows)
    put_messages(connection, [message for messages in new.values() for message in messages])
    return len(new)


def _fired(connection: Any, ticket_ids: Iterable[str]) -> set[Fired]:
    return {
        Fired(row.ticket_id, row.clock, row.what, row.n)
        for some in by_hundreds(ticket_ids)
        for row in connection.execute(sa.select(clock_fired).where(clock_fired.c.ticket_id.in_(some)))
    }
