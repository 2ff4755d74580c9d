"""How the command line speaks: where it prints, how it complains, how it shows that it is at work."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import msgspec
import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

BLOCKED = 2
"""Exit code of `lint` for a draft that must not be said."""


class Complaint(Exception):
    """Something a person can put right: what is wrong, and what to do."""

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy


def speak_utf8() -> None:
    """Makes the streams UTF-8 whatever the locale says: what we print is Chinese."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.encoding.lower().replace("-", "") != "utf8":
            stream.reconfigure(encoding="utf-8")


def out() -> Console:
    """Standard output, for people. Made anew, because tests and pipes exchange the stream."""
    return Console(highlight=False)


def err() -> Console:
    """Standard error: complaints, notes and progress."""
    return Console(stderr=True, highlight=False)


def print_json(value: Any) -> None:
    """One JSON object on one line of standard output, at once."""
    typer.echo(msgspec.json.encode(value))


def note(text: str) -> None:
    """A remark that is no error, out of the way of what is piped on."""
    err().print(f"[dim]{escape(text)}[/]", soft_wrap=True)


def complain(what: str, remedy: str = "") -> None:
    """A red line that says what is wrong, a dim one that says what to do."""
    console = err()
    console.print(f"[bold red]✗[/] [red]{escape(what)}[/]", soft_wrap=True)
    if remedy:
        console.print(f"  [dim]→ {escape(remedy)}[/]", soft_wrap=True)


def give_up(what: str, remedy: str = "", code: int = 1) -> NoReturn:
    """Complains and ends the command."""
    complain(what, remedy)
    raise typer.Exit(code)


@contextmanager
def explained() -> Iterator[None]:
    """Turns what may go wrong on purpose into a complaint and exit code 1; a traceback only with ANFU_DEBUG=1."""
    if os.environ.get("ANFU_DEBUG") == "1":
        yield
        return
    try:
        yield
    except Complaint as error:
        give_up(error.what, error.remedy)
    except BrokenPipeError:
        raise
    except OSError as error:
        give_up(
            f"{error.filename or 'the file'}: {error.strerror or error}", "check the name, and who may use it"
        )
    except Exception as error:
        if not _is_ours(error):
            raise
        if problems := getattr(error, "problems", None):
            show_problems(problems)
            give_up(f"the playbook has {len(problems)} mistake(s)", "correct them, then try again")
        what, _, remedy = str(error).rpartition(": ")
        give_up(*((what, remedy) if what else (remedy, "")))


def show_problems(problems: list[Any]) -> None:
    """Mistakes in files, each with its place and its remedy."""
    console = err()
    for problem in problems:
        place = f"{problem.file}:{problem.line}:{problem.column}:"
        console.print(f"[bold]{escape(place)}[/] [red]{escape(problem.what)}[/]", soft_wrap=True)
        console.print(f"    [dim]→ {escape(problem.remedy)}[/]", soft_wrap=True)


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on standard error; yields the `report(stage, done, of)` that moves it."""
    # Bound to the stream as it is now: whoever works below may silence sys.stderr meanwhile.
    console = Console(file=sys.stderr, highlight=False)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description:<28}"),
        BarColumn(bar_width=28),
        TimeElapsedColumn(),
    )
    if not console.is_terminal:
        yield lambda stage, done, of: console.print(f"[{done}/{of}] {stage}", markup=False)
        return
    with Progress(
        *columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False
    ) as bars:
        task = bars.add_task("starting", total=None)
        yield lambda stage, done, of: bars.update(task, description=stage, completed=done, total=of)


def _is_ours(error: Exception) -> bool:
    """Whether the error was raised on purpose, looked up by name so that no heavy room is imported for it."""
    ours = {"AnfuError", "StoreError", "PlaybookError"}
    return any(base.__name__ in ours for base in type(error).__mro__)
