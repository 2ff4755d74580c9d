"""Who may use Anfu: users and their tokens."""

from __future__ import annotations

import hashlib
import secrets

from anfu.errors import NotAllowed
from anfu.labels import Role
from anfu.store.records import UserRecord
from anfu.store.store import Store


class People:
    """The use cases about users; part of the service."""

    store: Store

    def add_user(self, name: str, role: Role) -> str:
        """Adds a user and returns the token, which is shown this once and kept only as a hash."""
        token = secrets.token_urlsafe(32)
        self.store.add_user(name, role, _hash(token))
        return token

    def user(self, token: str) -> UserRecord:
        """Who holds this token. Raises `NotAllowed`."""
        found = self.store.user_by_token_hash(_hash(token))
        if found is None or found.revoked_at is not None:
            raise NotAllowed("the token is unknown or revoked: ask an admin for `anfu user add`")
        return found


def _hash(token: str) -> str:
    # A token has 256 random bits, so one round of a fast hash keeps it as safe as a slow one would.
    return hashlib.sha256(token.encode()).hexdigest()
