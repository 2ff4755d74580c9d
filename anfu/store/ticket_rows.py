"""A ticket as the rows it is kept in: its own, those of its clocks, and the words it is found by."""

# SQLAlchemy 1.4 carries no types.
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import asdict, replace

from anfu.store.tables import in_utc
from anfu.tickets.clocks import next_due
from anfu.tickets.types import Due, Pledge, Reason, Ticket

_JSON: dict[str, Any] = {
    "reasons": tuple[Reason, ...],
    "due": tuple[Due, ...],
    "fields": dict[str, str],
    "promises": tuple[Pledge, ...],
    "marks": dict[str, datetime],
    "also_calls": tuple[str, ...],
}
"""Columns that hold JSON, and what it is read as."""
_FOUND_BY = ("id", "summary", "demand", "customer_ref", "owner", "affected")


def values_of(ticket: Ticket) -> dict[str, Any]:
    """The ticket's own row, but for its history's length and hash."""
    ticket = settled(ticket)
    row = asdict(ticket)
    row |= {name: msgspec.json.encode(row[name]).decode() for name in _JSON}
    return row | {"due_at": None if ticket.status == "closed" else next_due(ticket)}


def ticket_of(row: Any) -> Ticket:
    """The ticket in a row."""
    held = row._mapping
    values = {name: held[name] for name in Ticket.__struct_fields__}
    values |= {name: msgspec.json.decode(values[name], type=shape) for name, shape in _JSON.items()}
    return Ticket(**values)


def words_of(ticket: Ticket) -> str:
    """What a search looks through, in small letters, one thing a line."""
    parts = [str(getattr(ticket, name) or "") for name in _FOUND_BY] + list(ticket.fields.values())
    return "\n".join(part for part in parts if part).lower()


def settled(ticket: Ticket) -> Ticket:
    """The ticket as it will be read again: every time in UTC."""
    return replace(
        ticket,
        filed_at=in_utc(ticket.filed_at),
        updated_at=in_utc(ticket.updated_at),
        due=tuple(_clock(due) for due in ticket.due),
        promises=tuple(replace(pledge, due=in_utc(pledge.due)) for pledge in ticket.promises),
        marks={name: in_utc(at) for name, at in ticket.marks.items()},
    )


def _clock(due: Due) -> Due:
    times = {name: in_utc(at) for name, at in asdict(due).items() if isinstance(at, datetime)}
    return replace(due, **times, legs=tuple((in_utc(start), in_utc(end)) for start, end in due.legs))
