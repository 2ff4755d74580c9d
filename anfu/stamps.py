"""What new things are marked with: the time, and an id."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime


def now() -> datetime:
    """The time, with its offset."""
    return datetime.now(UTC).astimezone()


def aware(at: datetime) -> datetime:
    """The time as given. Raises `ValueError` when it has no offset."""
    if at.tzinfo is None:
        raise ValueError(f"the time {at.isoformat()} has no offset; give it a time zone")
    return at


def new_id(prefix: str) -> str:
    """An id that can be read out over the phone: no 0/O, no 1/I."""
    alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    return f"{prefix}-{''.join(secrets.choice(alphabet) for _ in range(10))}"
