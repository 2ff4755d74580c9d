"""The tables, as SQLAlchemy sees them. A change here needs a migration in `migrations/versions`."""

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


def _text(name: str, **options: Any) -> Any:
    return sa.Column(name, sa.Text, nullable=False, **options)


calls = sa.Table(
    "calls",
    metadata,
    _text("id", primary_key=True),
    sa.Column("started_at", Moment, nullable=False, index=True),
    sa.Column("ended_at", Moment),
    sa.Column("agent", sa.Text),
    sa.Column("customer_ref", sa.Text),
    _text("industry"),
    _text("channel"),
    _text("role"),
    sa.Column("matter", sa.Text),
)

# The primary key is also the index by which a call is read in order.
utterances = sa.Table(
    "utterances",
    metadata,
    sa.Column("call_id", sa.Text, sa.ForeignKey("calls.id"), primary_key=True),
    sa.Column("turn", sa.Integer, primary_key=True, autoincrement=False),
    _text("speaker"),
    _text("text"),
    sa.Column("at", Moment, nullable=False),
    sa.Column("key", sa.Text),
    _text("reading"),
    _text("guidance"),
    sa.UniqueConstraint("call_id", "key"),
)

tickets = sa.Table(
    "tickets",
    metadata,
    _text("id", primary_key=True),
    sa.Column("call_id", sa.Text, sa.ForeignKey("calls.id"), nullable=False, index=True),
    _text("matter"),
    _text("status"),
    sa.Column("level", sa.Integer, nullable=False),
    sa.Column("cr", sa.Text),
    _text("priority"),
    _text("summary"),
    _text("reasons"),
    sa.Column("filed_at", Moment, nullable=False, index=True),
    _text("filed_by"),
    sa.Column("updated_at", Moment, nullable=False),
    _text("due"),
    _text("fields"),
)
# One open ticket per call and matter. Only the database can promise that: two workers that first look
# and then write would both find nothing.
_not_closed = tickets.c.status != "closed"
sa.Index(
    "uq_tickets_open",
    tickets.c.call_id,
    tickets.c.matter,
    unique=True,
    sqlite_where=_not_closed,
    postgresql_where=_not_closed,
)

idempotency = sa.Table(
    "idempotency",
    metadata,
    _text("scope", primary_key=True),
    _text("key", primary_key=True),
    _text("request_hash"),
    sa.Column("status", sa.Integer, nullable=False),
    _text("body"),
    sa.Column("created_at", Moment, nullable=False),
)

users = sa.Table(
    "users",
    metadata,
    _text("id", primary_key=True),
    _text("name", unique=True),
    _text("role"),
    _text("token_hash", unique=True),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("revoked_at", Moment),
)

# No foreign key: on a stock Rasa channel a conversation may begin with a question, before there is a call.
conversations = sa.Table("conversations", metadata, _text("id", primary_key=True), _text("state"))
