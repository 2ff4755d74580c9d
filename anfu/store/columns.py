"""What all tables are made of: the catalogue they stand in, moments, texts."""

# SQLAlchemy 1.4 carries no types.
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

# Names are spelled out so that every later migration can name what it changes, on either database.
metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def in_utc(moment: datetime) -> datetime:
    """The same moment in UTC. A time without an offset is refused: it could mean any of 24 moments."""
    if moment.tzinfo is None:
        raise ValueError(f"the time {moment.isoformat()} has no offset; give it a time zone")
    return moment.astimezone(UTC)


class Moment(sa.types.TypeDecorator):  # type: ignore[misc]
    """A moment in UTC: timestamptz on PostgreSQL, ISO 8601 text on SQLite."""

    impl = sa.TIMESTAMP(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Any) -> Any:
        return dialect.type_descriptor(sa.Text() if dialect.name == "sqlite" else self.impl)

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | str | None:
        if value is None:
            return None
        moment = in_utc(value)
        # Always all six digits: only texts of one width sort as the moments they stand for.
        return moment.isoformat(timespec="microseconds") if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return in_utc(datetime.fromisoformat(value) if isinstance(value, str) else value)


def text(name: str, **options: Any) -> Any:
    """A column of text that must be given."""
    return sa.Column(name, sa.Text, nullable=False, **options)
