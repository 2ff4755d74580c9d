"""The life of a case: what people do to a ticket, the gates in their way, and what it changes (F9-F14, F58). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec.structs import replace

from anfu.labels import LevelId, Role, SignalId
from anfu.playbook.book import Playbook
from anfu.playbook.schema import CaseGate, Text, Transition
from anfu.reason import Reason
from anfu.tickets import ladder
from anfu.tickets.gates import BadChange, Gate, NeedsReason, NotYours, UnknownTransition
from anfu.tickets.trail import changes
from anfu.tickets.types import Due, Entry, Ticket, Written

SERIOUS: dict[LevelId, int] = {1: 3, 2: 2, 3: 1, 0: 0}
"""How serious a level is: the higher, the more."""
CLOSED = Text("工单已经结案，这一步做不了了", "The ticket is closed")
_NOT_CLOSED = Text("工单还没结案", "The ticket is not closed yet")
_NEWLY = ("detected", "classified")


class Wish(msgspec.Struct, frozen=True):
    """What comes along with a transition: the new level, the owner, and whether to pass a closed gate."""

    level: LevelId | None = None
    owner: str | None = None
    owner_role: str | None = None
    override: bool = False


NOTHING_ELSE = Wish()


def act(
    ticket: Ticket,
    transition: str,
    *,
    by: str,
    role: Role,
    note: str,
    at: datetime,
    book: Playbook,
    wish: Wish = NOTHING_ELSE,
) -> Written:
    """The ticket after someone did `transition` to it, with what goes into its history.

    Raises `UnknownTransition`, `NotYours`, `NeedsReason`, `BadChange`, and `Gate` for what has to happen first.
    """
    rule = book.transition(transition)
    if rule is None:
        raise UnknownTransition(transition, [known.id for known in book.lifecycle.transitions])
    if role not in rule.who:
        raise NotYours(rule.id, rule.who)
    note = note.strip()
    if not note and (rule.note == "required" or wish.override):
        raise NeedsReason(rule.id)
    _stands(ticket, rule)
    passed = _passed(ticket, rule, role, wish, book)
    after = _clocks(_changed(ticket, rule, note, at, book, wish), ticket, rule, at, book)
    overridden = [Entry("overridden", at, by, note, {"gate": gate.id, "for": rule.id}) for gate in passed]
    done = Entry(rule.writes, at, by, note, _told(ticket, after, rule))
    more = [Entry(name, at, by) for name in rule.also if name not in ticket.marks]
    return Written(after, (*overridden, done, *more))


def possible(ticket: Ticket, role: Role, book: Playbook) -> tuple[str, ...]:
    """The transitions this role may do now, in the playbook's order."""
    found = []
    for rule in book.lifecycle.transitions:
        fits = rule.when == "any" or (rule.when == "closed") == (ticket.status == "closed")
        if fits and role in rule.who and not _closed_gates(ticket, rule, book):
            found.append(rule.id)
    return tuple(found)


def signals_of(reasons: Sequence[Reason], book: Playbook) -> frozenset[SignalId]:
    """The signals behind the reasons of a level."""
    rules = {reason.rule for reason in reasons}
    return frozenset(
        signal
        for trigger in book.escalation.triggers
        if trigger.id in rules
        for signal in trigger.when.signals
    )


def answers_for(level: LevelId, book: Playbook) -> str:
    """The contact role that answers for cases of this level."""
    return next((owner.role for owner in book.lifecycle.owners if owner.level == level), "supervisor")


def at_level(ticket: Ticket, level: LevelId, at: datetime, book: Playbook) -> Ticket:
    """The ticket at another level, with its codes, the role that answers for it, and its clocks."""
    rung = book.level(level)
    falls = SERIOUS[level] < SERIOUS[ticket.level]
    dues = ladder.for_level(ticket.due, level, at, book) if falls else ticket.due
    for event in _NEWLY:
        dues = ladder.begin(dues, event, at, level, signals_of(ticket.reasons, book), book)
    role = ticket.owner_role if ticket.owner else answers_for(level, book)
    return replace(ticket, level=level, cr=rung.cr, priority=rung.priority, due=dues, owner_role=role)


def _stands(ticket: Ticket, rule: Transition) -> None:
    """Raises `Gate` when the ticket is closed, or not yet, and the transition is for the other."""
    closed = ticket.status == "closed"
    if rule.when == "open" and closed:
        raise Gate("open", CLOSED)
    if rule.when == "closed" and not closed:
        raise Gate("closed", _NOT_CLOSED, "closed", "结案", rule.who)


