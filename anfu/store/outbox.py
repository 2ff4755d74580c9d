"""The outbox: messages wait here, written in the same transaction as what they tell of, until they are delivered."""

# SQLAlchemy 1.4 carries no types.
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Literal

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from anfu.store.database import Database
from anfu.store.tables import outbox, outbox_targets
from anfu.tickets.messages import Message

# Written out, because a partial index serves only a condition that is known beforehand.
_WAITING = sa.literal_column("'waiting'")
AT_ONCE = 500
"""How many names one statement takes."""
State = Literal["waiting", "sent", "dead", "dropped"]


class OutboxEntry(msgspec.Struct, frozen=True):
    """A message and how far it got. `since`: from when it waits. `error`: why the latest try failed."""

    message: Message
    state: State
    attempts: int
    since: datetime
    tried_at: datetime | None = None
    error: str | None = None


class OutboxFigures(msgspec.Struct, frozen=True):
    """How full the outbox is. `oldest`: since when the message waits that waits longest."""

    waiting: int
    dead: int
    oldest: datetime | None = None


def put_messages(connection: Any, messages: Sequence[Message]) -> int:
    """Writes messages inside a transaction someone else opened; how many were new.

    A message whose key is there already is left as it is: it is told once, whoever tells it again.
    """
    known = _known(connection, {message.key for message in messages})
    new: dict[str, Message] = {}
    for message in messages:
        if message.key not in known:
            new.setdefault(message.key, message)
    if not new:
        return 0
    # Always in one order, so that two transactions never wait for each other's targets.
    targets = [{"target": target} for target in sorted({message.target for message in new.values()})]
    connection.execute(insert_new(connection, outbox_targets), targets)
    last = _last_numbers(connection, {message.ticket_id for message in new.values() if message.ticket_id})
    rows = []
    for message in new.values():
        ticket, number = message.ticket_id, 0
        if ticket is not None:
            number = last[ticket] = last.get(ticket, 0) + 1
        waiting = {"number": number, "state": "waiting", "since": message.created_at}
        rows.append(msgspec.structs.asdict(message) | waiting)
    # Someone else may just be telling the same.
    connection.execute(insert_new(connection, outbox), rows)
    return len(rows)


def by_hundreds(names: Iterable[str]) -> Iterator[list[str]]:
    """The names in parts of which one statement takes each: SQLite takes only so many."""
    listed = sorted(names)
    for start in range(0, len(listed), AT_ONCE):
        yield listed[start : start + AT_ONCE]


def _known(connection: Any, keys: Iterable[str]) -> set[str]:
    """Those of the keys that have a message."""
    return {
        str(key)
        for some in by_hundreds(keys)
        for key in connection.execute(sa.select(outbox.c.key).where(outbox.c.key.in_(some))).scalars()
    }


def _last_numbers(connection: Any, tickets: Iterable[str]) -> dict[str, int]:
    """The highest number among the messages of each of these tickets that has any."""
    counted = sa.select(outbox.c.ticket_id, sa.func.max(outbox.c.number)).group_by(outbox.c.ticket_id)
    return {
        str(row[0]): int(row[1])
        for some in by_hundreds(tickets)
        for row in connection.execute(counted.where(outbox.c.ticket_id.in_(some)))
    }


