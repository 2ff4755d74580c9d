"""The model as a thing: learned, kept, restored, refused; and the reader on top of it."""

from __future__ import annotations

import io
import os
import tarfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import anfu.reading
from anfu.playbook import Playbook
from anfu.reading import Emotion, Reader, ReadingModel, Voice
from anfu.reading.archive import MODEL_FILE, load_model, newest_model
from anfu.reading.examples import Example, example_of
from anfu.reading.model import Beliefs
from anfu.reading.normalize import normalize
from anfu.reading.segment import words

LABELLED: list[tuple[str, str, dict[str, Any]]] = [
    ("快递三天没动静", "customer_describe", {"kind": "delivery", "emotion": "calm"}),
    ("快递到底在哪", "customer_question", {"kind": "delivery", "emotion": "anxious", "intensity": 1}),
    (
        "快递再不到我就起诉",
        "customer_threaten",
        {"kind": "delivery", "emotion": "angry", "intensity": 3, "signals": ["legal"]},
    ),
    ("马上给我退钱", "customer_demand", {"kind": "refund", "emotion": "angry", "intensity": 2}),
    (
        "退款退了一个月，起诉你们",
        "customer_threaten",
        {"kind": "refund", "emotion": "angry", "intensity": 3, "signals": ["legal"]},
    ),
    ("好的谢谢", "customer_thank", {"kind": "none", "emotion": "calm"}),
    ("喂你好", "customer_chitchat", {"kind": "none", "emotion": "calm"}),
    ("您好，很高兴为您服务", "agent_speech", {"acts": ["greet"]}),
    ("您好，请问怎么称呼您", "agent_speech", {"acts": ["greet", "verify_identity"]}),
    ("实在抱歉，让您久等了", "agent_speech", {"acts": ["apologize"]}),
    ("非常抱歉，这不可能", "agent_speech", {"acts": ["apologize"], "taboos": ["absolute"]}),
    ("绝对不可能退的", "agent_speech", {"taboos": ["absolute"]}),
    ("下一步怎么办", "ask_next_step", {}),
    ("下一步该做什么", "ask_next_step", {}),
    ("要升级吗", "ask_escalate", {}),
    ("这个要不要升级", "ask_escalate", {}),
]
EXAMPLES = [example_of(text, intent, labels) for text, intent, labels in LABELLED]


@pytest.fixture(scope="session")
def small_model() -> ReadingModel:
    return ReadingModel.fit(EXAMPLES)


@pytest.fixture(scope="session")
def reader(book: Playbook, small_model: ReadingModel) -> Reader:
    return Reader(book, small_model)


def beliefs(model: ReadingModel) -> list[Beliefs]:
    return [
        model.believe(example.voice, [normalize(example.text)])[0] for example in EXAMPLES
    ] + model.believe("customer", ["", "完全没见过的话", "😡"])


def close(one: list[Beliefs], other: list[Beliefs], within: float) -> bool:
    return all(
        mine.keys() == yours.keys()
        and all(
            mine[question].keys() == yours[question].keys()
            and all(abs(mine[question][name] - yours[question][name]) <= within for name in mine[question])
            for question in mine
        )
        for mine, yours in zip(one, other, strict=True)
    )


def test_it_learns_what_it_was_shown(small_model: ReadingModel) -> None:
    for example in EXAMPLES[:7]:
        [belief] = small_model.believe("customer", [normalize(example.text)])
        assert max(belief["kind"], key=belief["kind"].__getitem__) == example.kind
        assert sum(belief["act"].values()) == pytest.approx(1, abs=1e-5)
        assert all(0 <= sure <= 1 for sure in belief["signals"].values())


def test_a_question_with_two_answers_adds_up(small_model: ReadingModel) -> None:
    [belief] = small_model.believe("ask", ["下一步怎么办"])
    assert set(belief["intent"]) == {"ask_next_step", "ask_escalate"}
    assert sum(belief["intent"].values()) == pytest.approx(1, abs=1e-5)
    assert belief["intent"]["ask_next_step"] > 0.5


def test_learning_twice_gives_the_same_beliefs(small_model: ReadingModel) -> None:
    assert close(beliefs(ReadingModel.fit(EXAMPLES)), beliefs(small_model), 1e-5)


def test_progress_is_reported() -> None:
    told: list[str] = []
    ReadingModel.fit(EXAMPLES[-4:], told.append)
    assert told == ["ask: intent"]


def test_a_voice_it_never_heard_gives_no_beliefs(small_model: ReadingModel) -> None:
    customers_only = ReadingModel.fit(EXAMPLES[:7])
    assert customers_only.believe("draft", ["尽快", "好"]) == [{}, {}]


