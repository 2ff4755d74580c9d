"""What agents did with the scripts they were offered."""

# SQLAlchemy 1.4 carries no types.
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from anfu.store.tables import Moment

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "feedback",
        sa.Column("call_id", sa.Text, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("script", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("text", sa.Text),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("calmed", sa.Boolean),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_feedback_call_id_calls"),
        sa.PrimaryKeyConstraint("call_id", "turn", "script", "number", name="pk_feedback"),
    )
    op.create_index("ix_feedback_at", "feedback", ["at"])
