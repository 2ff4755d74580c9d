"""What a conversation must not forget over a restart: a form in progress."""

# SQLAlchemy 1.4 carries no types.
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

import sqlalchemy as sa

from anfu.store.database import Database
from anfu.store.tables import conversations


class Conversations:
    """The part of the store that keeps the state of conversations, as text whose shape it does not know."""

    _db: Database

    def conversation(self, conversation_id: str) -> str | None:
        """The state last kept for this conversation."""
        wanted = sa.select(conversations.c.state).where(conversations.c.id == conversation_id)
        with self._db.read() as connection:
            state = connection.execute(wanted).scalar()
        return None if state is None else str(state)

    def keep_conversation(self, conversation_id: str, state: str | None) -> None:
        """Keeps the state in the place of the last one; None forgets it."""
        this = conversations.c.id == conversation_id
        with self._db.write() as connection:
            connection.execute(sa.delete(conversations).where(this))
            if state is not None:
                connection.execute(sa.insert(conversations).values(id=conversation_id, state=state))
