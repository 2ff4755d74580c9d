"""The tables of what the panel keeps: whispers, overrides, sign-ins by link."""

# SQLAlchemy 1.4 carries no types.
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

import sqlalchemy as sa

from anfu.store.columns import Moment, metadata
from anfu.store.columns import text as _text

# What a supervisor says into a call, for the agent alone.
whispers = sa.Table(
    "whispers",
    metadata,
    sa.Column("call_id", sa.Text, sa.ForeignKey("calls.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    _text("by"),
    sa.Column("at", Moment, nullable=False),
    _text("text"),
)

# Who let a blocked draft pass, and why. Only ever added to.
overrides = sa.Table(
    "overrides",
    metadata,
    _text("id", primary_key=True),
    sa.Column("at", Moment, nullable=False),
    _text("by"),
    sa.Column("call_id", sa.Text, sa.ForeignKey("calls.id")),
    _text("taboos"),
    _text("reason"),
    _text("text"),
    sa.Index("ix_overrides_at", "at", "id"),
)

# People who came by a link signed by another system: a token for some hours, known by its hash.
sessions = sa.Table(
    "sessions",
    metadata,
    _text("token_hash", primary_key=True),
    _text("name"),
    _text("role"),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Column("revoked_at", Moment),
    sa.Index("ix_sessions_name", "name"),
)

# Links that were used, kept until they would have run out anyway: the key lets each be used once.
used_links = sa.Table(
    "used_links",
    metadata,
    _text("id", primary_key=True),
    sa.Column("expires_at", Moment, nullable=False),
)
