"""`anfu purge`: take away what nobody needs any more."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from anfu.cli.console import note, out, print_json
from anfu.settings import read_settings


def purge(
    days: Annotated[
        int | None,
        typer.Option(min=1, max=36500, help="Keep so many days (ANFU_KEEP_NOTIFIED).", show_default=False),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")] = False,
) -> None:
    """Delete notifications that arrived, and what clocks have told, of cases that are long over.

    Tickets and their sealed histories stay, and whatever belongs to an open case, a running clock, or a
    notification that waits or was given up. May run beside the server.
    """
    from anfu.cli.parts import service

    settings = read_settings()
    desk = service(settings)
    before = desk.now() - timedelta(days=days or settings.keep_notified)
    gone = desk.store.purgeable(before) if dry_run else desk.store.purge(before)
    since = f"{before.astimezone(settings.zone):%Y-%m-%d %H:%M}"
    if as_json:
        print_json(
            {
                "before": before.astimezone(settings.zone),
                "dry_run": dry_run,
                "tickets": gone.tickets,
                "messages": gone.messages,
                "clock_events": gone.clock_events,
            }
        )
        return
    verb = "would go" if dry_run else "deleted"
    out().print(
        f"{verb}: {gone.messages} notifications, {gone.clock_events} notes of clocks, of {gone.tickets} closed tickets",
        markup=False,
    )
    note(f"from before {since}; nothing of an open case, nothing undelivered, no history")
