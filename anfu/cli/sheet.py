"""A document on the terminal."""

from __future__ import annotations

from datetime import tzinfo

from rich.table import Table
from rich.text import Text

from anfu.cli.console import out
from anfu.reports.document import Document, Section
from anfu.reports.shown import shown


def show(document: Document, zone: tzinfo) -> None:
    """Prints the document; what is left empty for a pen is left away."""
    console = out()
    console.print(Text(document.title, style="bold"))
    for fact in document.facts:
        console.print(Text(f"{fact.name}：{fact.text}", style="dim"))
    for section in document.sections:
        if section.rows or section.fields:
            console.print()
            console.print(Text(section.name, style="bold cyan"))
            console.print(
                _form(section, document, zone) if section.fields else _table(section, document, zone)
            )


def _form(section: Section, document: Document, zone: tzinfo) -> Table:
    form = Table.grid(padding=(0, 2))
    for field in section.fields:
        text = shown(field.value, zone, document.language)
        if text:
            form.add_row(Text(field.name, style="dim"), Text(text))
    return form


def _table(section: Section, document: Document, zone: tzinfo) -> Table:
    table = Table(*(column.name for column in section.columns), box=None, header_style="dim")
    for row in section.rows:
        cells = zip(row, section.columns, strict=True)
        table.add_row(*(Text(shown(value, zone, document.language, column.width)) for value, column in cells))
    return table
