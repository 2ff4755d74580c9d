"""Masking: numbers of people are hidden, numbers of things survive."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from anfu.reading import mask
from anfu.reading.masking import is_bank_card, is_id_card, is_mobile

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def with_check(seventeen: str) -> str:
    """A resident ID number by GB 11643."""
    total = sum(int(digit) * weight for digit, weight in zip(seventeen, WEIGHTS, strict=True))
    return seventeen + "10X98765432"[total % 11]


def with_luhn(digits: str) -> str:
    """A card number with its check digit."""
    return next(digits + str(last) for last in range(10) if luhn(digits + str(last)))


def luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


ID = with_check("11010519491231002")
OTHER_ID = with_check("44052418800101001")
CARD = with_luhn("622202123456789012")

HIDDEN = [
    ("13812345678", "138****5678"),
    ("我电话13812345678，快点", "我电话138****5678，快点"),
    ("138-1234-5678", "138****5678"),
    ("138 1234 5678", "138****5678"),
    ("138 - 1234 - 5678", "138****5678"),
    ("138\u30001234\u30005678", "138****5678"),
    ("138—1234—5678", "138****5678"),
    ("+86 13812345678", "138****5678"),
    ("+8613812345678", "138****5678"),
    ("8613812345678", "138****5678"),
    ("86-138-1234-5678", "138****5678"),
    ("0086 138 1234 5678", "138****5678"),
    ("１３８１２３４５６７８", "138****5678"),
    ("一三八一二三四五六七八", "138****5678"),
    ("电话是幺三八零零幺三八零零零", "电话是138****8000"),
    ("电话13812345678 3天了", "电话138****5678 3天了"),
    ("13812345678 13987654321", "138****5678 139****4321"),
    ("订单20240301 13812345678", "订单20240301 138****5678"),
    ("5 +8613812345678", "5 138****5678"),
    (ID, f"110***********{ID[-4:]}"),
    (ID.lower(), f"110***********{ID[-4:]}"),
    (ID.replace("X", "Ｘ"), f"110***********{ID[-4:]}"),
    ("110105 19491231 002X", "110***********002X"),
    (OTHER_ID, f"440***********{OTHER_ID[-4:]}"),
    ("4111111111111111", "************1111"),
    ("4111 1111 1111 1111", "************1111"),
    (CARD, f"{'*' * 15}{CARD[-4:]}"),
]

SURVIVES = [
    "订单号20240301123456",
    "订单20240301123456789",
    "SF1234567890123",
    "JD13812345678",
    "13812345678AB",
    "99138123456780",
    "138123456789",
    "1381234567",
    "12812345678",
    "4111111111111112",
    "6222 0212 3456 7890 13",
    "110105194912310021",
    "110105194913310021",
    "011105194912310021",
    "运单号776655443322",
    "2026-11-21 20:00",
    "12345",
    "400-800-1234",
    "一二三四五六七八九零一",
    "一三八一二三四五六七八九",
    "一月二号三楼",
    "没有数字",
    "",
]


@pytest.mark.parametrize(("said", "shown"), HIDDEN)
def test_a_person_s_number_is_hidden(said: str, shown: str) -> None:
    assert mask(said) == shown


@pytest.mark.parametrize("said", SURVIVES)
def test_a_thing_s_number_survives(said: str) -> None:
    assert mask(said) == said


@pytest.mark.parametrize("last", "0123456789X")
def test_only_the_right_check_digit_makes_an_id_card(last: str) -> None:
    number = ID[:-1] + last
    assert is_id_card(number) is (number == ID)


@pytest.mark.parametrize("last", "0123456789")
def test_only_the_right_check_digit_makes_a_card(last: str) -> None:
    number = CARD[:-1] + last
    assert is_bank_card(number) is (number == CARD)


def test_cards_begin_with_an_issuer_s_digit_and_are_long_enough() -> None:
    assert not is_bank_card(with_luhn("122202123456789012"))
    assert not is_bank_card(with_luhn("62220212345678"))
    assert is_mobile("19912345678")
    assert not is_mobile("1991234567")


MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
IDS = st.from_regex(r"[1-9][0-9]{5}(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|1[0-9])[0-9]{3}", fullmatch=True)
CARDS = st.from_regex(r"[3-6][0-9]{14,17}", fullmatch=True).map(with_luhn)
AROUND = st.text(alphabet="您好，我的电话是：。（）abc ", max_size=8)


@given(MOBILES, st.text(alphabet="，。我的电话", max_size=5), st.text(alphabet="，。谢谢是", max_size=5))
def test_every_mobile_number_is_hidden(number: str, before: str, after: str) -> None:
    assert mask(before + number + after) == f"{before}{number[:3]}****{number[-4:]}{after}"


@given(MOBILES, st.lists(st.integers(1, 10), max_size=4), st.sampled_from([" ", "-", "\u00a0", " - ", "－"]))
def test_a_mobile_number_is_hidden_however_it_is_grouped(number: str, cuts: list[int], gap: str) -> None:
    places = sorted({0, 11, *cuts})
    written = gap.join(number[a:b] for a, b in pairwise(places))
    assert mask(written) == f"{number[:3]}****{number[-4:]}"


@given(IDS.map(with_check))
def test_every_id_card_is_hidden(number: str) -> None:
    assert mask(number) == f"{number[:3]}***********{number[-4:]}"


@given(CARDS)
def test_every_bank_card_is_hidden(number: str) -> None:
    assert mask(f"卡号{number}。") == f"卡号{'*' * (len(number) - 4)}{number[-4:]}。"


WRITTEN = st.lists(
    st.one_of(
        st.sampled_from([*"0123456789 -+*xXＸa我，一", "８６", "幺三八"]),
        MOBILES,
        CARDS,
        IDS.map(with_check),
        st.just("一三八一二三四五六七八"),
    ),
    max_size=10,
).map("".join)


@given(st.one_of(st.text(max_size=60), WRITTEN))
@example("138****5678 20240301138")
@example("99999999 13812345678 12")
def test_masking_twice_is_masking_once_and_never_longer(said: str) -> None:
    once = mask(said)
    assert mask(once) == once
    assert len(once) <= len(said)


@given(st.text(max_size=60).filter(lambda said: not re.search(r"\d|[零〇一幺二两三四五六七八九]", said)))
def test_a_text_without_digits_is_unchanged(said: str) -> None:
    assert mask(said) == said


@given(AROUND, st.integers(0, 10**9), AROUND)
def test_a_short_number_is_unchanged(before: str, number: int, after: str) -> None:
    said = f"{before}{number}{after}"
    assert mask(said) == said


def test_a_very_long_text_takes_no_time() -> None:
    for said in ("1 " * 2_000, "1" * 20_000 + "a", "138-" * 2_000, "1 2-" * 1_000 + "a"):
        assert len(mask(said)) <= len(said)
