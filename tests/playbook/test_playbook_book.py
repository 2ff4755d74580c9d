"""The playbook as it is delivered, and how it is loaded and kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anfu.labels import BEATS, NODES, STEPS, TABOOS
from anfu.playbook import Playbook, PlaybookError, check_playbook, load_playbook, playbook_files
from anfu.playbook.book import _assemble, _read
from anfu.playbook.problems import Problem, closest, locate, relative
from anfu.playbook.variables import KNOWN, VARIABLE, fill, mistakes

DELIVERED = Path(__file__).resolve().parents[2] / "playbook"


def sourced(value: Any) -> Iterator[Any]:
    """Every part of the playbook that has a source."""
    if isinstance(value, msgspec.Struct):
        if "source" in value.__struct_fields__:
            yield value
        for field in value.__struct_fields__:
            yield from sourced(getattr(value, field))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from sourced(item)


def test_the_delivered_playbook_has_no_mistake(delivered: Path) -> None:
    assert check_playbook(delivered) == []


def test_every_rule_has_a_source(book: Playbook) -> None:
    rules = [rule for rule in sourced(book) if type(rule).__name__ != "Script"]
    assert len(rules) > 300
    assert [rule for rule in rules if not re.fullmatch(r"F\d{1,3}|own", rule.source)] == []


def test_a_script_has_its_own_source_or_its_file_s(book: Playbook) -> None:
    for script in book.scripts:
        assert re.fullmatch(r"F\d{1,3}|own", script.source)
        assert script.script.source in (None, script.source)
        assert script.id == script.script.id


def test_the_steps_beats_nodes_and_levels_are_complete(book: Playbook) -> None:
    assert tuple(step.id for step in book.steps.steps) == STEPS
    assert tuple(beat.id for beat in book.repair.beats) == BEATS
    assert tuple(node.id for node in book.checklist.nodes) == NODES
    assert [(book.level(level).cr, book.level(level).priority) for level in (0, 1, 2, 3)] == [
        (None, "P3"),
        ("CR1", "P0"),
        ("CR2", "P1"),
        ("CR3", "P2"),
    ]
    assert {wording.taboo for wording in book.lexicon} == set(TABOOS)


def test_roles_without_a_line_have_the_agent_s_limit(book: Playbook) -> None:
    assert book.limit("agent").amount_cny == Decimal(500)
    assert book.limit("supervisor").amount_cny > book.limit("agent").amount_cny
    assert book.limit("trainer") == book.limit("agent")


def test_money_alone_raises_a_call_above_five_thousand(book: Playbook) -> None:
    assert book.amount_threshold() == Decimal(5000)
    without = msgspec.structs.replace(book, escalation=msgspec.structs.replace(book.escalation, triggers=[]))
    assert without.amount_threshold() is None


def test_scripts_are_found_by_purpose(book: Playbook) -> None:
    fixes = book.scripts_for("fix")
    assert fixes
    assert {script.purpose for script in fixes} == {"fix"}
    assert book.scripts_for("enquiry") == tuple(s for s in book.scripts if s.purpose == "enquiry")


def test_texts_are_read_in_either_language(book: Playbook) -> None:
    name = book.steps.steps[0].name
    assert (name.to("zh"), name.to("en")) == (name.zh, name.en)


def test_loading_a_wrong_playbook_tells_every_problem(copy: Path) -> None:
    (copy / "steps.yml").unlink()
    (copy / "avoid.yml").write_text("avoid: 1\n", encoding="utf-8")
    with pytest.raises(PlaybookError) as caught:
        load_playbook(copy)
    assert [problem.file for problem in caught.value.problems] == ["playbook/avoid.yml", "playbook/steps.yml"]
    assert str(caught.value).count("→") == 2


FILES = sorted(relative(path, DELIVERED) for path in playbook_files(DELIVERED))


@pytest.mark.parametrize("name", FILES[::3])
def test_any_edit_changes_the_fingerprint(name: str, copy: Path, book: Playbook) -> None:
    path = copy.parent / name
    path.write_bytes(path.read_bytes() + b"\n# a remark\n")
    changed = load_playbook(copy).fingerprint
    assert changed != book.fingerprint
    assert re.fullmatch(r"[0-9a-f]{16}", changed)


def test_a_copy_has_the_same_fingerprint(book: Playbook, copy: Path) -> None:
    assert load_playbook(copy).fingerprint == book.fingerprint


# --- the quick reading ---------------------------------------------------------------------------


def test_quick_and_close_reading_agree(book: Playbook) -> None:
    closely = _read(DELIVERED, None, closely=True)
    assert not closely.problems
    assert _assemble(DELIVERED, closely) == book


def test_a_key_written_twice_is_not_read_over(copy: Path) -> None:
    path = copy / "repair.yml"
    path.write_text(path.read_text(encoding="utf-8") + "\nstarts_at_intensity: 2\n", encoding="utf-8")
    with pytest.raises(PlaybookError, match="starts_at_intensity"):
        load_playbook(copy)


# --- variables -----------------------------------------------------------------------------------


def test_variables_are_filled_or_fall_back() -> None:
    text = "{name|您}放心，{due|今天下班前}回您。"
    assert fill(text, {}) == "您放心，今天下班前回您。"
    assert fill(text, {"name": "王先生", "due": "十八点前"}) == "王先生放心，十八点前回您。"
    assert fill(text, {"name": ""}) == "您放心，今天下班前回您。"
    assert fill("{name}好", {}) == "好"


@given(st.text(alphabet="{}|abcdenmu您_ ", max_size=30))
def test_no_text_upsets_the_variables(text: str) -> None:
    assert all(what and remedy for what, remedy in mistakes(text))
    assert not VARIABLE.search(fill(text, dict.fromkeys(KNOWN, "好"))) or "{" in text


def test_every_script_is_a_sentence_when_nothing_is_known(book: Playbook) -> None:
    for script in book.scripts:
        said = fill(script.script.text, {})
        assert not re.search(r"[{}|]", said), script.id
        assert 2 <= len(said) <= 90, script.id


# --- places --------------------------------------------------------------------------------------


def test_a_place_outside_the_tree_is_the_nearest_known() -> None:
    assert locate(None, ["a", 1]) == (1, 1)
    assert locate({"a": [1]}, ["a", 5]) == (1, 1)


def test_a_place_in_a_tree_is_its_line_and_column() -> None:
    from ruamel.yaml import YAML

    tree = YAML(typ="rt").load("a:\n  - b: 1\n    c: 2\n")
    assert locate(tree, ["a", 0, "c"]) == (3, 5)
    assert locate(tree, ["a", 0, "missing"]) == (2, 5)
    assert locate(tree, ["a", 9]) == (1, 1)


def test_a_typo_is_understood_unless_it_is_too_far() -> None:
    assert closest("empathise", ["empathize", "greet"]) == "empathize"
    assert closest("天气", ["empathize", "greet"]) is None


def test_a_path_outside_the_playbook_is_told_whole() -> None:
    assert relative(Path("/a/b.yml"), Path("/c/playbook")) == "/a/b.yml"
    assert relative(Path("/c/playbook/x.yml"), Path("/c/playbook")) == "playbook/x.yml"


def test_problems_sort_by_place() -> None:
    late, early = Problem("b", 1, 1, "", ""), Problem("a", 9, 1, "", "")
    assert sorted([late, early]) == [early, late]
