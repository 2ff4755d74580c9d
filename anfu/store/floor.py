"""What a supervisor sees and does on the floor: calls going on, whispers, drafts that were let pass."""

# SQLAlchemy 1.4 carries no types.
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from msgspec.structs import asdict

from anfu.labels import Taboo
from anfu.store.database import Database
from anfu.store.errors import CallOver, UnknownCall
from anfu.store.records import Active, CallRecord, Override, Whisper
from anfu.store.tables import calls, overrides, tickets, utterances, whispers


class Floor:
    """The part of the store for those who look after several calls at once."""

    _db: Database

    def active_calls(self, since: datetime, limit: int) -> list[Active]:
        """The calls that started from `since` on and are not over, newest first, at most `limit`."""
        last = sa.select(sa.func.max(utterances.c.turn)).where(utterances.c.call_id == calls.c.id)
        stamp = sa.select(sa.func.sum(tickets.c.version)).where(tickets.c.call_id == calls.c.id)
        wanted = (
            sa.select(calls, last.scalar_subquery().label("last"), stamp.scalar_subquery().label("stamp"))
            .where(calls.c.ended_at.is_(None) & (calls.c.started_at >= since))
            .order_by(calls.c.started_at.desc(), calls.c.id.desc())
            .limit(limit)
        )
        with self._db.read() as connection:
            return [_active(row) for row in connection.execute(wanted)]

    def add_whisper(self, call_id: str, by: str, at: datetime, text: str) -> Whisper:
        """Stores what is whispered into a call. Raises `UnknownCall`, and `CallOver` when nobody is there to hear."""
        with self._db.write() as connection:
            # The call's row is locked: two who whisper at once get a number each.
            found = sa.select(calls.c.ended_at).where(calls.c.id == call_id).with_for_update()
            row = connection.execute(found).one_or_none()
            if row is None:
                raise UnknownCall(f"there is no call {call_id}")
            if row.ended_at is not None:
                raise CallOver(f"call {call_id} has ended")
            highest = sa.select(sa.func.max(whispers.c.number)).where(whispers.c.call_id == call_id)
            whisper = Whisper(int(connection.execute(highest).scalar() or 0) + 1, by, at, text)
            connection.execute(sa.insert(whispers).values(call_id=call_id, **asdict(whisper)))
            return whisper

    def whispers(self, call_id: str, after: int = 0) -> list[Whisper]:
        """What was whispered into the call, in order, numbered higher than `after`."""
        c = whispers.c
        wanted = sa.select(c.number, c.by, c.at, c.text).where((c.call_id == call_id) & (c.number > after))
        with self._db.read() as connection:
            return [Whisper(**row._mapping) for row in connection.execute(wanted.order_by(c.number))]

    def add_override(self, override: Override) -> None:
        """Stores that a blocked draft was let pass."""
        row = asdict(override) | {"taboos": msgspec.json.encode(override.taboos).decode()}
        with self._db.write() as connection:
            connection.execute(sa.insert(overrides).values(**row))

    def overrides(self, limit: int) -> list[Override]:
        """The drafts let pass last, newest first."""
        newest = sa.select(overrides).order_by(overrides.c.at.desc(), overrides.c.id.desc()).limit(limit)
        with self._db.read() as connection:
            return [_override(row) for row in connection.execute(newest)]


def _active(row: Any) -> Active:
    values = dict(row._mapping)
    last, stamp = values.pop("last"), values.pop("stamp")
    return Active(CallRecord(**values), int(last or 0), int(stamp or 0))


def _override(row: Any) -> Override:
    values = dict(row._mapping)
    taboos: Sequence[Taboo] = msgspec.json.decode(values.pop("taboos"), type=tuple[Taboo, ...])
    return Override(**values, taboos=tuple(taboos))
