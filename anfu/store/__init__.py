"""Where calls, turns, tickets, answers to retried requests and users are kept: SQLite or PostgreSQL."""

from anfu.store.errors import (
    CallTaken,
    KeyReused,
    NameTaken,
    StoreError,
    StoreUnavailable,
    Taken,
    TicketTaken,
    TurnTaken,
    UnknownCall,
)
from anfu.store.migrate import current, migrate
from anfu.store.records import CallRecord, TurnRecord, UserRecord
from anfu.store.store import Store

__all__ = [
    "CallRecord",
    "CallTaken",
    "KeyReused",
    "NameTaken",
    "Store",
    "StoreError",
    "StoreUnavailable",
    "Taken",
    "TicketTaken",
    "TurnRecord",
    "TurnTaken",
    "UnknownCall",
    "UserRecord",
    "current",
    "migrate",
]
