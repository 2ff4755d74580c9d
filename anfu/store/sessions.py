"""Who came by a signed link: each link once, and the tokens given for them."""

# SQLAlchemy 1.4 carries no types.
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

import hashlib
from datetime import datetime

import sqlalchemy as sa
from msgspec.structs import asdict

from anfu.store.database import Database
from anfu.store.errors import LinkUsed
from anfu.store.records import SessionRecord
from anfu.store.tables import sessions, used_links, users


def hash_of(token: str) -> str:
    """What is kept of a token. It has 256 random bits, so one round of a fast hash keeps it safe."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


class Sessions:
    """The part of the store that keeps sign-ins by link."""

    _db: Database

    def begin_session(self, session: SessionRecord, link_id: str, link_expires: datetime) -> None:
        """Stores a session and that its link is used up: both or neither. Raises `LinkUsed`.

        Links that ran out before are forgotten: nobody can come by them any more.
        """
        try:
            with self._db.write() as connection:
                stale = used_links.c.expires_at < session.created_at
                connection.execute(sa.delete(used_links).where(stale))
                row = {"id": link_id, "expires_at": link_expires}
                connection.execute(sa.insert(used_links).values(**row))
                connection.execute(sa.insert(sessions).values(**asdict(session)))
        except sa.exc.IntegrityError as error:
            raise LinkUsed("the link was used already") from error

    def session(self, token_hash: str, now: datetime) -> SessionRecord | None:
        """The session with this token, unless it is over or revoked."""
        c = sessions.c
        valid = (c.token_hash == token_hash) & c.revoked_at.is_(None) & (c.expires_at > now)
        wanted = sa.select(c.name, c.role, c.token_hash, c.created_at, c.expires_at).where(valid)
        with self._db.read() as connection:
            row = connection.execute(wanted).one_or_none()
        return None if row is None else SessionRecord(**row._mapping)

    def end_session(self, token_hash: str, at: datetime) -> bool:
        """Revokes the session with this token. False when there is none to revoke."""
        active = (sessions.c.token_hash == token_hash) & sessions.c.revoked_at.is_(None)
        with self._db.write() as connection:
            return bool(connection.execute(sa.update(sessions).where(active).values(revoked_at=at)).rowcount)

    def is_revoked(self, name: str) -> bool:
        """Whether there was a user of this name who has no access any more."""
        wanted = sa.select(users.c.id).where((users.c.name == name) & users.c.revoked_at.is_not(None))
        with self._db.read() as connection:
            return connection.execute(wanted).first() is not None
