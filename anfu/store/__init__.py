"""Where calls, turns, tickets, answers to retried requests and users are kept: SQLite or PostgreSQL."""

from anfu.store.errors import (
    CallOver,
    CallTaken,
    KeyReused,
    LinkUsed,
    NameTaken,
    StoreError,
    StoreUnavailable,
    Taken,
    TicketTaken,
    TurnTaken,
    UnknownCall,
)
from anfu.store.migrate import current, migrate
from anfu.store.records import (
    CallRecord,
    FeedbackRecord,
    Override,
    SessionRecord,
    TurnRecord,
    UserRecord,
    Whisper,
)
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
    "LinkUsed",
    "NameTaken",
    "Override",
    "SessionRecord",
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
    "Whisper",
    "current",
    "migrate",
]
