"""Databases to test on: an empty one of either kind. A conftest imports the fixtures it wants."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

__all__ = ["empty_postgres_url", "postgres_url", "sqlite_url", "url"]

POSTGRES = os.environ.get("ANFU_TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A database of our own on the test server, dropped at the end."""
    address = sa.engine.make_url(POSTGRES)
    server = sa.create_engine(
        address, isolation_level="AUTOCOMMIT", future=True, connect_args={"connect_timeout": 3}
    )
    name = f"anfu_test_{uuid.uuid4().hex[:12]}"
    try:
        with server.connect() as connection:
            connection.execute(sa.text(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0"))
    except sa.exc.OperationalError as error:
        where = address.render_as_string(hide_password=True)
        reason = f"no PostgreSQL at {where} (set ANFU_TEST_POSTGRES_URL): {error.orig}"
        if os.environ.get("ANFU_REQUIRE_SERVICES") == "1":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    yield address.set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of a SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'anfu.db'}"


@pytest.fixture
def empty_postgres_url(postgres_url: str) -> str:
    """The address of a PostgreSQL database without tables."""
    engine = sa.create_engine(postgres_url, future=True)
    with engine.begin() as connection:
        connection.execute(sa.text("DROP SCHEMA public CASCADE"))
        connection.execute(sa.text("CREATE SCHEMA public"))
    engine.dispose()
    return postgres_url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database of either kind."""
    name = "sqlite_url" if request.param == "sqlite" else "empty_postgres_url"
    return str(request.getfixturevalue(name))
