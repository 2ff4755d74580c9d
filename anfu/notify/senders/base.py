"""What a sender is, and the two ways it can fail."""

from __future__ import annotations

from typing import Protocol

from anfu.tickets.messages import Message


class Refused(Exception):
    """The receiver will never take this message: no use trying again. Says why, without addresses or secrets."""


class Failed(Exception):
    """It did not arrive, but may later. `after`: seconds the receiver asks to wait; `busy`: it only wants fewer."""

    def __init__(self, why: str, after: float | None = None, busy: bool = False) -> None:
        super().__init__(why)
        self.after = after
        self.busy = busy


class Sender(Protocol):
    """Delivers to one target."""

    @property
    def limit(self) -> int:
        """Messages it may be sent in any 60 seconds; 0: no limit."""

    def send(self, message: Message) -> None:
        """Returns when the message arrived. Raises `Refused` or `Failed`."""


def shortened(text: str, longest: int) -> str:
    """The text in at most `longest` bytes of UTF-8, never through the middle of a character."""
    encoded = text.encode()
    if len(encoded) <= longest:
        return text
    return encoded[: longest - len("…".encode())].decode(errors="ignore") + "…"
