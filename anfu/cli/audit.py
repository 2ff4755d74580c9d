"""`anfu audit`: whether the history of every ticket is as it was written, and what was let pass."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from anfu.cli.console import complain, note, out, print_json
from anfu.settings import read_settings

app = typer.Typer(
    help="Hold tickets against their sealed history; list the drafts let pass.", no_args_is_help=True
)


@app.callback()
def _root() -> None:
    pass


@app.command("overrides")
def overrides(
    limit: Annotated[int, typer.Option(min=1, max=500, help="How many of the newest.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")] = False,
) -> None:
    """List who let blocked drafts pass, and why: the newest first."""
    from anfu.cli.parts import service

    store = service(read_settings()).store
    try:
        found = store.overrides(limit)
    finally:
        store.close()
    if as_json:
        print_json({"items": found})
        return
    if not found:
        note("no blocked draft was let pass")
        return
    table = Table("When", "Who", "Call", "Taboos", "Why", "Draft", box=None, header_style="dim")
    for one in found:
        when = f"{one.at.astimezone():%Y-%m-%d %H:%M}"
        words = (one.by, one.call_id or "", ", ".join(one.taboos), one.reason, one.text)
        table.add_row(when, *(Text(word) for word in words))
    out().print(table)


@app.command("verify")
def verify(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")] = False,
) -> None:
    """Check that no line of any ticket's history was altered, added or lost, and that tickets fit theirs.

    The digest stands for all histories: write it down elsewhere, and a later one tells whether old lines still
    stand (it changes with every new line).
    """
    from anfu.cli.parts import service

    digest = hashlib.sha256()
    count = lines = 0
    wrong: list[dict[str, Any]] = []
    for checked in service(read_settings()).store.audit():
        count, lines = count + 1, lines + checked.lines
        digest.update(f"{checked.ticket_id} {checked.head}\n".encode())
        if checked.wrong:
            wrong.append({"ticket": checked.ticket_id, "wrong": checked.wrong})
    if as_json:
        print_json({"tickets": count, "lines": lines, "digest": digest.hexdigest(), "wrong": wrong})
    else:
        for found in wrong:
            complain(f"{found['ticket']}: {found['wrong']}")
        out().print(f"{count} tickets, {lines} lines, {len(wrong)} wrong", markup=False)
        note(f"digest {digest.hexdigest()}")
    if wrong:
        raise typer.Exit(1)
