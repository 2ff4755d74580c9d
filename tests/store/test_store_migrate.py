"""Migrations: they end where the tables are, from any number of processes at once."""

from __future__ import annotations

import logging
import subprocess
import sys

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from anfu.store import Store, StoreUnavailable, current, migrate
from anfu.store.database import Database
from anfu.store.tables import metadata

NEWEST = "0009"


def test_migrating_takes_an_empty_database_to_the_newest_shape(url: str) -> None:
    assert current(url) is None
    migrate(url)
    assert current(url) == NEWEST
    migrate(url)
    assert current(url) == NEWEST


def test_the_migrations_make_the_tables_that_the_code_uses(url: str) -> None:
    migrate(url)
    database = Database(url)
    with database.read() as connection:
        options = {"compare_type": True, "include_object": _known_to_sqlalchemy}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []
    database.close()


def _known_to_sqlalchemy(_: object, name: str, kind: str, *_rest: object) -> bool:
    """The index of words is made of what SQLAlchemy has no words for: see `anfu.store.ticket_words`."""
    return not (kind == "table" and name.startswith(("ticket_grams", "ticket_numbers")))


def test_the_rule_of_one_open_ticket_is_the_same_in_both(url: str) -> None:
    """Alembic does not compare the condition of a partial index."""
    migrate(url)
    database = Database(url)
    catalogue = "sql FROM sqlite_master" if database.sqlite else "indexdef FROM pg_indexes"
    name = "name" if database.sqlite else "indexname"
    definition = sa.text(f"SELECT {catalogue} WHERE {name} = 'uq_tickets_open'")
    with database.write() as connection:
        migrated = connection.execute(definition).scalar()
        index = next(index for index in metadata.tables["tickets"].indexes if index.name == "uq_tickets_open")
        index.drop(connection)
        index.create(connection)
        assert connection.execute(definition).scalar() == migrated
    assert "UNIQUE" in migrated and "closed" in migrated
    database.close()


def test_two_processes_that_migrate_at_once_both_succeed(url: str) -> None:
    # They set off together, once all have done their imports.
    child = "from anfu.store import migrate; import sys; print(flush=True); input(); migrate(sys.argv[1])"
    command, pipe = [sys.executable, "-c", child, url], subprocess.PIPE
    children = [subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) for _ in range(4)]
    for process in children:
        assert process.stdout is not None
        process.stdout.readline()
    for process in children:
        assert process.stdin is not None
        process.stdin.write(b"go\n")
        process.stdin.flush()
    told = [process.communicate(timeout=60)[1].decode() for process in children]
    assert [process.returncode for process in children] == [0] * 4, told
    assert current(url) == NEWEST


def test_a_failed_migration_leaves_nothing_behind(url: str) -> None:
    """The last table is in the way, so the first ones must go again."""
    database = Database(url)
    with database.write() as connection:
        connection.execute(sa.text("CREATE TABLE users (id TEXT)"))
    with pytest.raises((sa.exc.ProgrammingError, StoreUnavailable)):
        migrate(url)
    with database.read() as connection:
        assert sa.inspect(connection).get_table_names() == ["users"]
    database.close()


def test_a_database_of_a_newer_anfu_is_left_alone(url: str) -> None:
    migrate(url)
    database = Database(url)
    with database.write() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    with pytest.raises(StoreUnavailable, match="newer Anfu"):
        Store.open(url)
    assert current(url) == "9999"


def test_migrating_does_not_touch_logging(sqlite_url: str) -> None:
    root = logging.getLogger()
    before = (root.level, list(root.handlers), logging.getLogger("sqlalchemy").disabled)
    migrate(sqlite_url)
    assert (root.level, list(root.handlers), logging.getLogger("sqlalchemy").disabled) == before


def test_in_memory_the_tables_are_there_at_once() -> None:
    store = Store.open("sqlite://")
    assert store.recent_calls(1) == []
    store.close()
