"""`anfu ticket`: file, find, show and work on tickets."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from anfu.cli.console import Complaint, note, out, print_json
from anfu.labels import LevelId, Role
from anfu.settings import read_settings

if TYPE_CHECKING:
    from anfu.service import Service
    from anfu.tickets.types import Ticket

app = typer.Typer(help="File, find, show and work on tickets.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")]
TicketId = Annotated[str, typer.Argument(metavar="ID")]
Note = Annotated[str, typer.Option(help="The reason, or what was decided.")]
By = Annotated[str, typer.Option(help="Who does it; default: your account on this machine.")]
As = Annotated[Role, typer.Option("--role", help="The role they do it in.")]
Limit = Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")]


@app.command("list")
def list_tickets(
    limit: Limit = 20,
    level: Annotated[int | None, typer.Option(min=0, max=3, help="Only of this level.")] = None,
    status: Annotated[
        Literal["open", "confirmed", "downgraded", "closed", "active"] | None,
        typer.Option(help="Only of this status; active: any but closed."),
    ] = None,
    outcome: Annotated[
        Literal["solved", "rejected", "merged"] | None, typer.Option(help="Only those closed like this.")
    ] = None,
    matter: Annotated[str | None, typer.Option(help="Only about this.")] = None,
    owner: Annotated[str | None, typer.Option(help="Only of this person.")] = None,
    owner_role: Annotated[str | None, typer.Option(help="Only those this contact role answers for.")] = None,
    customer: Annotated[str | None, typer.Option(help="Only of this customer reference.")] = None,
    text: Annotated[str, typer.Option(help="Words that all stand on the ticket.")] = "",
    since: Annotated[datetime | None, typer.Option("--from", help="Filed from then on, local time.")] = None,
    until: Annotated[datetime | None, typer.Option("--to", help="Filed before then, local time.")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only those on which a clock ran out.")] = False,
    order: Annotated[
        Literal["newest", "due"], typer.Option(help="Newest first, or next to run out.")
    ] = "newest",
    after: Annotated[str | None, typer.Option(help="`next` of the page before.")] = None,
    as_json: AsJson = False,
) -> None:
    """List tickets, newest first or by what runs out next."""
    from anfu.store.search import Wanted

    service, zone = _service(), read_settings().zone
    kind: LevelId | None = level  # type: ignore[assignment]  # the option's own bounds
    wanted = Wanted(
        limit=limit, level=kind, status=status, outcome=outcome, matter=matter, owner=owner,
        owner_role=owner_role, customer_ref=customer, text=text, order=order, after=after,
        since=since.replace(tzinfo=zone) if since else None,
        until=until.replace(tzinfo=zone) if until else None,
        overdue=service.now() if overdue else None,
    )  # fmt: skip
    try:
        found, following = service.find_tickets(wanted)
    except ValueError as error:
        raise Complaint(str(error)) from error
    if as_json:
        print_json({"items": found} | ({"next": following} if following else {}))
        return
    if not found:
        note("no ticket fits; calls of level 1 and 2 file one by themselves")
        return
    from anfu.cli.ticket_view import table

    out().print(table(found, zone, service.now()))
    if following:
        note(f"there are more: --after {following}")


@app.command("search")
def search_tickets(
    words: Annotated[list[str], typer.Argument(help="Words that all stand on the ticket.")],
    limit: Limit = 20,
    as_json: AsJson = False,
) -> None:
    """Find tickets by words: summary, demand, customer, number, what the form holds."""
    list_tickets(limit=limit, text=" ".join(words), as_json=as_json)


@app.command("show")
def show_ticket(ticket_id: TicketId, as_json: AsJson = False) -> None:
    """Show one ticket: why it was filed, its clocks, its evidence, what happened to it."""
    service = _service()
    case = service.case(ticket_id, "admin")
    if as_json:
        print_json(case)
        return
    from anfu.cli.ticket_view import sheet

    out().print(sheet(case, service.playbook, read_settings().zone))


@app.command("file")
def file_ticket(
    call: Annotated[str, typer.Argument(metavar="CALL", help="The call's id.")],
    matter: Annotated[str | None, typer.Option(help="What it is about; default: as heard.")] = None,
    summary: Annotated[str | None, typer.Option(help="In a sentence; default: as heard.")] = None,
    field: Annotated[list[str] | None, typer.Option(help="name=text, for instance demand=退款.")] = None,
    by: By = "",
    as_json: AsJson = False,
) -> None:
    """File a ticket for a call, or complete the open one of the same matter."""
    pairs = [pair.partition("=") for pair in field or []]
    if any(not sign for _, sign, _ in pairs):
        raise Complaint("a field has no value", "write --field name=text")
    fields = {name: text for name, _, text in pairs}
    _tell(_service().file_ticket(call, matter, summary, fields, by or getpass.getuser()), as_json)


@app.command("act")
def act_on_ticket(
    ticket_id: TicketId,
    transition: Annotated[str, typer.Argument(help="A transition of playbook/lifecycle.yml.")],
    note: Note = "",
    level: Annotated[int | None, typer.Option(min=1, max=3, help="The new level.")] = None,
    owner: Annotated[str | None, typer.Option(help="The person it is for.")] = None,
    owner_role: Annotated[str | None, typer.Option(help="The contact role that answers for it.")] = None,
    override: Annotated[bool, typer.Option("--override", help="Pass a closed gate; needs a note.")] = False,
    by: By = "",
    role: As = "admin",
    as_json: AsJson = False,
) -> None:
    """Do something to a ticket: confirmed, downgraded, approved, solution_given, agreed, closed and so on."""
    from anfu.tickets.life import Wish

    kind: LevelId | None = level  # type: ignore[assignment]  # the option's own bounds
    wish = Wish(kind, owner, owner_role, override)
    with _gates():
        done = _service().act(
            ticket_id, transition, by=by or getpass.getuser(), role=role, note=note, wish=wish
        )
    _tell(done, as_json)


@app.command("assign")
def assign_ticket(
    ticket_id: TicketId,
    owner: Annotated[str, typer.Argument(metavar="PERSON")],
    owner_role: Annotated[str | None, typer.Option(help="The contact role that answers for it.")] = None,
    note: Note = "",
    by: By = "",
    as_json: AsJson = False,
) -> None:
    """Give a ticket to a person."""
    act_on_ticket(
        ticket_id, "assigned", note=note, owner=owner, owner_role=owner_role, by=by, as_json=as_json
    )


@app.command("split")
def split_ticket(
    ticket_id: TicketId,
    matter: Annotated[str, typer.Argument(help="The other matter.")],
    summary: Annotated[str, typer.Option(help="In a sentence.")] = "",
    note: Note = "",
    by: By = "",
    role: As = "admin",
    as_json: AsJson = False,
) -> None:
    """Give another matter of the same call a ticket of its own."""
    with _gates():
        new = _service().split_ticket(
            ticket_id, matter, summary, by=by or getpass.getuser(), role=role, note=note
        )
    _tell(new, as_json)


@app.command("merge")
def merge_tickets(
    ticket_id: TicketId,
    into: Annotated[str, typer.Argument(metavar="INTO", help="The ticket that stays.")],
    note: Note = "",
    by: By = "",
    role: As = "admin",
    as_json: AsJson = False,
) -> None:
    """Make a ticket part of another."""
    with _gates():
        whole = _service().merge_tickets(ticket_id, into, by=by or getpass.getuser(), role=role, note=note)
    _tell(whole, as_json)


@app.command("gather")
def gather_tickets(
    parent: Annotated[str, typer.Argument(metavar="PARENT")],
    children: Annotated[list[str], typer.Argument(metavar="CHILD...")],
    note: Note = "",
    by: By = "",
    role: As = "admin",
    as_json: AsJson = False,
) -> None:
    """Gather the tickets of a mass complaint under one parent, to be answered together."""
    with _gates():
        done = _service().gather_tickets(parent, children, by=by or getpass.getuser(), role=role, note=note)
    _tell(done, as_json)


@contextmanager
def _gates() -> Iterator[None]:
    """Tells what has to happen first, in the language of the desk."""
    from anfu.tickets.gates import Gate

    try:
        yield
    except Gate as gate:
        raise Complaint(str(gate), gate.remedy(read_settings().language)) from gate


def _tell(ticket: Ticket, as_json: bool) -> None:
    if as_json:
        print_json(ticket)
        return
    told: list[Any] = [ticket.id, f"level {ticket.level}", ticket.status, ticket.node]
    out().print("  ".join(str(part) for part in told), markup=False)


def _service() -> Service:
    from anfu.cli.parts import service

    return service(read_settings())