def test_drafts_teach_what_not_to_say_and_nothing_about_acts() -> None:
    drafts = [
        example_of("您自己没看清楚吧", "draft", {"taboos": ["blame_shift"]}),
        example_of("别人都没事，就您有事", "draft", {"taboos": ["blame_shift"]}),
        example_of("我来查", "draft", {}),
    ]
    model = ReadingModel.fit([*EXAMPLES, *drafts])
    [of_a_draft], [of_speech] = model.believe("draft", ["您自己没看清楚吧"]), model.believe("agent", ["您好"])
    assert of_a_draft["taboos"]["blame_shift"] > of_a_draft["taboos"]["absolute"]
    assert set(of_a_draft) == {"taboos", "harm"} and set(of_speech) == {"acts"}


def test_what_is_kept_believes_the_same(small_model: ReadingModel) -> None:
    restored = ReadingModel.from_bytes(small_model.to_bytes())
    assert close(beliefs(restored), beliefs(small_model), 2e-3)
    again = ReadingModel.from_bytes(restored.to_bytes())
    assert beliefs(again) == beliefs(restored)


def damaged(data: bytes, how: str) -> bytes:
    ruin: dict[str, bytes] = {
        "nothing": b"",
        "text": b"not a model",
        "bytes": bytes(range(256)),
        "half a header": b"\x93NUMPY\x01\x00",
        "empty zip": b"PK\x05\x06" + b"\0" * 18,
        "no directory": b"PK\x03\x04" + b"\0" * 40,
        "cut at the start": data[:20],
        "cut in the middle": data[: len(data) // 2],
        "cut at the end": data[:-30],
    }
    return ruin[how]


@pytest.mark.parametrize(
    "how",
    [
        "nothing",
        "text",
        "bytes",
        "half a header",
        "empty zip",
        "no directory",
        "cut at the start",
        "cut in the middle",
        "cut at the end",
    ],
)
def test_damage_is_a_value_error(how: str, small_model: ReadingModel) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # numpy's own words are not ours to choose
        ReadingModel.from_bytes(damaged(small_model.to_bytes(), how))


def test_a_flipped_byte_never_changes_what_is_believed(small_model: ReadingModel) -> None:
    data = small_model.to_bytes()
    believed = small_model.believe("customer", ["我要投诉你们"])
    for place in range(0, len(data), max(1, len(data) // 50)):
        flipped = data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]
        try:
            restored = ReadingModel.from_bytes(flipped)
        except ValueError:
            continue
        told = restored.believe("customer", ["我要投诉你们"])
        for question, answers in believed[0].items():
            assert told[0][question] == pytest.approx(answers, abs=1e-2)


def packed(**arrays: Any) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "about",
    [b"\xff\xfe", b"{", b'{"customer": {}}', b'{"customer": {"vocabulary": [], "heads": {}}}'],
    ids=["no utf-8", "no json", "no vocabulary", "no arrays"],
)
def test_an_archive_of_something_else_is_a_value_error(about: bytes) -> None:
    with pytest.raises(ValueError, match="train it again"):
        ReadingModel.from_bytes(packed(about=np.frombuffer(about, dtype=np.uint8)))


def test_a_model_file_cannot_run_code() -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # numpy's words or ours: no pickle is loaded
        ReadingModel.from_bytes(packed(about=np.array([{"a": 1}], dtype=object)))


def test_words_are_cut_without_blanks() -> None:
    assert words("退 款 太慢") == [word for word in words("退 款 太慢") if word.strip()]
    assert words("") == []


# --- the archive Rasa makes ----------------------------------------------------------------------


def archive(path: Path, name: str, data: bytes) -> Path:
    with tarfile.open(path, "w:gz") as file:
        told = tarfile.TarInfo(name)
        told.size = len(data)
        file.addfile(told, io.BytesIO(data))
    return path


def test_the_model_is_taken_out_of_the_archive(tmp_path: Path, small_model: ReadingModel) -> None:
    path = archive(tmp_path / "m.tar.gz", f"components/train_reader/{MODEL_FILE}", small_model.to_bytes())
    assert close(beliefs(load_model(path)), beliefs(small_model), 2e-3)


def test_an_archive_without_the_model_is_told(tmp_path: Path) -> None:
    path = archive(tmp_path / "m.tar.gz", "metadata.json", b"{}")
    with pytest.raises(ValueError, match=r"m\.tar\.gz holds no reading model: train again"):
        load_model(path)


@pytest.mark.parametrize("data", [b"", b"no archive", b"\x1f\x8b\x08\x00 cut"])
def test_a_damaged_archive_is_told(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "m.tar.gz").write_bytes(data)
    with pytest.raises(ValueError, match=r"m\.tar\.gz is damaged: train again"):
        load_model(tmp_path / "m.tar.gz")


def test_a_cut_archive_is_told(tmp_path: Path, small_model: ReadingModel) -> None:
    path = archive(tmp_path / "m.tar.gz", f"c/{MODEL_FILE}", small_model.to_bytes())
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(ValueError, match="train"):
        load_model(path)


def test_a_missing_archive_is_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="damaged"):
        load_model(tmp_path / "none.tar.gz")


