"""`anfu ticket`: what was filed."""

from __future__ import annotations

from datetime import tzinfo
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.table import Table
from rich.text import Text

from anfu.cli.console import note, out, print_json
from anfu.labels import LevelId
from anfu.settings import read_settings

if TYPE_CHECKING:
    from anfu.service import Service
    from anfu.tickets.types import Ticket

app = typer.Typer(help="Look at filed tickets.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")]


@app.command("list")
def list_tickets(
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 20,
    level: Annotated[int | None, typer.Option(min=0, max=3, help="Only of this level.")] = None,
    status: Annotated[
        Literal["open", "confirmed", "downgraded", "closed"] | None, typer.Option(help="Only of this status.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the tickets filed last, newest first."""
    wanted: LevelId | None = level  # type: ignore[assignment]  # the option's own bounds
    found = _service().store.tickets(limit, status, wanted)
    if as_json:
        print_json({"items": found})
    elif not found:
        note("no ticket fits; calls of level 1 and 2 file one by themselves")
    else:
        out().print(_table(found, read_settings().zone))


@app.command("show")
def show_ticket(ticket_id: Annotated[str, typer.Argument(metavar="ID")], as_json: AsJson = False) -> None:
    """Show one ticket: why it was filed, its clocks, what the form collected."""
    ticket = _service().ticket(ticket_id)
    if as_json:
        print_json(ticket)
        return
    sheet = Table.grid(padding=(0, 2))
    for name, value in _lines(ticket, read_settings().zone):
        sheet.add_row(Text(name, style="dim"), value)
    out().print(sheet)


def _table(found: list[Ticket], zone: tzinfo) -> Table:
    table = Table("ID", "Level", "Status", "Matter", "Filed", "Summary", box=None, header_style="dim")
    for ticket in found:
        filed = f"{ticket.filed_at.astimezone(zone):%m-%d %H:%M}"
        level = f"{ticket.level} {ticket.cr or ticket.priority}"
        table.add_row(
            ticket.id, level, ticket.status, ticket.matter, filed, Text(ticket.summary, overflow="ellipsis")
        )
    return table


def _lines(ticket: Ticket, zone: tzinfo) -> list[tuple[str, Any]]:
    level = " ".join(str(part) for part in (ticket.level, ticket.cr, ticket.priority) if part is not None)
    rows: list[tuple[str, Any]] = [
        ("ID", Text(ticket.id, style="bold")),
        ("Call", Text(ticket.call_id)),
        ("Level", level),
        ("Status", ticket.status),
        ("Matter", Text(ticket.matter)),
        ("Filed", f"{ticket.filed_at.astimezone(zone):%Y-%m-%d %H:%M:%S %z} by {ticket.filed_by}"),
        ("Summary", Text(ticket.summary)),
    ]
    rows += [("Why", Text(f"{why.source} {why.rule}「{why.evidence}」")) for why in ticket.reasons]
    rows += [("Due", f"{due.due.astimezone(zone):%Y-%m-%d %H:%M} {due.name}") for due in ticket.due]
    rows += [(name, Text(text)) for name, text in ticket.fields.items()]
    return rows


def _service() -> Service:
    from anfu.cli.parts import service

    return service(read_settings())
