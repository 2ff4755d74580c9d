"""Drafts nobody tuned on when they were written: violations in varied words, fine ones that look dangerous, ordinary ones.

Written without sight of the lexicon, the model or its data. Half of them (odd ids) were later used to improve both; the
figures in docs/drafts.md are those of the other half. `pytest -s` prints both.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from anfu.drafts import Guard, Review
from anfu.playbook import Playbook
from anfu.reading import Reader
from anfu.reading.archive import load_model

pytestmark = pytest.mark.model
HERE = Path(__file__).parent
Shares = dict[str, float]


@pytest.fixture(scope="module")
def flagged(book: Playbook, model_path: Path) -> Shares:
    """The share of each set's unseen half (even ids) that is flagged above a hint."""
    guard = Guard(book)
    review = Review(book, lambda: guard, Reader(book, load_model(model_path)).taboos)
    found = {}
    for name in ("violating", "fine", "ordinary"):
        lines = map(json.loads, (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())
        halves: dict[bool, list[bool]] = {False: [], True: []}
        for line in lines:
            verdict = review.judge(line["text"]).verdict
            halves[int(line["id"][1:]) % 2 == 0].append(verdict in ("warn", "block"))
        found[name] = sum(halves[True]) / len(halves[True])
        print(f"{name}: unseen {found[name]:.3f}, tuned on {sum(halves[False]) / len(halves[False]):.3f}")
    return found


def test_the_sets_are_as_large_as_promised() -> None:
    def count(name: str) -> int:
        return len((HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())

    assert count("violating") + count("fine") >= 600
    assert count("ordinary") >= 1000


@pytest.mark.xfail(strict=True, reason="0.89: what is only implied is not always heard")
def test_nearly_every_violation_is_found(flagged: Shares) -> None:
    assert flagged["violating"] >= 0.95


@pytest.mark.xfail(
    strict=True, reason="0.065: harmless uses of strong words, and tricky talk the model mistrusts"
)
def test_tricky_but_fine_drafts_pass(flagged: Shares) -> None:
    assert flagged["fine"] <= 0.02


@pytest.mark.xfail(strict=True, reason="0.013: the model takes a few short remarks for slights")
def test_ordinary_drafts_pass(flagged: Shares) -> None:
    assert flagged["ordinary"] <= 0.01


def test_what_is_reached_stays(flagged: Shares) -> None:
    assert flagged["violating"] >= 0.87
    assert flagged["fine"] <= 0.08
    assert flagged["ordinary"] <= 0.02
