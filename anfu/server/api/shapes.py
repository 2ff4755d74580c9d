"""What the API takes and gives beside the rooms' own types."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from anfu.guidance.types import Check, LevelNow, PromiseNow, RepairNow, StepNow
from anfu.labels import Industry, Role, Speaker
from anfu.store.records import CallRecord
from anfu.tickets.types import Ticket

Aware = Annotated[datetime, Meta(tz=True)]


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A request body or query: nothing but what is listed."""


class Page(Body, frozen=True):
    """How many of the newest to list."""

    limit: Annotated[int, Meta(ge=1, le=500)] = 50


class After(Body, frozen=True):
    """The last turn already seen."""

    after: Annotated[int, Meta(ge=0)] = 0


class NewCall(Body, frozen=True):
    """A call that begins. `role` is what the agent may promise as."""

    industry: Industry = "general"
    channel: str = "api"
    agent: str | None = None
    customer_ref: str | None = None
    role: Literal["agent", "supervisor"] = "agent"


class NewUtterance(Body, frozen=True):
    """What was said. `key` names the utterance: the same key again gives the same guidance."""

    speaker: Speaker
    text: str
    at: Aware | None = None
    key: str | None = None


class Question(Body, frozen=True):
    """What the agent types to the assistant: a question, an answer to its form, or 「草稿：…」."""

    text: str


class Draft(Body, frozen=True):
    """What the agent is about to say. With `call_id`, judged by that call's authority."""

    text: str
    call_id: str | None = None


class NewTicket(Body, frozen=True):
    """A ticket to file. What is left out is taken from the call."""

    call_id: str
    matter: str | None = None
    summary: str | None = None
    fields: dict[str, str] = {}


class Line(msgspec.Struct, frozen=True):
    """A line of the transcript."""

    turn: int
    speaker: Speaker
    text: str
    at: datetime


class CallList(msgspec.Struct, frozen=True):
    """The newest calls."""

    items: tuple[CallRecord, ...]


class CallView(msgspec.Struct, frozen=True):
    """A call as it stands after its last turn; what guidance says is null before the first."""

    id: str
    started_at: datetime
    ended_at: datetime | None
    industry: Industry
    channel: str
    role: Role
    agent: str | None
    customer_ref: str | None
    matter: str | None
    step: StepNow | None
    repair: RepairNow | None
    level: LevelNow | None
    checklist: tuple[Check, ...]
    promises: tuple[PromiseNow, ...]
    ticket: Ticket | None
    turns: tuple[Line, ...]


class Summary(msgspec.Struct, frozen=True):
    """The summary of a call that is over."""

    call_id: str
    summary: str


class Answers(msgspec.Struct, frozen=True):
    """The assistant's replies in order; each has `text`, or `custom` with data."""

    answers: tuple[dict[str, Any], ...]


class TicketList(msgspec.Struct, frozen=True):
    """The newest tickets."""

    items: tuple[Ticket, ...]


class Me(msgspec.Struct, frozen=True):
    """Who is asking. `signed_in` is false while no users exist and this machine needs no token."""

    name: str
    role: Role
    signed_in: bool


class Alive(msgspec.Struct, frozen=True):
    """The process answers."""

    status: Literal["ok"] = "ok"
