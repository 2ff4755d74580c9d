"""What agents did with the scripts they were offered, and what came of it."""

# SQLAlchemy 1.4 carries no types.
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from msgspec.structs import asdict, replace

from anfu.guidance.worked import Record
from anfu.store.database import Database
from anfu.store.errors import TurnTaken, UnknownCall
from anfu.store.records import FeedbackRecord
from anfu.store.tables import calls, feedback

_TRIES = 5


class Feedback:
    """The part of the store that keeps feedback. Nothing is overwritten: the last word counts."""

    _db: Database

    def add_feedback(self, given: FeedbackRecord) -> FeedbackRecord:
        """Stores what was done with a script, as the last word about it at that turn; the same again is stored once.

        Raises `UnknownCall`, and `TurnTaken` when others say something about the same script all the time.
        """
        for _ in range(_TRIES):
            try:
                with self._db.write() as connection:
                    last = _last(connection, given)
                    if last is not None and (last.outcome, last.text) == (given.outcome, given.text):
                        return last
                    numbered = replace(given, number=last.number + 1 if last else 1)
                    connection.execute(sa.insert(feedback).values(**asdict(numbered)))
                    return numbered
            except sa.exc.IntegrityError as error:
                with self._db.read() as connection:
                    here = calls.c.id == given.call_id
                    known = connection.execute(sa.select(calls.c.id).where(here)).scalar()
                if known is None:
                    raise UnknownCall(f"there is no call {given.call_id}") from error
        raise TurnTaken(f"others say what became of {given.script} at the same time")

    def feedback_of(self, call_id: str) -> list[FeedbackRecord]:
        """The last word about each script of a call, in the order of turns."""
        wanted = sa.select(feedback).where(feedback.c.call_id == call_id)
        ordered = wanted.order_by(feedback.c.turn, feedback.c.script, feedback.c.number)
        with self._db.read() as connection:
            found = [_record(row) for row in connection.execute(ordered)]
        return list({(one.turn, one.script): one for one in found}.values())

    def settle_feedback(self, call_id: str, calmed: Mapping[tuple[int, str], bool]) -> None:
        """Notes, by turn and script, whether the customer calmed down after it was said."""
        with self._db.write() as connection:
            for (turn, script), calm in calmed.items():
                here = (feedback.c.call_id == call_id) & (feedback.c.turn == turn)
                change = sa.update(feedback).where(here & (feedback.c.script == script))
                connection.execute(change.values(calmed=calm))

    def script_records(self, since: datetime, before: datetime) -> dict[str, Record]:
        """What became of each script, by its id: what was said from `since` until `before`.

        Whether customers calmed down is counted for calls that were over by then, so that the answer for
        a given time stays the same.
        """
        key = (feedback.c.call_id, feedback.c.turn, feedback.c.script)
        window = (feedback.c.at >= since) & (feedback.c.at < before)
        last = (
            sa.select(*key, sa.func.max(feedback.c.number).label("number"))
            .where(window)
            .group_by(*key)
            .subquery()
        )
        same = sa.and_(
            *(feedback.c[name] == last.c[name] for name in ("call_id", "turn", "script", "number"))
        )
        over = sa.case((calls.c.ended_at < before, feedback.c.calmed), else_=sa.null()).label("calm")
        counted = (
            sa.select(feedback.c.script, feedback.c.outcome, over, sa.func.count().label("times"))
            .select_from(feedback.join(last, same).join(calls, calls.c.id == feedback.c.call_id))
            .group_by(feedback.c.script, feedback.c.outcome, over)
        )
        found: dict[str, Record] = {}
        with self._db.read() as connection:
            for script, outcome, calm, times in connection.execute(counted):
                found[script] = _more(found.get(script, Record()), outcome, calm, times)
        return found


def _more(record: Record, outcome: str, calm: bool | None, times: int) -> Record:
    counts = asdict(record)
    counts[outcome] += times
    if calm is not None and outcome != "dismissed":
        counts["calmed" if calm else "not_calmed"] += times
    return Record(**counts)


def _last(connection: Any, given: FeedbackRecord) -> FeedbackRecord | None:
    here = (feedback.c.call_id == given.call_id) & (feedback.c.turn == given.turn)
    wanted = sa.select(feedback).where(here & (feedback.c.script == given.script))
    row = connection.execute(wanted.order_by(feedback.c.number.desc()).limit(1)).one_or_none()
    return None if row is None else _record(row)


def _record(row: Any) -> FeedbackRecord:
    return FeedbackRecord(**row._mapping)
