"""Whether a turn files, upgrades or only proposes a ticket, and what the ticket says of the call. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import msgspec
from msgspec.structs import replace

from anfu.calls import Call
from anfu.labels import LevelId
from anfu.playbook.book import Playbook
from anfu.tickets import ladder
from anfu.tickets.life import SERIOUS, answers_for
from anfu.tickets.trail import changes
from anfu.tickets.types import Due, Entry, Pledge, Ticket, TicketAction

SUMMARY_LIMIT = 200
BY_ANFU = "anfu"
_STARTED_BY_FILING = ("detected", "classified")
_TOLD = 4
"""How many utterances a text on the ticket is made of."""


class Decision(msgspec.Struct, frozen=True):
    """What to do with the call's ticket at this turn; `ticket` is the row to store, if any, `entries` its news."""

    action: TicketAction
    ticket: Ticket | None = None
    entries: tuple[Entry, ...] = ()


def decide(
    call: Call,
    open_ticket: Ticket | None,
    new_id: str,
    now: datetime,
    book: Playbook,
    settled: Collection[str] = (),
) -> Decision:
    """Levels 1 and 2 file by themselves (F46-F50), level 3 proposes; a rise of level upgrades (F58).

    What a person downgraded rises again only for a new reason; what was closed or rejected (`settled`: the
    rules it was filed for) is filed again only for a new one.
    """
    if open_ticket is not None:
        return _keep_up(open_ticket, call, now, book)
    rules = {reason.rule for reason in call.level.reasons}
    if rules and rules <= set(settled):
        return Decision("none")
    match book.level(call.level.id).ticket:
        case "file":
            ticket = draw_up(call, new_id, now, book, filed_by=BY_ANFU)
            return Decision("filed", ticket, filed(ticket))
        case "propose":
            return Decision("proposed")
    return Decision("none")


def _keep_up(ticket: Ticket, call: Call, now: datetime, book: Playbook) -> Decision:
    """The open ticket with what this turn added: a level, a reason, a promise, what the customer wants."""
    known = {reason.rule for reason in ticket.reasons}
    news = any(reason.rule not in known for reason in call.level.reasons)
    rises = SERIOUS[call.level.id] > SERIOUS[ticket.level] and (news or ticket.status != "downgraded")
    # A second risk at the same level starts clocks of its own (media: F64).
    grown = upgrade(ticket, call, now, book) if rises or news else ticket
    told = _retold(grown, call, book)
    if told == ticket:
        return Decision("none", ticket)
    told = replace(told, updated_at=now)
    words = "；".join(reason.evidence for reason in call.level.reasons if reason.rule not in known)
    entry = Entry("upgraded" if rises else "note", now, BY_ANFU, words, changes(ticket, told))
    return Decision("upgraded" if rises else "none", told, (entry,))


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
    """A ticket for the call as it stands, with all that the quick report asks for (F72)."""
    level = book.level(call.level.id if call.level.id else 3)
    about = matter or call.matter or "other"
    ticket = Ticket(
        id=new_id,
        call_id=call.id,
        matter=about,
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
        event_type=event_type_of(call, about, book),
        customer_ref=call.customer_ref,
        owner_role=answers_for(level.id, book),
    )
    return _retold(ticket, call, book)


def filed(ticket: Ticket) -> tuple[Entry, ...]:
    """What goes into the history of a new ticket."""
    at, by = ticket.filed_at, ticket.filed_by
    words = "；".join(reason.evidence for reason in ticket.reasons)
    found = [Entry("detected", at, by, words)] if ticket.level in (1, 2) else []
    return (*found, Entry("classified", at, by), Entry("filed", at, by, changes=changes(None, ticket)))


def upgrade(ticket: Ticket, call: Call, now: datetime, book: Playbook) -> Ticket:
    """The same ticket with the call's reasons, at its level if that is higher; running clocks keep their time."""
    rises = SERIOUS[call.level.id] > SERIOUS[ticket.level]
    level = book.level(call.level.id if rises else ticket.level)
    kept = ticket.reasons if ticket.also_calls or not rises else ()
    reasons = {reason.rule: reason for reason in (*kept, *call.level.reasons)}
    return replace(
        ticket,
        status="open" if rises and ticket.status == "downgraded" else ticket.status,
        level=level.id,
        cr=level.cr,
        priority=level.priority,
        reasons=tuple(reasons.values()),
        updated_at=now,
        due=_begun(ticket.due, level.id, call, now, book),
        owner_role=ticket.owner_role if ticket.owner or not rises else answers_for(level.id, book),
    )


def clocks(level: LevelId, call: Call, now: datetime, book: Playbook) -> tuple[Due, ...]:
    """The clocks that start when a ticket of this level is filed, soonest first."""
    return tuple(sorted(_begun((), level, call, now, book), key=lambda entry: entry.due))


def _begun(
    dues: tuple[Due, ...], level: LevelId, call: Call, now: datetime, book: Playbook
) -> tuple[Due, ...]:
    for event in _STARTED_BY_FILING:
        dues = ladder.begin(dues, event, now, level, call.known.signals, book)
    return dues


def summary_of(call: Call) -> str:
    """What the customer said that matters, in their own words, as the ticket's first summary."""
    telling = [
        turn.text
        for turn in call.turns
        if turn.speaker == "customer" and not turn.acts.isdisjoint(("describe", "demand", "threaten"))
    ]
    return _short(" / ".join(telling[:_TOLD]) or (call.known.complaint or ""))


def demand_of(call: Call) -> str:
    """What the customer asked for, in their own words, the latest last."""
    asked = [turn.text for turn in call.turns if turn.speaker == "customer" and "demand" in turn.acts]
    return _short(" / ".join(asked[-_TOLD:]))


def affected_of(call: Call) -> str:
    """Who else is affected, in the customer's words."""
    known = call.known
    mass = [known.signals["mass"]] if "mass" in known.signals else []
    words = [known.percent_said, *known.scopes.values(), *mass]
    return _short("；".join(dict.fromkeys(word for word in words if word)))


def event_type_of(call: Call, matter: str, book: Playbook) -> str:
    """What the case is about at first sight (F45)."""
    types = book.lifecycle.event_types
    fitting = (
        kind.id
        for kind in types
        if matter in kind.kinds
        or not set(kind.signals).isdisjoint(call.known.signals)
        or not (kind.kinds or kind.signals)
    )
    return next(fitting, types[-1].id)


def _retold(ticket: Ticket, call: Call, book: Playbook) -> Ticket:
    """The ticket with what the call says by now of demand, reach and promises; what was typed in stays."""
    pledges = tuple(
        Pledge(promise.text, promise.due, promise.turn, promise.within_authority) for promise in call.promises
    )
    dues = ticket.due
    for pledge in pledges:
        dues = ladder.promised(dues, [pledge], call.turns[pledge.turn - 1].at, book)
    return replace(
        ticket,
        demand=ticket.fields.get("demand") or demand_of(call) or ticket.demand,
        affected=affected_of(call) or ticket.affected,
        promises=pledges or ticket.promises,
        customer_ref=ticket.customer_ref or call.customer_ref,
        due=dues,
    )


def _short(text: str) -> str:
    return text if len(text) <= SUMMARY_LIMIT else text[: SUMMARY_LIMIT - 1] + "…"
