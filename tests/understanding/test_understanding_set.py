"""The held-out sets are what they say: closed labels, and nothing of them in the training data.

- understanding.jsonl: written as turns of ordinary calls without sight of `data/nlu/` or of how the reading works;
  every customer line was labelled a second time, blind, by the same guide. The promises are judged by it.
- tricky.jsonl: an older set, full of riddles and borderline lines. Thresholds were chosen with it in view.
- hard_negatives.jsonl: words that look like a risk signal and are none.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from anfu.labels import AGENT_ACTS, CUSTOMER_ACTS, EMOTIONS, KINDS, SIGNALS, TABOOS
from anfu.playbook.nearness import near
from anfu.reading.examples import read_examples

FOLDER = Path(__file__).parent
SETS = ("understanding.jsonl", "tricky.jsonl", "hard_negatives.jsonl")
NEAR = 0.75
"""Share of common character pairs from which two sentences are the same but for a word."""


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("name", SETS[:2])
def test_labels_are_closed_and_ids_unique(name: str) -> None:
    labelled = lines(name)
    assert len(labelled) >= 800
    assert len({line["id"] for line in labelled}) == len(labelled)
    for line in labelled:
        if line["speaker"] == "customer":
            assert line["kind"] in KINDS
            assert line["act"] in CUSTOMER_ACTS
            assert line["emotion"]["label"] in EMOTIONS
            assert (line["emotion"]["intensity"] == 0) == (line["emotion"]["label"] == "calm")
            assert set(line["signals"]) <= set(SIGNALS)
        elif line["speaker"] == "agent":
            assert set(line["agent_acts"]) <= set(AGENT_ACTS)
            assert set(line["taboos"]) <= set(TABOOS)
        else:
            assert re.fullmatch(r"[a-z_]+", line["intent"])


def test_hard_negatives_are_many_and_of_every_signal() -> None:
    told = lines("hard_negatives.jsonl")
    assert len(told) >= 206
    assert {signal for line in told for signal in line["not"]} == set(SIGNALS)


@pytest.mark.parametrize("name", SETS)
def test_nothing_of_it_is_trained_on(name: str, root: Path) -> None:
    held = [line["text"] for line in lines(name)]
    trained = [example.text for example in read_examples(root / "data/nlu")]
    assert not set(held) & {text for text in trained if len(text) > 4}
    assert not [(held[one], trained[other]) for one, other in near(held, NEAR, trained)]
