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


class NothingHeard(AnfuError):
    """Nothing was said in the call yet, so there is no step to set."""

    def __init__(self, call_id: str) -> None:
        super().__init__(f"nothing was said in call {call_id!r} yet: set the step after the first words")


class NothingToUndo(AnfuError):
    """No step was set by hand, or all were taken back."""

    def __init__(self, call_id: str) -> None:
        super().__init__(f"no step of call {call_id!r} was set by hand: there is nothing to take back")


class NotOffered(AnfuError):
    """The script was not among those offered at this turn."""

    def __init__(self, script: str, turn: int) -> None:
        super().__init__(f"{script!r} was not offered at turn {turn}: name a script of that turn's guidance")


class UnknownScript(AnfuError):
    """There is no script with this id."""

    def __init__(self, script: str) -> None:
        super().__init__(f"there is no script {script!r}: `anfu scripts list` names them all")


class UnknownTurn(AnfuError):
    """The call has no turn with this number."""

    def __init__(self, call_id: str, turn: int, last: int) -> None:
        super().__init__(f"call {call_id!r} has no turn {turn}: its turns are 1 to {last}")


class KeyMismatch(AnfuError):
    """The same idempotency key came with another utterance."""

    def __init__(self, key: str) -> None:
        super().__init__(f"the key {key!r} was already used for another utterance of this call")


class DraftTooLong(AnfuError):
    """The draft is longer than anybody speaks in one go."""

    def __init__(self, length: int, longest: int) -> None:
        super().__init__(f"the draft has {length} characters: check at most {longest} at a time")


class NotBlocked(AnfuError):
    """The draft is not blocked, so there is nothing to override."""

    def __init__(self) -> None:
        super().__init__("nothing in this draft is blocked: it may be used as it is")


class NotTrained(AnfuError):
    """There is no trained model to read with."""

    def __init__(self) -> None:
        super().__init__("there is no trained model yet: run `anfu train` (about two minutes)")


class NotAllowed(AnfuError):
    """The token is unknown or revoked, or its role may not do this."""
