"""The quick reader of labelled sentences gives what Rasa's own reader gives, and leaves the rest to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("rasa")

from rasa.shared.exceptions import RasaException, YamlException
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data import loading
from rasa.shared.nlu.training_data.training_data import TrainingData

from anfu.nlu.importer import LabelledSentences

HEAD = 'version: "3.1"\nnlu:\n'
AFFIRM = "- intent: affirm\n  examples:\n"
PLAIN = """\
- intent: customer_demand
  examples:
  - text: '  给我退了，[现在]就退  '
    metadata: {kind: refund, emotion: angry, intensity: 2, signals: [legal, media]}
  - text: "第一行\\n第二行"
    metadata:
      kind: none
  - text: "订单 8866: 退 #1, 'APP' 😡"
- intent: affirm
  examples:
  - text: 好的
  - text: 好的
  - text: 行
"""

Put = Callable[..., Path]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Writes a file into a folder of training data and returns the folder."""
    folder = tmp_path / "data"

    def write(text: str, name: str = "a.yml", head: str = HEAD) -> Path:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(head + text, encoding="utf-8")
        return folder

    return write


@pytest.fixture
def no_rasa(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What Rasa's reader was asked to read, instead of reading it."""
    asked: list[str] = []

    def load(path: str, language: str | None = None) -> TrainingData:
        asked.append(Path(path).name)
        return TrainingData()

    monkeypatch.setattr(loading, "load_data", load)
    return asked


def ours(folder: Path) -> TrainingData:
    return LabelledSentences(None, None, [str(folder)]).get_nlu_data()


def rasas(folder: Path) -> TrainingData:
    """What `loading.load_data` reads from each file, put together as Rasa's importer does."""
    return RasaFileImporter(None, None, [str(folder)]).get_nlu_data()


def told(data: TrainingData) -> dict[str, Any]:
    """All that is in training data, for comparison; the order of the messages is kept."""
    return {
        "messages": [message.data for message in data.training_examples],
        "synonyms": data.entity_synonyms,
        "regexes": data.regex_features,
        "lookups": data.lookup_tables,
        "responses": data.responses,
    }


def same(folder: Path) -> dict[str, Any]:
    """What both readers make of a folder; fails when it is not the same."""
    found = told(ours(folder))
    assert found == told(rasas(folder))
    return found


# --- plain files ----------------------------------------------------------------------------------


def test_plain_files_give_what_rasas_reader_gives(put: Put) -> None:
    found = same(put(PLAIN))
    assert found["messages"] == [
        {
            "text": "给我退了，[现在]就退",
            "intent": "customer_demand",
            "metadata": {
                "example": {
                    "kind": "refund",
                    "emotion": "angry",
                    "intensity": 2,
                    "signals": ["legal", "media"],
                }
            },
        },
        {"text": "第一行\n第二行", "intent": "customer_demand", "metadata": {"example": {"kind": "none"}}},
        {"text": "订单 8866: 退 #1, 'APP' 😡", "intent": "customer_demand"},
        {"text": "好的", "intent": "affirm"},
        {"text": "行", "intent": "affirm"},
    ]


def test_plain_files_are_not_read_by_rasa(put: Put, no_rasa: list[str]) -> None:
    put("- lookup: city\n  examples: |\n    - 北京\n", "lookup.yml")
    folder = put(PLAIN)
    assert [message.get("text") for message in ours(folder).training_examples][-1] == "行"
    assert no_rasa == ["lookup.yml"]


def test_files_and_folders_are_read_in_order(put: Put) -> None:
    put(AFFIRM + "  - text: 成\n", "b/late.yml")
    put(AFFIRM + "  - text: 好\n", "a.yml")
    folder = put(AFFIRM + "  - text: 行\n", "c.yaml")
    assert [message["text"] for message in same(folder)["messages"]] == ["好", "成", "行"]


def test_one_file_may_be_named_by_itself(put: Put) -> None:
    folder = put(PLAIN)
    put(AFFIRM + "  - text: 成\n", "b.yml")
    data = LabelledSentences(None, None, str(folder / "b.yml")).get_nlu_data()
    assert [message.get("text") for message in data.training_examples] == ["成"]


def test_no_files_are_no_sentences() -> None:
    assert LabelledSentences().get_nlu_data().training_examples == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(AFFIRM + "  - text: 好\n    metadata:\n", id="empty metadata"),
        pytest.param(AFFIRM + "  - text: ''\n  - text: 好\n", id="empty text"),
        pytest.param(AFFIRM + "  - &good {text: 好}\n  - *good\n", id="anchors"),
        pytest.param("- intent: ' affirm '\n  examples:\n  - text: 好\n", id="blanks around an intent"),
        pytest.param(AFFIRM + '  - text: "caf\\u00e9 \\t x"\n', id="escapes"),
    ],
)
def test_odd_but_plain_files_are_the_same(put: Put, text: str) -> None:
    same(put(text))


