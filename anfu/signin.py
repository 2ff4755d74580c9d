"""Sign-in by link: another system vouches for a person with a signed link, which is used once."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import jwt
import msgspec

from anfu.errors import NotAllowed
from anfu.labels import LINK_ROLES, LinkRole
from anfu.settings import SHORTEST_LINK_KEY, BadSetting
from anfu.store.errors import LinkUsed
from anfu.store.records import SessionRecord
from anfu.store.sessions import hash_of
from anfu.store.store import Store

AUDIENCE = "anfu"
ALGORITHM = "HS256"
LINK_LIFE = timedelta(minutes=5)
"""How far ahead a link may run out at most."""
SESSION_LIFE = timedelta(hours=12)
SKEW = timedelta(seconds=30)
"""How far the other system's clock may be off."""
LONGEST_NAME = 64
_LONGEST_ID = 200
_CLAIMS = ["exp", "sub", "jti", "aud", "role"]
_OTHER_LINK = "ask the system it came from for a new one"


class SignedIn(msgspec.Struct, frozen=True):
    """Who came by a link. The token is told this once; it is valid until `expires_at`."""

    token: str
    name: str
    role: LinkRole
    expires_at: datetime


class Links:
    """Makes links and lets people in by them. Without a key there are no links."""

    def __init__(self, store: Store, key: str, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._key = key
        self._clock = clock

    def link(self, name: str, role: LinkRole) -> str:
        """A link for this person, valid for five minutes. Raises `BadSetting` without a key."""
        if not self._key:
            raise BadSetting(
                f"ANFU_LINK_KEY is not set: give it {SHORTEST_LINK_KEY} characters or more, chosen at random"
            )
        now = datetime.now(UTC)
        claims = {
            "sub": name,
            "role": role,
            "aud": AUDIENCE,
            "exp": now + LINK_LIFE - SKEW,
            "jti": secrets.token_urlsafe(16),
        }
        return jwt.encode(claims, self._key, ALGORITHM)

    def sign_in(self, link: str) -> SignedIn:
        """Lets in whom the link names; the link is used up. Raises `NotAllowed` and the store's errors."""
        name, role, link_id, expires = self._claims(link)
        if self._store.is_revoked(name):
            raise NotAllowed(f"{name} has no access any more: ask an admin")
        token, now = secrets.token_urlsafe(32), self._clock()
        session = SessionRecord(name, role, hash_of(token), now, now + SESSION_LIFE)
        try:
            # Kept a little longer than the link lives, for clocks that differ.
            self._store.begin_session(session, link_id, expires + 2 * SKEW)
        except LinkUsed as error:
            raise NotAllowed(f"the link was used already: {_OTHER_LINK}") from error
        return SignedIn(token, name, role, session.expires_at)

    def sign_out(self, token: str) -> bool:
        """Ends the session of this token. False for a token that stands for no session."""
        return self._store.end_session(hash_of(token), self._clock())

    def _claims(self, link: str) -> tuple[str, LinkRole, str, datetime]:
        """Name, role, id and end of the link. Raises `NotAllowed` for one that is not as it must be."""
        if not self._key:
            raise NotAllowed("nobody comes in by link here: ANFU_LINK_KEY is not set")
        try:
            claims = jwt.decode(
                link,
                self._key,
                algorithms=[ALGORITHM],
                audience=AUDIENCE,
                leeway=SKEW,
                options={"require": _CLAIMS},
            )
            expires = datetime.fromtimestamp(int(claims["exp"]), UTC)
        except (jwt.PyJWTError, ValueError, OverflowError, OSError) as error:
            raise NotAllowed(f"the link is not valid ({error}): {_OTHER_LINK}") from error
        name, role, link_id = claims["sub"], claims["role"], claims["jti"]
        wrong = [
            "sub" * (not name.strip() or len(name) > LONGEST_NAME or not name.isprintable()),
            "role" * (role not in LINK_ROLES),
            "jti" * (not 0 < len(link_id) <= _LONGEST_ID),
            "exp" * (expires > datetime.now(UTC) + LINK_LIFE + SKEW),
        ]
        if any(wrong):
            what = ", ".join(filter(None, wrong))
            raise NotAllowed(f"the link is not valid ({what} is not as documented): {_OTHER_LINK}")
        return name, role, link_id, expires
