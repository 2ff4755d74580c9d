"""`anfu scripts`: the library, why a script was offered, and what became of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from anfu.cli.console import give_up, note, out, print_json
from anfu.labels import PURPOSES, SIGNALS
from anfu.settings import read_settings

if TYPE_CHECKING:
    from anfu.guidance.why import Why
    from anfu.playbook import LibraryScript
    from anfu.service import Service

app = typer.Typer(
    help="Look at the script library, and at what becomes of its sentences.", no_args_is_help=True
)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")]
_SELECTORS = ("emotion", "intensity", "kind", "signal", "industry", "channel")


@app.command("list")
def list_scripts(
    purpose: Annotated[str | None, typer.Option(help="Only of this purpose.")] = None,
    signal: Annotated[str | None, typer.Option(help="Only for this signal.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the scripts with what they are for."""
    from anfu.cli.parts import playbook

    _known("purpose", purpose, PURPOSES)
    _known("signal", signal, SIGNALS)
    found = [
        script
        for script in playbook(read_settings()).scripts
        if purpose in (None, script.purpose) and (signal is None or signal in script.script.signal)
    ]
    if as_json:
        print_json({"items": [_item(script) for script in found]})
        return
    table = Table("ID", "Purpose", "For", "Text", box=None, header_style="dim")
    for script in found:
        table.add_row(script.id, script.purpose, _selectors(script), Text(script.script.text))
    out().print(table)
    note(f"{len(found)} script(s)")


@app.command("why")
def why(
    script: Annotated[str, typer.Argument(metavar="ID")],
    call: Annotated[str, typer.Option("--call", help="The call.")],
    turn: Annotated[int | None, typer.Option(min=1, help="After this turn; otherwise the last.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say why a script was offered at a turn, or was not: grounds and points, its rank, or what ruled it out."""
    found = _service().why(script, call, turn)
    if as_json:
        print_json(found)
    else:
        _explain(found)


@app.command("feedback")
def feedback(as_json: AsJson = False) -> None:
    """Show what agents did with each script lately, and whether the customer calmed down."""
    from anfu.guidance.worked import lessons

    service = _service()
    rules = service.playbook.coverage.feedback
    records = sorted(service.feedback_table().items(), key=lambda item: (-item[1].dismissed, item[0]))
    points = {script: sum(gain for _, gain in lessons(record, rules)) for script, record in records}
    if as_json:
        items = [
            {"script": script, "record": record, "points": round(points[script], 2)}
            for script, record in records
        ]
        print_json({"days": rules.window_days, "items": items})
        return
    if not records:
        note(f"nobody said anything about a script in {rules.window_days} days")
        return
    heads = ("Script", "Used", "Edited", "Dismissed", "Calmed", "Not calmed", "Points")
    table = Table(*heads, box=None, header_style="dim", title=f"{rules.window_days} days", title_style="dim")
    for script, record in records:
        counts = (record.used, record.edited, record.dismissed, record.calmed, record.not_calmed)
        table.add_row(script, *map(str, counts), f"{points[script]:+.1f}")
    out().print(table)


def _explain(found: Why) -> None:
    sheet = Table.grid(padding=(0, 2))
    rows: list[tuple[str, str]] = [
        ("Script", f"{found.script} ({found.purpose})"),
        ("Text", found.text),
        ("After turn", str(found.turn)),
        ("Wanted", ", ".join(dict.fromkeys(found.wanted))),
        ("Offered", f"as number {found.place}" if found.place else "no"),
    ]
    if found.excluded_by:
        rows.append(("Ruled out by", found.excluded_by))
    else:
        rows.append(("Rank", f"{found.rank} of {found.of} for {found.purpose}, {found.total:+.2f} points"))
    rows += [("", f"{ground.points:+.2f} {ground.name}") for ground in found.grounds]
    rows.append(("Best", ", ".join(found.best) or "none fits"))
    for name, value in rows:
        sheet.add_row(Text(name, style="dim"), Text(value))
    out().print(sheet)


def _known(what: str, given: str | None, choices: tuple[Any, ...]) -> None:
    if given is not None and given not in choices:
        give_up(f"there is no {what} {given!r}", "choose one of: " + ", ".join(choices))


def _item(script: LibraryScript) -> dict[str, Any]:
    chosen = script.script
    selectors = {name: getattr(chosen, name) for name in _SELECTORS if getattr(chosen, name)}
    return {
        "id": script.id,
        "purpose": script.purpose,
        "text": chosen.text,
        **selectors,
        "source": script.source,
    }


def _selectors(script: LibraryScript) -> str:
    chosen = script.script
    parts = [
        ",".join(getattr(chosen, name))
        for name in _SELECTORS
        if name != "intensity" and getattr(chosen, name)
    ]
    if chosen.intensity:
        parts.append("{}-{}".format(*chosen.intensity))
    return " · ".join(parts)


def _service() -> Service:
    from anfu.cli.parts import service

    return service(read_settings())
