"""Hides phone, ID-card and bank-card numbers before anything else sees the text.

A number is hidden only when its checksum says it is one, so that an order number survives:
ID cards by GB 11643, bank cards by Luhn; mobile numbers by their prefix and length. Numbers may be
written in groups (138-1234 5678), and another number may stand right beside them.
"""

from __future__ import annotations

import re

_SEPARATOR = r"[ \-\u00a0\u2010-\u2015\u3000\uff0d]"
_RUN = re.compile(rf"(?<![\dA-Za-z*])\+?\d(?:{_SEPARATOR}{{0,3}}\d){{10,}}[XxＸｘ]?(?![\dA-Za-zＸｘ*])")
_GROUP = re.compile(r"\d+[XxＸｘ]?")
_NAMES = "零〇一幺二两三四五六七八九"
_SPOKEN = re.compile(rf"(?<![{_NAMES}])[{_NAMES}]{{11}}(?![{_NAMES}])")
_SPOKEN_DIGITS = str.maketrans(_NAMES, "0011223456789")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK = "10X98765432"
_LONGEST = 19
_FULL_WIDTH = {0xFF10 + digit: str(digit) for digit in range(10)}


def mask(text: str) -> str:
    """The text with every phone, ID-card and bank-card number hidden but for a few digits."""
    return _SPOKEN.sub(_hide_spoken, _RUN.sub(_hide_run, text.translate(_FULL_WIDTH)))


def is_mobile(digits: str) -> bool:
    """Whether eleven digits are a mainland mobile number."""
    return re.fullmatch(r"1[3-9]\d{9}", digits) is not None


def is_id_card(digits: str) -> bool:
    """Whether eighteen characters are a valid resident ID number (GB 11643 check digit)."""
    if not re.fullmatch(
        r"[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]", digits
    ):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, _ID_WEIGHTS, strict=False))
    return _ID_CHECK[total % 11] == digits[17]


def is_bank_card(digits: str) -> bool:
    """Whether 16 to 19 digits are a payment card number (issuer prefix and Luhn check digit)."""
    if not re.fullmatch(r"[3-6]\d{15,18}", digits):
        return False
    total = 0
    for place, digit in enumerate(map(int, reversed(digits))):
        doubled = digit * 2 if place % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def _hide_spoken(found: re.Match[str]) -> str:
    return _shown(found[0].translate(_SPOKEN_DIGITS)) or found[0]


def _hide_run(found: re.Match[str]) -> str:
    """Hides numbers in a run of digit groups: the leftmost first, and of those the longest."""
    written = found[0]
    groups = [group.span() for group in _GROUP.finditer(written)]
    numbers = [written[start:end].upper().replace("Ｘ", "X") for start, end in groups]
    hidden, done, first = "", 0, 0
    while first < len(groups):
        for last in reversed(range(first, min(len(groups), first + _LONGEST))):
            start, end = groups[first][0], groups[last][1]
            digits = "".join(numbers[first : last + 1])
            if shown := _shown(digits):
                plus = written[:start] == "+" and digits.startswith("86")
                hidden += written[done : start - plus] + shown
                done, first = end, last
                break
        first += 1
    return hidden + written[done:]


def _shown(digits: str) -> str | None:
    """What stays to be seen of a number that must be hidden, or None when it need not be."""
    if not 11 <= len(digits) <= _LONGEST:
        return None
    mobile = re.sub(r"^(?:00)?86(?=\d{11}$)", "", digits)
    if is_mobile(mobile):
        return f"{mobile[:3]}****{mobile[-4:]}"
    if is_id_card(digits):
        return f"{digits[:3]}***********{digits[-4:]}"
    if is_bank_card(digits):
        return f"{'*' * (len(digits) - 4)}{digits[-4:]}"
    return None
