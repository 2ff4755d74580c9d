"""Who may use Anfu: users and their tokens, and those who came by a link."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime

from anfu.errors import NotAllowed
from anfu.labels import Role
from anfu.store.records import SessionRecord, UserRecord
from anfu.store.sessions import hash_of
from anfu.store.store import Store


class People:
    """The use cases about users; part of the service."""

    store: Store
    _clock: Callable[[], datetime]

    def add_user(self, name: str, role: Role) -> str:
        """Adds a user and returns the token, which is shown this once and kept only as a hash."""
        token = secrets.token_urlsafe(32)
        self.store.add_user(name, role, hash_of(token))
        return token

    def user(self, token: str) -> UserRecord | SessionRecord:
        """Who holds this token. Raises `NotAllowed`."""
        digest = hash_of(token)
        found = self.store.user_by_token_hash(digest) or self.store.session(digest, self._clock())
        if found is None:
            raise NotAllowed("the token is unknown, over or revoked: ask an admin for `anfu user add`")
        return found
