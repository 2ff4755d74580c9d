"""How each kind of target is spoken to. A sender delivers one message, or says what became of it by raising."""

from __future__ import annotations

from anfu.notify.senders.base import Failed, Refused, Sender
from anfu.notify.senders.make import make_senders

__all__ = ["Failed", "Refused", "Sender", "make_senders"]
