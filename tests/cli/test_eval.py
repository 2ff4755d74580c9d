"""`anfu eval`: the figures a person sees, the ones a machine gets, and what is said of a bad set."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from builders import agent, customer

from anfu.labels import Speaker
from anfu.reading import Reading
from anfu.reading.types import Intent

Anfu = Callable[..., Any]
PNG = b"\x89PNG\r\n\x1a\n"
LINES = [
    {"text": "给我退了[马上]", "kind": "refund", "act": "demand"},
    {"text": "凭什么多扣三十", "kind": "refund", "facts": {"amount_cny": 30}},
    {"text": "谢谢啊", "kind": "none"},
    {"text": "对不起", "speaker": "agent", "agent_acts": ["apologize"]},
    {"text": "讲个笑话", "speaker": "ask", "intent": "out_of_scope"},
]


class Reader:
    """Stands where the service would: knows five sentences, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def read_all(self, text: str, speaker: Speaker) -> Reading:
        self.asked.append(text)
        if speaker == "agent":
            return agent(text, "apologize")
        if "扣" in text:
            return customer(text, "question", "billing", amount_cny=30)
        return customer(text, "demand", "none" if "谢" in text else "refund")

    def read_question(self, text: str) -> Intent:
        self.asked.append(text)
        return Intent("nlu_fallback", 0.2)


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Reader:
    """Reads in place of the trained model."""
    import anfu.cli.parts

    known = Reader()
    monkeypatch.setattr(anfu.cli.parts, "service_in_memory", lambda *_: known)
    return known


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """A labelled set of five lines."""
    return written(tmp_path, *LINES)


def written(folder: Path, *lines: Any) -> Path:
    path = folder / "set.jsonl"
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    return path


def words(text: str) -> str:
    """What is printed, without the line breaks that narrow tables make."""
    return " ".join(text.split())


# --- figures ---------------------------------------------------------------------------------------


def test_machines_get_every_figure(anfu: Anfu, reader: Reader, labelled: Path) -> None:
    done = anfu("eval", "--set", str(labelled), "--json")
    assert (done.code, done.err) == (0, "")
    told = json.loads(done.out)
    assert told["utterances"] == 5
    questions = {question["name"]: question for question in told["questions"]}
    assert list(questions) == ["kind", "complaint", "act", "amount", "agent_acts", "intent", "out_of_scope"]
    kind = questions["kind"]
    # refund was heard once and missed once, none was heard, and billing was never wanted.
    assert {row["label"]: (row["precision"], row["recall"], row["support"]) for row in kind["rows"]} == {
        "refund": (1.0, 0.5, 2),
        "none": (1.0, 1.0, 1),
        "billing": (0.0, 0.0, 0),
    }
    assert kind["macro_f1"] == pytest.approx((2 / 3 + 1) / 2)
    assert kind["micro_f1"] == kind["exact"] == pytest.approx(2 / 3)
    # Every answer of this reader is given with confidence 0: right twice in three, it is off by that.
    assert kind["ece"] == pytest.approx(2 / 3)
    for name in ("complaint", "act", "amount", "agent_acts", "intent", "out_of_scope"):
        assert (questions[name]["micro_f1"], questions[name]["exact"]) == (1.0, 1.0), name
    assert questions["amount"]["ece"] is None


def test_people_see_a_table_a_question_and_its_mistakes(anfu: Anfu, reader: Reader, labelled: Path) -> None:
    done = anfu("eval", "--set", str(labelled))
    assert done.code == 0
    shown = words(done.out)
    assert (
        "kind: 3 utterances · macro-F1 0.833 · micro P 0.667 R 0.667 F1 0.667 · exact 0.667 · ECE 0.667"
        in shown
    )
    assert "│ refund │ 1.00 │ 0.50 │ 0.67 │ 2 │" in shown
    assert "refund → billing 0.00 凭什么多扣三十" in shown
    assert "给我退了" not in shown  # it was read rightly


