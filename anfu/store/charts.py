"""What charts are drawn from: how often each thing happened in a period, counted by the database."""

# SQLAlchemy 1.4 carries no types.
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from anfu.store.database import Database
from anfu.store.tables import calls, lexicon_hits, utterances


class Charts:
    """The part of the store that counts. Texts stay in the database: only figures leave it."""

    _db: Database

    def curve(self, call_id: str, limit: int) -> tuple[int, ...]:
        """How strong the customer's feeling was at each of their last turns, oldest first."""
        mine = (utterances.c.call_id == call_id) & (utterances.c.speaker == "customer")
        felt = self._number_in("reading", "emotion", "intensity")
        wanted = sa.select(felt).where(mine).order_by(utterances.c.turn.desc()).limit(limit)
        with self._db.read() as connection:
            found = [int(row[0] or 0) for row in connection.execute(wanted)]
        return tuple(reversed(found))

    def call_levels(self, since: datetime, before: datetime) -> list[tuple[datetime, int | None]]:
        """When each call of a period began, and its level in the end; None where nothing was said."""
        level = (
            sa.select(self._number_in("level", "id"))
            .where(utterances.c.call_id == calls.c.id)
            .order_by(utterances.c.turn.desc())
            .limit(1)
            .scalar_subquery()
        )
        wanted = sa.select(calls.c.started_at, level).where(_within(since, before))
        with self._db.read() as connection:
            return [(row[0], row[1]) for row in connection.execute(wanted)]

    def matters(self, since: datetime, before: datetime) -> dict[str, int]:
        """How many calls of a period were about each kind of complaint."""
        about = _within(since, before) & calls.c.matter.is_not(None)
        counted = sa.select(calls.c.matter, sa.func.count()).where(about).group_by(calls.c.matter)
        with self._db.read() as connection:
            return {str(matter): int(count) for matter, count in connection.execute(counted)}

    def hits_by_entry(self, first: date, last: date) -> dict[str, int]:
        """How often each entry of the lexicon was found from the first day to the last."""
        days = lexicon_hits.c.day.between(first, last)
        counted = sa.select(lexicon_hits.c.entry, sa.func.sum(lexicon_hits.c.count)).where(days)
        with self._db.read() as connection:
            rows = connection.execute(counted.group_by(lexicon_hits.c.entry))
            return {str(entry): int(count) for entry, count in rows}

    def _number_in(self, *path: str) -> Any:
        """A whole number that stands in the guidance of a turn."""
        if self._db.sqlite:
            return sa.func.json_extract(utterances.c.guidance, "$." + ".".join(path))
        told: Any = sa.cast(utterances.c.guidance, sa.JSON)
        for name in path:
            told = told[name]
        return told.as_integer()


def _within(since: datetime, before: datetime) -> Any:
    return (calls.c.started_at >= since) & (calls.c.started_at < before)