def insert_new(connection: Any, table: Any) -> Any:
    """An insert that does nothing when the row is there already."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    return dialect.insert(table).on_conflict_do_nothing()


class Outbox:
    """The part of the store that keeps messages until they are delivered."""

    _db: Database

    def add_messages(self, messages: Sequence[Message]) -> int:
        """Stores messages that tell of nothing else stored now; how many were new."""
        if not messages:
            return 0
        with self._db.write() as connection:
            return put_messages(connection, messages)

    # --- delivery ----------------------------------------------------------------------------

    def lease_target(self, holder: str, now: datetime, until: datetime) -> str | None:
        """Takes a target that has something to deliver now and that nobody holds; None when there is none."""
        with self._db.read() as connection:
            if connection.execute(_open_targets(now)).first() is None:
                return None
        with self._db.write() as connection:
            # On PostgreSQL a row that another worker is just taking is passed by; SQLite lets one in at a time.
            wanted = _open_targets(now).with_for_update(skip_locked=True, of=outbox_targets)
            target = connection.execute(wanted).scalar()
            if target is None:
                return None
            _set_target(connection, target, holder=holder, held_until=until)
            return str(target)

    def renew_target(self, target: str, holder: str, until: datetime) -> bool:
        """Holds the target for longer. False when someone else holds it by now."""
        mine = (outbox_targets.c.target == target) & (outbox_targets.c.holder == holder)
        with self._db.write() as connection:
            change = sa.update(outbox_targets).where(mine).values(held_until=until)
            return bool(connection.execute(change).rowcount)

    def release_target(
        self, target: str, holder: str, now: datetime, paused_until: datetime | None = None
    ) -> None:
        """Lets go of the target; until `paused_until` nobody may take it."""
        mine = (outbox_targets.c.target == target) & (outbox_targets.c.holder == holder)
        values = {"holder": None, "held_until": now, "paused_until": paused_until}
        with self._db.write() as connection:
            connection.execute(sa.update(outbox_targets).where(mine).values(**values))

    def next_message(self, target: str, now: datetime) -> OutboxEntry | None:
        """What the target is sent next: never a message before an earlier one of the same ticket."""
        # A scalar subquery, because that is looked up for one message after the other, in their order: a join
        # would gather all that wait before it finds the first.
        first = outbox.alias()
        number = sa.select(sa.func.min(first.c.number)).where(
            (first.c.ticket_id == outbox.c.ticket_id)
            & (first.c.target == outbox.c.target)
            & (first.c.state == _WAITING)
        )
        wanted = sa.select(outbox).where(
            (outbox.c.target == target)
            & (outbox.c.state == _WAITING)
            & (outbox.c.not_before <= now)
            & (outbox.c.ticket_id.is_(None) | (outbox.c.number == number.scalar_subquery()))
        )
        oldest = wanted.order_by(outbox.c.not_before, outbox.c.number, outbox.c.id).limit(1)
        with self._db.read() as connection:
            row = connection.execute(oldest).one_or_none()
        return None if row is None else _entry(row)

    def tried_since(self, target: str, since: datetime) -> list[datetime]:
        """When messages were last tried at this target after `since`, earliest first: for its limits."""
        recent = (outbox.c.target == target) & (outbox.c.tried_at > since)
        wanted = sa.select(outbox.c.tried_at).where(recent).order_by(outbox.c.tried_at)
        with self._db.read() as connection:
            return list(connection.execute(wanted).scalars())

    def mark_sent(self, message_id: str, target: str, at: datetime) -> None:
        """Notes that the message arrived; its target is well again."""
        with self._db.write() as connection:
            _set_message(connection, message_id, state="sent", tried_at=at, error=None)
            failing = (outbox_targets.c.target == target) & (outbox_targets.c.failures > 0)
            connection.execute(sa.update(outbox_targets).where(failing).values(failures=0))

    def mark_failed(
        self, message_id: str, target: str, at: datetime, error: str, again: datetime, blame_target: bool
    ) -> None:
        """Notes that a try failed and when to try again; with `blame_target` it counts as the target's failure."""
        with self._db.write() as connection:
            _set_message(connection, message_id, not_before=again, tried_at=at, error=error)
            if blame_target:
                worse = {"failures": outbox_targets.c.failures + 1}
                _set_target(connection, target, **worse)

    def mark_dead(self, message_id: str, at: datetime, error: str) -> None:
        """Gives the message up: it stays visible, and can be replayed."""
        with self._db.write() as connection:
            _set_message(connection, message_id, state="dead", tried_at=at, error=error)

    def target_failures(self, target: str) -> int:
        """How many tries in a row failed at this target."""
        wanted = sa.select(outbox_targets.c.failures).where(outbox_targets.c.target == target)
        with self._db.read() as connection:
            return int(connection.execute(wanted).scalar() or 0)

    # --- looking and mending -----------------------------------------------------------------

    def outbox_figures(self) -> OutboxFigures:
        """How full the outbox is."""
        counted = sa.select(outbox.c.state, sa.func.count(), sa.func.min(outbox.c.since)).group_by(
            outbox.c.state
        )
        stuck = outbox.c.state.in_(("waiting", "dead"))
        with self._db.read() as connection:
            found = {row[0]: row for row in connection.execute(counted.where(stuck))}
        waiting, dead = found.get("waiting"), found.get("dead")
        return OutboxFigures(
            int(waiting[1]) if waiting else 0, int(dead[1]) if dead else 0, waiting[2] if waiting else None
        )

    def outbox_entries(
        self,
        limit: int,
        state: State | None = None,
        target: str | None = None,
        ticket_id: str | None = None,
    ) -> list[OutboxEntry]:
        """The messages written last, newest first."""
        wanted = sa.select(outbox)
        for column, value in (
            (outbox.c.state, state),
            (outbox.c.target, target),
            (outbox.c.ticket_id, ticket_id),
        ):
            if value is not None:
                wanted = wanted.where(column == value)
        newest = wanted.order_by(outbox.c.created_at.desc(), outbox.c.number.desc(), outbox.c.id).limit(limit)
        with self._db.read() as connection:
            return [_entry(row) for row in connection.execute(newest)]

    def outbox_entry(self, message_id: str) -> OutboxEntry | None:
        """The message of this id."""
        with self._db.read() as connection:
            row = connection.execute(sa.select(outbox).where(outbox.c.id == message_id)).one_or_none()
        return None if row is None else _entry(row)

    def replay_messages(self, now: datetime, message_id: str | None = None, target: str | None = None) -> int:
        """Lets dead messages wait for delivery anew, and waiting ones be tried at once; how many."""
        chosen = outbox.c.state == "dead" if message_id is None else outbox.c.state.in_(("dead", "waiting"))
        if message_id is not None:
            chosen &= outbox.c.id == message_id
        if target is not None:
            chosen &= outbox.c.target == target
        fresh = {"state": "waiting", "attempts": 0, "since": now, "not_before": now, "error": None}
        with self._db.write() as connection:
            targets = list(connection.execute(sa.select(outbox.c.target).where(chosen).distinct()).scalars())
            replayed = int(connection.execute(sa.update(outbox).where(chosen).values(**fresh)).rowcount)
            for name in targets:
                _set_target(connection, name, paused_until=None, failures=0)
        return replayed

    def drop_message(self, message_id: str) -> bool:
        """Takes a message out of the way that was not delivered; it stays in the table. False when it was."""
        stuck = (outbox.c.id == message_id) & outbox.c.state.in_(("dead", "waiting"))
        with self._db.write() as connection:
            return bool(connection.execute(sa.update(outbox).where(stuck).values(state="dropped")).rowcount)


