"""What the store may refuse, and why, told so that someone on duty knows what to do."""

# SQLAlchemy 1.4 carries no types.
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc


class StoreError(Exception):
    """The store did not do what it was asked."""


class StoreUnavailable(StoreError):
    """The database cannot be used now: down, locked, full, or not ours to write. Nothing was promised."""


class UnknownCall(StoreError):
    """There is no call of this id."""


class CallOver(StoreError):
    """The call has ended; nothing more is said in it."""


class Taken(StoreError):
    """Someone else was first. Read what they stored, and decide again."""


class CallTaken(Taken):
    """A call of this id exists."""


class TurnTaken(Taken):
    """Someone else stored this turn of the call."""


class TicketTaken(Taken):
    """Another ticket is open for the matter, the id belongs to another case, or it was changed meanwhile."""


class NameTaken(Taken):
    """A user of this name exists, perhaps a revoked one."""


class LinkUsed(Taken):
    """A sign-in link was used before."""


class KeyReused(StoreError):
    """The key has been used. On a turn `turn_by_key` tells for what; elsewhere it was another request."""


# What the database says (in small letters) → what to do about it. The first match counts.
_REMEDIES = (
    (("database is locked", "table is locked"), "another program holds the database; try again, or end it"),
    (("lock timeout", "statement timeout", "deadlock"), "another transaction is in the way; try again"),
    (("is full", "no space left", "disk full"), "the disk is full; free some space, then try again"),
    (("readonly", "read-only"), "the database may not be written; give Anfu's account write permission"),
    (("unable to open",), "see that the folder exists and that Anfu's account may write in it"),
    (("malformed", "not a database"), "the file is damaged or not a database; restore it from a backup"),
    (("disk i/o",), "the disk fails; check it before anything else is written"),
    (("authentication", "no password", "role "), "sign-in was refused; check user and password"),
    (("does not exist",), "create the database, or correct its name in the address"),
    (("too many connections", "too many clients"), "PostgreSQL has no connection left; raise its limit"),
    (("connect", "server closed", "host name"), "see that PostgreSQL runs and that its address is right"),
)
# Mistakes in what was asked, not in the database: they belong to whoever asked.
_CALLERS_OWN = (exc.IntegrityError, exc.DataError, exc.ProgrammingError, exc.NotSupportedError)


@contextmanager
def explained(where: str) -> Iterator[None]:
    """Turns a failing database into `StoreUnavailable`. `where` names the database, without a password."""
    try:
        yield
    except exc.TimeoutError as error:
        raise StoreUnavailable(f"{where}: all connections are busy; try again in a moment") from error
    except exc.DBAPIError as error:
        if isinstance(error, _CALLERS_OWN):
            raise
        reason = (str(error.orig).strip() or "no reason given").splitlines()[0]
        raise StoreUnavailable(f"{where}: {reason}: {_remedy(reason)}") from error
    except exc.StatementError as error:
        # A value a column type refused, such as a time without an offset.
        raise (error.orig or error) from None


def _remedy(reason: str) -> str:
    said = reason.lower()
    for signs, remedy in _REMEDIES:
        if any(sign in said for sign in signs):
            return remedy
    return "try again; if it stays, look at the database's own log"
