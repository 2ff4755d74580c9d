"""The history of a ticket: what changed, and the seal that shows when someone altered it afterwards. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC

import msgspec

from anfu.tickets.types import Entry, Ticket, TicketEvent

FIELDS = (
    "matter",
    "status",
    "level",
    "summary",
    "event_type",
    "customer_ref",
    "demand",
    "affected",
    "owner_role",
    "owner",
    "node",
    "outcome",
    "parent",
    "merged_into",
)
"""The fields whose every change stands in the history, so that the ticket can be held against it."""
_FILLED_IN = "field:"
_canonical = msgspec.json.Encoder(order="sorted")


def changes(before: Ticket | None, after: Ticket) -> dict[str, str]:
    """What is new on the ticket, by field, as text; an empty text where something was taken away."""
    told = {}
    for name in FIELDS:
        new = _text(getattr(after, name))
        if new != (_text(getattr(before, name)) if before is not None else ""):
            told[name] = new
    held = before.fields if before is not None else {}
    told |= {f"{_FILLED_IN}{name}": text for name, text in after.fields.items() if held.get(name) != text}
    return told


def seal(ticket_id: str, number: int, entry: Entry, previous: str) -> TicketEvent:
    """The entry as line `number` of the history; `previous` is the hash of the line before, empty for the first."""
    line = TicketEvent(
        ticket_id, number, entry.event, entry.at.astimezone(UTC), entry.by, entry.note, entry.changes, ""
    )
    return msgspec.structs.replace(line, hash=_hash(line, previous))


def broken(ticket: Ticket, events: Iterable[TicketEvent], head: str) -> str | None:
    """What is wrong with a history, or None: lines altered, lost or added, or a ticket that differs from it.

    head: the hash of the last line as it was kept beside the ticket.
    """
    previous, number = "", 0
    held: dict[str, str] = {}
    # A ticket of an older Anfu has lines only for what came later.
    whole = False
    for line in events:
        number += 1
        if line.number != number:
            return f"line {number} is missing"
        if line.hash != _hash(msgspec.structs.replace(line, hash=""), previous):
            return f"line {number} ({line.event}) was altered"
        previous = line.hash
        held |= line.changes
        whole = whole or line.event == "filed"
    if previous != head:
        return "the last lines are missing" if number else "the history is missing"
    for name in FIELDS:
        if (whole or name in held) and held.get(name, "") != _text(getattr(ticket, name)):
            return f"{name} was changed without a line in the history"
    for name, text in ticket.fields.items():
        if (whole or f"{_FILLED_IN}{name}" in held) and held.get(f"{_FILLED_IN}{name}") != text:
            return f"the field {name} was changed without a line in the history"
    return None


def _hash(line: TicketEvent, previous: str) -> str:
    return hashlib.sha256(previous.encode() + _canonical.encode(line)).hexdigest()


def _text(value: object) -> str:
    return "" if value is None else str(value)
