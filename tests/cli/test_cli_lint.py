"""`anfu lint` as an agent's tool uses it: an argument, a pipe, a file of drafts."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

BLOCKED = "绝对不可能给您退，这不是我们的责任"
FINE = ["这个函数的绝对值", "我们绝对不会推诿", "您刚才说“不可能”"]


def test_a_blocked_draft_names_its_taboos_and_ends_with_2(anfu: Callable[..., Any]) -> None:
    done = anfu("lint", BLOCKED, "--json")
    found = json.loads(done.out)
    assert done.code == 2
    assert found["verdict"] == "block"
    assert {"absolute", "blame_shift"} <= {finding["taboo"] for finding in found["findings"]}
    for finding in found["findings"]:
        start, end = finding["span"]
        assert found["text"][start:end] == finding["text"]
        assert finding["instead"]
        assert finding["why"]


@pytest.mark.parametrize("draft", FINE)
def test_meant_well_passes(anfu: Callable[..., Any], draft: str) -> None:
    done = anfu("lint", draft, "--json")
    assert json.loads(done.out)["verdict"] == "ok"
    assert done.code == 0


def test_the_human_view_shows_words_reason_and_what_to_say(anfu: Callable[..., Any]) -> None:
    done = anfu("lint", BLOCKED)
    assert done.code == 2
    assert "不能说" in done.out
    assert "不是我们的责任" in done.out
    assert "→" in done.out


def test_exit_zero_reports_and_does_not_fail(anfu: Callable[..., Any]) -> None:
    assert anfu("lint", BLOCKED, "--exit-zero").code == 0


def test_a_pipe_works_in_a_real_shell_without_a_model(process: Callable[..., Any], project: Path) -> None:
    blocked = process("lint", stdin=f"{BLOCKED}\n".encode())
    fine = process("lint", "--json", stdin="我们绝对不会推诿\n".encode(), LC_ALL="C", PYTHONUTF8="0")
    assert (blocked.code, fine.code) == (2, 0)
    assert "不能说" in blocked.out
    assert json.loads(fine.out) == {
        "id": None,
        "text": "我们绝对不会推诿",
        "findings": [],
        "verdict": "ok",
        "rewrite": None,
    }


def test_role_decides_what_may_be_promised(anfu: Callable[..., Any]) -> None:
    promise = "我现在给您退两千元"
    assert json.loads(anfu("lint", promise, "--json").out)["verdict"] == "warn"
    assert json.loads(anfu("lint", promise, "--json", "--role", "supervisor").out)["verdict"] == "ok"


def test_many_drafts_keep_order_and_ids(anfu: Callable[..., Any], tmp_path: Path) -> None:
    drafts = tmp_path / "drafts.jsonl"
    lines = [{"id": number, "text": text} for number, text in enumerate([BLOCKED, *FINE])]
    drafts.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    done = anfu("lint", "--jsonl", str(drafts))
    answers = [json.loads(line) for line in done.out.splitlines()]
    assert [answer["id"] for answer in answers] == [0, 1, 2, 3]
    assert [answer["verdict"] for answer in answers] == ["block", "ok", "ok", "ok"]
    assert done.code == 0


def test_a_bad_line_is_answered_in_its_place(anfu: Callable[..., Any]) -> None:
    lines = [
        '{"id": "a", "text": "您好"}',
        "nonsense",
        "",
        '{"id": "c", "txt": "您好"}',
        '{"id": "d", "text": "' + "长" * 400_000 + '"}',
        '{"id": "e", "text": "\\u0000"}',
        '{"id": "f", "text": "再见"}',
    ]
    done = anfu("lint", "--jsonl", "-", stdin="\n".join(lines))
    answers = [json.loads(line) for line in done.out.splitlines()]
    assert [answer["id"] for answer in answers] == ["a", None, "c", None, "e", "f"]
    assert ["error" in answer for answer in answers] == [False, True, True, True, True, False]
    assert "line 4" in answers[2]["error"]
    assert done.code == 1


@pytest.mark.parametrize(
    ("stdin", "says"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"\xff\xfe", "UTF-8"),
        ("好" * 10_001, "10001 characters"),
        (b"x" * 1_000_000, "longer than"),
        ("您\x00好", "U+0000"),
    ],
)
def test_what_is_no_draft_is_refused_in_words(anfu: Callable[..., Any], stdin: Any, says: str) -> None:
    done = anfu("lint", stdin=stdin)
    assert done.code == 1
    assert says in done.err
    assert "→" in done.err
    assert done.out == ""


def test_a_text_and_a_file_are_not_both_taken(anfu: Callable[..., Any]) -> None:
    done = anfu("lint", "您好", "--jsonl", "-", stdin="{}")
    assert done.code == 1
    assert "give one of them" in done.err


def test_a_missing_file_is_named(anfu: Callable[..., Any]) -> None:
    done = anfu("lint", "--jsonl", "nowhere.jsonl")
    assert done.code == 1
    assert "nowhere.jsonl" in done.err
    assert "Traceback" not in done.err


@given(st.binary(max_size=300))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_get_one_answer_a_line(anfu: Callable[..., Any], data: bytes) -> None:
    done = anfu("lint", "--jsonl", "-", stdin=data)
    lines = [line for line in data.split(b"\n") if line.strip()]
    answers = [json.loads(line) for line in done.out.splitlines()]
    assert len(answers) == len(lines)
    assert done.code == (1 if any("error" in answer for answer in answers) else 0)