def test_a_file_without_a_version_or_without_sentences_is_the_same(put: Put) -> None:
    put(PLAIN, head="nlu:\n")
    assert len(same(put("", "none.yml", "nlu: []\n"))["messages"]) == 5


def test_the_delivered_questions_are_the_same(root: Path) -> None:
    assert len(same(root / "data" / "nlu" / "ask")["messages"]) > 100


@pytest.mark.filterwarnings("ignore:Slot auto-fill:UserWarning")
def test_rasa_takes_it_from_the_configuration(put: Put, root: Path) -> None:
    folder = put(PLAIN)
    importer = TrainingDataImporter.load_from_config(
        str(root / "config.yml"), str(root / "domain.yml"), [str(folder)]
    )
    assert {message.get("text") for message in importer.get_nlu_data().training_examples} >= {"好的", "行"}
    assert importer.get_domain().intents


# --- what is left to Rasa -------------------------------------------------------------------------

LEFT = {
    "lookup table": "- lookup: city\n  examples: |\n    - 北京\n    - 上海\n",
    "synonym": "- synonym: 北京\n  examples: |\n    - 帝都\n",
    "regex": "- regex: order\n  examples: |\n    - \\d{12}\n",
    "entity": AFFIRM + "  - text: 去[北京](city)\n  - text: 好\n",
    "entity in braces": AFFIRM + """  - text: '去[帝都]{"entity": "city", "value": "北京"}'\n""",
    "examples as one text": "- intent: deny\n  examples: |\n    - 不用\n    - 不要[票](paper)\n",
    "metadata of an intent": "- intent: deny\n  metadata: {who: agent}\n  examples:\n  - text: 不用\n",
}


@pytest.mark.parametrize("text", LEFT.values(), ids=LEFT.keys())
def test_what_is_more_than_sentences_is_read_by_rasa(put: Put, text: str) -> None:
    found = same(put(AFFIRM + "  - text: 好嘞\n" + text))
    assert {"text": "好嘞", "intent": "affirm"} in found["messages"]
    assert found != same(put(AFFIRM + "  - text: 好嘞\n"))


@pytest.mark.parametrize("text", LEFT.values(), ids=LEFT.keys())
def test_a_plain_file_beside_it_loses_nothing(put: Put, text: str) -> None:
    put(PLAIN, "plain.yml")
    folder = put(text, "more.yml")
    quick, slow = told(ours(folder)), told(rasas(folder))
    for data in (quick, slow):  # Rasa's come first
        data["messages"].sort(key=lambda message: message["text"])
    assert quick == slow


def test_responses_beside_sentences_are_kept(put: Put) -> None:
    found = same(put(PLAIN + "responses:\n  utter_hi:\n  - text: 您好\n"))
    assert found["responses"] == {"utter_hi": [{"text": "您好"}]}


