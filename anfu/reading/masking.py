"""Hides phone, ID-card and bank-card numbers before anything else sees the text.

A number is hidden only when its checksum says it is one, so that an order number survives:
ID cards by GB 11643, bank cards by Luhn; mobile numbers by their prefix and length.
"""

from __future__ import annotations

import re

_SEPARATED = r"(?:[ \-\u2010-\u2015]?\d)"
_NUMBER = re.compile(rf"(?<![\dA-Za-z])(?:\+?86[ \-]?)?\d{_SEPARATED}{{9,20}}[Xx]?(?![\dA-Za-z])")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK = "10X98765432"
_FULL_WIDTH = {0xFF10 + digit: str(digit) for digit in range(10)}


def mask(text: str) -> str:
    """The text with every phone, ID-card and bank-card number hidden but for a few digits."""
    return _NUMBER.sub(_hide, text.translate(_FULL_WIDTH))


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


def _hide(found: re.Match[str]) -> str:
    written = found[0]
    digits = re.sub(r"[^\dXx]", "", written).upper()
    if len(digits) == 13 and digits.startswith("86") and is_mobile(digits[2:]):
        return f"{digits[2:5]}****{digits[-4:]}"
    if is_mobile(digits):
        return f"{digits[:3]}****{digits[-4:]}"
    if is_id_card(digits):
        return f"{digits[:3]}***********{digits[-4:]}"
    if is_bank_card(digits):
        return f"{'*' * (len(digits) - 4)}{digits[-4:]}"
    return written
