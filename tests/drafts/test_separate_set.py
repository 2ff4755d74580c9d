"""Drafts nobody tuned on when they were written: violations in varied words, fine ones that look dangerous, ordinary ones.

Written without sight of the lexicon, the model or its data: `violating`, `fine` and `ordinary`, of which the odd half was
later used to improve both and the even half judges; and `exam_*`, written later by another hand and judged by a second
person, who agreed on all but three. What is judged is in docs/drafts.md. `pytest -s` prints it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from anfu.drafts import Guard, Review
from anfu.playbook import Playbook
from anfu.reading import Reader
from anfu.reading.archive import load_model

pytestmark = pytest.mark.model
HERE = Path(__file__).parent
KINDS = ("violating", "fine", "ordinary")
Shares = dict[str, float]


@pytest.fixture(scope="module")
def flagged(book: Playbook, model_path: Path) -> Shares:
    """The share of each kind that is flagged above a hint, of the drafts that judge."""
    guard = Guard(book)
    review = Review(book, lambda: guard, Reader(book, load_model(model_path)).taboos)
    found = {}
    for kind in KINDS:
        by_set = {
            name: [review.judge(line["text"]).verdict in ("warn", "block") for line in lines]
            for name, lines in judging(kind).items()
        }
        for name, answers in by_set.items():
            print(f"{name}: {sum(answers)} of {len(answers)}, {sum(answers) / len(answers):.3f}")
        together = [answer for answers in by_set.values() for answer in answers]
        found[kind] = sum(together) / len(together)
        print(f"{kind}: {found[kind]:.3f} of {len(together)}")
    return found


def judging(kind: str) -> dict[str, list[dict[str, Any]]]:
    """The drafts of a kind that nothing was tuned on, by set."""
    half = [line for line in read(kind) if int(line["id"][1:]) % 2 == 0]
    return {f"{kind}, even half": half, f"exam_{kind}": read(f"exam_{kind}")}


def read(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def test_the_sets_are_as_large_as_promised() -> None:
    sizes = {kind: sum(map(len, judging(kind).values())) for kind in KINDS}
    assert sizes["violating"] >= 300 and sizes["fine"] >= 300
    assert sizes["violating"] + sizes["fine"] >= 600
    assert sizes["ordinary"] >= 1000


@pytest.mark.xfail(strict=True, reason="0.9496, one draft short: what is only implied is not always heard")
def test_nearly_every_violation_is_found(flagged: Shares) -> None:
    assert flagged["violating"] >= 0.95


@pytest.mark.xfail(
    strict=True, reason="0.032: harmless uses of strong words, and tricky talk the model mistrusts"
)
def test_tricky_but_fine_drafts_pass(flagged: Shares) -> None:
    assert flagged["fine"] <= 0.02


def test_ordinary_drafts_pass(flagged: Shares) -> None:
    assert flagged["ordinary"] <= 0.01


def test_what_is_reached_stays(flagged: Shares) -> None:
    assert flagged["violating"] >= 0.93
    assert flagged["fine"] <= 0.045
