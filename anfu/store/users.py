"""Who may sign in."""

# SQLAlchemy 1.4 carries no types.
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from msgspec.structs import asdict

from anfu.labels import Role
from anfu.store.database import Database
from anfu.store.errors import NameTaken
from anfu.store.records import UserRecord
from anfu.store.tables import sessions, users


class Users:
    """The part of the store that keeps users. Nobody is ever deleted: old calls name them."""

    _db: Database
    _clock: Callable[[], datetime]

    def add_user(self, name: str, role: Role, token_hash: str) -> UserRecord:
        """Adds a user. Raises `NameTaken`, also when the user of that name was revoked."""
        user = UserRecord(uuid.uuid4().hex, name, role, token_hash, self._clock())
        try:
            with self._db.write() as connection:
                connection.execute(sa.insert(users).values(**asdict(user)))
        except sa.exc.IntegrityError as error:
            if not any(other.name == name for other in self.users()):
                raise
            raise NameTaken(f"there is a user {name} already") from error
        return user

    def users(self) -> list[UserRecord]:
        """All users by name, the revoked ones too."""
        with self._db.read() as connection:
            return [_user(row) for row in connection.execute(sa.select(users).order_by(users.c.name))]

    def user_by_token_hash(self, token_hash: str) -> UserRecord | None:
        """The user with this token, unless revoked."""
        valid = (users.c.token_hash == token_hash) & users.c.revoked_at.is_(None)
        with self._db.read() as connection:
            row = connection.execute(sa.select(users).where(valid)).one_or_none()
        return None if row is None else _user(row)

    def revoke_user(self, name: str) -> bool:
        """Takes a user's access away, by token and by link. False when there is none to take."""
        revoked = False
        with self._db.write() as connection:
            for table in (users, sessions):
                active = (table.c.name == name) & table.c.revoked_at.is_(None)
                change = sa.update(table).where(active).values(revoked_at=self._clock())
                revoked |= bool(connection.execute(change).rowcount)
        return revoked

    def has_users(self) -> bool:
        """Whether a user was ever added or came by a link. Revoking the last one must not open the door again."""
        with self._db.read() as connection:
            return any(
                connection.execute(sa.select(table.c.name).limit(1)).first() is not None
                for table in (users, sessions)
            )


def _user(row: Any) -> UserRecord:
    return UserRecord(**row._mapping)
