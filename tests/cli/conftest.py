"""The command line run in this process, and as a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """This project's files, an empty data folder, and nothing else of the environment."""
    for name in [name for name in os.environ if name.startswith("ANFU_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ANFU_HOME", str(ROOT))
    monkeypatch.setenv("ANFU_DATA_DIR", str(tmp_path_factory.mktemp("anfu-data")))
    monkeypatch.setenv("COLUMNS", "120")


class Done:
    """What a command left behind."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


Anfu = Callable[..., Done]


@pytest.fixture
def anfu() -> Anfu:
    """Runs a command in this process: `anfu("lint", "…", stdin="…")`."""
    from anfu.cli.app import app

    def run(*args: str, stdin: str | bytes | None = None) -> Done:
        result = CliRunner().invoke(app, list(args), input=stdin, prog_name="anfu")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Done(result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture
def process() -> Anfu:
    """Runs a command as a process of its own, as a shell would."""

    def run(*args: str, stdin: bytes = b"", **environ: str) -> Done:
        command = [str(Path(sys.executable).with_name("anfu")), *args]
        env = os.environ | environ
        done = subprocess.run(command, input=stdin, capture_output=True, env=env, timeout=120, check=False)
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture(scope="session")
def small_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This project with three examples an intent and file, so that looking through it takes no time."""
    home = tmp_path_factory.mktemp("small") / "project"
    for name in ("playbook", "data"):
        shutil.copytree(ROOT / name, home / name)
    for name in ("domain.yml", "config.yml", "endpoints.yml", "credentials.yml"):
        shutil.copy(ROOT / name, home / name)
    (home / "models").mkdir()
    for path in (home / "data" / "nlu").rglob("*.yml"):
        path.write_text("".join(_few(path.read_text(encoding="utf-8"))), encoding="utf-8")
    return home


def _few(text: str) -> Iterator[str]:
    seen = 0
    for line in text.splitlines(keepends=True):
        if line.lstrip().startswith("- intent:"):
            seen = 0
        seen += line.lstrip().startswith("- text:")
        if seen <= 3:
            yield line


@pytest.fixture
def project(small_project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that a test may break."""
    home = tmp_path / "project"
    shutil.copytree(small_project, home)
    monkeypatch.setenv("ANFU_HOME", str(home))
    return home
