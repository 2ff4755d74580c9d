"""What a live stream of a call sends next: everything stored since it last looked, in the order of the call."""

from __future__ import annotations

from datetime import datetime

import msgspec

from anfu.calls import Move
from anfu.errors import UnknownCall
from anfu.guidance import Guidance
from anfu.labels import StepId
from anfu.server.api.shapes import Line
from anfu.service import Service
from anfu.store.records import TurnRecord
from anfu.tickets.types import Ticket

ENDED = b'event: ended\ndata: {"type":"ended"}\n\n'
_encode = msgspec.json.Encoder().encode
_guidance = msgspec.json.Decoder(Guidance)


class MoveTold(msgspec.Struct, frozen=True):
    """A step set by hand, or taken back (`step` null), with what is advised since."""

    number: int
    after_turn: int
    step: StepId | None
    by: str
    at: datetime
    guidance: Guidance


class Feed:
    """A reader's place in a call.

    after, moves, whispers: the numbers of the last turn, move and whisper the reader has. more: whether it wants
    anything but guidance.
    """

    def __init__(
        self,
        service: Service,
        call_id: str,
        after: int,
        more: bool = False,
        moves: int = 0,
        whispers: int = 0,
    ) -> None:
        self._service = service
        self._call_id = call_id
        self._after, self._moves, self._whispers = after, moves, whispers
        self._more = more
        self._ticket: Ticket | None = None

    def news(self) -> tuple[list[bytes], bool]:
        """The events since the last look, and whether the call is over. Waits for the store. Raises `UnknownCall`."""
        store, call_id = self._service.store, self._call_id
        # First whether it is over, then what was said: the last words come before the end.
        record = store.call(call_id)
        if record is None:
            raise UnknownCall(call_id)
        # Everything is read before the place moves on: when the store fails halfway, nothing is passed over.
        turns = store.turns(call_id, self._after)
        moves = store.moves(call_id, self._moves) if self._more else []
        whispers = store.whispers(call_id, self._whispers) if self._more else []
        ticket = self._service.ticket_of(call_id) if self._more else None
        told = [] if ticket is None or ticket == self._ticket else [_named("ticket", ticket)]
        # A move stands behind the turn it was made after, and behind the moves before it.
        said = [(turn.turn, 0, self._turn(turn)) for turn in turns]
        said += [(move.after_turn, move.number, _move(move)) for move in moves]
        events = [event for *_, event in sorted(said)]
        events += [_named("whisper", whisper) for whisper in whispers]
        events = [*told, *events] if self._ticket is None else [*events, *told]
        self._after = turns[-1].turn if turns else self._after
        self._moves = moves[-1].number if moves else self._moves
        self._whispers = whispers[-1].number if whispers else self._whispers
        self._ticket = ticket
        return events, record.ended_at is not None

    def _turn(self, turn: TurnRecord) -> bytes:
        guidance = _guidance.decode(turn.guidance)
        event = b"id: %d\ndata: %b\n\n" % (guidance.turn, _encode(guidance))
        if not self._more:
            return event
        return _named("line", Line(turn.turn, turn.speaker, turn.text, turn.at)) + event


def _move(move: Move) -> bytes:
    guidance = _guidance.decode(move.guidance)
    return _named("move", MoveTold(move.number, move.after_turn, move.step, move.by, move.at, guidance))


def _named(name: str, told: msgspec.Struct) -> bytes:
    return b"event: %b\ndata: %b\n\n" % (name.encode(), _encode(told))
