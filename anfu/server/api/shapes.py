"""What the API takes and gives beside the rooms' own types."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from anfu.guidance.types import Check, Guidance, LevelNow, PromiseNow, RepairNow, StepNow
from anfu.labels import Industry, LevelId, Outcome, Role, Speaker, StepId
from anfu.store.records import CallRecord, Whisper
from anfu.store.search import Order
from anfu.tickets.types import CaseOutcome, Ticket, TicketStatus

Aware = Annotated[datetime, Meta(tz=True)]


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A request body or query: nothing but what is listed."""


class Page(Body, frozen=True):
    """How many of the newest to list."""

    limit: Annotated[int, Meta(ge=1, le=500)] = 50


class CallPage(Page, frozen=True):
    """Which of the newest calls: `active`, those not over; `mine`, those of the person asking."""

    active: bool = False
    mine: bool = False


class After(Body, frozen=True):
    """The last turn already seen. With `more` also the last move and whisper."""

    after: Annotated[int, Meta(ge=0)] = 0
    more: bool = False
    whispers: Annotated[int, Meta(ge=0)] = 0
    moves: Annotated[int, Meta(ge=0)] = 0


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


class NewStep(Body, frozen=True):
    """The step the agent says they are in."""

    step: StepId


class NewFeedback(Body, frozen=True):
    """What the agent did with a script offered at a turn; `text` are the words as edited. The last word counts."""

    turn: Annotated[int, Meta(ge=1, le=100_000)]
    script: str
    outcome: Outcome
    text: str | None = None


class Question(Body, frozen=True):
    """What the agent types to the assistant: a question, an answer to its form, or 「草稿：…」."""

    text: str


class Draft(Body, frozen=True):
    """What the agent is about to say. With `call_id`, judged by that call's authority and industry.

    `role` and `industry` go before the call's. `positions`: how the spans of the answer count the text.
    """

    text: str
    call_id: str | None = None
    role: Role | None = None
    industry: Industry | None = None
    positions: Literal["code_points", "utf16"] = "code_points"


class NewTicket(Body, frozen=True):
    """A ticket to file. What is left out is taken from the call."""

    call_id: str
    matter: str | None = None
    summary: str | None = None
    fields: dict[str, str] = {}


class FindTickets(Body, frozen=True, rename={"since": "from", "until": "to"}):
    """Which tickets to list; what is left out does not matter.

    status: `active` is any but closed. owner: a person; owner_role: the contact role that answers. text: words
    that all stand on the ticket. from, to: when it was filed. overdue: only those on which a clock ran out.
    order: the newest first, or the next to run out first. after: `next` of the page before.
    """

    limit: Annotated[int, Meta(ge=1, le=500)] = 50
    status: TicketStatus | Literal["active"] | None = None
    outcome: CaseOutcome | None = None
    level: LevelId | None = None
    matter: str | None = None
    owner: str | None = None
    owner_role: str | None = None
    customer_ref: str | None = None
    call_id: str | None = None
    parent: str | None = None
    text: str | None = None
    since: Aware | None = None
    until: Aware | None = None
    overdue: bool = False
    order: Order = "newest"
    after: str | None = None


class Doing(Body, frozen=True):
    """What goes with a transition. `note` is the reason or what was decided; `level` the new level; `owner` and
    `owner_role` who a ticket is assigned to; `override` passes a gate; `version` refuses if the ticket changed.
    `by` and `role` say for whom an admin does it.
    """

    note: str = ""
    level: LevelId | None = None
    owner: str | None = None
    owner_role: str | None = None
    override: bool = False
    version: Annotated[int, Meta(ge=1)] | None = None
    by: str | None = None
    role: Role | None = None


class Splitting(Body, frozen=True):
    """The other matter that gets a ticket of its own."""

    matter: str
    summary: str = ""
    note: str = ""


class Merging(Body, frozen=True):
    """The ticket that this one becomes part of."""

    into: str
    note: str = ""


class Gathering(Body, frozen=True):
    """The tickets of a mass complaint to gather under this one."""

    children: Annotated[tuple[str, ...], Meta(min_length=1, max_length=500)]
    note: str = ""


class Line(msgspec.Struct, frozen=True):
    """A line of the transcript."""

    turn: int
    speaker: Speaker
    text: str
    at: datetime


class CallList(msgspec.Struct, frozen=True):
    """The newest calls."""

    items: tuple[CallRecord, ...]


class MoveView(msgspec.Struct, frozen=True):
    """A step set by hand after a turn; `step` null takes the latest such step back."""

    number: int
    after_turn: int
    step: StepId | None
    by: str
    at: datetime


class CallView(msgspec.Struct, frozen=True):
    """A call as it stands after its last turn; what guidance says is null before the first.

    guidance: what is advised now, that is at the last turn, or when the step was set by hand after it.
    """

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
    whispers: tuple[Whisper, ...]
    moves: tuple[MoveView, ...]
    guidance: Guidance | None


class Summary(msgspec.Struct, frozen=True):
    """The summary of a call that is over."""

    call_id: str
    summary: str


class Answers(msgspec.Struct, frozen=True):
    """The assistant's replies in order; each has `text`, or `custom` with data."""

    answers: tuple[dict[str, Any], ...]


class TicketList(msgspec.Struct, frozen=True):
    """A page of tickets. `next`: what to send as `after` for the page behind it; null on the last."""

    items: tuple[Ticket, ...]
    next: str | None = None


class Me(msgspec.Struct, frozen=True):
    """Who is asking. `signed_in` is false while no users exist and this machine needs no token."""

    name: str
    role: Role
    signed_in: bool


class Alive(msgspec.Struct, frozen=True):
    """The process answers."""

    status: Literal["ok"] = "ok"
