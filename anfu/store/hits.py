"""How often each entry of the lexicon was found, day by day."""

# SQLAlchemy 1.4 carries no types.
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from anfu.store.database import Database
from anfu.store.records import HitCount, HitKey
from anfu.store.tables import calls, lexicon_hits, utterances


class Hits:
    """The part of the store that counts findings, and the texts they may be tried on."""

    _db: Database

    def add_hits(self, counts: Mapping[HitKey, int]) -> None:
        """Adds to what was counted before; all of it or nothing."""
        rows = [{**_columns(key), "count": count} for key, count in sorted(counts.items())]
        if not rows:
            return
        insert = (sqlite if self._db.sqlite else postgresql).insert(lexicon_hits)
        more = {"count": lexicon_hits.c.count + insert.excluded.count}
        keys = [column.name for column in lexicon_hits.primary_key]
        with self._db.write() as connection:
            connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=more), rows)

    def hits_since(self, first: date) -> list[HitCount]:
        """What was counted on `first` and after, by day and entry."""
        wanted = sa.select(lexicon_hits).where(lexicon_hits.c.day >= first)
        with self._db.read() as connection:
            rows = connection.execute(wanted.order_by(*lexicon_hits.primary_key)).all()
        return [HitCount(row.day, row.entry, row.severity, row.industry, row.count) for row in rows]

    def said_by_agents(self, limit: int) -> list[tuple[str, str]]:
        """The newest utterances of agents, each with the industry of its call."""
        wanted = (
            sa.select(utterances.c.text, calls.c.industry)
            .join(calls, calls.c.id == utterances.c.call_id)
            .where(utterances.c.speaker == "agent")
            .order_by(utterances.c.at.desc())
            .limit(limit)
        )
        with self._db.read() as connection:
            return [(str(row.text), str(row.industry)) for row in connection.execute(wanted)]


def _columns(key: HitKey) -> dict[str, object]:
    day, entry, severity, industry = key
    return {"day": day, "entry": entry, "severity": severity, "industry": industry}
