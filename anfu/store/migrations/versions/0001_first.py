"""The first shape: calls, their turns, tickets, answers to retried requests, users.

There is no way back from it: that would drop every call.
"""

# SQLAlchemy 1.4 carries no types.
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# Spelled out here, not taken from `tables.py`: what was migrated yesterday must not change tomorrow.
MOMENT = sa.Text().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "calls",
        text("id"),
        moment("started_at"),
        moment("ended_at", nullable=True),
        text("agent", nullable=True),
        text("customer_ref", nullable=True),
        text("industry"),
        text("channel"),
        text("role"),
        text("matter", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_calls"),
    )
    op.create_index("ix_calls_started_at", "calls", ["started_at"])
    op.create_table(
        "utterances",
        text("call_id"),
        sa.Column("turn", sa.Integer, nullable=False),
        text("speaker"),
        text("text"),
        moment("at"),
        text("key", nullable=True),
        text("reading"),
        text("guidance"),
        sa.PrimaryKeyConstraint("call_id", "turn", name="pk_utterances"),
        sa.UniqueConstraint("call_id", "key", name="uq_utterances_call_id_key"),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_utterances_call_id_calls"),
    )
    op.create_table(
        "tickets",
        text("id"),
        text("call_id"),
        text("matter"),
        text("status"),
        sa.Column("level", sa.Integer, nullable=False),
        text("cr", nullable=True),
        text("priority"),
        text("summary"),
        text("reasons"),
        moment("filed_at"),
        text("filed_by"),
        moment("updated_at"),
        text("due"),
        text("fields"),
        sa.PrimaryKeyConstraint("id", name="pk_tickets"),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_tickets_call_id_calls"),
    )
    op.create_index("ix_tickets_call_id", "tickets", ["call_id"])
    op.create_index("ix_tickets_filed_at", "tickets", ["filed_at"])
    not_closed = sa.text("status != 'closed'")
    op.create_index(
        "uq_tickets_open",
        "tickets",
        ["call_id", "matter"],
        unique=True,
        sqlite_where=not_closed,
        postgresql_where=not_closed,
    )
    op.create_table(
        "idempotency",
        text("scope"),
        text("key"),
        text("request_hash"),
        sa.Column("status", sa.Integer, nullable=False),
        text("body"),
        moment("created_at"),
        sa.PrimaryKeyConstraint("scope", "key", name="pk_idempotency"),
    )
    op.create_table(
        "users",
        text("id"),
        text("name"),
        text("role"),
        text("token_hash"),
        moment("created_at"),
        moment("revoked_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("name", name="uq_users_name"),
        sa.UniqueConstraint("token_hash", name="uq_users_token_hash"),
    )


def text(name: str, nullable: bool = False) -> Any:
    """A text column."""
    return sa.Column(name, sa.Text, nullable=nullable)


def moment(name: str, nullable: bool = False) -> Any:
    """A column for a moment in UTC."""
    return sa.Column(name, MOMENT, nullable=nullable)
