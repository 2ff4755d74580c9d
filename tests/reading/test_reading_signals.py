"""Risk signals: the cue book alone, then with the model's belief; the evidence is always words said."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from anfu.labels import SIGNALS
from anfu.playbook import Playbook
from anfu.playbook.schema import ContextCues, Cue, CuesFile, EchoCues, PromiseCues, RefusalCues
from anfu.reading.facts import gather_facts
from anfu.reading.normalize import normalize
from anfu.reading.signals import ALONE_NEEDS, MAYBE_NEEDS, SURE_NEEDS, CueBook
from anfu.reading.types import Facts, Signal

DATA = Path(__file__).resolve().parent / "signals.yml"
CASES: list[dict[str, Any]] = YAML(typ="safe").load(DATA.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def cue_book(book: Playbook) -> CueBook:
    return CueBook(book.cues, book.amount_threshold())


def heard(
    cue_book: CueBook, book: Playbook, said: str, belief: dict[str, float] | None = None
) -> tuple[Signal, ...]:
    text = normalize(said)
    return cue_book.signals(text, said, gather_facts(text, book.cues), belief)


@pytest.mark.parametrize("case", CASES, ids=[case["says"] for case in CASES])
def test_signals_by_wordings_alone(case: dict[str, Any], cue_book: CueBook, book: Playbook) -> None:
    said = case["says"]
    found = heard(cue_book, book, said)
    right = sorted(signal.id for signal in found) == sorted(case["expect"])
    if case.get("fails"):
        assert not right, f"{said!r} is read rightly now: remove `fails`"
    else:
        assert right, f"{said!r} was read as {found}"
    for signal in found:
        assert signal.evidence == said[slice(*signal.span)] != ""


def test_there_are_many_cases_of_every_signal() -> None:
    meant = [signal for case in CASES for signal in case["expect"]]
    assert set(meant) == set(SIGNALS)
    assert len([case for case in CASES if case["expect"]]) >= 60
    assert len([case for case in CASES if not case["expect"]]) >= 60


def small(**wordings: list[str]) -> CueBook:
    cue = Cue(signal="legal", source="own", **{"sure": [], **wordings})
    return CueBook(
        CuesFile(
            [cue],
            [],
            [],
            [],
            [],
            [],
            ContextCues([], 0, "own"),
            PromiseCues([], [], [], "own"),
            EchoCues([], [], [], 3, "own"),
            RefusalCues(".", ".", ".", ".", ".", ".", "own"),
        ),
        Decimal(5000),
    )


def ids(book: CueBook, said: str, belief: float | None) -> list[str]:
    told = None if belief is None else {"legal": belief}
    return [signal.id for signal in book.signals(normalize(said), said, Facts(), told)]


@pytest.mark.parametrize(
    ("belief", "found"),
    [(None, True), (1.0, True), (SURE_NEEDS, True), (SURE_NEEDS / 2, False), (0.0, False)],
)
def test_a_sure_wording_stands_unless_the_model_denies_it(belief: float | None, found: bool) -> None:
    assert bool(ids(small(sure=["起诉"]), "我起诉", belief)) is found


@pytest.mark.parametrize(
    ("belief", "found"), [(None, False), (MAYBE_NEEDS, True), (MAYBE_NEEDS - 0.01, False), (0.9, True)]
)
def test_a_maybe_wording_needs_the_model(belief: float | None, found: bool) -> None:
    assert bool(ids(small(maybe=["律师"]), "叫律师", belief)) is found


def test_the_model_alone_shows_the_whole_utterance() -> None:
    said = "  你们等着瞧吧 "
    [signal] = small().signals(normalize(said), said, Facts(), {"legal": ALONE_NEEDS})
    assert signal == Signal("legal", "你们等着瞧吧", (2, 8), ALONE_NEEDS)
    assert ids(small(), said, ALONE_NEEDS - 0.01) == []
    assert ids(small(), "   ", 1.0) == []
    assert ids(small(), "", 1.0) == []


def test_a_harmless_wording_cancels_only_what_it_overlaps() -> None:
    cues = small(sure=["起诉"], not_in=["朋友起诉"])
    assert ids(cues, "朋友起诉过", None) == []
    said = "朋友起诉过，我也起诉"
    [signal] = cues.signals(said, said, Facts(), None)
    assert signal.span == (8, 10)


def test_a_missing_belief_is_a_denial() -> None:
    assert [s.id for s in small(sure=["起诉"]).signals("起诉", "起诉", Facts(), {})] == []


def test_case_and_script_do_not_matter(cue_book: CueBook, book: Playbook) -> None:
    assert [s.id for s in heard(cue_book, book, "我可是你們的vip")] == ["vip"]
    [signal] = heard(cue_book, book, "發到抖音去")
    assert (signal.id, signal.evidence) == ("media", "發到抖音")


def test_an_upper_case_escape_keeps_its_meaning() -> None:
    assert ids(small(sure=[r"\D\D110"]), "ab110", None) == ["legal"]
    assert ids(small(sure=[r"\D\D110"]), "99110", None) == []


def test_money_counts_only_above_the_threshold(book: Playbook) -> None:
    facts = Facts(amount_cny=Decimal(5000), spans={"amount_cny": (0, 2)})
    more = Facts(amount_cny=Decimal(5000), amount_and_more=True, spans={"amount_cny": (0, 2)})
    cues = CueBook(book.cues, Decimal(5000))
    assert cues.signals("五千", "五千", facts) == ()
    assert [s.id for s in cues.signals("五千", "五千", more)] == ["amount"]
    assert CueBook(book.cues, None).signals("五千", "五千", more) == ()


def test_several_times_is_a_repeat(cue_book: CueBook, book: Playbook) -> None:
    [signal] = heard(cue_book, book, "多次反映无果")
    assert (signal.id, signal.evidence) == ("repeat", "多次反映")


BELIEFS = st.one_of(st.none(), st.dictionaries(st.sampled_from(SIGNALS), st.floats(0, 1)))
PIECES = st.lists(st.sampled_from([case["says"] for case in CASES]), max_size=3).map("，".join)


@given(st.one_of(st.text(max_size=40), PIECES), BELIEFS)
def test_evidence_is_always_what_was_said(
    cue_book: CueBook, book: Playbook, said: str, belief: dict[str, float] | None
) -> None:
    found = heard(cue_book, book, said, belief)
    assert len({signal.id for signal in found}) == len(found)
    assert list(found) == sorted(found, key=lambda signal: signal.span)
    for signal in found:
        assert signal.evidence == said[slice(*signal.span)]
        assert signal.evidence.strip()
