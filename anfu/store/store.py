"""The store as the rest of Anfu sees it: one object, opened once, safe to use from many threads."""

# SQLAlchemy 1.4 carries no types.
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Self

import sqlalchemy as sa

from anfu.store.calls import Calls
from anfu.store.charts import Charts
from anfu.store.clockwork import Clockwork
from anfu.store.conversations import Conversations
from anfu.store.database import Database
from anfu.store.feedback import Feedback
from anfu.store.floor import Floor
from anfu.store.hits import Hits
from anfu.store.migrate import migrate, upgrade
from anfu.store.outbox import Outbox
from anfu.store.purge import Purging
from anfu.store.replies import Replies
from anfu.store.reports import Reports
from anfu.store.sessions import Sessions
from anfu.store.tables import calls
from anfu.store.tickets import Tickets
from anfu.store.trail import Trail
from anfu.store.users import Users


def _now() -> datetime:
    return datetime.now(UTC)


class Store(
    Calls,
    Tickets,
    Trail,
    Feedback,
    Replies,
    Users,
    Sessions,
    Floor,
    Conversations,
    Hits,
    Outbox,
    Clockwork,
    Reports,
    Charts,
    Purging,
):
    """Everything Anfu keeps. Every method is one transaction, and done for good when it returns.

    Any method may raise `StoreUnavailable`. Methods wait for the disk: call them off the event loop.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime] = _now) -> None:
        self._db = database
        self._clock = clock

    @classmethod
    def open(cls, url: str, *, timeout: float = 5.0, clock: Callable[[], datetime] = _now) -> Self:
        """Opens the store and brings its tables up to date.

        url: `sqlite:///path`, `sqlite://` (in memory, gone on close) or `postgresql://user@host/name`.
        timeout: seconds to wait for someone else's lock before `StoreUnavailable`.
        clock: what time it is, for what the store dates itself.
        """
        database = Database(url, timeout)
        try:
            # Waits longer than `timeout` for another process that is migrating; in memory there is none,
            # and a second connection would find another database.
            upgrade(database) if database.in_memory else migrate(url)
        except BaseException:
            database.close()
            raise
        return cls(database, clock)

    def close(self) -> None:
        """Closes every connection. What was stored stays."""
        self._db.close()

    def ping(self) -> None:
        """Returns when the database answers; raises `StoreUnavailable` when it does not."""
        with self._db.read() as connection:
            # From a table, because SQLite answers a bare SELECT 1 without looking at its file.
            connection.execute(sa.select(calls.c.id).limit(1)).first()
