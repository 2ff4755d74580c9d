"""What the store takes and gives back besides tickets. Values only."""

from __future__ import annotations

from datetime import datetime

import msgspec

from anfu.labels import Industry, Role, Speaker


class CallRecord(msgspec.Struct, frozen=True):
    """A call: who speaks, through which channel, and when. `role` is what the agent may promise as."""

    id: str
    started_at: datetime
    industry: Industry
    channel: str
    role: Role
    ended_at: datetime | None = None
    agent: str | None = None
    customer_ref: str | None = None
    matter: str | None = None


class TurnRecord(msgspec.Struct, frozen=True):
    """One utterance with what was read in it and what was advised.

    `reading` and `guidance` are JSON that the store keeps without knowing its shape.
    `key` is the caller's own name for the utterance; no two turns of a call share one.
    """

    call_id: str
    turn: int
    speaker: Speaker
    text: str
    at: datetime
    reading: str
    guidance: str
    key: str | None = None


class UserRecord(msgspec.Struct, frozen=True):
    """Someone who may sign in, known by the hash of a token; the token itself is never kept."""

    id: str
    name: str
    role: Role
    token_hash: str
    created_at: datetime
    revoked_at: datetime | None = None
