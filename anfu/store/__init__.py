"""Where calls, turns, tickets, answers to retried requests and users are kept: SQLite or PostgreSQL."""

from anfu.store.errors import (
    CallOver,
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
from anfu.store.records import CallRecord, FeedbackRecord, TurnRecord, UserRecord
from anfu.store.search import Wanted
from anfu.store.store import Store
from anfu.store.trail import Checked, ClockRow

__all__ = [
    "CallOver",
    "CallRecord",
    "CallTaken",
    "Checked",
    "ClockRow",
    "FeedbackRecord",
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
    "Wanted",
    "current",
    "migrate",
]
