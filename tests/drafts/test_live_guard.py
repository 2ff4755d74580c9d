"""The live guard, with real files and real time."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from anfu.drafts import Guard
from anfu.guards import LiveGuard
from anfu.playbook import Playbook, load_playbook

SAID = "这事像青蛙一样难办"
ENTRY = """
add:
  - {id: acme-frog, taboo: vague, severity: warn, say: [像青蛙一样], why: 不好懂, instead: [有点], source: own}
"""


@pytest.fixture
def folders(root: Path, tmp_path: Path) -> tuple[Path, Path]:
    playbook = Path(shutil.copytree(root / "playbook", tmp_path / "playbook"))
    overlay = tmp_path / "overlay"
    overlay.mkdir()
    return playbook, overlay


@pytest.fixture
def live(folders: tuple[Path, Path]) -> Iterator[LiveGuard]:
    guard = LiveGuard(load_playbook(*folders), *folders)
    guard.start()
    yield guard
    guard.stop()


def within(seconds: float, happened: object) -> float:
    """Waits until `happened()`; how long it took."""
    began = time.monotonic()
    while not happened():  # type: ignore[operator]
        assert time.monotonic() - began < seconds
        time.sleep(0.01)
    return time.monotonic() - began


def test_an_edited_file_is_live_within_a_second(live: LiveGuard, folders: tuple[Path, Path]) -> None:
    assert live().check(SAID).verdict == "ok"
    (folders[1] / "acme.yml").write_text(ENTRY, encoding="utf-8")
    # A second on a quiet machine; more is allowed for one that runs other tests as well.
    assert within(5, lambda: live().check(SAID).verdict == "warn") < 5
    path = folders[0] / "lexicon" / "absolute.yml"
    edited = path.read_text(encoding="utf-8").replace("say: [绝对,", "say: [像青蛙一样难, 绝对,", 1)
    path.write_text(edited, encoding="utf-8")
    (folders[1] / "acme.yml").unlink()
    within(5, lambda: all(finding.entry != "acme-frog" for finding in live().check(SAID).findings))


def test_a_broken_file_keeps_the_old_guard_and_says_so(
    live: LiveGuard, folders: tuple[Path, Path], caplog: pytest.LogCaptureFixture
) -> None:
    before = live()
    path = folders[0] / "lexicon" / "packs" / "finance.yml"
    sound = path.read_text(encoding="utf-8")
    with caplog.at_level(logging.INFO, logger="anfu.guards"):
        path.write_text(sound.replace("severity: block", "severity: bloc", 1), encoding="utf-8")
        within(5, lambda: live.problems)
        assert live() is before
        [problem] = live.problems
        assert problem.file == "playbook/lexicon/packs/finance.yml"
        assert "the old one stays" in caplog.text
        path.write_text(sound, encoding="utf-8")
        within(5, lambda: not live.problems)
    assert live() is before


def test_a_file_that_is_broken_in_two_steps_is_told_twice(folders: tuple[Path, Path]) -> None:
    guard = LiveGuard(load_playbook(*folders), *folders)
    assert not guard.look()
    path = folders[1] / "acme.yml"
    path.write_text("add: [", encoding="utf-8")
    assert not guard.look()
    [first] = guard.problems
    path.write_text("addd: []", encoding="utf-8")
    assert not guard.look()
    [second] = guard.problems
    assert first != second
    path.write_text(ENTRY, encoding="utf-8")
    assert guard.look()
    assert guard.problems == ()
    assert not guard.look()


def test_whatever_happens_the_next_look_comes(
    folders: tuple[Path, Path], caplog: pytest.LogCaptureFixture
) -> None:
    built = []

    def build(playbook: Playbook) -> Guard:
        built.append(playbook)
        if len(built) == 2:
            raise RuntimeError("no memory")
        return Guard(playbook)

    guard = LiveGuard(load_playbook(*folders), *folders, build=build)
    guard.start()
    guard.start()
    (folders[1] / "acme.yml").write_text(ENTRY, encoding="utf-8")
    within(5, lambda: len(built) == 2)
    (folders[1] / "acme.yml").write_text(ENTRY + "\n", encoding="utf-8")
    within(5, lambda: guard().check(SAID).verdict == "warn")
    guard.stop()
    guard.stop()
    assert "could not be looked at" in caplog.text
