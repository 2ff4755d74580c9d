"""The reading is as good as promised, on sentences it was never trained on, heard well and heard badly.

The promises are those of docs/understanding.md. A gate stands two points below each: it fails when a change
makes the reading worse, not when a figure wobbles.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("rasa")

from anfu.cli.parts import service_in_memory
from anfu.evaluation import Answer, Mishearing, Question, ask_all, figures, read_labelled
from anfu.service import Service
from anfu.settings import read_settings

FOLDER = Path(__file__).parent
SLACK = 0.02
HEARD_BADLY = 0.06
"""How much of a figure bad hearing may cost."""

PROMISED: dict[str, tuple[str, Callable[[Question], float], float]] = {
    "kind macro-F1": ("kind", lambda q: q.macro_f1, 0.88),
    "act macro-F1": ("act", lambda q: q.macro_f1, 0.85),
    "signals micro-F1": ("signals", lambda q: q.micro_f1, 0.92),
    "signals precision": ("signals", lambda q: q.micro_precision, 0.94),
    "weakest signal F1": ("signals", lambda q: min(row.f1 for row in q.rows), 0.85),
    "angry or not F1": ("angry", lambda q: q.micro_f1, 0.88),
    "emotions macro-F1": ("emotion", lambda q: q.macro_f1, 0.78),
    "taboos micro-F1": ("taboos", lambda q: q.micro_f1, 0.88),
    "out of scope recall": ("out_of_scope", lambda q: q.micro_recall, 0.80),
    "amounts exact": ("amount", lambda q: q.exact, 0.97),
    "contacts exact": ("contacts", lambda q: q.exact, 0.97),
}


@pytest.fixture(scope="module")
def service(model_path: Path) -> Service:
    return service_in_memory(read_settings())


@pytest.fixture(scope="module")
def heard_well(service: Service) -> dict[str, list[Answer]]:
    return ask_all(read_labelled(FOLDER / "understanding.jsonl"), service)


@pytest.fixture(scope="module")
def heard_badly(service: Service) -> dict[str, list[Answer]]:
    return ask_all(read_labelled(FOLDER / "understanding.jsonl"), service, Mishearing(0.1))


# Not reached, and why, is in docs/understanding.md. Strict: who reaches it takes the mark away.
SHORT: dict[str, str] = {}
SHORT_WHEN_HEARD_BADLY = {
    "amounts exact": "a numeral heard as another character is often another number, or none",
    "contacts exact": "a numeral heard as another character is often another number, or none",
}


def known(short: dict[str, str]) -> list[object]:
    return [
        pytest.param(promise, marks=pytest.mark.xfail(strict=True, reason=short[promise]))
        if promise in short
        else promise
        for promise in PROMISED
    ]


@pytest.mark.parametrize("promise", known(SHORT))
def test_what_is_promised_holds(heard_well: dict[str, list[Answer]], promise: str) -> None:
    question, figure, promised = PROMISED[promise]
    assert figure(figures(question, heard_well[question])) >= promised - SLACK


@pytest.mark.parametrize("promise", known(SHORT_WHEN_HEARD_BADLY))
def test_bad_hearing_costs_little(
    heard_well: dict[str, list[Answer]], heard_badly: dict[str, list[Answer]], promise: str
) -> None:
    question, figure, _ = PROMISED[promise]
    well, badly = (figure(figures(question, heard[question])) for heard in (heard_well, heard_badly))
    assert badly >= well - HEARD_BADLY - SLACK


def test_numbers_are_read_as_well_as_they_were(
    heard_well: dict[str, list[Answer]], heard_badly: dict[str, list[Answer]]
) -> None:
    """The floor under what falls short above."""
    assert figures("contacts", heard_well["contacts"]).exact >= 0.90
    assert figures("amount", heard_badly["amount"]).exact >= 0.82
    assert figures("contacts", heard_badly["contacts"]).exact >= 0.62


def test_little_in_scope_is_lost_to_out_of_scope(heard_well: dict[str, list[Answer]]) -> None:
    in_scope = [answer for answer in heard_well["out_of_scope"] if not answer.wanted]
    assert sum(bool(answer.given) for answer in in_scope) <= 0.03 * len(in_scope) + 1


def test_confidence_means_what_it_says(heard_well: dict[str, list[Answer]]) -> None:
    for question in ("kind", "act", "emotion", "signals"):
        ece = figures(question, heard_well[question]).ece
        assert ece is not None
        assert ece <= 0.12, question


def test_innocent_words_raise_no_signal(service: Service) -> None:
    raised = []
    for line in (FOLDER / "hard_negatives.jsonl").read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        reading = service.read_all(told["text"], "customer")
        raised += [
            (told["text"], signal.id, signal.evidence)
            for signal in reading.signals  # type: ignore[union-attr]
            if signal.id in told["not"]
        ]
    assert not raised
