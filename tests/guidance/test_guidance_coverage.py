"""The library holds words for every moment, and a gap is told in words a trainer can act on."""

from __future__ import annotations

import msgspec
import pytest

from anfu.guidance.coverage import coverage
from anfu.labels import EMOTIONS, PURPOSES, SIGNALS
from anfu.playbook import LibraryScript, Playbook
from anfu.playbook.schema import Script


def without(book: Playbook, *purposes: str) -> Playbook:
    kept = tuple(script for script in book.scripts if script.purpose not in purposes)
    return msgspec.structs.replace(book, scripts=kept)


def test_the_delivered_library_has_no_hole(book: Playbook) -> None:
    found = coverage(book)
    assert found.holes == ()
    assert found.scripts >= 600
    assert found.short_share >= 0.9
    assert len(found.cells) == (len(PURPOSES) - 1) * len(EMOTIONS) * 12
    assert min(cell.fit for cell in found.cells) >= 3
    assert [(own.signal, own.scripts >= 8) for own in found.signals] == [(signal, True) for signal in SIGNALS]
    assert all(own.scripts >= own.at_least for own in found.own_words)


def test_a_purpose_without_scripts_is_a_hole_at_every_moment(book: Playbook) -> None:
    holes = coverage(without(book, "fix")).holes
    assert "fix × angry × refund: 0 of 3 scripts: write 3 more" in holes
    assert "fix × angry × refund: 0 of 1 scripts name the emotion or kind: write one that does" in holes
    assert len([hole for hole in holes if hole.startswith("fix × ")]) == 2 * 4 * 12


def test_a_general_script_counts_where_nothing_excludes_it(book: Playbook) -> None:
    general = tuple(LibraryScript(Script(f"x-{n}", "我在。"), "fix", "own") for n in range(3))
    few = msgspec.structs.replace(book, scripts=(*without(book, "fix").scripts, *general))
    fixes = [cell for cell in coverage(few).cells if cell.purpose == "fix"]
    assert {(cell.fit, cell.specific) for cell in fixes} == {(3, 0)}


@pytest.mark.parametrize(
    "only", [{"channel": ["voice"]}, {"intensity": (2, 2)}, {"text": "今晚七点前我给您打。"}]
)
def test_the_worst_channel_strength_and_hour_count(book: Playbook, only: dict[str, object]) -> None:
    fields = {"text": "我在。", **only}
    one = LibraryScript(Script("x-1", **fields), "fix", "own")  # type: ignore[arg-type]  # as the case says
    few = msgspec.structs.replace(book, scripts=(*without(book, "fix").scripts, one))
    assert {
        cell.fit for cell in coverage(few).cells if cell.purpose == "fix" and cell.emotion == "angry"
    } == {0}


def test_signals_and_own_words_are_counted(book: Playbook) -> None:
    holes = coverage(without(book, "risk")).holes
    assert "signal vip: at some moment only 0 of 3 risk scripts fit: widen one" in holes
    assert any(hole.startswith("signal self_harm: ") for hole in holes)
    assert "own words self-harm-care: 0 of 8 scripts: write 8 more" in holes


def test_a_library_of_long_sentences_is_a_hole(book: Playbook) -> None:
    long = tuple(LibraryScript(Script(f"x-{n}", "我" * 60), "fix", "own") for n in range(200))
    wordy = msgspec.structs.replace(book, scripts=(*book.scripts, *long))
    assert "only 81% of the scripts have 45 characters or fewer: shorten some" in coverage(wordy).holes
