"""Normalising everyday characters quickly says the same as the thorough way."""

from __future__ import annotations

import sys

from hypothesis import given
from hypothesis import strategies as st

from anfu.reading.everyday import normalize_everyday
from anfu.reading.normalize import normalize


def test_every_character_quickly_told_is_told_rightly() -> None:
    quick = [char for code in range(sys.maxunicode + 1) if normalize_everyday(char := chr(code)) is not None]
    assert [char for char in quick if normalize_everyday(char) != normalize(char)] == []
    assert len(quick) > 15_000


@given(text=st.text(alphabet="您好，！？%￥１a這個繁體 A\n😀.、“”（）"))
def test_either_way_says_the_same(text: str) -> None:
    assert normalize_everyday(text) in (None, normalize(text))
    assert (normalize_everyday(text) is None) == any(char in "１這個體 A\n😀." for char in text)
