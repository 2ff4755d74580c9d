"""What the store takes and gives back besides tickets. Values only."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from anfu.labels import Industry, LevelId, Outcome, Role, Speaker, Taboo
from anfu.tickets.types import CaseOutcome, Due, Reason, TicketStatus


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
    moves: int = 0


class BriefTicket(msgspec.Struct, frozen=True):
    """What figures are made of: a ticket without its words."""

    matter: str
    status: TicketStatus
    level: LevelId
    outcome: CaseOutcome | None
    filed_at: datetime
    updated_at: datetime
    reasons: tuple[Reason, ...]
    due: tuple[Due, ...]


class Step(msgspec.Struct, frozen=True):
    """Something that happened to a ticket, and when."""

    event: str
    at: datetime


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


HitKey = tuple[date, str, str, str]
"""Day, entry, severity and industry."""


class HitCount(msgspec.Struct, frozen=True):
    """How often an entry of the lexicon was found on a day, in calls of an industry."""

    day: date
    entry: str
    severity: str
    industry: str
    count: int


class FeedbackRecord(msgspec.Struct, frozen=True):
    """What an agent did with a script offered at a turn, and in which words when they were edited.

    `number` counts what was said about it; the last counts. `calmed` is null while nobody can tell.
    """

    call_id: str
    turn: int
    script: str
    outcome: Outcome
    by: str
    at: datetime
    text: str | None = None
    calmed: bool | None = None
    number: int = 1


class Whisper(msgspec.Struct, frozen=True):
    """What a supervisor said into a call for the agent alone; numbered from 1 in each call."""

    number: int
    by: str
    at: datetime
    text: str


class Override(msgspec.Struct, frozen=True):
    """Someone let a blocked draft pass: who, in which call, against which taboos, and why."""

    id: str
    at: datetime
    by: str
    call_id: str | None
    taboos: tuple[Taboo, ...]
    reason: str
    text: str


class Active(msgspec.Struct, frozen=True):
    """A call that is going on; `turns` is the number of the last one.

    `stamp` changes with every change of its tickets.
    """

    call: CallRecord
    turns: int
    stamp: int


class SessionRecord(msgspec.Struct, frozen=True):
    """Someone who came by a link, until when; known by the hash of a token."""

    name: str
    role: Role
    token_hash: str
    created_at: datetime
    expires_at: datetime


class UserRecord(msgspec.Struct, frozen=True):
    """Someone who may sign in, known by the hash of a token; the token itself is never kept."""

    id: str
    name: str
    role: Role
    token_hash: str
    created_at: datetime
    revoked_at: datetime | None = None
