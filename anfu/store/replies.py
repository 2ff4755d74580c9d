"""Answers to requests that carried an idempotency key, so that a retry gets the first answer."""

# SQLAlchemy 1.4 carries no types.
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa

from anfu.store.database import Database
from anfu.store.errors import KeyReused
from anfu.store.tables import idempotency


class Replies:
    """The part of the store that remembers what was answered."""

    _db: Database
    _clock: Callable[[], datetime]

    def remember(self, scope: str, key: str, request_hash: str, status: int, body: str) -> tuple[int, str]:
        """Keeps the answer, and returns the one that stands: the first, when two came at once.

        Raises `KeyReused` when the key stands for another request.
        """
        row = {"scope": scope, "key": key, "request_hash": request_hash, "status": status, "body": body}
        try:
            with self._db.write() as connection:
                connection.execute(sa.insert(idempotency).values(**row, created_at=self._clock()))
        except sa.exc.IntegrityError:
            first = self.recall(scope, key, request_hash)
            if first is None:
                raise
            return first
        return status, body

    def recall(self, scope: str, key: str, request_hash: str) -> tuple[int, str] | None:
        """Status and body this request was answered with. Raises `KeyReused` on another request's key."""
        wanted = (idempotency.c.scope == scope) & (idempotency.c.key == key)
        with self._db.read() as connection:
            row = connection.execute(sa.select(idempotency).where(wanted)).one_or_none()
        if row is None:
            return None
        if row.request_hash != request_hash:
            raise KeyReused(f"the key {key} was used for another request; send a new one")
        return int(row.status), str(row.body)
