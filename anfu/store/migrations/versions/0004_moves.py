"""Steps set by hand."""

# SQLAlchemy 1.4 carries no types.
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from anfu.store.tables import Moment

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("calls", sa.Column("moves", sa.Integer, nullable=False, server_default="0"))
    op.create_table(
        "moves",
        sa.Column("call_id", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("after_turn", sa.Integer, nullable=False),
        sa.Column("step", sa.Text),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("guidance", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_moves_call_id_calls"),
        sa.PrimaryKeyConstraint("call_id", "number", name="pk_moves"),
    )
