"""The training sentences are many, varied and cleanly labelled: what the reading learns from decides what it hears."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from anfu.labels import AGENT_ACTS, CUSTOMER_ACTS, EMOTIONS, KINDS, SIGNALS, TABOOS
from anfu.playbook.nearness import near
from anfu.reading.examples import Example, read_examples

FAMILY = 0.03
"""No wording may make up more of a class: a class must not be one template with the nouns changed."""


@pytest.fixture(scope="module")
def examples(root: Path) -> list[Example]:
    return list(read_examples(root / "data/nlu"))


def of(examples: list[Example], voice: str) -> list[Example]:
    return [example for example in examples if example.voice == voice]


def test_there_is_enough_of_every_voice(examples: list[Example]) -> None:
    customers, asks = of(examples, "customer"), of(examples, "ask")
    assert len(customers) >= 6000
    assert len(of(examples, "agent")) >= 3000
    assert sum(example.intent != "out_of_scope" for example in asks) >= 800
    harmless = sum(example.kind == "none" for example in customers)
    assert harmless + sum(example.intent == "out_of_scope" for example in asks) >= 1500


def test_every_label_has_examples_enough(examples: list[Example]) -> None:
    customers, agents = of(examples, "customer"), of(examples, "agent")
    counted: dict[str, tuple[Counter[str], tuple[str, ...], int]] = {
        "kind": (Counter(e.kind for e in customers), KINDS, 400),
        "act": (Counter(e.act for e in customers), CUSTOMER_ACTS, 200),
        "emotion": (Counter(e.emotion for e in customers), EMOTIONS, 1000),
        "signal": (Counter(s for e in customers for s in e.signals), SIGNALS, 100),
        "agent act": (Counter(a for e in agents for a in e.acts), AGENT_ACTS, 100),
        "taboo": (Counter(t for e in agents for t in e.taboos), TABOOS, 150),
    }
    few = [
        f"{question} {label}: {counts[label]} of {least}"
        for question, (counts, labels, least) in counted.items()
        for label in labels
        if counts[label] < least
    ]
    assert not few


def test_feeling_and_strength_go_together(examples: list[Example]) -> None:
    wrong = [e.text for e in of(examples, "customer") if (e.intensity == 0) != (e.emotion == "calm")]
    assert not wrong


def test_lengths_are_those_of_speech(examples: list[Example]) -> None:
    lengths = [len(example.text) for example in of(examples, "customer")]
    assert min(lengths) <= 2
    assert sum(length > 45 for length in lengths) >= 500
    assert max(lengths) <= 200


def test_no_sentence_stands_twice(examples: list[Example]) -> None:
    seen: dict[tuple[str, str], str] = {}
    doubled = []
    for example in examples:
        bare = re.sub(r"\W", "", example.text) or example.text
        if seen.setdefault((example.voice, bare), example.text) != example.text:
            doubled.append((example.text, seen[example.voice, bare]))
    counted = Counter((example.voice, example.text) for example in examples)
    doubled += [key for key, count in counted.items() if count > 1]
    assert not doubled


@pytest.mark.parametrize("voice", ["customer", "agent", "ask"])
def test_no_sentence_is_another_but_for_a_word(examples: list[Example], voice: str) -> None:
    texts = [example.text for example in of(examples, voice)]
    assert not [(texts[one], texts[other]) for one, other in near(texts, 0.9)]


@pytest.mark.parametrize("opening", [4, 6])
def test_no_template_makes_up_a_class(examples: list[Example], opening: int) -> None:
    classes: dict[str, list[str]] = defaultdict(list)
    for example in examples:
        label = example.kind if example.voice == "customer" else example.intent
        classes[f"{example.voice} {label}"].append(example.text)
    for name, texts in classes.items():
        if len(texts) < 200 and opening == 4:
            continue  # of forty ways to say yes, two may begin alike
        starts = Counter(text[:opening] for text in texts if len(text) > opening + 2)
        [(start, count)] = starts.most_common(1)
        assert count <= max(2, FAMILY * len(texts)), f"{name}: {count} of {len(texts)} begin with {start!r}"


def test_families_of_like_sentences_stay_small(examples: list[Example]) -> None:
    classes: dict[str, list[str]] = defaultdict(list)
    for example in of(examples, "customer"):
        classes[example.kind].append(example.text)
    for kind, texts in classes.items():
        family = list(range(len(texts)))

        def head(place: int, family: list[int] = family) -> int:
            while family[place] != place:
                place = family[place]
            return place

        for one, other in near(texts, 0.5):
            family[head(one)] = head(other)
        sizes = Counter(head(place) for place in range(len(texts)))
        assert max(sizes.values()) <= FAMILY * len(texts), kind
