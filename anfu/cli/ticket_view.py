"""Tickets as tables in a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from anfu.casework import Case
from anfu.playbook import Playbook
from anfu.tickets.clocks import next_due
from anfu.tickets.types import Due, Ticket

_SHORT = "%m-%d %H:%M"


def table(found: list[Ticket], zone: tzinfo, now: datetime) -> Table:
    """Tickets, one a line; what ran out is red."""
    sheet = Table("ID", "Level", "Status", "Matter", "Filed", "Due", "Summary", box=None, header_style="dim")
    for ticket in found:
        due = next_due(ticket) if ticket.status != "closed" else None
        sheet.add_row(
            ticket.id,
            f"{ticket.level} {ticket.cr or ticket.priority}",
            ticket.outcome or ticket.status,
            Text(ticket.matter),
            f"{ticket.filed_at.astimezone(zone):{_SHORT}}",
            Text(f"{due.astimezone(zone):{_SHORT}}" if due else "", style="red" if due and due < now else ""),
            Text(ticket.summary, overflow="ellipsis"),
        )
    return sheet


def sheet(case: Case, book: Playbook, zone: tzinfo) -> RenderableType:
    """A ticket with all that belongs to it."""
    parts: list[RenderableType] = [_grid(_lines(case, book, zone))]
    if case.evidence:
        parts.append(_headed("Evidence", _grid(_evidence(case))))
    if case.events:
        parts.append(_headed("History", _grid(_history(case, zone))))
    return Group(*parts)


def _lines(case: Case, book: Playbook, zone: tzinfo) -> Iterator[tuple[str, str]]:
    node = next((node.name.zh for node in book.lifecycle.nodes if node.id == case.node), case.node)
    yield "ID", case.id
    yield "Call", " ".join((case.call_id, *case.also_calls))
    yield "Level", " ".join(str(part) for part in (case.level, case.cr, case.priority) if part is not None)
    yield "Status", f"{case.outcome or case.status} · {node}"
    yield "Matter", f"{case.matter} · {case.event_type}"
    yield "Filed", f"{case.filed_at.astimezone(zone):%Y-%m-%d %H:%M:%S %z} by {case.filed_by}"
    yield "Owner", " · ".join(part for part in (case.owner_role, case.owner) if part)
    named = {
        "Customer": case.customer_ref, "Summary": case.summary, "Demand": case.demand,
        "Affected": case.affected, "Parent": case.parent, "Merged into": case.merged_into,
        "Children": " ".join(case.children),
    }  # fmt: skip
    yield from ((name, text) for name, text in named.items() if text)
    yield from (("Why", f"{why.source} {why.rule}「{why.evidence}」") for why in case.reasons)
    yield from (("Due", _clock(due, zone)) for due in case.due)
    yield from case.fields.items()
    yield "Possible", " ".join(case.possible)


def _clock(due: Due, zone: tzinfo) -> str:
    state = ""
    if due.dropped:
        state = "dropped"
    elif due.stopped is not None:
        state = "kept" if due.stopped <= due.due else "missed"
    elif due.paused is not None:
        state = "paused"
    return f"{due.due.astimezone(zone):%Y-%m-%d %H:%M} {due.name} {state}".rstrip()


def _evidence(case: Case) -> Iterator[tuple[str, str]]:
    for seen in case.evidence:
        marks = " ".join(f"[{mark.label}]" for mark in seen.marks)
        yield f"{seen.turn} {seen.speaker}", f"{seen.text} {marks}".rstrip()


def _history(case: Case, zone: tzinfo) -> Iterator[tuple[str, str]]:
    for line in case.events:
        done = line.changes.get("done") or line.event
        yield f"{line.at.astimezone(zone):{_SHORT}}", f"{done} · {line.by} {line.note}".rstrip()


def _grid(rows: Iterator[tuple[str, str]]) -> Table:
    grid = Table.grid(padding=(0, 2))
    for name, text in rows:
        grid.add_row(Text(name, style="dim"), Text(text))
    return grid


def _headed(title: str, body: RenderableType) -> RenderableType:
    return Group(Text(f"\n{title}", style="bold"), body)
