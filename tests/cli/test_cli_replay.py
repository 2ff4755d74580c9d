"""`anfu replay` and `anfu read`: what the model hears, for machines and for people."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from anfu.cli.console import Complaint
from anfu.cli.replay import LONGEST_PAUSE, pauses
from anfu.cli.transcript import read_transcript

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LINES = [
    {"speaker": "customer", "text": "冰箱又坏了，都第三次了", "at": "2026-03-02T09:00:00+08:00"},
    {"speaker": "agent", "text": "换成我也急，我现在就给您查", "at": "2026-03-02T09:00:08+08:00"},
    {"speaker": "customer", "text": "再不退我那6000块我就去起诉", "at": "2026-03-02T09:10:00+08:00"},
]


def write(path: Path, lines: list[Any]) -> Path:
    texts = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path


@pytest.mark.model
def test_a_call_gives_one_guidance_a_line(anfu: Callable[..., Any], tmp_path: Path, model_path: Path) -> None:
    call = write(tmp_path / "call.jsonl", LINES)
    done = anfu("replay", str(call), "--json")
    guidance = [json.loads(line) for line in done.out.splitlines()]
    assert done.code == 0
    assert [one["turn"] for one in guidance] == [1, 2, 3]
    assert all(one["type"] == "guidance" for one in guidance)
    assert {reason["source"] for reason in guidance[-1]["level"]["reasons"]} == {"F46", "F47", "F48"}
    assert guidance[-1]["level"]["cr"] == "CR2"
    filed = [one["ticket"]["id"] for one in guidance if one["ticket"]["action"] == "filed"]
    assert len(filed) == 1
    assert anfu("replay", str(call), "--json").out == done.out


@pytest.mark.model
def test_the_picture_shows_words_advice_level_and_ticket(
    anfu: Callable[..., Any], tmp_path: Path, model_path: Path
) -> None:
    done = anfu("replay", str(write(tmp_path / "fridge.jsonl", LINES)))
    assert done.code == 0
    for shown in (
        "fridge",
        "冰箱又坏了",
        "CR2",
        "F46「第三次」",
        "已自动提工单",
        "可以说",
        "①接受信息",
        "补救",
    ):
        assert shown in done.out
    english = anfu("replay", "--lang", "en", str(tmp_path / "fridge.jsonl")).out
    assert "Ticket" in english
    assert "已自动提工单" not in english


@pytest.mark.model
def test_calls_of_several_files_do_not_mix(
    anfu: Callable[..., Any], tmp_path: Path, model_path: Path
) -> None:
    calm = [{"speaker": "customer", "text": "请问你们几点下班？"}]
    files = [str(write(tmp_path / "a.jsonl", LINES)), str(write(tmp_path / "b.jsonl", calm))]
    guidance = [json.loads(line) for line in anfu("replay", "--json", *files).out.splitlines()]
    assert [one["turn"] for one in guidance] == [1, 2, 3, 1]
    assert guidance[3]["level"]["id"] == 0
    assert guidance[3]["call_id"] != guidance[0]["call_id"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"speaker": "boss", "text": "嗯"}', "boss"),
        ('{"speaker": "agent"}', "text"),
        ('{"speaker": "agent", "text": "  "}', "empty"),
        ('{"speaker": "agent", "text": "嗯", "at": "yesterday"}', "at"),
        ('{"speaker": "agent", "text": "嗯", "at": "2026-03-02T09:00:00"}', "no offset"),
        ("客户：你好", "not JSON"),
        pytest.param('{"x": ' + "[" * 5000, "not JSON", id="nested"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_half_done(
    anfu: Callable[..., Any], tmp_path: Path, line: str, says: str
) -> None:
    good = write(tmp_path / "good.jsonl", LINES)
    bad = write(tmp_path / "bad.jsonl", [LINES[0], line])
    done = anfu("replay", str(good), str(bad), "--json")
    assert done.code == 1
    assert done.out == ""
    assert f"{bad}:2:" in done.err.replace("\n", "")
    assert says in done.err
    assert "→" in done.err


def test_files_that_are_no_transcript_are_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("\n", encoding="utf-8")
    (tmp_path / "latin.jsonl").write_bytes(b'{"speaker": "agent"}\n"\xe9"')
    with pytest.raises(Complaint, match="nobody says anything"):
        read_transcript(tmp_path / "empty.jsonl", START)
    with pytest.raises(Complaint, match=r"latin\.jsonl:2: not valid UTF-8"):
        read_transcript(tmp_path / "latin.jsonl", START)


def test_lines_without_a_time_follow_each_other(tmp_path: Path) -> None:
    call = write(tmp_path / "call.jsonl", [{"speaker": "agent", "text": text} for text in ("喂", "您好")])
    first, second = read_transcript(call, START)
    assert first.at == START
    assert second.at is not None
    assert second.at > START


def test_pauses_follow_the_clock_and_are_never_long(tmp_path: Path) -> None:
    said = read_transcript(write(tmp_path / "call.jsonl", LINES), START)
    assert pauses(said, 0) == [0, 0, 0]
    assert pauses(said, 8) == [0, 1, LONGEST_PAUSE]


@pytest.mark.model
def test_reading_a_customer(anfu: Callable[..., Any], model_path: Path) -> None:
    said = "都第三次了，再不退我那6000多块我就去起诉你们"
    read = json.loads(anfu("read", said).out)
    assert list(read)[:2] == ["id", "text"]
    assert {"kind", "act", "emotion", "signals", "facts", "intent"} <= set(read)
    assert {signal["id"] for signal in read["signals"]} >= {"repeat", "amount", "legal"}
    assert all(said[slice(*signal["span"])] == signal["evidence"] for signal in read["signals"])
    assert read["facts"]["amount_cny"] == "6000"


@pytest.mark.model
def test_reading_an_agent_shows_acts_and_taboos_and_hides_numbers(
    anfu: Callable[..., Any], model_path: Path
) -> None:
    line = {"id": 7, "speaker": "agent", "text": "这绝对不是我们的责任，您打13812345678"}
    read = json.loads(anfu("read", "--jsonl", "-", stdin=json.dumps(line)).out)
    assert read["id"] == 7
    assert "agent_acts" in read
    assert "kind" not in read
    assert "absolute" in {taboo["id"] for taboo in read["taboos"]}
    assert "13812345678" not in json.dumps(read)


def test_reading_without_a_model_says_how_to_get_one(anfu: Callable[..., Any], project: Path) -> None:
    done = anfu("read", "你好")
    assert done.code == 1
    assert "anfu train" in done.err


def test_a_damaged_model_says_how_to_replace_it(anfu: Callable[..., Any], project: Path) -> None:
    (project / "models" / "anfu-x.tar.gz").write_bytes(b"no archive")
    done = anfu("read", "你好")
    assert done.code == 1
    assert "anfu train --force" in done.err
