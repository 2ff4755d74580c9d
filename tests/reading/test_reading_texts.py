"""Normalised texts, whose words a line is, and the labelled examples."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anfu.labels import AGENT_ACTS, TABOOS
from anfu.reading import Spoken, whose
from anfu.reading.examples import Example, example_of, read_examples
from anfu.reading.normalize import normalize

NLU = Path(__file__).resolve().parents[2] / "data" / "nlu"


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("退錢！！", "退钱!!"),
        ("為什麼沒發貨", "为什么没发货"),
        ("￥５，０００", "¥5,000"),
        ("一\u3000二\t三\n四\u200b五\u00a0六", "一 二 三 四 五 六"),
        ("VIP客户", "vip客户"),
        ("İ", "İ"),
        ("㎏", "㎏"),
        ("薴", "苎"),
        ("😡", "😡"),
        ("\ud800", "\ud800"),
        ("", ""),
    ],
)
def test_texts_are_brought_to_one_form(said: str, text: str) -> None:
    assert normalize(said) == text


@given(st.text(alphabet=st.characters(), max_size=80))
def test_a_place_stays_the_same_place(said: str) -> None:
    text = normalize(said)
    assert len(text) == len(said)
    assert normalize(text) == text


def test_every_han_character_is_settled_at_once() -> None:
    han = "".join(map(chr, range(0x3400, 0xA000)))
    text = normalize(han)
    assert len(text) == len(han)
    assert normalize(text) == text


@pytest.mark.parametrize(
    ("line", "spoken"),
    [
        ("客户：你们怎么回事", Spoken("customer", "你们怎么回事")),
        ("客户说: 退钱", Spoken("customer", "退钱")),
        ("顾客：喂", Spoken("customer", "喂")),
        ("Customer: hello", Spoken("customer", "hello")),
        ("我说：您好", Spoken("agent", "您好")),
        ("客服：您好", Spoken("agent", "您好")),
        ("坐席 ： 您好", Spoken("agent", "您好")),
        ("said: hi", Spoken("agent", "hi")),
        ("AGENT:hi", Spoken("agent", "hi")),
        ("  草稿：尽快处理", Spoken("draft", "尽快处理")),
        ("Draft: soon", Spoken("draft", "soon")),
        ("下一步怎么办", Spoken("ask", "下一步怎么办")),
        ("客户很生气怎么办", Spoken("ask", "客户很生气怎么办")),
        ("怎么回：客户说要曝光", Spoken("ask", "怎么回：客户说要曝光")),
        ("客户：", Spoken("customer", "")),
        ("", Spoken("ask", "")),
    ],
)
def test_a_prefix_tells_whose_words_they_are(line: str, spoken: Spoken) -> None:
    assert whose(line) == spoken


@pytest.mark.parametrize("told", ["customer", "agent", "draft", "ask"])
def test_the_channel_knows_better_than_a_prefix(told: str) -> None:
    assert whose("客户：退钱", told) == Spoken(told, "客户：退钱")  # type: ignore[arg-type]


def test_an_unknown_voice_is_passed_over() -> None:
    assert whose("客户：退钱", "robot") == Spoken("customer", "退钱")


@given(st.text(max_size=40))
def test_the_words_are_the_end_of_the_line(line: str) -> None:
    spoken = whose(line)
    assert line.endswith(spoken.text)
    assert spoken.voice != "ask" or spoken.text == line


# --- examples ------------------------------------------------------------------------------------


def test_an_example_takes_its_act_from_the_intent() -> None:
    labels = {"kind": "refund", "emotion": "angry", "intensity": 2, "signals": ["legal"]}
    found = example_of("退钱，不然告你们", "customer_threaten", labels)
    assert found == Example(
        "退钱，不然告你们", "customer", "customer_threaten", "refund", "threaten", "angry", 2, ("legal",)
    )


def test_agents_and_questions_have_voices_of_their_own() -> None:
    agent = example_of("您好", "agent_speech", {"acts": ["greet"], "taboos": []})
    assert (agent.voice, agent.acts, agent.taboos) == ("agent", ("greet",), ())
    assert example_of("下一步", "ask_next_step", {}).voice == "ask"


@pytest.mark.parametrize(
    ("intent", "labels"),
    [
        ("customer_shout", {}),
        ("customer_demand", {"kind": "weather"}),
        ("customer_demand", {"emotion": "furious"}),
        ("customer_demand", {"intensity": "high"}),
        ("agent_speech", {"acts": ["wave"]}),
    ],
)
def test_a_label_that_does_not_exist_is_refused(intent: str, labels: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        example_of("喂", intent, labels)


def test_examples_are_read_from_every_folder_in_order(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "late.yml").write_text(
        "nlu:\n- intent: ask_help\n  examples:\n  - text: ' 你会什么 '\n", encoding="utf-8"
    )
    (tmp_path / "a.yml").write_text(
        "nlu:\n- intent: agent_speech\n  examples:\n  - text: 您好\n    metadata: {acts: [greet]}\n",
        encoding="utf-8",
    )
    (tmp_path / "c.yml").write_text("", encoding="utf-8")
    (tmp_path / "d.yml").write_text("version: '3.1'\n", encoding="utf-8")
    assert [(e.text, e.voice) for e in read_examples(tmp_path)] == [("您好", "agent"), ("你会什么", "ask")]


def test_the_delivered_examples_can_be_read() -> None:
    newest = sorted(NLU.glob("agent/*.yml"))[:1]
    assert newest
    found = list(read_examples(NLU / "ask"))
    assert found
    assert {example.voice for example in found} == {"ask"}
    assert all(
        set(example.acts) <= set(AGENT_ACTS) and set(example.taboos) <= set(TABOOS) for example in found
    )
