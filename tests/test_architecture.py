"""The rules that keep the house in order: who may import whom, and how thin an action is."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ACTIONS = sorted((ROOT / "actions").glob("*.py"))
# Rules live in the rooms and their data; an action that needs one of these has taken a rule in.
NOT_IN_ACTIONS = {"re", "regex", "sqlalchemy", "sqlite3", "psycopg2", "yaml", "ruamel", "jinja2", "requests"}
LONGEST_RUN = 25


def imported(tree: ast.Module) -> set[str]:
    """The top-level names of everything a module imports."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return {name.split(".")[0] for name in names} | names


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_rooms_import_only_what_they_may() -> None:
    """The contracts in pyproject.toml, checked by import-linter."""
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert "0 broken" in done.stdout


def test_actions_stay_flat() -> None:
    """rasa-sdk imports sub-packages by their bare name and crashes when one is called like a library."""
    assert ACTIONS
    assert [path.name for path in (ROOT / "actions").iterdir() if path.is_dir()] in ([], ["__pycache__"])


@pytest.mark.parametrize("path", ACTIONS, ids=lambda path: path.stem)
def test_an_action_holds_no_rule(path: Path) -> None:
    tree = parsed(path)
    assert imported(tree).isdisjoint(NOT_IN_ACTIONS)
    rooms = {name for name in imported(tree) if name.startswith("anfu.")}
    assert rooms <= {"anfu.bootstrap", "anfu.channels.text", "anfu.reading", "anfu.service"}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == "run":
            assert (node.end_lineno or 0) - node.body[0].lineno < LONGEST_RUN, f"{path.name}:{node.lineno}"


@pytest.mark.parametrize(
    "path",
    [
        path
        for path in (ROOT / "anfu").rglob("*.py")
        if path.parts[-2] in ("calls", "guidance", "drafts", "tickets", "reports")
    ],
    ids=lambda path: f"{path.parts[-2]}-{path.stem}",
)
def test_a_pure_room_reads_no_clock_no_chance_and_no_environment(path: Path) -> None:
    """Times come from a clock passed in; the same call gives the same advice."""
    tree = parsed(path)
    assert imported(tree).isdisjoint({"os", "random", "secrets", "time", "uuid", "socket"})
    calls = {
        node.func.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert calls.isdisjoint({"now", "utcnow", "today"})


def test_rasa_data_folder_holds_only_rasa_data() -> None:
    """Rasa reads any YAML there with a `rules:` or `responses:` key as its own."""
    assert not list((ROOT / "data").rglob("*.yaml"))
    for path in (ROOT / "data").rglob("*.yml"):
        assert path.read_text(encoding="utf-8").count('version: "3.1"') == 1, path.name