def _closed_gates(ticket: Ticket, rule: Transition, book: Playbook) -> list[CaseGate]:
    return [
        gate
        for gate in book.lifecycle.gates
        if rule.id in gate.before and ticket.level in gate.levels and gate.needs not in ticket.marks
    ]


def _passed(ticket: Ticket, rule: Transition, role: Role, wish: Wish, book: Playbook) -> list[CaseGate]:
    """The closed gates that are passed all the same. Raises `Gate` at the first that is not."""
    shut = _closed_gates(ticket, rule, book)
    if not shut:
        return []
    if wish.override:
        if role not in book.lifecycle.override.who:
            raise NotYours(f"overriding a gate before {rule.id}", book.lifecycle.override.who)
        return shut
    opener = book.transition(shut[0].needs)
    assert opener is not None, "checked when the playbook is read"
    raise Gate(shut[0].id, shut[0].say, opener.id, opener.name.zh, opener.who)


def _changed(ticket: Ticket, rule: Transition, note: str, at: datetime, book: Playbook, wish: Wish) -> Ticket:
    """All that changes but the clocks."""
    marks = {name: when for name, when in ticket.marks.items() if name not in rule.clears}
    marks |= {name: at for name in (rule.id, *rule.also) if name == rule.id or name not in marks}
    fields = {**ticket.fields, rule.keeps: note} if rule.keeps and note else ticket.fields
    after = replace(
        ticket,
        node=rule.to or ticket.node,
        status=rule.status or ticket.status,
        outcome=rule.outcome or ticket.outcome,
        marks=marks,
        fields=fields,
        updated_at=at,
    )
    if rule.owner:
        after = _assigned(after, wish)
    if rule.level is not None:
        after = at_level(after, _new_level(ticket, rule, wish), at, book)
    return after


def _assigned(ticket: Ticket, wish: Wish) -> Ticket:
    if not (wish.owner or wish.owner_role):
        raise BadChange("say who the ticket is for: an owner, or the role that answers for it")
    return replace(ticket, owner=wish.owner, owner_role=wish.owner_role or ticket.owner_role)


def _new_level(ticket: Ticket, rule: Transition, wish: Wish) -> LevelId:
    """The level asked for; one step in the transition's direction when none was."""
    step = 1 if rule.level == "lower" else -1
    level = wish.level if wish.level is not None else ticket.level + step
    if level not in (1, 2, 3):
        raise BadChange(f"a ticket has level 1, 2 or 3: from {ticket.level} there is no {rule.level} one")
    if (SERIOUS[level] < SERIOUS[ticket.level]) != (rule.level == "lower") or level == ticket.level:  # type: ignore[index]
        raise BadChange(f"level {level} is not {rule.level} than {ticket.level}")
    return level  # type: ignore[return-value]  # narrowed above


def _clocks(after: Ticket, before: Ticket, rule: Transition, at: datetime, book: Playbook) -> Ticket:
    """The ticket with its clocks after the transition: what it stops first, then what it starts."""
    events = (rule.writes, *(name for name in rule.also if name not in before.marks))
    dues = after.due
    for event in events:
        dues = ladder.halt(dues, event, at, book)
    if rule.drops_clocks:
        dues = tuple(ladder.drop(due, at) for due in dues)
    if rule.ends_clocks:
        # What begins when the case ends goes on, also where it began a little earlier: the review meeting (F65).
        goes_on = {clock.id for clock in book.clocks.clocks if clock.starts in (rule.writes, *rule.also)}
        dues = tuple(due if due.kind in goes_on else ladder.stop(due, at) for due in dues)
    if rule.acknowledges:
        dues = tuple(_acknowledged(due, at) for due in dues)
    for event in events:
        dues = ladder.begin(dues, event, at, after.level, signals_of(after.reasons, book), book)
    return replace(after, due=dues)


def _acknowledged(due: Due, at: datetime) -> Due:
    ran_out = due.running and not due.repeats and due.due <= at
    return replace(due, acknowledged=at) if ran_out and due.acknowledged is None else due


def _told(before: Ticket, after: Ticket, rule: Transition) -> dict[str, str]:
    told = changes(before, after)
    return {"done": rule.id, **told} if rule.writes != rule.id else told