def test_the_newest_model_is_the_one_written_last(tmp_path: Path) -> None:
    assert newest_model(tmp_path) is None
    assert newest_model(tmp_path / "none") is None
    for age, name in enumerate(["b.tar.gz", "a.tar.gz", "note.txt"]):
        (tmp_path / name).write_bytes(b"")
        os.utime(tmp_path / name, (1000 - age, 1000 - age))
    assert newest_model(tmp_path) == tmp_path / "b.tar.gz"


# --- the reader ----------------------------------------------------------------------------------


def test_the_reading_room_shows_its_model_on_demand() -> None:
    assert anfu.reading.ReadingModel is ReadingModel
    with pytest.raises(AttributeError):
        anfu.reading.Nothing  # noqa: B018


def test_a_customer_is_read(reader: Reader) -> None:
    said = "快递再不到我就起诉你们，一万二的货"
    reading = reader.read_customer(said)
    assert (reading.kind, reading.act) == ("delivery", "threaten")
    assert reading.intent.name == "customer_threaten"
    assert reading.emotion.label == "angry"
    assert 1 <= reading.emotion.intensity <= 3
    assert {signal.id for signal in reading.signals} == {"legal", "amount"}
    assert all(signal.evidence == said[slice(*signal.span)] for signal in reading.signals)
    assert 0.5 < reading.complaint <= 1


def test_calm_words_carry_no_intensity(reader: Reader) -> None:
    assert reader.read_customer("好的谢谢").emotion == Emotion()


@pytest.mark.parametrize("said", ["", "   ", "，。！", "😡", "\x00", "1", "啊" * 500])
def test_any_words_can_be_read(reader: Reader, said: str) -> None:
    customer, agent = reader.read_customer(said), reader.read_agent(said)
    for heard in (*customer.signals, *agent.agent_acts, *agent.taboos):
        assert heard.evidence == said[slice(*heard.span)]
    assert 0 <= reader.read_question(said).confidence <= 1


def test_an_agent_is_read_with_the_clause_that_shows_it(reader: Reader) -> None:
    said = "您好，很高兴为您服务。实在抱歉让您久等了，三百块退给您，工单号GD20240301"
    reading = reader.read_agent(said)
    assert {"greet", "apologize"} <= reading.acts
    for act in reading.agent_acts:
        assert act.evidence == said[slice(*act.span)] != ""
    assert (reading.facts.amount_cny, reading.facts.ticket_id) == (300, "GD20240301")
    assert reading.facts.contacts is None
    assert set(reading.facts.spans) == {"amount_cny", "ticket_id"}
    assert reading.intent.name == "agent_speech"


def test_a_wording_the_model_denies_is_no_act(book: Playbook) -> None:
    class Denies(ReadingModel):
        def believe(self, voice: Voice, texts: Sequence[str]) -> list[Beliefs]:
            return [{"acts": {"apologize": 0.01}} for _ in texts]

    assert "apologize" not in Reader(book, Denies({})).read_agent("实在抱歉，让您久等了").acts


def test_an_agent_s_taboo_is_heard_in_its_clause(reader: Reader) -> None:
    said = "绝对不可能退的"
    [taboo] = reader.read_agent(said).taboos
    assert (taboo.id, taboo.evidence) == ("absolute", said)


def test_a_question_is_understood_or_not(reader: Reader, book: Playbook) -> None:
    assert reader.read_question("下一步怎么办").name == "ask_next_step"
    silent = Reader(book, ReadingModel({}))
    assert (silent.read_question("下一步").name, silent.read_question("下一步").confidence) == (
        "nlu_fallback",
        0.0,
    )


def test_without_a_model_the_wordings_still_speak(book: Playbook) -> None:
    silent = Reader(book, ReadingModel({}))
    reading = silent.read_customer("我要去法院起诉你们")
    assert (reading.kind, reading.act, reading.emotion) == ("none", "chitchat", Emotion())
    assert [signal.id for signal in reading.signals] == ["legal"]
    assert "apologize" in silent.read_agent("实在抱歉").acts


def test_a_doubtful_question_falls_back(book: Playbook) -> None:
    intents = ["ask_next_step", "ask_escalate", "ask_help", "ask_care", "ask_clock", "ask_ticket"]
    model = ReadingModel.fit([Example(f"问题{n}号", "ask", name) for n, name in enumerate(intents)] * 2)
    assert Reader(book, model).read_question("天气真好").name == "nlu_fallback"
