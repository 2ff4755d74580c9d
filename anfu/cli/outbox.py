"""`anfu outbox`: notifications that wait, arrived, or were given up."""

from __future__ import annotations

import secrets
from datetime import tzinfo
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.table import Table
from rich.text import Text

from anfu.cli.console import Complaint, note, out, print_json
from anfu.settings import read_settings

if TYPE_CHECKING:
    from anfu.service import Service
    from anfu.store.outbox import OutboxEntry

app = typer.Typer(help="Look at notifications, and deliver again what did not arrive.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")]
MessageId = Annotated[str, typer.Argument(metavar="ID")]


@app.command("list")
def list_messages(
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 20,
    state: Annotated[
        Literal["waiting", "sent", "dead", "dropped"] | None, typer.Option(help="Only of this state.")
    ] = None,
    target: Annotated[str | None, typer.Option(help="Only to this target.")] = None,
    ticket: Annotated[str | None, typer.Option(help="Only about this ticket.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the notifications written last, newest first."""
    store = _service().store
    found = store.outbox_entries(limit, state, target, ticket)
    figures = store.outbox_figures()
    if as_json:
        print_json({"items": found, "waiting": figures.waiting, "dead": figures.dead})
        return
    if found:
        out().print(_table(found, read_settings().zone))
    note(f"{figures.waiting} waiting, {figures.dead} dead; `anfu outbox replay` tries dead ones again")


@app.command("show")
def show(message_id: MessageId, as_json: AsJson = False) -> None:
    """Show one notification: its words, how far it got, why it failed."""
    entry = _found(_service(), message_id)
    if as_json:
        print_json(entry)
        return
    sheet = Table.grid(padding=(0, 2))
    for name, value in _lines(entry, read_settings().zone):
        sheet.add_row(Text(name, style="dim"), value)
    out().print(sheet)


@app.command("replay")
def replay(
    message_id: Annotated[str | None, typer.Argument(metavar="[ID]")] = None,
    target: Annotated[str | None, typer.Option(help="Only those to this target.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All dead ones.")] = False,
) -> None:
    """Deliver dead notifications again: one by its ID, those to a target, or all.

    The running server delivers them. Receivers see the same key as before.
    """
    if message_id is None and target is None and not everything:
        raise Complaint("which ones?", "give an ID, or --target NAME, or --all")
    service = _service()
    replayed = service.store.replay_messages(service.now(), message_id, target)
    if message_id is not None and not replayed:
        state = _found(service, message_id).state
        raise Complaint(f"{message_id} is {state}", "only dead and waiting notifications can be delivered")
    note(f"{replayed} notification(s) wait for delivery")


@app.command("drop")
def drop(message_id: MessageId) -> None:
    """Take a notification out of the way that nobody needs any more. It stays on record."""
    service = _service()
    if not service.store.drop_message(message_id):
        state = _found(service, message_id).state
        raise Complaint(f"{message_id} is {state}", "only dead and waiting notifications can be dropped")
    note(f"{message_id} will not be delivered")


@app.command("test")
def test(target: Annotated[str, typer.Argument(metavar="TARGET")]) -> None:
    """Send a test notification to a target of the settings, now, without a server."""
    from anfu.notify.delivery import targets_of
    from anfu.notify.senders import Failed, Refused, make_senders
    from anfu.tickets.messages import Message

    settings = read_settings()
    targets = targets_of(settings)
    if target not in targets:
        listed = ", ".join(targets) or "none yet"
        raise Complaint(
            f"there is no target {target!r}", f"the settings have: {listed}; see ANFU_NOTIFY_FILE"
        )
    service = _service()
    now, key = service.now(), f"M-test-{secrets.token_hex(6)}"
    words = "Anfu 测试通知 / test notification"
    message = Message(key, f"test:{key}", target, "test", words, words, None, now, now)
    try:
        make_senders(targets, settings.notify_timeout, settings.notify_proxy)[target].send(message)
    except (Failed, Refused) as error:
        raise Complaint(
            f"it did not arrive: {error}", "check the target's address, key and network"
        ) from error
    note(f"{target} took it")


def _table(found: list[OutboxEntry], zone: tzinfo) -> Table:
    table = Table(
        "ID", "State", "Target", "Written", "Tries", "Subject", "Error", box=None, header_style="dim"
    )
    for entry in found:
        message = entry.message
        written = f"{message.created_at.astimezone(zone):%m-%d %H:%M}"
        subject, error = Text(message.subject, overflow="ellipsis"), Text(entry.error or "")
        table.add_row(message.id, entry.state, message.target, written, str(entry.attempts), subject, error)
    return table


def _lines(entry: OutboxEntry, zone: tzinfo) -> list[tuple[str, Any]]:
    message = entry.message
    rows: list[tuple[str, Any]] = [
        ("ID", Text(message.id, style="bold")),
        ("Key", Text(message.key)),
        ("State", entry.state),
        ("Target", message.target),
        ("Kind", message.kind),
        ("Ticket", f"{message.ticket_id} (message {message.number})" if message.ticket_id else "none"),
        ("Written", f"{message.created_at.astimezone(zone):%Y-%m-%d %H:%M:%S %z}"),
        ("Tries", str(entry.attempts)),
    ]
    if entry.tried_at is not None:
        rows.append(("Last try", f"{entry.tried_at.astimezone(zone):%Y-%m-%d %H:%M:%S %z}"))
    if entry.state == "waiting":
        rows.append(
            ("Next try", f"{message.not_before.astimezone(zone):%Y-%m-%d %H:%M:%S %z} at the earliest")
        )
    if entry.error:
        rows.append(("Error", Text(entry.error)))
    return [*rows, ("Subject", Text(message.subject)), ("Text", Text(message.text))]


def _found(service: Service, message_id: str) -> OutboxEntry:
    entry = service.store.outbox_entry(message_id)
    if entry is None:
        raise Complaint(f"there is no notification {message_id!r}", "see `anfu outbox list`")
    return entry


def _service() -> Service:
    from anfu.cli.parts import service

    return service(read_settings())
