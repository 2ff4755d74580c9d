"""The commands put together, with their help."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

import anfu
from anfu.cli import (
    audit,
    check,
    evaluate,
    lexicon,
    lint,
    outbox,
    people,
    purge,
    read,
    replay,
    reports,
    scripts,
    serve,
    tickets,
    train,
)
from anfu.cli.console import explained

EXAMPLES = """[bold]Try[/]

anfu lint 绝对不可能给您退，这不是我们的责任

anfu read 再不处理我就去12315投诉你们 --speaker customer

anfu replay examples/calls/washing-machine-third-call.jsonl

anfu check && anfu serve

[dim]Something unclear? ANFU_DEBUG=1 shows the traceback behind an error.[/]"""


class Commands(TyperGroup):
    """A group whose commands complain in one way."""

    def invoke(self, ctx: Any) -> Any:
        """Runs the command; see `explained`."""
        with explained():
            return super().invoke(ctx)


app = typer.Typer(
    cls=Commands,
    name="anfu",
    help="Anfu (安抚) sits beside a call-centre agent while an angry customer is on the line.",
    epilog=EXAMPLES,
    rich_markup_mode="rich",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"anfu {anfu.__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    pass


app.command("serve", epilog=serve.EPILOG)(serve.serve)
app.command("train")(train.train)
app.command("check")(check.check)
app.command("read")(read.read)
app.command("lint")(lint.lint)
app.command("eval")(evaluate.evaluate)
app.command("replay")(replay.replay)
app.add_typer(lexicon.app, name="lexicon")
app.add_typer(scripts.app, name="scripts")
app.add_typer(tickets.app, name="ticket")
app.add_typer(reports.app, name="report")
app.add_typer(audit.app, name="audit")
app.add_typer(outbox.app, name="outbox")
app.command("purge")(purge.purge)
app.add_typer(people.app, name="user")