@pytest.mark.filterwarnings("ignore:.*\n.*not part of the domain:UserWarning")
def test_rules_are_found_beside_plain_files(put: Put) -> None:
    put(
        "rules:\n- rule: greet\n  steps:\n  - intent: affirm\n  - action: utter_hi\n",
        "rules.yml",
        'version: "3.1"\n',
    )
    folder = put(PLAIN)
    steps = LabelledSentences(None, None, [str(folder)]).get_stories().story_steps
    assert [step.block_name for step in steps] == ["greet"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(AFFIRM + "  - text: '好\n", id="open quote"),
        pytest.param(AFFIRM + "  - text: 好\n nlu: x\n", id="wrong indent"),
        pytest.param("- intent: affirm\n  examples: [\n", id="open list"),
    ],
)
def test_broken_yaml_is_told_by_rasa(put: Put, text: str) -> None:
    folder = put(text, "broken.yml")
    put(PLAIN, "plain.yml")
    with pytest.raises(YamlException, match=r"broken\.yml"):
        ours(folder)


def test_bytes_that_are_not_utf_8_are_told_by_rasa(put: Put) -> None:
    folder = put(PLAIN)
    (folder / "gb.yml").write_bytes((HEAD + AFFIRM + "  - text: 好的\n").encode("gb18030"))
    with pytest.raises(RasaException, match=r"gb\.yml"):
        ours(folder)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(AFFIRM + "  - text: 123\n", id="a number for a text"),
        pytest.param(AFFIRM + "  - 好的\n", id="a text for an example"),
        pytest.param(AFFIRM + "  - text: 好的\n    metdata: {}\n", id="an unknown key"),
    ],
)
def test_a_file_of_another_shape_is_refused_by_rasa(put: Put, text: str) -> None:
    with pytest.raises(YamlException):
        ours(put(text))


@pytest.mark.filterwarnings("ignore:Unexpected block:UserWarning")
def test_an_intent_without_examples_is_skipped_by_rasa(put: Put) -> None:
    found = same(put("- intent: deny\n  examples:\n" + AFFIRM + "  - text: 好\n"))
    assert found["messages"] == [{"text": "好", "intent": "affirm"}]


# --- where the two differ still -------------------------------------------------------------------

DIFFERS = {
    "entities as a list": AFFIRM + """  - text: '去[北京][{"entity": "city"}]'\n""",
    "an intent with a response key": "- intent: faq/price\n  examples:\n  - text: 多少钱\n",
    "an intent YAML 1.1 takes for a truth": "- intent: yes\n  examples:\n  - text: 好\n",
    "metadata YAML 1.1 takes for a truth": AFFIRM + "  - text: 好\n    metadata: {kind: no}\n",
    "metadata YAML 1.1 takes for a time": AFFIRM + "  - text: 好\n    metadata: {at: 12:30}\n",
    "metadata without labels": AFFIRM + "  - text: 好\n    metadata: {}\n",
    "wide blanks": AFFIRM + '  - text: "\\u3000好"\n',
}
REFUSED = {
    "the same key twice": AFFIRM + "  - text: 好\n    text: 不好\n",
    "a number for an intent": "- intent: 5\n  examples:\n  - text: 好\n",
    "a list for an intent": "- intent: [affirm]\n  examples:\n  - text: 好\n",
    "two slashes in an intent": "- intent: faq/a/b\n  examples:\n  - text: 好\n",
}


@pytest.mark.parametrize("text", DIFFERS.values(), ids=DIFFERS.keys())
def test_what_rasa_reads_otherwise_is_left_to_it(put: Put, text: str) -> None:
    same(put(text))


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_what_rasa_refuses_is_refused(put: Put, text: str) -> None:
    with pytest.raises(RasaException):
        ours(put(text))


@pytest.mark.filterwarnings("ignore:.*empty name:UserWarning")
@pytest.mark.parametrize("name", ["", "''"])
def test_an_intent_without_a_name_is_skipped(put: Put, name: str) -> None:
    assert same(put(f"- intent: {name}\n  examples:\n  - text: 好\n"))["messages"] == []


@pytest.mark.filterwarnings("ignore:.*format version:UserWarning")
def test_a_file_for_a_newer_rasa_is_skipped(put: Put) -> None:
    assert same(put(PLAIN, head='version: "9.0"\nnlu:\n'))["messages"] == []
