"""`anfu report`: documents and tables made of tickets and calls."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from anfu.cli.console import Complaint, note
from anfu.settings import read_settings

if TYPE_CHECKING:
    from anfu.reports.document import Document
    from anfu.service import Service

Form = Literal["text", "xlsx", "html", "csv", "json"]
FORMS: tuple[Form, ...] = ("xlsx", "html", "csv", "json")
app = typer.Typer(help="Write reports of a ticket, tables of a period, exports.", no_args_is_help=True)
Ticket = Annotated[str, typer.Argument(metavar="ID", help="The ticket.")]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Where to; its ending says the format.")
]
As = Annotated[Form | None, typer.Option("--format", help="By default as the ending of --out, else text.")]
First = Annotated[
    str | None, typer.Option("--from", metavar="DAY", help="First day. By default that of the month.")
]
Last = Annotated[str | None, typer.Option("--to", metavar="DAY", help="Last day. By default today.")]


@app.command("quick")
def quick(ticket_id: Ticket, out: Out = None, form: As = None) -> None:
    """《危机事件速报表》: what whoever takes over a ticket must know at once."""
    _write(lambda service: service.quick_report(ticket_id), out, form)


@app.command("retrospective")
def retrospective(ticket_id: Ticket, out: Out = None, form: As = None) -> None:
    """《事件回溯报告》: what happened, as a draft to complete."""
    _write(lambda service: service.retrospective(ticket_id), out, form)


@app.command("tracking")
def tracking(first: First = None, last: Last = None, out: Out = None, form: As = None) -> None:
    """客户投诉跟踪表: the tickets of a period and where they stand."""
    _write(lambda service: service.tracking(_day(first), _day(last)), out, form)


@app.command("analysis")
def analysis(first: First = None, last: Last = None, out: Out = None, form: As = None) -> None:
    """客户投诉分析表: what a period's tickets add up to, beside the period before."""
    _write(lambda service: service.analysis(_day(first), _day(last)), out, form)


@app.command("dissatisfied")
def dissatisfied(first: First = None, last: Last = None, out: Out = None, form: As = None) -> None:
    """不满意月度分析表: the complaint calls that ended dissatisfied."""
    _write(lambda service: service.dissatisfied(_day(first), _day(last)), out, form)


@app.command("export")
def export(
    what: Annotated[Literal["tickets", "calls"], typer.Argument()],
    first: First = None,
    last: Last = None,
    out: Out = None,
) -> None:
    """A period's tickets or calls as CSV, which Excel opens as it should."""
    lines = _service().export(what, _day(first), _day(last))
    if out is None:
        for line in lines:
            sys.stdout.buffer.write(line.encode())
        sys.stdout.buffer.flush()
        return
    with out.open("w", encoding="utf-8", newline="") as file:
        file.writelines(lines)
    note(f"written: {out}")


def _write(make: Callable[[Service], Document], out: Path | None, form: Form | None) -> None:
    form = form or _form_of(out)
    if form == "xlsx" and out is None:
        raise Complaint("a workbook cannot be printed here", "name a file: --out report.xlsx")
    service = _service()
    document = make(service)
    if form == "text":
        from anfu.cli.sheet import show

        if out is not None:
            raise Complaint("text goes to the screen", f"choose --format {' or '.join(FORMS)} for a file")
        show(document, service.zone)
        return
    from anfu.reports.written import written

    content = written(document, form, service.zone).content
    if out is None:
        sys.stdout.buffer.write(content + b"\n")
        sys.stdout.buffer.flush()
        return
    out.write_bytes(content)
    note(f"written: {out}")


def _form_of(out: Path | None) -> Form:
    if out is None:
        return "text"
    for form in FORMS:
        if out.suffix.lower() == f".{form}":
            return form
    raise Complaint(f"{out.name} has an ending that says nothing", f"end it with .{', .'.join(FORMS)}")


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise Complaint(f"{text!r} is no day", "write it as 2026-11-30") from None


def _service() -> Service:
    from anfu.cli.parts import service

    return service(read_settings())
