"""The playbook's kept copy: quick when nothing changed, and never in the way of a change or a mistake."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from anfu.playbook import Playbook, PlaybookError, cache
from anfu.playbook.cache import CACHE_FILE, load_cached


@pytest.fixture
def folder(root: Path, tmp_path: Path) -> Path:
    """A playbook that a test may change."""
    return Path(shutil.copytree(root / "playbook", tmp_path / "playbook"))


def test_the_copy_is_the_playbook(
    folder: Path, tmp_path: Path, book: Playbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load_cached(folder, tmp_path / "kept") == book
    monkeypatch.setattr(cache, "load_playbook", pytest.fail)
    assert load_cached(folder, tmp_path / "kept") == book


def test_a_change_and_a_mistake_are_seen_at_once(folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    before = load_cached(folder, kept)
    path = folder / "clocks.yml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("minutes: 10,", "minutes: 11,", 1), encoding="utf-8"
    )
    assert load_cached(folder, kept).clocks.clocks[0].minutes == before.clocks.clocks[0].minutes + 1
    (folder / "stray.yaml").write_text("a: 1", encoding="utf-8")
    with pytest.raises(PlaybookError, match=r"stray\.yaml"):
        load_cached(folder, kept)


@pytest.mark.parametrize("damage", [b"", b"{", b'{"key": "x", "playbook": {}}', b"\xff" * 50])
def test_a_damaged_copy_is_replaced(folder: Path, tmp_path: Path, book: Playbook, damage: bytes) -> None:
    (tmp_path / CACHE_FILE).write_bytes(damage)
    assert load_cached(folder, tmp_path) == book
    assert (tmp_path / CACHE_FILE).read_bytes() != damage


def test_a_folder_that_cannot_be_written_is_no_error(folder: Path, tmp_path: Path, book: Playbook) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    assert load_cached(folder, tmp_path / "file") == book
