"""No text does harm in a document."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from anfu.reports.clean import LONGEST, defused, printable, risky, told

ANYTHING = st.text(st.characters(codec=None, exclude_categories=()))


@given(ANYTHING)
@example("\ud800" + "\x00=1+1")
@example("a\u202eb\ufffe\U0001ffff")
def test_what_is_printable_can_be_written_anywhere(text: str) -> None:
    shown = printable(text)
    shown.encode()
    assert all(char == "\n" or unicodedata.category(char) not in ("Cc", "Cs") for char in shown)
    assert not {"\u202e", "\u2066", "\u2028", "\ufffe", "\uffff", "\ufeff"} & set(shown)
    assert shown == printable(shown)


@pytest.mark.parametrize("text", ["退款👨‍👩‍👧 ok", "第一行\n第二行", "بيت", "𠮷野家", "a=b", "1-2"])
def test_what_people_write_stays_as_it_is(text: str) -> None:
    assert printable(text) == text
    assert defused(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        " =cmd|' /C calc'!A0",
        "\r=1",
        "\x00=1",
        "\u202e=1",
        "＝1+1",
        "－2",
        "＋3",
        "＠x",
    ],
)
def test_what_a_spreadsheet_would_compute_is_defused(text: str) -> None:
    assert risky(printable(text))
    assert defused(printable(text)).startswith("'")


def test_a_long_text_is_cut_and_says_so() -> None:
    assert len(printable("长" * 9000)) == LONGEST
    assert printable("长" * 9000).endswith("…")


def test_what_is_handed_on_has_no_personal_numbers() -> None:
    assert told("电话13812345678，证件11010519491231002X") == "电话138****5678，证件110***********002X"
    assert told(told("13812345678")) == told("13812345678")
    # A control character between the digits must not carry the number past the mask.
    assert "13812345678" not in told("138\x00\u202e12345678")
    assert told(None) == ""
