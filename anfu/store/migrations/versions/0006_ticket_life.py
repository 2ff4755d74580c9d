"""The life of a ticket: its fields, its history, its clocks, and the indices of the board."""

# SQLAlchemy 1.4 carries no types.
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from anfu.store.tables import Moment

revision = "0006"
down_revision = "0005"

_COLUMNS = (
    ("event_type", "complaint"),
    ("customer_ref", None),
    ("demand", ""),
    ("affected", ""),
    ("promises", "[]"),
    ("owner_role", ""),
    ("owner", None),
    ("node", "investigate"),
    ("marks", "{}"),
    ("outcome", None),
    ("parent", None),
    ("merged_into", None),
    ("also_calls", "[]"),
    ("chain", ""),
)


def upgrade() -> None:
    for name, default in _COLUMNS:
        op.add_column("tickets", sa.Column(name, sa.Text, nullable=default is None, server_default=default))
    op.add_column("tickets", sa.Column("version", sa.Integer, nullable=False, server_default="1"))
    op.add_column("tickets", sa.Column("due_at", Moment))
    op.add_column("tickets", sa.Column("lines", sa.Integer, nullable=False, server_default="0"))
    op.create_table(
        "ticket_events",
        text("ticket_id"),
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        text("event"),
        sa.Column("at", Moment, nullable=False),
        text("by"),
        text("note"),
        text("changes"),
        text("hash"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_ticket_events_ticket_id_tickets"),
        sa.PrimaryKeyConstraint("ticket_id", "number", name="pk_ticket_events"),
    )
    op.create_table(
        "ticket_clocks",
        text("ticket_id"),
        text("clock"),
        sa.Column("due", Moment, nullable=False),
        text("state"),
        sa.Column("next_at", Moment),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_ticket_clocks_ticket_id_tickets"),
        sa.PrimaryKeyConstraint("ticket_id", "clock", name="pk_ticket_clocks"),
    )
    op.create_table(
        "ticket_search",
        sa.Column("filed_at", Moment, nullable=False),
        text("ticket_id"),
        text("text"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_ticket_search_ticket_id_tickets"),
        sa.PrimaryKeyConstraint("filed_at", "ticket_id", name="pk_ticket_search"),
        sqlite_with_rowid=False,
    )
    _indices()
    _bring_over()


def _indices() -> None:
    op.drop_index("ix_tickets_filed_at", "tickets")
    op.create_index("ix_tickets_newest", "tickets", ["filed_at", "id"])
    for name in ("status", "level", "matter", "owner", "owner_role", "customer_ref", "parent"):
        op.create_index(f"ix_tickets_{name}", "tickets", [name, "filed_at", "id"])
    op.create_index("ix_ticket_search_ticket_id", "ticket_search", ["ticket_id"])
    _partly("ix_tickets_due_at", "tickets", ["due_at", "id"], "status != 'closed'")
    _partly("ix_ticket_clocks_next_at", "ticket_clocks", ["next_at"], "next_at IS NOT NULL")


def _partly(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)


def _bring_over() -> None:
    """Tickets filed before: their words, and the clocks of those still open."""
    old = sa.table(
        "tickets",
        *(sa.column(name) for name in ("id", "status", "summary", "customer_ref", "call_id")),
        *(sa.column(name, Moment) for name in ("filed_at", "due_at")),
        sa.column("due"),
    )
    calls = sa.table("calls", sa.column("id"), sa.column("customer_ref"))
    clocks = sa.table(
        "ticket_clocks", *(sa.column(name) for name in ("ticket_id", "clock", "state")),
        sa.column("due", Moment), sa.column("next_at", Moment),
    )  # fmt: skip
    search = sa.table(
        "ticket_search", sa.column("filed_at", Moment), sa.column("ticket_id"), sa.column("text")
    )
    connection = op.get_bind()
    theirs = sa.select(calls.c.customer_ref).where(calls.c.id == old.c.call_id).scalar_subquery()
    connection.execute(sa.update(old).values(customer_ref=theirs))
    for row in connection.execute(sa.select(old)).all():
        words = "\n".join(part for part in (row.id, row.summary, row.customer_ref) if part).lower()
        connection.execute(sa.insert(search).values(filed_at=row.filed_at, ticket_id=row.id, text=words))
        dues = [] if row.status == "closed" else json.loads(row.due)
        for due in dues:
            at = datetime.fromisoformat(due["due"].replace("Z", "+00:00"))
            values: dict[str, Any] = {"ticket_id": row.id, "clock": due["clock"], "due": at, "next_at": at}
            connection.execute(sa.insert(clocks).values(**values, state=json.dumps(due, ensure_ascii=False)))
        if dues:
            first = min(datetime.fromisoformat(due["due"].replace("Z", "+00:00")) for due in dues)
            connection.execute(sa.update(old).where(old.c.id == row.id).values(due_at=first))


def text(name: str) -> Any:
    """A text column."""
    return sa.Column(name, sa.Text, nullable=False)
