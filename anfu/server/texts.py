"""What text a request may carry. One place, for every door."""

from __future__ import annotations

import unicodedata

from anfu.server.errors import BadInput

LONGEST_TEXT = 2000
LONGEST_NAME = 200
BODY_LIMIT = 64 * 1024
_ALLOWED_CONTROLS = "\n\t\r"


def spoken(text: str, field: str = "text", longest: int | None = LONGEST_TEXT) -> str:
    """The text without blanks around it. Raises `BadInput` when it is empty, too long or not text."""
    stripped = text.strip()
    if not stripped:
        raise BadInput(
            422, f"{field} is empty", f"send {field} with 1 to {longest or LONGEST_TEXT} characters"
        )
    if longest is not None and len(stripped) > longest:
        raise BadInput(
            422,
            f"{field} has {len(stripped)} characters",
            f"split it: at most {longest} characters at a time",
        )
    return readable(stripped, field)


def name(text: str, field: str) -> str:
    """A short single-line text, such as an id or a key. Raises `BadInput`."""
    if not text.strip() or len(text) > LONGEST_NAME or "\n" in text or "\r" in text:
        raise BadInput(
            422, f"{field} is empty or too long", f"send {field} with 1 to {LONGEST_NAME} characters"
        )
    return readable(text, field)


def readable(text: str, field: str) -> str:
    """The text itself. Raises `BadInput` when it holds control characters or halves of characters."""
    for char in text:
        if unicodedata.category(char) in ("Cc", "Cs") and char not in _ALLOWED_CONTROLS:
            raise BadInput(
                422,
                f"{field} holds the character U+{ord(char):04X}, which is not text",
                "remove control characters and halves of surrogate pairs; new lines and tabs may stay",
            )
    return text