def _open_targets(now: datetime) -> Any:
    """The targets that are free, not paused, and have something to deliver now."""
    due = sa.exists().where(
        (outbox.c.target == outbox_targets.c.target)
        & (outbox.c.state == _WAITING)
        & (outbox.c.not_before <= now)
    )
    held, paused = outbox_targets.c.held_until, outbox_targets.c.paused_until
    free = (held.is_(None) | (held <= now)) & (paused.is_(None) | (paused <= now))
    longest_rest = (held.asc().nulls_first(), outbox_targets.c.target)
    return sa.select(outbox_targets.c.target).where(free & due).order_by(*longest_rest).limit(1)


def _set_target(connection: Any, target: str, **values: Any) -> None:
    connection.execute(sa.update(outbox_targets).where(outbox_targets.c.target == target).values(**values))


def _set_message(connection: Any, message_id: str, **values: Any) -> None:
    """Changes a message that still waits; what someone dropped or another worker finished stays as it is."""
    this = (outbox.c.id == message_id) & (outbox.c.state == "waiting")
    tried = {"attempts": outbox.c.attempts + 1}
    connection.execute(sa.update(outbox).where(this).values(**tried, **values))


def _entry(row: Any) -> OutboxEntry:
    values = dict(row._mapping)
    message = Message(**{name: values.pop(name) for name in Message.__struct_fields__})
    return OutboxEntry(message, **values)
