"""`anfu check`: every mistake in the playbook and in Rasa's files, with its place and what to write instead."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from anfu.cli.console import complain, err, give_up, note, out, show_problems

if TYPE_CHECKING:
    from anfu.settings import Settings


_ANSI = re.compile(r"\x1b\[[0-9;]*m")


def check(
    rasa: Annotated[
        bool, typer.Option("--rasa", help="Also run Rasa's own validator (a minute or two).")
    ] = False,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Count the scripts for every moment, and list what is missing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="With --coverage: print JSON.")] = False,
) -> None:
    """Check the playbook and the Rasa data: all mistakes at once, as file:line:column."""
    if coverage:
        from anfu.cli.coverage import check_coverage

        check_coverage(as_json)
        return
    if as_json:
        give_up("--json goes with --coverage", "run `anfu check --coverage --json`")
    from anfu.cli.rasa_files import check_rasa_files
    from anfu.playbook import check_playbook, overlay_files, playbook_files
    from anfu.settings import read_settings

    settings = read_settings()
    problems = check_playbook(settings.playbook_dir, settings.overlay_dir)
    found, counts = check_rasa_files(settings.home)
    problems += found
    if problems:
        show_problems(problems)
        complain(f"{len(problems)} mistake(s)", "correct them, then run `anfu check` again")
        raise typer.Exit(1)
    files = sum(1 for _ in playbook_files(settings.playbook_dir))
    out().print(f"[green]✓[/] playbook: {files} files", soft_wrap=True)
    if settings.overlay_dir is not None:
        count = len(overlay_files(settings.overlay_dir))
        out().print(f"[green]✓[/] overlay: {count} files", soft_wrap=True)
    out().print(f"[green]✓[/] Rasa: {counts}", soft_wrap=True)
    if rasa:
        _ask_rasa(settings)


def _ask_rasa(settings: Settings) -> None:
    """Runs `rasa data validate`; shows its own words only, and only when it is not content.

    Its warnings do not count: it does not know that customer, agent and question are told apart before
    their intents are, and wonders at sentences that all three of them say.
    """
    note("asking Rasa's validator …")
    environ = os.environ | {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}
    command = [sys.executable, "-m", "rasa", "data", "validate", "--quiet"]
    done = subprocess.run(
        command,
        cwd=settings.home,
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = _ANSI.sub("", done.stdout + done.stderr).splitlines()
        telling = [line.partition("UserWarning: ")[2] for line in said if "UserWarning: " in line]
        err().print("\n".join(telling or said[-10:]), markup=False, soft_wrap=True)
        complain("Rasa's validator found mistakes", "see its words above")
        raise typer.Exit(1)
    out().print("[green]✓[/] Rasa's validator")
