"""One ticket becoming two, two becoming one, many gathered under one (F54). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from anfu.labels import Role
from anfu.playbook.book import Playbook
from anfu.tickets import ladder
from anfu.tickets.filing import filed
from anfu.tickets.gates import BadChange, Gate, NotYours
from anfu.tickets.life import CLOSED, SERIOUS, at_level
from anfu.tickets.trail import changes
from anfu.tickets.types import Due, Entry, Reason, Ticket, Written

_SHARED = ("approved",)
"""What was decided for the parent and counts for a child from the moment it is gathered."""
_COMMON = ("plan", "solution")
"""What was decided on the parent, as it stands on a child."""


def may_regroup(role: Role, book: Playbook) -> None:
    """Raises `NotYours` for a role that may neither split nor merge nor gather."""
    if role not in book.lifecycle.regroup.who:
        raise NotYours("splitting, merging and gathering", book.lifecycle.regroup.who)


def split(
    ticket: Ticket, new_id: str, matter: str, summary: str, *, by: str, note: str, at: datetime
) -> tuple[Written, Written]:
    """The ticket, and a new one of the same call for another matter, as serious and with the same deadlines."""
    _must_be_open(ticket)
    if matter == ticket.matter:
        raise BadChange(f"the ticket is about {matter} already: name the other matter")
    new = replace(
        ticket,
        id=new_id,
        matter=matter,
        summary=summary or ticket.summary,
        status="open",
        filed_at=at,
        filed_by=by,
        updated_at=at,
        due=tuple(due for due in ticket.due if due.stopped is None and due.kind != ladder.PROMISE),
        fields={},
        promises=(),
        node="investigate",
        marks={},
        parent=None,
        version=1,
    )
    old = replace(ticket, updated_at=at)
    came = Entry("split", at, by, note, {"from": ticket.id})
    gone = Entry("split", at, by, note, {"into": new_id})
    return Written(old, (gone,)), Written(new, (*filed(new), came))


def merge(
    ticket: Ticket, into: Ticket, *, by: str, note: str, at: datetime, book: Playbook
) -> tuple[Written, Written]:
    """The ticket, closed, and the one it became part of: no less serious, no later, with all that was known."""
    if ticket.id == into.id:
        raise BadChange("a ticket cannot be merged into itself")
    _must_be_open(ticket)
    _must_be_open(into)
    gone = replace(
        ticket,
        status="closed",
        outcome="merged",
        merged_into=into.id,
        due=tuple(ladder.drop(due, at) for due in ticket.due),
        updated_at=at,
    )
    reasons: dict[str, Reason] = {reason.rule: reason for reason in (*ticket.reasons, *into.reasons)}
    calls = dict.fromkeys((*into.also_calls, ticket.call_id, *ticket.also_calls))
    whole = replace(
        into,
        reasons=tuple(reasons.values()),
        due=_both(into.due, ticket),
        fields={**ticket.fields, **into.fields},
        demand=" / ".join(dict.fromkeys(text for text in (into.demand, ticket.demand) if text)),
        affected="；".join(dict.fromkeys(text for text in (into.affected, ticket.affected) if text)),
        promises=tuple(dict.fromkeys((*into.promises, *ticket.promises))),
        also_calls=tuple(call for call in calls if call != into.call_id),
        updated_at=at,
    )
    if SERIOUS[ticket.level] > SERIOUS[into.level]:
        whole = at_level(whole, ticket.level, at, book)
    left = Entry("merged", at, by, note, {"into": into.id, **changes(ticket, gone)})
    joined = Entry("merged", at, by, note, {"from": ticket.id, **changes(into, whole)})
    return Written(gone, (left,)), Written(whole, (joined,))


def gather(
    parent: Ticket, children: Sequence[Ticket], *, by: str, note: str, at: datetime
) -> tuple[Written, ...]:
    """The parent and its new children. What was approved for the parent is approved for them."""
    _must_be_open(parent)
    if parent.parent is not None:
        raise BadChange(f"{parent.id} belongs to {parent.parent}: gather under that one")
    found = [_child(child, parent, by, note, at) for child in children if child.parent != parent.id]
    lines = tuple(Entry("child_added", at, by, note, {"child": step.ticket.id}) for step in found)
    return (Written(replace(parent, updated_at=at), lines), *found) if found else ()


def moved(child: Ticket, parent_id: str, *, by: str, at: datetime) -> Written:
    """A child that follows its parent into another ticket."""
    after = replace(child, parent=parent_id, updated_at=at)
    return Written(after, (Entry("child_added", at, by, changes=changes(child, after)),))


def _child(child: Ticket, parent: Ticket, by: str, note: str, at: datetime) -> Written:
    _must_be_open(child)
    if child.id == parent.id:
        raise BadChange("a ticket cannot be gathered under itself")
    if child.parent is not None:
        raise BadChange(f"{child.id} belongs to {child.parent} already")
    after = replace(
        child,
        parent=parent.id,
        marks={**{name: parent.marks[name] for name in _SHARED if name in parent.marks}, **child.marks},
        fields={**{name: parent.fields[name] for name in _COMMON if name in parent.fields}, **child.fields},
        updated_at=at,
    )
    return Written(after, (Entry("child_added", at, by, note, changes(child, after)),))


def _both(dues: Sequence[Due], merged: Ticket) -> tuple[Due, ...]:
    """The clocks of two tickets: of two that run for the same thing, the one that runs out first."""
    kept = list(dues)
    for due in merged.due:
        if due.stopped is not None:
            continue
        same = [other for other in kept if other.kind == due.kind and other.stopped is None]
        if same and due.kind != ladder.PROMISE:
            if due.due < same[0].due:
                kept[kept.index(same[0])] = replace(due, clock=same[0].clock)
        elif any(other.clock == due.clock for other in kept):
            kept.append(replace(due, clock=f"{due.kind}#{merged.id}-{due.clock.partition('#')[2] or 1}"))
        else:
            kept.append(due)
    return tuple(kept)


def _must_be_open(ticket: Ticket) -> None:
    if ticket.status == "closed":
        raise Gate("open", CLOSED)
