"""Labelled sets: what a line may say, and what a person is told who gets one wrong."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from anfu.evaluation import BadSet, Labelled, read_labelled
from anfu.reading import Emotion


def written(folder: Path, *lines: Any) -> Path:
    """A file of these lines; values other than strings become JSON."""
    path = folder / "set.jsonl"
    told = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    path.write_text("".join(f"{line}\n" for line in told), encoding="utf-8")
    return path


def only(folder: Path, line: Any) -> Labelled:
    [found] = read_labelled(written(folder, line))
    return found


# --- what a line may say --------------------------------------------------------------------------


def test_a_customers_line_with_every_label(tmp_path: Path) -> None:
    line = {
        "id": 7,
        "text": "三千块的洗衣机修了两次，我要去12315",
        "speaker": "customer",
        "kind": "quality",
        "act": "threaten",
        "emotion": {"label": "angry", "intensity": 2},
        "signals": ["regulator", "repeat"],
        "facts": {"amount_cny": 3000, "contacts": 2},
        "scope": "in",
    }
    found = only(tmp_path, line)
    assert (found.id, found.text, found.speaker) == (7, line["text"], "customer")
    assert (found.kind, found.act, found.emotion) == ("quality", "threaten", Emotion("angry", 2))
    assert found.signals == ("regulator", "repeat")
    assert found.facts is not None
    assert (found.facts.amount_cny, found.facts.contacts) == (Decimal(3000), 2)
    assert found.scope == "in"


def test_agents_and_questions_have_labels_of_their_own(tmp_path: Path) -> None:
    agent, ask = read_labelled(
        written(
            tmp_path,
            {"text": "对不起", "speaker": "agent", "agent_acts": ["apologize"], "taboos": []},
            {"text": "要升级吗", "speaker": "ask", "intent": "ask_escalate"},
        )
    )
    assert (agent.agent_acts, agent.taboos) == (("apologize",), ())
    assert (ask.speaker, ask.intent) == ("ask", "ask_escalate")


def test_a_bare_line_is_a_customers_and_nothing_of_it_is_scored(tmp_path: Path) -> None:
    assert only(tmp_path, {"text": "喂"}) == Labelled("喂", "customer")


def test_none_heard_is_a_label_and_an_absent_one_is_not(tmp_path: Path) -> None:
    assert only(tmp_path, {"text": "喂", "signals": []}).signals == ()
    assert only(tmp_path, {"text": "喂", "signals": None}).signals is None
    assert only(tmp_path, {"text": "喂"}).signals is None


@pytest.mark.parametrize("amount", [6000.5, "6000.5", "6000.50"])
def test_a_sum_is_the_same_however_it_is_written(tmp_path: Path, amount: object) -> None:
    facts = only(tmp_path, {"text": "六千块五毛", "facts": {"amount_cny": amount}}).facts
    assert facts is not None
    assert facts.amount_cny == Decimal("6000.5")


def test_signals_may_come_with_their_evidence(tmp_path: Path) -> None:
    found = only(
        tmp_path,
        {
            "text": "我要去法院，还要发抖音",
            "signals": [{"id": "legal", "evidence": "法院", "span": [3, 5], "confidence": 0.9}, "media"],
        },
    )
    assert found.signals == ("legal", "media")


def test_acts_taboos_and_intents_may_come_with_their_evidence(tmp_path: Path) -> None:
    found = only(
        tmp_path,
        {
            "text": "对不起，绝对不可能",
            "speaker": "agent",
            "agent_acts": [{"id": "apologize", "evidence": "对不起", "span": [0, 3]}],
            "taboos": [{"id": "absolute", "evidence": "绝对不可能", "span": [4, 9]}],
            "intent": {"name": "agent_speech", "confidence": 1.0},
        },
    )
    assert (found.agent_acts, found.taboos, found.intent) == (("apologize",), ("absolute",), "agent_speech")


def test_what_anfu_read_prints_besides_is_passed_over(tmp_path: Path) -> None:
    found = only(
        tmp_path,
        {
            "text": "三百块",
            "complaint": 0.2,
            "confidence": {"kind": 0.9},
            "facts": {"amount_cny": "300", "spans": {"amount_cny": [0, 3]}, "product": "耳机"},
        },
    )
    assert found.facts is not None
    assert found.facts.amount_cny == 300


def test_blank_lines_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_bytes('\r\n{"text": "一"}\r\n \t\r\n{"text": "二\u2028三"}'.encode())
    assert [line.text for line in read_labelled(path)] == ["一", "二\u2028三"]


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_bytes('{"text": "一"}'.encode("utf-8-sig"))
    assert [line.text for line in read_labelled(path)] == ["一"]


# --- what is wrong with it ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"text": "退钱"', "truncated"),
        ("nonsense", "malformed"),
        ('["退钱"]', "object"),
        ("null", "object"),
        ('"退钱"', "object"),
        ("[" * 100_000, "recursion"),
        ('{"kind": "refund"}', "text"),
        ('{"text": 5}', r"\$.text"),
        ('{"text": "退钱", "kind": "weather"}', r"weather.*\$.kind"),
        ('{"text": "退钱", "act": "shout"}', r"shout.*\$.act"),
        ('{"text": "退钱", "speaker": "robot"}', r"robot.*\$.speaker"),
        ('{"text": "退钱", "scope": "maybe"}', r"maybe.*\$.scope"),
        ('{"text": "退钱", "emotion": {"label": "furious"}}', r"furious.*\$.emotion.label"),
        ('{"text": "退钱", "emotion": "angry"}', r"\$.emotion"),
        ('{"text": "退钱", "signals": ["legal", "weather"]}', r"weather.*\$.signals"),
        ('{"text": "退钱", "signals": [{"id": "weather"}]}', r"weather.*\$.signals"),
        ('{"text": "退钱", "signals": [{"evidence": "法院"}]}', r"\$.signals"),
        ('{"text": "退钱", "signals": "legal"}', r"\$.signals"),
        ('{"text": "您好", "speaker": "agent", "agent_acts": ["wave"]}', r"wave.*\$.agent_acts"),
        ('{"text": "您好", "speaker": "agent", "taboos": ["rude"]}', r"rude.*\$.taboos"),
        ('{"text": "退钱", "facts": {"amount_cny": "很多"}}', r"\$.facts.amount_cny"),
        ('{"text": "退钱", "facts": {"contacts": "三"}}', r"\$.facts.contacts"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_the_guide(tmp_path: Path, line: str, says: str) -> None:
    path = written(tmp_path, {"text": "一"}, "", line, {"text": "二"})
    with pytest.raises(BadSet, match=rf"(?is)^{path}:3: .*{says}.*docs/labelling\.md"):
        read_labelled(path)


def test_the_first_of_many_mistakes_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadSet, match=r"set\.jsonl:2:"):
        read_labelled(written(tmp_path, {"text": "一"}, "{", "{"))


def test_text_that_is_not_utf_8_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_bytes(b'{"text": "ok"}\n' + '{"text": "退钱"}\n'.encode("gb18030"))
    with pytest.raises(BadSet, match=rf"{path}:2: .*utf-8"):
        read_labelled(path)


@pytest.mark.parametrize("content", ["", "\n", " \r\n\t\n"])
def test_a_file_without_a_line_is_told(tmp_path: Path, content: str) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadSet, match=r"set\.jsonl holds no utterance: write"):
        read_labelled(path)


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(BadSet, match=r"none\.jsonl cannot be read \(No such file"):
        read_labelled(tmp_path / "none.jsonl")
    with pytest.raises(BadSet, match=r"cannot be read \(Is a directory\)"):
        read_labelled(tmp_path)
