"""The outbox: what is to be told, to whom, how far it got; and which events of clocks have happened."""

# SQLAlchemy 1.4 carries no types.
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from anfu.store.tables import Moment

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("ticket_id", sa.Text),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("not_before", Moment, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("since", Moment, nullable=False),
        sa.Column("tried_at", Moment),
        sa.Column("error", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
    )
    op.create_index("ix_outbox_ticket", "outbox", ["ticket_id", "target", "number"])
    op.create_index("ix_outbox_target_tried", "outbox", ["target", "tried_at"])
    op.create_index("ix_outbox_state_created", "outbox", ["state", "created_at"])
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["target", "not_before", "number", "id"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    op.create_index(
        "ix_outbox_first",
        "outbox",
        ["ticket_id", "target", "number"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    op.create_table(
        "outbox_targets",
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("holder", sa.Text),
        sa.Column("held_until", Moment),
        sa.Column("paused_until", Moment),
        sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("target", name="pk_outbox_targets"),
    )
    op.create_table(
        "leases",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("held_until", Moment, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )
    op.create_table(
        "clock_fired",
        sa.Column("ticket_id", sa.Text, nullable=False),
        sa.Column("clock", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("n", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("ticket_id", "clock", "what", "n", name="pk_clock_fired"),
    )
