"""Hits of lexicon entries by day."""

# SQLAlchemy 1.4 carries no types.
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "lexicon_hits",
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("entry", sa.Text, nullable=False),
        sa.Column("severity", sa.Text, nullable=False),
        sa.Column("industry", sa.Text, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("day", "entry", "severity", "industry", name="pk_lexicon_hits"),
    )
