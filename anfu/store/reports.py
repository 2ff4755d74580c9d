"""What reports read: a period's tickets and calls, batch by batch, and what happened to tickets."""

# SQLAlchemy 1.4 carries no types.
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from anfu.store.database import Database
from anfu.store.records import BriefTicket, CallRecord, Step
from anfu.store.tables import calls, ticket_events, tickets, utterances
from anfu.store.ticket_rows import ticket_of
from anfu.tickets.types import Due, Reason, Ticket, TicketEvent

BATCH = 500
_BRIEF = [tickets.c[name] for name in ("id", *BriefTicket.__struct_fields__)]
_reasons = msgspec.json.Decoder(tuple[Reason, ...])
_due = msgspec.json.Decoder(tuple[Due, ...])


class Reports:
    """The part of the store that reports read. A reading of many batches sees each batch as it is when its turn comes."""

    _db: Database

    def events_of(self, ids: Sequence[str]) -> dict[str, list[TicketEvent]]:
        """The histories of several tickets; see `Trail`."""
        raise NotImplementedError

    def tickets_filed(
        self, since: datetime, before: datetime
    ) -> Iterator[tuple[Ticket, CallRecord, list[TicketEvent]]]:
        """The tickets filed from `since` until `before`, oldest first, each with its call and its timeline."""
        for rows in self._batches(tickets, tickets.c.filed_at, since, before):
            batch = [ticket_of(row) for row in rows]
            told = self.events_of([ticket.id for ticket in batch])
            of_calls = self._calls({ticket.call_id for ticket in batch})
            yield from ((ticket, of_calls[ticket.call_id], told.get(ticket.id, [])) for ticket in batch)

    def briefs_filed(
        self, since: datetime, before: datetime, closings: Collection[str]
    ) -> Iterator[tuple[BriefTicket, list[Step]]]:
        """As `tickets_filed`, only what figures are made of: many times as quick.

        closings: the events that close a ticket. Each ticket comes with what happened in the moment of one of them.
        """
        for rows in self._batches(tickets, tickets.c.filed_at, since, before, _BRIEF):
            steps = self._endings([row.id for row in rows if row.status == "closed"], closings)
            for name, matter, status, level, outcome, filed_at, updated_at, reasons, due in rows:
                brief = BriefTicket(
                    matter,
                    status,
                    level,
                    outcome,
                    filed_at,
                    updated_at,
                    _reasons.decode(reasons),
                    _due.decode(due),
                )
                yield brief, steps.get(name, [])

    def _endings(self, ids: Sequence[str], closings: Collection[str]) -> dict[str, list[Step]]:
        c, closing = ticket_events.c, ticket_events.alias().c
        then = sa.exists().where(
            (closing.ticket_id == c.ticket_id) & (closing.at == c.at) & closing.event.in_(list(closings))
        )
        wanted = sa.select(c.ticket_id, c.event, c.at).where(c.ticket_id.in_(ids) & then)
        found: dict[str, list[Step]] = {}
        if ids:
            with self._db.read() as connection:
                for name, event, at in connection.execute(wanted.order_by(c.ticket_id, c.number)):
                    found.setdefault(name, []).append(Step(event, at))
        return found

    def count_calls(self, since: datetime, before: datetime) -> int:
        """How many calls started from `since` until `before`."""
        counted = sa.select(sa.func.count()).select_from(calls)
        with self._db.read() as connection:
            there = (calls.c.started_at >= since) & (calls.c.started_at < before)
            return int(connection.execute(counted.where(there)).scalar() or 0)

    def calls_started(self, since: datetime, before: datetime) -> Iterator[CallRecord]:
        """The calls that started from `since` until `before`, oldest first."""
        for rows in self._batches(calls, calls.c.started_at, since, before):
            yield from (CallRecord(**row._mapping) for row in rows)

    def endings(self, since: datetime, before: datetime) -> Iterator[tuple[CallRecord, str | None]]:
        """The calls of a period, each with the guidance of its last turn if anything was said."""
        for rows in self._batches(calls, calls.c.started_at, since, before):
            batch = [CallRecord(**row._mapping) for row in rows]
            last = self._last_guidance([call.id for call in batch])
            yield from ((call, last.get(call.id)) for call in batch)

    def _calls(self, ids: set[str]) -> dict[str, CallRecord]:
        with self._db.read() as connection:
            rows = connection.execute(sa.select(calls).where(calls.c.id.in_(ids)))
            return {row.id: CallRecord(**row._mapping) for row in rows}

    def _last_guidance(self, ids: list[str]) -> dict[str, str]:
        last = (
            sa.select(utterances.c.call_id, sa.func.max(utterances.c.turn).label("turn"))
            .where(utterances.c.call_id.in_(ids))
            .group_by(utterances.c.call_id)
            .subquery()
        )
        here = (utterances.c.call_id == last.c.call_id) & (utterances.c.turn == last.c.turn)
        wanted = sa.select(utterances.c.call_id, utterances.c.guidance).join(last, here)
        with self._db.read() as connection:
            return {row.call_id: row.guidance for row in connection.execute(wanted)}

    def _batches(
        self, table: Any, moment: Any, since: datetime, before: datetime, columns: Sequence[Any] = ()
    ) -> Iterator[list[Any]]:
        """The rows of a period in the order of time, each batch a short transaction of its own."""
        order = (moment, table.c.id)
        chosen = sa.select(*columns) if columns else sa.select(table)
        later = moment >= since
        while True:
            wanted = chosen.where(later & (moment < before)).order_by(*order).limit(BATCH)
            with self._db.read() as connection:
                rows = list(connection.execute(wanted))
            if rows:
                yield rows
            if len(rows) < BATCH:
                return
            at, name = rows[-1]._mapping[moment], rows[-1].id
            # A comparison of pairs: with an `or` SQLite would begin at the start of the index each time.
            later = sa.tuple_(*order) > sa.tuple_(sa.literal(at, moment.type), sa.literal(name))
