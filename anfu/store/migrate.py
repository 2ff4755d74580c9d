"""Brings a database to the shape this version of Anfu needs."""

# SQLAlchemy 1.4 carries no types.
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

import threading
from contextlib import closing
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from anfu.store.database import Database
from anfu.store.errors import StoreUnavailable

PATIENCE = 60.0
"""Seconds to wait for another process that is migrating the same database."""

# Any number does, as long as every Anfu asks PostgreSQL for the same one.
_POSTGRESQL_LOCK = 0x414E4655
# Alembic keeps what it works on in module globals: one thread at a time.
_alone = threading.Lock()


def migrate(url: str) -> None:
    """Upgrades the database at `url` to the newest shape. Several processes may call this at once."""
    with closing(Database(url, timeout=PATIENCE)) as database:
        upgrade(database)


def current(url: str) -> str | None:
    """The version of the database's shape, or None when nothing has been made in it yet."""
    with closing(Database(url)) as database, database.read() as connection:
        return _version(connection)


def upgrade(database: Database) -> None:
    """The same as `migrate`, on a database that is open already."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    with database.read() as connection:
        if _version(connection) == head:
            return
    # The write lock (on PostgreSQL one of our own) is held from before the version is read until the
    # new one is committed, so whoever comes second finds the work done.
    with _alone, database.write() as connection:
        if not database.sqlite:
            connection.execute(sa.text("SET LOCAL statement_timeout = 0"))
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_POSTGRESQL_LOCK)))
        try:
            command.upgrade(_config(connection), "head")
        except CommandError as error:
            remedy = "it was written by a newer Anfu; install that version, or restore a backup"
            raise StoreUnavailable(f"{database.where}: {error}: {remedy}") from error


def _config(connection: Any = None) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "anfu.store:migrations")
    return config


def _version(connection: Any) -> str | None:
    found: str | None = MigrationContext.configure(connection).get_current_revision()
    return found
