"""Calls and their turns."""

# SQLAlchemy 1.4 carries no types.
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from msgspec.structs import asdict

from anfu.calls.moves import Move
from anfu.store.database import Database
from anfu.store.errors import CallOver, CallTaken, KeyReused, StoreError, TicketTaken, TurnTaken, UnknownCall
from anfu.store.records import CallRecord, TurnRecord
from anfu.store.tables import calls, moves, utterances
from anfu.store.ticket_writing import find_open, put_ticket, tell
from anfu.tickets.messages import Message
from anfu.tickets.types import Entry, Ticket


class Calls:
    """The part of the store that keeps calls and what was said in them."""

    _db: Database

    def create_call(self, record: CallRecord) -> None:
        """Stores a new call. Raises `CallTaken` when its id is in use."""
        try:
            with self._db.write() as connection:
                connection.execute(sa.insert(calls).values(**asdict(record)))
        except sa.exc.IntegrityError as error:
            raise CallTaken(f"there is a call {record.id} already") from error

    def call(self, call_id: str) -> CallRecord | None:
        """The call of this id."""
        with self._db.read() as connection:
            row = connection.execute(sa.select(calls).where(calls.c.id == call_id)).one_or_none()
        return None if row is None else _call(row)

    def recent_calls(self, limit: int, agent: str | None = None, active: bool = False) -> list[CallRecord]:
        """The calls that started last, newest first; only an agent's own, only those not over, when asked so."""
        newest = sa.select(calls).order_by(calls.c.started_at.desc(), calls.c.id.desc()).limit(limit)
        if agent is not None:
            newest = newest.where(calls.c.agent == agent)
        if active:
            newest = newest.where(calls.c.ended_at.is_(None))
        with self._db.read() as connection:
            return [_call(row) for row in connection.execute(newest)]

    def earlier_contacts(self, customer_ref: str, since: datetime, before: datetime) -> dict[str, int]:
        """How often this customer called from `since` until `before`, by the matter of the call."""
        theirs = (calls.c.customer_ref == customer_ref) & (calls.c.started_at >= since)
        counted = (
            sa.select(calls.c.matter, sa.func.count())
            .where(theirs & (calls.c.started_at < before) & calls.c.matter.is_not(None))
            .group_by(calls.c.matter)
        )
        with self._db.read() as connection:
            return {str(matter): int(count) for matter, count in connection.execute(counted)}

    def calls_of(self, customer_ref: str, since: datetime, before: datetime) -> list[CallRecord]:
        """This customer's calls that started from `since` until `before`, oldest first."""
        theirs = (calls.c.customer_ref == customer_ref) & (calls.c.started_at >= since)
        wanted = sa.select(calls).where(theirs & (calls.c.started_at < before)).order_by(calls.c.started_at)
        with self._db.read() as connection:
            return [_call(row) for row in connection.execute(wanted)]

    def end_call(self, call_id: str, at: datetime) -> bool:
        """Marks the call as over. False when it was over already, or never was."""
        still_on = (calls.c.id == call_id) & calls.c.ended_at.is_(None)
        with self._db.write() as connection:
            return bool(connection.execute(sa.update(calls).where(still_on).values(ended_at=at)).rowcount)

    def add_turn(
        self,
        turn: TurnRecord,
        ticket: Ticket | None = None,
        matter: str | None = None,
        entries: Sequence[Entry] = (),
        messages: Sequence[Message] = (),
    ) -> Ticket | None:
        """Stores a turn, the ticket it filed or changed and the matter it settled: all of it or nothing.

        Returns the ticket as it is stored. Raises `KeyReused` when the call has a turn of this key (a retry:
        `turn_by_key` has its answer), `TurnTaken` when it has a turn of this number, `TicketTaken` when a new
        ticket meets an open one of the same matter or the ticket was changed meanwhile, `CallOver`, and
        `UnknownCall`.
        """
        try:
            with self._db.write() as connection:
                this = calls.c.id == turn.call_id
                over = sa.select(calls.c.ended_at).where(this).with_for_update()
                if connection.execute(over).scalar() is not None:
                    raise CallOver(f"call {turn.call_id} has ended")
                connection.execute(sa.insert(utterances).values(**asdict(turn)))
                stored = put_ticket(connection, ticket, entries) if ticket is not None else None
                tell(connection, messages)
                if matter is not None:
                    connection.execute(sa.update(calls).where(this).values(matter=matter))
                return stored
        except sa.exc.IntegrityError as error:
            refusal = self._refusal(turn, ticket)
            if refusal is None:
                raise
            raise refusal from error

    def add_move(self, call_id: str, move: Move) -> None:
        """Stores that a step was set by hand or taken back. Raises `TurnTaken` when someone else moved first."""
        with self._db.write() as connection:
            seen = (calls.c.id == call_id) & (calls.c.moves == move.number - 1)
            if not connection.execute(sa.update(calls).where(seen).values(moves=move.number)).rowcount:
                raise TurnTaken(f"someone else set the step of call {call_id} just now")
            connection.execute(sa.insert(moves).values(call_id=call_id, **asdict(move)))

    def moves(self, call_id: str, after: int = 0) -> list[Move]:
        """The steps set by hand and taken back, in order, those numbered higher than `after`."""
        mine = sa.select(moves).where((moves.c.call_id == call_id) & (moves.c.number > after))
        with self._db.read() as connection:
            return [
                Move(**{name: value for name, value in row._mapping.items() if name != "call_id"})
                for row in connection.execute(mine.order_by(moves.c.number))
            ]

    def turns(self, call_id: str, after: int = 0) -> list[TurnRecord]:
        """The call's turns in order, those numbered higher than `after`."""
        wanted = (utterances.c.call_id == call_id) & (utterances.c.turn > after)
        with self._db.read() as connection:
            rows = connection.execute(sa.select(utterances).where(wanted).order_by(utterances.c.turn))
            return [_turn(row) for row in rows]

    def turn_by_key(self, call_id: str, key: str) -> TurnRecord | None:
        """The turn that was stored under the caller's key."""
        wanted = (utterances.c.call_id == call_id) & (utterances.c.key == key)
        with self._db.read() as connection:
            row = connection.execute(sa.select(utterances).where(wanted)).one_or_none()
        return None if row is None else _turn(row)

    def last_turn(self, call_id: str) -> int:
        """The number of the call's last turn; 0 before the first."""
        highest = sa.select(sa.func.max(utterances.c.turn)).where(utterances.c.call_id == call_id)
        with self._db.read() as connection:
            return int(connection.execute(highest).scalar() or 0)

    def _refusal(self, turn: TurnRecord, ticket: Ticket | None) -> StoreError | None:
        """Why the database would not take the turn. The key comes first: a retry usually meets both."""
        if turn.key is not None and self.turn_by_key(turn.call_id, turn.key):
            return KeyReused(f"call {turn.call_id} has a turn with the key {turn.key} already")
        if any(stored.turn == turn.turn for stored in self.turns(turn.call_id, after=turn.turn - 1)):
            return TurnTaken(f"call {turn.call_id} has a turn {turn.turn} already")
        if self.call(turn.call_id) is None:
            return UnknownCall(f"there is no call {turn.call_id}")
        if ticket is None:
            return None
        with self._db.read() as connection:
            other = find_open(connection, ticket.call_id, ticket.matter)
        return None if other is None else TicketTaken(f"ticket {other.id} is open for this matter already")


def _call(row: Any) -> CallRecord:
    return CallRecord(**row._mapping)


def _turn(row: Any) -> TurnRecord:
    return TurnRecord(**row._mapping)
