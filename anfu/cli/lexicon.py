"""`anfu lexicon`: what is forbidden, what an edited file would change, how often what was found."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from anfu.cli.console import note, out, print_json
from anfu.labels import Industry, Taboo

if TYPE_CHECKING:
    from anfu.drafts.trial import Change, Trial

app = typer.Typer(help="The forbidden wordings: list them, try an edited file, see what is found how often.")
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")]


@app.command("list")
def list_entries(
    taboo: Annotated[Taboo | None, typer.Option(help="Only this taboo.")] = None,
    industry: Annotated[Industry | None, typer.Option(help="Only what counts in these calls alone.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the entries, the overlay's changes included."""
    from anfu.cli.parts import playbook
    from anfu.settings import read_settings

    wordings = [
        wording
        for wording in playbook(read_settings()).lexicon
        if taboo in (None, wording.taboo) and industry in (None, wording.industry)
    ]
    if as_json:
        for wording in wordings:
            print_json(wording)
        return
    table = Table("entry", "taboo", "severity", "calls", "words", box=None)
    for wording in wordings:
        entry = wording.entry
        words = [*entry.say, *entry.sounds, *entry.patterns]
        shown = "、".join(words[:3]) + (f" … {len(words)}" if len(words) > 3 else "")
        table.add_row(*map(Text, (entry.id, wording.taboo, entry.severity, wording.industry, shown)))
    out().print(table)
    note(f"{len(wordings)} entries")


@app.command("try")
def try_file(
    file: Annotated[Path, typer.Argument(help="An edited file of the lexicon, a pack or the overlay.")],
    corpus: Annotated[
        str | None,
        typer.Option(metavar="FILE|-", help='What was said: one {"text", "industry"} a line.'),
    ] = None,
    examples: Annotated[int, typer.Option(min=0, max=50, help="Texts to show for each entry.")] = 3,
    as_json: AsJson = False,
) -> None:
    """Show what an edited file would newly flag and newly release. Nothing goes live.

    FILE stands in for the file of the same taboo or industry, or the overlay's of the same name. Without
    --corpus it is tried on what agents said in the stored calls and in the examples.
    """
    from anfu.cli.trial_files import said_before, with_file
    from anfu.drafts import Guard
    from anfu.drafts.trial import compare
    from anfu.settings import read_settings

    settings = read_settings()
    before, after = with_file(settings, file)
    trial = compare(Guard(before), Guard(after), said_before(settings, corpus), examples)
    if as_json:
        print_json(trial)
    else:
        _show(trial)


@app.command("hits")
def hits(
    days: Annotated[int, typer.Option(min=1, max=3660, help="How many days, today included.")] = 30,
    as_json: AsJson = False,
) -> None:
    """Show how often each entry was found in drafts and calls, the commonest first."""
    from anfu.cli.parts import service
    from anfu.settings import read_settings
    from anfu.stamps import now

    desk = service(read_settings())
    try:
        found = desk.store.hits_since(now().date() - timedelta(days=days - 1))
    finally:
        desk.store.close()
    if as_json:
        for hit in found:
            print_json(hit)
        return
    if not found:
        note(f"nothing was found in the last {days} day(s)")
        return
    table = Table("entry", "severity", "calls", "hits", "days", "first", "last", box=None)
    grouped: dict[tuple[str, str, str], list[Any]] = {}
    for hit in found:
        grouped.setdefault((hit.entry, hit.severity, hit.industry), []).append(hit)
    for key, those in sorted(grouped.items(), key=lambda item: -sum(hit.count for hit in item[1])):
        counts = (str(sum(hit.count for hit in those)), str(len(those)))
        table.add_row(*key, *counts, those[0].day.isoformat(), those[-1].day.isoformat())
    out().print(table)


def _show(trial: Trial) -> None:
    note(f"{trial.texts} texts looked at, {trial.verdicts} would get another verdict")
    _show_changes("newly flagged", "red", trial.flagged)
    _show_changes("newly released", "green", trial.released)


def _show_changes(title: str, colour: str, changes: Iterable[Change]) -> None:
    console = out()
    changes = list(changes)
    console.print(Text(f"{title}: {sum(change.count for change in changes)}", f"bold {colour}"))
    for change in changes:
        console.print(Text.assemble(f"  {change.count:>5} × ", (change.entry, colour), f" {change.severity}"))
        for example in change.examples:
            shown = Text(example.text)
            shown.stylize(f"underline {colour}", *example.span)
            console.print(Text.assemble("          ", shown))
