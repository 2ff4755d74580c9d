"""`anfu check`: a trainer's mistakes, each with its place."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from anfu.cli.rasa_files import check_rasa_files
from anfu.playbook.problems import Problem


def break_it(home: Path, name: str, old: str, new: str) -> int:
    """Replaces the first `old` in a file and returns its line."""
    path = home / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{name} no longer holds {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def only(home: Path) -> Problem:
    [problem] = check_rasa_files(home)[0]
    return problem


def test_this_project_has_no_mistakes(anfu: Callable[..., Any]) -> None:
    done = anfu("check")
    assert done.code == 0, done.err
    assert re.search(r"playbook: \d+ files", done.out)
    assert re.search(r"Rasa: \d{4,} examples, \d+ intents, \d+ rules", done.out)


def test_both_kinds_of_mistake_are_told_at_once(anfu: Callable[..., Any], project: Path) -> None:
    line = break_it(project, "playbook/repair.yml", "purpose: empathize", "purpose: emphasize")
    other = break_it(project, "data/nlu/customer/delivery.yml", "kind: delivery", "kind: dilivery")
    done = anfu("check")
    assert done.code == 1
    assert f"playbook/repair.yml:{line}:" in done.err
    assert f"data/nlu/customer/delivery.yml:{other}:" in done.err
    assert "→ choose from: delivery" in done.err
    assert "2 mistake(s)" in done.err


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("data/nlu/customer/delivery.yml", "intensity: 0", "intensity: many", "intensity"),
        ("data/nlu/customer/delivery.yml", "emotion: calm", "emotion: quiet", "quiet"),
        ("data/nlu/customer/delivery.yml", "emotion: calm", "emotoin: calm", "unknown label emotoin"),
        ("data/nlu/ask/questions.yml", "intent: affirm", "intent: afirm", "did you mean affirm"),
        ("data/rules/questions.yml", "- intent: ask_clock", "- intent: ask_clok", "did you mean ask_clock"),
        ("data/rules/questions.yml", "- action: action_answer", "- action: action_anser", "action_answer"),
        ("data/rules/ticket.yml", "- active_loop: ticket_form", "- active_loop: tiket_form", "ticket_form"),
        ("domain.yml", "utter_ask_ticket_note", "utter_ask_note", "nothing asks for slot ticket_note"),
        ("domain.yml", "            requested_slot: ticket_note", "            other: x", "whatever is said"),
        ("config.yml", "policies:", "polices:", "'policies' is missing"),
        ("credentials.yml", "anfu.channels", "a: [", "not valid YAML"),
    ],
)
def test_mistakes_in_rasas_files_are_found_at_their_place(
    project: Path, name: str, old: str, new: str, says: str
) -> None:
    line = break_it(project, name, old, new)
    problems, _ = check_rasa_files(project)
    fitting = [problem for problem in problems if says in f"{problem.what} {problem.remedy}"]
    assert fitting, problems
    assert all(problem.file == name for problem in fitting)
    if name not in ("domain.yml", "config.yml", "credentials.yml"):
        assert fitting[0].line == line


def test_an_intent_without_examples_is_told_where_it_is_used(project: Path) -> None:
    break_it(project, "domain.yml", "  - ask_clock\n", "  - ask_clock\n  - ask_moon\n")
    line = break_it(project, "data/rules/questions.yml", "- intent: ask_clock", "- intent: ask_moon")
    problem = only(project)
    assert (problem.file, problem.line) == ("data/rules/questions.yml", line)
    assert "ask_moon has no examples" in problem.what


def test_missing_and_unreadable_files_are_told(project: Path) -> None:
    (project / "domain.yml").write_bytes(b"intents: \xff")
    (project / "config.yml").unlink()
    files = {problem.file: problem.what for problem in check_rasa_files(project)[0]}
    assert "UTF-8" in files["domain.yml"]
    assert "missing" in files["config.yml"]


def test_rasas_text_block_of_examples_counts(project: Path) -> None:
    text = 'version: "3.1"\nnlu:\n  - intent: affirm\n    examples: |\n      - 好嘞\n      - 成\n'
    before = check_rasa_files(project)[1].examples
    (project / "data/nlu/more.yml").write_text(text, encoding="utf-8")
    problems, counts = check_rasa_files(project)
    assert problems == []
    assert counts.examples == before + 2


def test_one_sentence_with_two_meanings_is_told(project: Path) -> None:
    text = 'version: "3.1"\nnlu:\n  - intent: affirm\n    examples:\n      - text: 谁来定这个事\n'
    (project / "data/nlu/a.yml").write_text(text, encoding="utf-8")
    (project / "data/nlu/b.yml").write_text(text.replace("affirm", "deny"), encoding="utf-8")
    problem = only(project)
    assert (problem.file, problem.line) == ("data/nlu/b.yml", 5)
    assert "data/nlu/a.yml:5" in problem.what


def test_the_delivered_library_has_no_hole(anfu: Callable[..., Any]) -> None:
    done = anfu("check", "--coverage")
    assert done.code == 0, done.err
    assert re.search(r"✓ \d{3} scripts, no hole", done.out)
    assert re.search(r"self_harm +\d+", done.out)


def test_a_hole_is_told_with_what_to_write(anfu: Callable[..., Any], project: Path) -> None:
    break_it(project, "playbook/coverage.yml", "signal_scripts: 8", "signal_scripts: 25")
    done = anfu("check", "--coverage")
    assert done.code == 1
    assert "signal vip: 14 of 25 scripts" in done.err
    assert "→ write 11 more" in done.err
    counted = json.loads(anfu("check", "--coverage", "--json").out)
    assert "signal vip: 14 of 25 scripts: write 11 more" in counted["holes"]
    assert counted["cells"][0].keys() == {"purpose", "emotion", "kind", "fit", "specific"}


def test_json_without_coverage_is_refused(anfu: Callable[..., Any]) -> None:
    assert anfu("check", "--json").code == 1
