"""An index of the words on tickets: tickets filed before are entered as well."""

# SQLAlchemy 1.4 carries no types.
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from anfu.store.ticket_words import TABLES, put_words

revision = "0008"
down_revision = "0007"

_PAGE = 1000


def upgrade() -> None:
    connection = op.get_bind()
    for statement in TABLES[connection.dialect.name]:
        op.execute(statement)
    search = sa.table("ticket_search", sa.column("ticket_id"), sa.column("text"))
    after = ""
    while True:
        page = sa.select(search).where(search.c.ticket_id > after).order_by(search.c.ticket_id).limit(_PAGE)
        rows = connection.execute(page).all()
        put_words(connection, {row.ticket_id: row.text for row in rows})
        if len(rows) < _PAGE:
            return
        after = rows[-1].ticket_id
