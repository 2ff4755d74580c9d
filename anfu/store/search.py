"""Finding tickets: by level, status, matter, owner, words and time, a page at a time."""

# SQLAlchemy 1.4 carries no types.
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Any, Literal

import msgspec
import sqlalchemy as sa

from anfu.labels import LevelId
from anfu.store.tables import in_utc, ticket_search, tickets
from anfu.store.ticket_rows import ticket_of
from anfu.store.ticket_words import candidates
from anfu.tickets.types import CaseOutcome, Ticket, TicketStatus

Order = Literal["newest", "due"]


class Wanted(msgspec.Struct, frozen=True):
    """Which tickets, in which order; every field given must fit.

    status: `active` is any but closed. owner: a person; owner_role: the contact role that answers for it.
    since, until: when it was filed, the end not included. overdue: a clock ran out before this moment.
    text: words that all stand on it. order: the newest first, or the next to run out first (none that is
    closed). after: where the last page ended.
    """

    limit: int = 50
    status: TicketStatus | Literal["active"] | None = None
    outcome: CaseOutcome | None = None
    level: LevelId | None = None
    matter: str | None = None
    owner: str | None = None
    owner_role: str | None = None
    customer_ref: str | None = None
    call_id: str | None = None
    parent: str | None = None
    text: str = ""
    since: datetime | None = None
    until: datetime | None = None
    overdue: datetime | None = None
    order: Order = "newest"
    after: str | None = None


_EQUAL = ("outcome", "level", "matter", "owner", "owner_role", "customer_ref", "call_id", "parent")


def search(connection: Any, wanted: Wanted, sqlite: bool) -> tuple[list[Ticket], str | None]:
    """The tickets that fit, and where the next page begins. Raises ValueError for a foreign `after`."""
    by = tickets.c.due_at if wanted.order == "due" else tickets.c.filed_at
    newest_first = sqlite and bool(wanted.text.strip()) and wanted.order == "newest"
    query = _texts(connection, sa.select(tickets), wanted, sqlite).where(*_conditions(wanted, newest_first))
    if wanted.order == "due":
        query = query.where(tickets.c.status != "closed", by.is_not(None)).order_by(by, tickets.c.id)
    elif wanted.text.strip():
        # The same order, by the columns of the table that is looked through.
        query = query.order_by(ticket_search.c.filed_at.desc(), ticket_search.c.ticket_id.desc())
    else:
        query = query.order_by(by.desc(), tickets.c.id.desc())
    if wanted.after is not None:
        query = query.where(_beyond(by, wanted))
    rows = connection.execute(query.limit(wanted.limit + 1)).all()
    page = [ticket_of(row) for row in rows[: wanted.limit]]
    if len(rows) <= wanted.limit:
        return page, None
    last = rows[wanted.limit - 1]
    return page, _cursor(last.due_at if wanted.order == "due" else last.filed_at, last.id)


def _conditions(wanted: Wanted, newest_first: bool = False) -> list[Any]:
    """What each field asks. newest_first: SQLite is to keep that order, not to gather all tickets of a level."""
    found = [tickets.c[name] == getattr(wanted, name) for name in _EQUAL if getattr(wanted, name) is not None]
    if newest_first and wanted.level is not None:
        # A sum is looked up in no index.
        found = [tickets.c.level + 0 == wanted.level, *(c for c in found if c.left is not tickets.c.level)]
    if wanted.status == "active":
        found.append(tickets.c.status != "closed")
    elif wanted.status is not None:
        found.append(tickets.c.status == wanted.status)
    if wanted.since is not None:
        found.append(tickets.c.filed_at >= wanted.since)
    if wanted.until is not None:
        found.append(tickets.c.filed_at < wanted.until)
    if wanted.overdue is not None:
        found.append((tickets.c.due_at < wanted.overdue) & (tickets.c.status != "closed"))
    return found


def _texts(connection: Any, query: Any, wanted: Wanted, sqlite: bool) -> Any:
    """The query narrowed to tickets on which all the words stand.

    Where the index knows few that they may stand on, only those are looked through; else the newest first, which
    fills a page soon.
    """
    words = wanted.text.lower().split()
    if not words:
        return query
    # Not on filed_at as well: PostgreSQL would take two conditions for a join that finds next to nothing.
    same = ticket_search.c.ticket_id == tickets.c.id
    query = query.select_from(ticket_search.join(tickets, same))
    place = sa.func.instr if sqlite else sa.func.strpos
    for word in words:
        query = query.where(place(ticket_search.c.text, word) > 0)
    few = candidates(connection, words)
    if few is not None:
        return query.where(ticket_search.c.ticket_id.in_(few))
    if wanted.since is not None:
        query = query.where(ticket_search.c.filed_at >= wanted.since)
    return query


def _beyond(by: Any, wanted: Wanted) -> Any:
    assert wanted.after is not None
    at, ticket_id = _read_cursor(wanted.after)
    if wanted.order == "newest" and wanted.text.strip():
        here = sa.tuple_(ticket_search.c.filed_at, ticket_search.c.ticket_id)
    else:
        here = sa.tuple_(by, tickets.c.id)
    there = sa.tuple_(sa.literal(at, by.type), sa.literal(ticket_id))
    return here > there if wanted.order == "due" else here < there


def _cursor(at: datetime, ticket_id: str) -> str:
    return base64.urlsafe_b64encode(f"{in_utc(at).isoformat()}|{ticket_id}".encode()).decode().rstrip("=")


def _read_cursor(text: str) -> tuple[datetime, str]:
    try:
        told = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
        at, _, ticket_id = told.partition("|")
        return in_utc(datetime.fromisoformat(at)), ticket_id
    except (ValueError, binascii.Error) as error:
        raise ValueError("`after` is not the end of a page: take it from `next` of the last one") from error
