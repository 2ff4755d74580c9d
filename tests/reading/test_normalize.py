"""Normalised text: the quick way for everyday characters says the same as the thorough one."""

from __future__ import annotations

import sys

from hypothesis import given
from hypothesis import strategies as st

from anfu.reading.normalize import _fold, normalize, normalize_everyday


def test_every_character_quickly_told_is_told_rightly() -> None:
    quick = [char for code in range(sys.maxunicode + 1) if normalize_everyday(char := chr(code)) is not None]
    assert [char for char in quick if normalize_everyday(char) != _fold(char)] == []
    assert len(quick) > 15_000


@given(text=st.text(alphabet="您好，！？%￥１a这個繁體 A\n😀😀0.、"))
def test_either_way_says_the_same(text: str) -> None:
    assert normalize(text) == "".join(map(_fold, text))
    assert len(normalize(text)) == len(text)
