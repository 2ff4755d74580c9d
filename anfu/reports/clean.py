"""Makes any text harmless for a document: no invisible controls, no formulas, no personal numbers."""

from __future__ import annotations

import re

from anfu.reading.masking import mask

LONGEST = 4000
"""Characters of a cell; what is longer is cut and says so."""
# Controls, halves of characters, directions that turn a line round, line ends of scripts, and code points that are
# no characters (XML refuses those). Tabs and line ends are looked after before.
_ENDS_OF_PLANES = "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_UNWANTED = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff"
    f"{_ENDS_OF_PLANES}]"
)
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def printable(text: str, longest: int = LONGEST) -> str:
    """The text with nothing in it that cannot be printed; lines stay lines, tabs become blanks."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    shown = _UNWANTED.sub("", lines).strip()
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"


def told(text: str | None) -> str:
    """What somebody said or wrote, fit to be handed on: printable, personal numbers masked."""
    return mask(printable(text or ""))


def risky(text: str) -> bool:
    """Whether a spreadsheet might take the text for a formula."""
    return text.lstrip().startswith(_FORMULA)


def defused(text: str) -> str:
    """The text as a spreadsheet will show it and not compute it."""
    return f"'{text}" if risky(text) else text
