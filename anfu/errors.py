"""What can go wrong in a use case, in words a caller can act on. The store's own errors are `anfu.store.errors`."""

from __future__ import annotations


class AnfuError(Exception):
    """Base of everything Anfu raises on purpose. The message says what to do."""


class UnknownCall(AnfuError):
    """There is no call with this id."""

    def __init__(self, call_id: str) -> None:
        super().__init__(f"there is no call {call_id!r}: create one with POST /api/v1/calls")


class UnknownTicket(AnfuError):
    """There is no ticket with this id."""

    def __init__(self, ticket_id: str) -> None:
        super().__init__(f"there is no ticket {ticket_id!r}")


class CallEnded(AnfuError):
    """The call is over; nothing more can be said in it."""

    def __init__(self, call_id: str) -> None:
        super().__init__(f"call {call_id!r} has ended: create a new one")


class KeyMismatch(AnfuError):
    """The same idempotency key came with another utterance."""

    def __init__(self, key: str) -> None:
        super().__init__(f"the key {key!r} was already used for another utterance of this call")


class NotTrained(AnfuError):
    """There is no trained model to read with."""

    def __init__(self) -> None:
        super().__init__("there is no trained model yet: run `anfu train` (about two minutes)")


class NotAllowed(AnfuError):
    """The token is unknown or revoked, or its role may not do this."""
