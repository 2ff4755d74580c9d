"""A playbook to spoil, and a quick way to read it again and again."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest

import anfu.playbook.book as book_module
from anfu.playbook import Playbook, load_playbook
from anfu.playbook.files import read_file

DELIVERED = Path(__file__).resolve().parents[2] / "playbook"
_READ: dict[tuple[bytes, type, str], Any] = {}


@pytest.fixture(autouse=True)
def unchanged_files_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading a file depends on its bytes alone, so only files that a test spoiled are parsed anew."""

    def read_once(path: Path, shape: type[msgspec.Struct], name: str) -> Any:
        if not path.is_file():
            return read_file(path, shape, name)
        key = (path.read_bytes(), shape, name)
        if key not in _READ:
            _READ[key] = read_file(path, shape, name)
        return _READ[key]

    monkeypatch.setattr(book_module, "read_file", read_once)


@pytest.fixture(scope="session")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The delivered playbook as it was when the tests began: someone may be working on it."""
    return Path(shutil.copytree(DELIVERED, tmp_path_factory.mktemp("delivered") / "playbook"))


@pytest.fixture
def copy(delivered: Path, tmp_path: Path) -> Path:
    """A copy of the delivered playbook, to spoil."""
    return Path(shutil.copytree(delivered, tmp_path / "playbook"))


@pytest.fixture
def book(delivered: Path) -> Playbook:
    """The delivered playbook, loaded."""
    return load_playbook(delivered)
