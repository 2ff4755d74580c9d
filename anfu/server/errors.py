"""What the server itself may refuse."""

from __future__ import annotations

from anfu.errors import AnfuError


class TurnFailed(AnfuError):
    """A turn got no answer in time, or none that can be used."""


class NotReady(AnfuError):
    """The server is up, but its model is not."""


class Forbidden(AnfuError):
    """The caller is known, but may not do this."""


class BadInput(AnfuError):
    """A request that cannot be taken as it is: `status` says how, `remedy` what to do."""

    def __init__(self, status: int, detail: str, remedy: str) -> None:
        super().__init__(detail)
        self.status = status
        self.remedy = remedy
