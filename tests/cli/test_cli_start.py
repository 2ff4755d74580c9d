"""The front door: help, version, start-up, and the one shape of an error."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from anfu import __version__
from anfu.settings import SETTINGS

COMMANDS = ("serve", "train", "check", "read", "lint", "replay", "ticket", "report", "user")


def test_help_lists_every_command_with_examples(anfu: Callable[..., Any]) -> None:
    shown = anfu("--help").out
    assert all(command in shown for command in COMMANDS)
    assert "anfu lint 绝对不可能给您退" in shown


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(anfu: Callable[..., Any], command: str) -> None:
    done = anfu(command, "--help")
    assert done.code == 0
    assert "Usage: anfu " + command in done.out


def test_version(anfu: Callable[..., Any]) -> None:
    assert anfu("--version").out.strip() == f"anfu {__version__}"


def test_serve_help_lists_every_setting(anfu: Callable[..., Any]) -> None:
    shown = anfu("serve", "--help").out
    assert [setting.name for setting in SETTINGS if setting.name not in shown] == []


def test_the_front_door_imports_nothing_heavy() -> None:
    """Half a minute of imports behind `anfu --help` would be the first thing anybody notices."""
    code = "import sys, anfu.cli.app; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {
        "rasa",
        "rasa_sdk",
        "sanic",
        "sqlalchemy",
        "sklearn",
        "scipy",
        "numpy",
        "tensorflow",
        "jieba",
        "spacy",
    }
    assert heavy.isdisjoint(done.stdout.split())


def test_lint_needs_neither_rasa_nor_scikit_learn() -> None:
    code = (
        "import sys; from typer.testing import CliRunner; from anfu.cli.app import app;"
        "assert CliRunner().invoke(app, ['lint', '您好']).exit_code == 0;"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"rasa", "sqlalchemy", "sklearn", "tensorflow"}.isdisjoint(done.stdout.split())


def test_a_bad_setting_is_told_without_a_traceback(process: Callable[..., Any]) -> None:
    done = process("lint", "您好", ANFU_LANGUAGE="de")
    assert done.code == 1
    assert "ANFU_LANGUAGE" in done.err
    assert "→ write zh or en" in done.err
    assert "Traceback" not in done.err


def test_debug_shows_the_traceback(process: Callable[..., Any]) -> None:
    done = process("lint", "您好", ANFU_LANGUAGE="de", ANFU_DEBUG="1")
    assert done.code == 1
    assert "Traceback" in done.err


def test_an_unknown_command_is_told(anfu: Callable[..., Any]) -> None:
    assert anfu("lnit").code == 2
