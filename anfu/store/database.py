"""The connection to SQLite or PostgreSQL: how it is opened, how long it waits, how a transaction runs."""

# SQLAlchemy 1.4 carries no types.
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import QueuePool, StaticPool

from anfu.store.errors import StoreUnavailable, explained

CONNECT_SECONDS = 5
CONNECTIONS = 10


class Database:
    """A pool of connections and the two ways to use one: `read` and `write`.

    `timeout` is how many seconds a statement waits for someone else's lock before it gives up.
    """

    def __init__(self, url: str, timeout: float = 5.0) -> None:
        address = _address(url)
        self.where = address.render_as_string(hide_password=True)
        self.sqlite = address.get_backend_name() == "sqlite"
        self.in_memory = self.sqlite and address.database in (None, "", ":memory:")
        self.timeout = timeout
        self.engine = self._sqlite_engine(address) if self.sqlite else self._postgresql_engine(address)
        self._writer = self.engine.execution_options(anfu_begin="BEGIN IMMEDIATE")
        # SQLite lets one writer in at a time. Threads of this process queue here, where the lock wakes
        # the next one at once; SQLite's own waiting sleeps up to 100 ms at a time.
        self._queue = threading.Lock()

    @contextmanager
    def read(self) -> Iterator[Any]:
        """A connection inside a read transaction."""
        with explained(self.where), self._turn(self.in_memory), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Any]:
        """A connection inside a write transaction: committed at the end, rolled back on any exception."""
        with explained(self.where), self._turn(self.sqlite), self._writer.begin() as connection:
            yield connection

    def close(self) -> None:
        """Closes every connection."""
        self.engine.dispose()

    @contextmanager
    def _turn(self, alone: bool) -> Iterator[None]:
        if not alone:
            yield
            return
        if not self._queue.acquire(timeout=self.timeout):
            raise StoreUnavailable(f"{self.where}: too many are waiting to write; try again in a moment")
        try:
            yield
        finally:
            self._queue.release()

    def _sqlite_engine(self, address: Any) -> Any:
        # In memory there is one database per connection, so everyone shares the one (and takes turns).
        pool = {"poolclass": StaticPool} if self.in_memory else self._pool()
        connect_args = {"check_same_thread": False, "timeout": self.timeout}
        engine = sa.create_engine(
            address, future=True, hide_parameters=True, connect_args=connect_args, **pool
        )
        sa.event.listen(engine, "connect", self._prepare)
        sa.event.listen(engine, "begin", _begin)
        return engine

    def _prepare(self, connection: Any, _record: Any) -> None:
        # Python's driver would begin transactions late and in its own way; SQLAlchemy's documented recipe
        # is to switch that off and say BEGIN ourselves.
        connection.isolation_level = None
        # First the patience, then the pragmas that may need it.
        connection.execute(f"PRAGMA busy_timeout={int(self.timeout * 1000)}")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")

    def _postgresql_engine(self, address: Any) -> Any:
        patience = int(self.timeout * 1000)
        connect_args = {
            "connect_timeout": CONNECT_SECONDS,
            "options": f"-c lock_timeout={patience} -c statement_timeout={patience}",
            # A server that vanished without a word is noticed by this, not after a quarter of an hour.
            "tcp_user_timeout": CONNECT_SECONDS * 1000,
        }
        return sa.create_engine(
            address,
            future=True,
            hide_parameters=True,
            connect_args=connect_args,
            pool_pre_ping=True,
            # Many rows go in few statements, many statements in one trip.
            executemany_mode="values_plus_batch",
            executemany_batch_page_size=500,
            **self._pool(),
        )

    def _pool(self) -> dict[str, Any]:
        sizes = {"pool_size": CONNECTIONS, "max_overflow": CONNECTIONS, "pool_timeout": self.timeout}
        return {"poolclass": QueuePool, **sizes}


def _begin(connection: Any) -> None:
    # A writer takes its lock at the start: one that began by reading cannot wait for it later, SQLite
    # would refuse at once.
    connection.exec_driver_sql(connection.get_execution_options().get("anfu_begin", "BEGIN"))


def _address(url: str) -> Any:
    remedy = "write sqlite:///path/to/file.db or postgresql://user:password@host:5432/name"
    try:
        address = sa.engine.make_url(url)
    except sa.exc.ArgumentError:
        raise ValueError(f"the database address cannot be read: {remedy}") from None
    if address.get_backend_name() not in ("sqlite", "postgresql"):
        raise ValueError(f"Anfu does not keep its data in {address.get_backend_name()}: {remedy}")
    return address
