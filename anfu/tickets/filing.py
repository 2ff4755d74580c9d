"""Whether a turn files, upgrades or only proposes a ticket, and which clocks start. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from anfu.calls import Call
from anfu.labels import LevelId
from anfu.playbook.book import Playbook
from anfu.tickets.types import Due, Ticket, TicketAction

_SERIOUS: dict[LevelId, int] = {1: 3, 2: 2, 3: 1, 0: 0}
SUMMARY_LIMIT = 200
BY_ANFU = "anfu"
_STARTED_BY_FILING = ("detected", "classified")


class Decision(msgspec.Struct, frozen=True):
    """What to do with the call's ticket at this turn; `ticket` is the row to store, if any."""

    action: TicketAction
    ticket: Ticket | None = None


def decide(call: Call, open_ticket: Ticket | None, new_id: str, now: datetime, book: Playbook) -> Decision:
    """Levels 1 and 2 file by themselves (F46-F50), level 3 proposes; a rise of level upgrades (F58).

    What a person downgraded rises again only for a new reason.
    """
    if open_ticket is not None:
        known = {reason.rule for reason in open_ticket.reasons}
        news = any(reason.rule not in known for reason in call.level.reasons)
        rise = _SERIOUS[call.level.id] - _SERIOUS[open_ticket.level]
        if rise > 0 and (news or open_ticket.status != "downgraded"):
            return Decision("upgraded", upgrade(open_ticket, call, now, book))
        # A second risk at the same level starts clocks of its own (media: F64).
        return Decision("none", upgrade(open_ticket, call, now, book) if news and not rise else open_ticket)
    match book.level(call.level.id).ticket:
        case "file":
            return Decision("filed", draw_up(call, new_id, now, book, filed_by=BY_ANFU))
        case "propose":
            return Decision("proposed")
    return Decision("none")


def draw_up(
    call: Call,
    new_id: str,
    now: datetime,
    book: Playbook,
    filed_by: str,
    matter: str | None = None,
    summary: str | None = None,
    fields: dict[str, str] | None = None,
) -> Ticket:
    """A ticket for the call as it stands."""
    level = book.level(call.level.id if call.level.id else 3)
    return Ticket(
        id=new_id,
        call_id=call.id,
        matter=matter or call.matter or "other",
        status="open",
        level=level.id,
        cr=level.cr,
        priority=level.priority,
        summary=summary or summary_of(call),
        reasons=call.level.reasons,
        filed_at=now,
        filed_by=filed_by,
        updated_at=now,
        due=clocks(level.id, call, now, book),
        fields=fields or {},
    )


def upgrade(ticket: Ticket, call: Call, now: datetime, book: Playbook) -> Ticket:
    """The same ticket at the call's level with its reasons; clocks already running keep their time."""
    level = book.level(call.level.id)
    running = {due.clock for due in ticket.due}
    added = tuple(due for due in clocks(level.id, call, now, book) if due.clock not in running)
    return msgspec.structs.replace(
        ticket,
        status="open" if ticket.status == "downgraded" else ticket.status,
        level=level.id,
        cr=level.cr,
        priority=level.priority,
        reasons=call.level.reasons,
        updated_at=now,
        due=ticket.due + added,
    )


def clocks(level: LevelId, call: Call, now: datetime, book: Playbook) -> tuple[Due, ...]:
    """The clocks that start when a ticket of this level is filed, soonest first."""
    starting = [
        clock
        for clock in book.clocks.clocks
        if level in clock.levels
        and clock.starts in _STARTED_BY_FILING
        and (not clock.signals or not set(clock.signals).isdisjoint(call.known.signals))
    ]
    due = [Due(clock.id, clock.name.zh, now + timedelta(minutes=clock.minutes)) for clock in starting]
    return tuple(sorted(due, key=lambda entry: entry.due))


def summary_of(call: Call) -> str:
    """What the customer said that matters, in their own words, as the ticket's first summary."""
    telling = [
        turn.text
        for turn in call.turns
        if turn.speaker == "customer" and not turn.acts.isdisjoint(("describe", "demand", "threaten"))
    ]
    text = " / ".join(telling[:4]) or (call.known.complaint or "")
    return text if len(text) <= SUMMARY_LIMIT else text[: SUMMARY_LIMIT - 1] + "…"