def test_every_sum_would_be_a_row_so_none_is(anfu: Anfu, reader: Reader, labelled: Path) -> None:
    shown = words(anfu("eval", "--set", str(labelled)).out)
    assert "amount: 1 utterances" in shown
    assert "│ 30 │" not in shown


def test_brackets_in_a_sentence_are_no_markup(anfu: Anfu, reader: Reader, tmp_path: Path) -> None:
    path = written(tmp_path, {"text": "给我退了[马上][/]", "kind": "billing"})
    assert "billing → refund 0.00 给我退了[马上][/]" in words(anfu("eval", "--set", str(path)).out)


def test_brackets_in_an_intent_are_no_markup(anfu: Anfu, reader: Reader, tmp_path: Path) -> None:
    path = written(tmp_path, {"text": "讲个笑话", "speaker": "ask", "intent": "[/]"})
    assert "[/] → out_of_scope" in words(anfu("eval", "--set", str(path)).out)


@pytest.mark.parametrize(("most", "shown"), [("0", 0), ("2", 2), ("50", 9)])
def test_as_many_mistakes_as_asked_for(
    anfu: Anfu, reader: Reader, tmp_path: Path, most: str, shown: int
) -> None:
    path = written(tmp_path, *({"text": f"多扣{number}", "act": "demand"} for number in range(9)))
    done = anfu("eval", "--set", str(path), "--mistakes", most)
    assert done.out.count("demand → question") == shown


# --- bad hearing -----------------------------------------------------------------------------------


def test_without_noise_every_word_is_read_as_it_stands(anfu: Anfu, reader: Reader, labelled: Path) -> None:
    anfu("eval", "--set", str(labelled))
    assert reader.asked == [line["text"] for line in LINES]


def test_noise_changes_what_is_read_and_is_the_same_each_time(
    anfu: Anfu, reader: Reader, labelled: Path
) -> None:
    first = anfu("eval", "--set", str(labelled), "--noise", "1", "--json")
    once = list(reader.asked)
    reader.asked.clear()
    again = anfu("eval", "--set", str(labelled), "--noise", "1", "--json")
    assert (first.out, once) == (again.out, reader.asked)
    assert not set(once) & {line["text"] for line in LINES}


@pytest.mark.parametrize("noise", ["-0.1", "1.5", "much"])
def test_a_share_beyond_all_of_it_is_refused(anfu: Anfu, reader: Reader, labelled: Path, noise: str) -> None:
    done = anfu("eval", "--set", str(labelled), "--noise", noise)
    assert done.code == 2
    assert "--noise" in done.err
    assert reader.asked == []


# --- the picture -----------------------------------------------------------------------------------


def test_the_matrices_are_drawn(anfu: Anfu, reader: Reader, labelled: Path, tmp_path: Path) -> None:
    picture = tmp_path / "matrices.png"
    # Two intents, for a matrix of one label alone makes scikit-learn warn; see below.
    path = written(
        tmp_path,
        *LINES[1:3],
        {"text": "讲个笑话", "speaker": "ask", "intent": "out_of_scope"},
        {"text": "要升级吗", "speaker": "ask", "intent": "ask_escalate"},
    )
    done = anfu("eval", "--set", str(path), "--picture", str(picture))
    assert done.code == 0
    assert "2 confusion matrices:" in words(done.out)
    assert picture.read_bytes().startswith(PNG)


def test_with_json_the_picture_is_drawn_in_silence(
    anfu: Anfu, reader: Reader, tmp_path: Path, labelled: Path
) -> None:
    picture = tmp_path / "matrices.png"
    path = written(tmp_path, *LINES[1:3])
    done = anfu("eval", "--set", str(path), "--picture", str(picture), "--json")
    assert json.loads(done.out)["utterances"] == 2
    assert picture.read_bytes().startswith(PNG)


