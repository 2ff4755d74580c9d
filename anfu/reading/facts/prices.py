"""Whether a numeral without a unit is a sum of money: 「扣了我八十」, 「五十九的套餐」, 「两百八的鞋」."""

from __future__ import annotations

import re

from anfu.reading.facts import price_words as words
from anfu.reading.facts.numerals import ONES, Numeral, value_of

_WINDOW = 16
_SMALLEST, _LARGEST_BARE = 10, 100_000
_OLDEST = 110
_UNITS = tuple("十百千万亿")
_FIGURES = re.compile(r"[\d,.]+")
_ONE_BY_ONE = re.compile(r"[零〇幺一二三四五六七八九]{2,}")
# 「三百六」 and 「一百八十七」 alone are prices.
_STRONG = re.compile(rf"[万千kw亿]|^(?:[{ONES}]|\d+)百(?!\d)")


def is_price(text: str, numeral: Numeral, sums_named: bool) -> bool:
    """Whether a numeral without a unit is money; `sums_named` when the utterance names one for certain."""
    said, before = text[numeral.start : numeral.end], text[max(0, numeral.start - _WINDOW) : numeral.start]
    if words.TAG.match(text, numeral.start):
        return True
    if numeral.value < _SMALLEST or _is_part(text, numeral) or words.FORMAT.match(text, numeral.start):
        return False
    behind = words.BEHIND_MONEY.search(before) is not None
    figures, one_by_one = _FIGURES.fullmatch(said) is not None, _ONE_BY_ONE.fullmatch(said) is not None
    if (figures and _is_called(said, before, behind)) or (one_by_one and _is_no_figure(said)):
        return False
    if numeral.value < 100 and (
        words.PER_CENT.search(text) or words.SHOE.search(text) or before.endswith("双")
    ):
        return False
    if behind or (not figures and words.OF_MONEY.match(text, numeral.end)):
        return True
    if (figures or one_by_one) and words.NAMED.search(before):
        return False
    if _is_measure(text, numeral, before):
        return False
    if one_by_one:
        return words.TARIFF.match(text, numeral.end) is not None
    return _is_likely(text, numeral, before, sums_named)


def _is_part(text: str, numeral: Numeral) -> bool:
    """Whether it counts something, or is a piece of a run that is no numeral as a whole."""
    around = text[max(0, numeral.start - 1) : numeral.start], text[numeral.end : numeral.end + 1]
    return any(char in _UNITS for char in around) or words.COUNTS.match(text, numeral.end) is not None


def _is_no_figure(digits: str) -> bool:
    """Whether digits said one by one are too few for a sum, or a holiday: 「五一」, 「三一五」."""
    return len(digits) == 2 or words.HOLIDAY.fullmatch(digits) is not None


def _is_called(figures: str, before: str, behind: bool) -> bool:
    """Whether figures are a number one calls, a code or a model rather than a sum."""
    digits = figures.replace(",", "")
    if len(digits) > 8 and digits.isdecimal():
        return True
    if (words.STORAGE.fullmatch(digits) and "内存" in before) or (
        len(digits) == 3 and words.ERROR.search(before)
    ):
        return True
    return words.HOTLINE.fullmatch(digits) is not None and (
        not behind or words.CALLING.search(before) is not None
    )


def _is_measure(text: str, numeral: Numeral, before: str) -> bool:
    """Whether the words around make the numeral a date, an age, a size or the like."""
    said = text[numeral.start : numeral.end]
    if words.MEASURED.search(before) or words.HOLIDAY.fullmatch(said) or words.YEAR.fullmatch(said):
        return True
    if numeral.value <= 31 and words.DATED.search(before):
        return True
    return numeral.value <= _OLDEST and bool(
        words.AGED.search(before)
        or words.OLD_ONE.match(text, numeral.end)
        or (words.ALONE.search(before) and words.OLD_NOW.match(text, numeral.end))
    )


def _is_likely(text: str, numeral: Numeral, before: str, sums_named: bool) -> bool:
    """Whether a numeral that stands with no word of money before it is a sum nevertheless."""
    said = text[numeral.start : numeral.end]
    for_one = words.FOR_ONE.search(before) is not None
    spoken_of = words.MONEY.search(text) is not None
    if not for_one and not spoken_of and _is_size(text, numeral):
        return False
    if _STRONG.search(said) and numeral.value >= 100:
        return True
    if numeral.value >= 50 and words.ALONE.search(before) and words.PRICED.match(text, numeral.end):
        return True
    if not (spoken_of or sums_named or for_one or words.EVERY.search(before)):
        enough = 100 if words.THAT_ONE.match(text, numeral.end) else 1000
        if not _FIGURES.fullmatch(said) or not enough <= numeral.value < _LARGEST_BARE:
            return False
    return for_one or words.MAY_FOLLOW.match(text, numeral.end) is not None


def _is_size(text: str, numeral: Numeral) -> bool:
    """Whether it is set against a size of its order: 「三百五十克只有三百」."""
    if numeral.value <= 1000 and words.GIGABIT.search(text):
        return True
    sizes = (value_of(hit["size"]) for hit in words.SIZED.finditer(text))
    return any(size is not None and size <= 4 * numeral.value <= 16 * size for size in sizes)
