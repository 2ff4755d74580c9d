"""`anfu check --coverage`: the table of scripts, and the moments that have too few."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer
from rich.table import Table

from anfu.cli.console import complain, out, print_json
from anfu.labels import EMOTIONS, KINDS

if TYPE_CHECKING:
    from anfu.guidance.coverage import Cell, Coverage
    from anfu.playbook import Playbook


def check_coverage(as_json: bool) -> None:
    """Prints the table. Exits with 1 when there is a hole."""
    from anfu.cli.parts import playbook
    from anfu.guidance.coverage import coverage
    from anfu.settings import read_settings

    book = playbook(read_settings())
    found = coverage(book)
    if as_json:
        print_json(found)
    else:
        _show(found, book)
    if found.holes:
        raise typer.Exit(1)


def _show(found: Coverage, book: Playbook) -> None:
    rules = book.coverage
    console = out()
    title = f"Scripts that fit at the worst moment/of which name the emotion or kind; at least {rules.candidates}/{rules.specific}"
    console.print(f"[dim]{title}[/]", soft_wrap=True)
    kinds = [kind for kind in KINDS if kind != "none"]
    table = Table(
        "Purpose",
        "Emotion",
        *(kind[:6] for kind in kinds),
        box=None,
        header_style="dim",
        padding=(0, 1, 0, 0),
    )
    rows: dict[tuple[str, str], list[Cell]] = {}
    for cell in found.cells:
        rows.setdefault((cell.purpose, cell.emotion), []).append(cell)
    for (purpose, emotion), cells in rows.items():
        numbers = [_number(cell, rules.candidates, rules.specific) for cell in cells]
        table.add_row(purpose if emotion == EMOTIONS[0] else "", emotion, *numbers)
    console.print(table)
    signals = Table("Signal", "Scripts", "Fewest that fit", box=None, header_style="dim")
    for signal in found.signals:
        signals.add_row(signal.signal, str(signal.scripts), str(signal.fewest))
    for own in found.own_words:
        signals.add_row(own.id, str(own.scripts), f"at least {own.at_least}", style="italic")
    console.print(signals)
    for hole in found.holes:
        complain(*hole.rsplit(": ", 1))
    if not found.holes:
        console.print(
            f"[green]✓[/] {found.scripts} scripts, no hole; {found.short_share:.0%} within {rules.short} characters"
        )


def _number(cell: Cell, candidates: int, specific: int) -> str:
    shown = f"{cell.fit}/{cell.specific}"
    return f"[bold red]{shown}[/]" if cell.fit < candidates or cell.specific < specific else shown
