"""A ticket as it is filed, kept and shown. Values only."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from anfu.labels import LevelId
from anfu.reason import Reason

TicketAction = Literal["none", "proposed", "filed", "upgraded"]
TicketStatus = Literal["open", "confirmed", "downgraded", "closed"]


class Due(msgspec.Struct, frozen=True):
    """A clock of the ticket: its id in `clocks.yml`, its name, and when it runs out."""

    clock: str
    name: str
    due: datetime


class Ticket(msgspec.Struct, frozen=True):
    """A filed case. There is one open ticket per call and matter; a rise in level upgrades it."""

    id: str
    call_id: str
    matter: str
    status: TicketStatus
    level: LevelId
    cr: str | None
    priority: str
    summary: str
    reasons: tuple[Reason, ...]
    filed_at: datetime
    filed_by: str
    updated_at: datetime
    due: tuple[Due, ...] = ()
    fields: dict[str, str] = {}
    """What the form collected: demand, contact, order and the like, by name."""


__all__ = ["Due", "Reason", "Ticket", "TicketAction", "TicketStatus"]