def test_a_matrix_of_one_label_is_drawn_without_a_warning(anfu: Anfu, reader: Reader, tmp_path: Path) -> None:
    path = written(tmp_path, {"text": "给我退了", "kind": "refund"})
    assert anfu("eval", "--set", str(path), "--picture", str(tmp_path / "m.png")).code == 0


def test_nothing_to_draw_is_told(anfu: Anfu, reader: Reader, tmp_path: Path) -> None:
    path = written(tmp_path, {"text": "对不起", "speaker": "agent", "agent_acts": ["apologize"]})
    done = anfu("eval", "--set", str(path), "--picture", str(tmp_path / "m.png"))
    assert done.code == 1
    assert "nothing to draw" in done.err
    assert "kind, act, emotion or intent" in done.err
    assert not (tmp_path / "m.png").exists()


@pytest.mark.parametrize("where", ["no-such-folder/m.png", "."])
def test_a_picture_that_cannot_be_written_is_told(
    anfu: Anfu, reader: Reader, tmp_path: Path, where: str
) -> None:
    path = written(tmp_path, *LINES[1:3])
    done = anfu("eval", "--set", str(path), "--picture", str(tmp_path / where))
    assert done.code == 1
    assert "cannot be written" in done.err
    assert "name another file" in done.err


# --- bad input --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "holds no utterance"),
        (b'{"text": "ok"}\n{"text": ', "set.jsonl:2: Input data was truncated"),
        ('{"text": "退钱", "kind": "weather"}'.encode(), "set.jsonl:1: Invalid enum value 'weather'"),
        ('{"text": "退钱"}'.encode("gb18030"), "set.jsonl:1: 'utf-8' codec can't decode"),
        (None, "cannot be read (No such file or directory)"),
    ],
)
def test_a_bad_set_is_told_before_anything_is_read(
    anfu: Anfu, reader: Reader, tmp_path: Path, content: bytes | None, says: str
) -> None:
    path = tmp_path / "set.jsonl"
    if content is not None:
        path.write_bytes(content)
    done = anfu("eval", "--set", str(path))
    assert done.code == 1
    assert done.out == ""
    assert says in words(done.err)
    assert "docs/labelling.md" in done.err
    assert "Traceback" not in done.err
    assert reader.asked == []


def test_a_set_must_be_named(anfu: Anfu) -> None:
    done = anfu("eval")
    assert done.code == 2
    assert "--set" in done.err


def test_without_a_model_it_says_how_to_get_one(anfu: Anfu, project: Path, labelled: Path) -> None:
    done = anfu("eval", "--set", str(labelled))
    assert done.code == 1
    assert "anfu train" in done.err


# --- with the model ---------------------------------------------------------------------------------


def test_the_trained_model_is_judged(anfu: Anfu, model_path: Path, tmp_path: Path) -> None:
    lines = [
        {"text": "我的包裹五天了还没到，给我退款！", "kind": "delivery", "signals": []},
        {"text": "再不处理我就去12315投诉你们", "act": "threaten", "signals": [{"id": "regulator"}]},
        {"text": "……", "kind": "none"},
        {"text": "对不起，让您久等了", "speaker": "agent", "agent_acts": ["apologize"], "taboos": []},
        {"text": "要不要升级", "speaker": "ask", "intent": "ask_escalate"},
    ]
    path = written(tmp_path, *lines)
    for noise in ("0", "0.1"):
        done = anfu("eval", "--set", str(path), "--json", "--noise", noise)
        assert done.code == 0, done.err
        questions = {question["name"]: question for question in json.loads(done.out)["questions"]}
        assert questions.keys() == {
            "kind",
            "complaint",
            "act",
            "signals",
            "agent_acts",
            "taboos",
            "intent",
            "out_of_scope",
        }
        assert all(0 <= question["exact"] <= 1 for question in questions.values())
        assert all(question["ece"] is None or 0 <= question["ece"] <= 1 for question in questions.values())
    assert questions["signals"]["micro_recall"] == 1.0  # digits are heard rightly on the worst line
