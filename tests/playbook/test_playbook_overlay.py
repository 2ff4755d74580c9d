"""A company's overlay: what it adds, changes and switches off, and how its mistakes are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from anfu.drafts import Guard
from anfu.playbook import PlaybookError, check_playbook, load_playbook, reload_wordings

ADDED = """
add:
  - id: acme-our-rival
    taboo: confront
    severity: warn
    say: [隔壁老王家]
    why: 不点名同行。
    instead: [别家]
    source: own
    industry: telecom
"""


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    folder = tmp_path / "acme"
    folder.mkdir()
    return folder


def write(overlay: Path, text: str, name: str = "words.yml") -> None:
    (overlay / name).write_text(text, encoding="utf-8")


def test_a_company_adds_wordings(delivered: Path, overlay: Path) -> None:
    write(overlay, ADDED)
    guard = Guard(load_playbook(delivered, overlay))
    assert guard.check("隔壁老王家便宜", "agent", "telecom").verdict == "warn"
    assert guard.check("隔壁老王家便宜").verdict == "ok"


def test_a_company_says_it_its_own_way(delivered: Path, overlay: Path) -> None:
    change = "change:\n  - {id: absolute-bare, severity: hint, why: 少说满, instead: [大体上], allow: [绝对好吃]}\n"
    write(overlay, change)
    guard = Guard(load_playbook(delivered, overlay))
    [finding] = guard.check("这绝对行").findings
    assert (finding.severity, finding.why, finding.instead) == ("hint", "少说满", ("大体上",))
    assert guard.check("这绝对好吃").verdict == "ok"
    assert guard.check("绝对值").verdict == "ok"  # our own allow words stay


def test_a_company_switches_entries_off(delivered: Path, overlay: Path) -> None:
    write(overlay, "switch_off:\n  - {id: absolute-bare, because: 我们行业里是术语}\n")
    assert Guard(load_playbook(delivered, overlay)).check("这绝对行").verdict == "ok"
    assert Guard(load_playbook(delivered)).check("这绝对行").verdict == "block"


def test_an_overlay_changes_the_fingerprint(delivered: Path, overlay: Path) -> None:
    assert load_playbook(delivered, overlay).fingerprint == load_playbook(delivered).fingerprint
    write(overlay, ADDED)
    assert load_playbook(delivered, overlay).fingerprint != load_playbook(delivered).fingerprint


def test_wordings_are_reloaded_alone(copy: Path, overlay: Path) -> None:
    book = load_playbook(copy)
    assert reload_wordings(book, copy).lexicon == book.lexicon
    (copy / "steps.yml").write_text("broken: [", encoding="utf-8")
    write(overlay, ADDED)
    again = reload_wordings(book, copy, overlay)
    assert len(again.lexicon) == len(book.lexicon) + 1
    assert again.steps is book.steps
    (copy / "sense.yml").write_text("broken: [", encoding="utf-8")
    with pytest.raises(PlaybookError, match=r"sense\.yml"):
        reload_wordings(book, copy, overlay)


MISTAKES = [
    ("", 1, "is empty", "write"),
    ("add: []\n", 1, "nothing is said here", "write add:, change: or switch_off:"),
    ("change:\n  - {id: absolute-bare}\n", 2, "nothing is said about 'absolute-bare'", "severity:"),
    (
        "change:\n  - {id: absolute-bar, why: 不}\n",
        2,
        "no entry 'absolute-bar'",
        "write 'absolute-bare'",
    ),
    ("switch_off:\n  - {id: zzzzzzz, because: 不}\n", 2, "no entry 'zzzzzzz'", "anfu lexicon list"),
    ("switch_off:\n  - {id: absolute-bare}\n", 2, "'because' is missing", "add a line"),
    (
        "change:\n  - {id: absolute-bare, why: 不}\nswitch_off:\n  - {id: absolute-bare, because: 不}\n",
        4,
        "already used at acme/words.yml:2",
        "in one place",
    ),
    (ADDED.replace("acme-our-rival", "absolute-bare"), 3, "is one of the playbook's", "under change:"),
    (ADDED.replace("say: [隔壁老王家]", "say: []"), 3, "forbids nothing", "add `say:"),
    (ADDED.replace("say: [隔壁老王家]", "patterns: ['(']"), 6, "not a valid pattern", "close every bracket"),
]


@pytest.mark.parametrize(("text", "line", "what", "remedy"), MISTAKES)
def test_a_mistake_is_told_with_its_place(
    delivered: Path, overlay: Path, text: str, line: int, what: str, remedy: str
) -> None:
    write(overlay, text)
    [problem] = check_playbook(delivered, overlay)
    assert problem.file == "acme/words.yml"
    assert what in problem.what
    assert remedy in problem.remedy
    assert problem.line == line
    with pytest.raises(PlaybookError):
        load_playbook(delivered, overlay)


def test_two_files_that_say_the_same(delivered: Path, overlay: Path) -> None:
    write(overlay, ADDED)
    write(overlay, ADDED, "zweites.yml")
    [problem] = check_playbook(delivered, overlay)
    assert (problem.file, problem.line) == ("acme/zweites.yml", 3)


def test_a_missing_folder_and_a_stray_file(delivered: Path, overlay: Path) -> None:
    [problem] = check_playbook(delivered, overlay / "none")
    assert "missing" in problem.what
    write(overlay, ADDED, "words.yaml")
    [problem] = check_playbook(delivered, overlay)
    assert problem.what == "this file is not read"
