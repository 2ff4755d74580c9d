"""The calls in progress, kept in memory and rebuilt from the store when they are not."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import timedelta, timezone, tzinfo

import msgspec

from anfu.calls import Call
from anfu.calls.moves import Move, standing
from anfu.errors import UnknownCall
from anfu.guidance import Guidance
from anfu.guidance.worked import Record
from anfu.labels import Channel
from anfu.playbook import Playbook
from anfu.reading import Reading
from anfu.store.records import CallRecord
from anfu.store.store import Store
from anfu.tickets.filing import BY_ANFU
from anfu.tickets.types import Ticket

_KEPT_CALLS = 2000
_TYPED = frozenset(["wecom", "slack", "chat"])
CHINA = timezone(timedelta(hours=8))
_reading = msgspec.json.Decoder(Reading)
_guidance = msgspec.json.Decoder(Guidance)


class LiveCall:
    """A call with its open ticket. Whoever changes it holds its lock.

    settled: the rules its closed tickets were filed for. stamp: tells whether its tickets were changed since.
    record: what had become of each script when the call began; it stays so, and with it the advice.
    """

    def __init__(self, call: Call, tickets: Sequence[Ticket], record: Mapping[str, Record]) -> None:
        self.call = call
        self.record = record
        self.lock = threading.RLock()
        self.keep(tickets)

    def keep(self, tickets: Sequence[Ticket]) -> None:
        """Takes over the call's tickets as they are stored."""
        self.ticket = own_ticket(tickets)
        closed = (ticket for ticket in tickets if ticket.status == "closed")
        self.settled = frozenset(reason.rule for ticket in closed for reason in ticket.reasons)
        self.stamp = sum(ticket.version for ticket in tickets)


class LiveCalls:
    """Calls by id. What is not in memory is replayed from its stored turns, which gives the same call."""

    def __init__(self, store: Store, playbook: Playbook, zone: tzinfo = CHINA) -> None:
        self._store = store
        self._playbook = playbook
        self._zone = zone
        self._calls: OrderedDict[str, LiveCall] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, call_id: str) -> LiveCall:
        """The live call. Raises `UnknownCall`."""
        live = self.peek(call_id)
        if live is None:
            call, tickets = self._rebuild(call_id)
            live = self._keep(call_id, LiveCall(call, tickets, self._record(call)))
        return live

    def peek(self, call_id: str | None) -> LiveCall | None:
        """The live call if it is in memory; never waits for the store."""
        with self._lock:
            live = self._calls.get(call_id or "")
            if live is not None:
                self._calls.move_to_end(live.call.id)
            return live

    def begin(self, call: Call) -> LiveCall:
        """Keeps a call that has just begun."""
        return self._keep(call.id, LiveCall(call, (), self._record(call)))

    def contacts_before(self, record: CallRecord) -> dict[str, int]:
        """How often the same customer has called about each matter within the playbook's window (F46)."""
        if record.customer_ref is None:
            return {}
        window = timedelta(days=self._playbook.escalation.contacts_window_days)
        return self._store.earlier_contacts(
            record.customer_ref, record.started_at - window, record.started_at
        )

    def refresh(self, live: LiveCall) -> None:
        """Brings a live call up to what another process has stored meanwhile."""
        live.call, tickets = self._rebuild(live.call.id)
        live.keep(tickets)

    def refresh_tickets(self, live: LiveCall) -> None:
        """Brings a live call's tickets up to what has been stored of them meanwhile."""
        if self._store.stamp_of(live.call.id) != live.stamp:
            live.keep(self._store.tickets_of(live.call.id))

    def at_turn(self, call_id: str, turn: int) -> Call:
        """The call just after `turn` was heard, before the advice for it was shown."""
        return self._replay(call_id, standing(self._store.moves(call_id)), until=turn)

    def without_last_move(self, call_id: str) -> Call:
        """The call as if the step had not been set by hand the last time."""
        moves = standing(self._store.moves(call_id))
        return self._replay(call_id, moves[:-1])

    def _keep(self, call_id: str, live: LiveCall) -> LiveCall:
        with self._lock:
            live = self._calls.setdefault(call_id, live)
            while len(self._calls) > _KEPT_CALLS:
                self._calls.popitem(last=False)
            return live

    def _rebuild(self, call_id: str) -> tuple[Call, list[Ticket]]:
        call = self._replay(call_id, standing(self._store.moves(call_id)))
        return call, self._store.tickets_of(call_id)

    def _record(self, call: Call) -> Mapping[str, Record]:
        """What was known of the scripts when the call began: the same whenever it is asked."""
        window = timedelta(days=self._playbook.coverage.feedback.window_days)
        return self._store.script_records(call.started_at - window, call.started_at)

    def _replay(self, call_id: str, moves: Sequence[Move], until: int | None = None) -> Call:
        record = self._store.call(call_id)
        if record is None:
            raise UnknownCall(call_id)
        call = new_call(record, self.contacts_before(record))
        for turn in self._store.turns(call_id):
            # The store keeps moments; which day 「今天18点前」 is about depends on the zone as well.
            at, reading = turn.at.astimezone(self._zone), _reading.decode(turn.reading)
            call = call.hear(turn.speaker, turn.text, at, reading, self._playbook)
            if turn.turn == until:
                break
            call = shown(call, _guidance.decode(turn.guidance))
            for move in moves:
                if move.after_turn == turn.turn and move.step is not None:
                    call = shown(call.at_step(move.step, self._playbook), _guidance.decode(move.guidance))
        return msgspec.structs.replace(call, moves=record.moves)


def own_ticket(tickets: Sequence[Ticket]) -> Ticket | None:
    """The open ticket that rises with the call: the one Anfu filed, else the first filed by hand.

    Anfu files none where one is open, so what was filed by hand beside its own is about another matter.
    """
    still_open = [ticket for ticket in tickets if ticket.status != "closed"]
    by_anfu = [ticket for ticket in still_open if ticket.filed_by == BY_ANFU]
    return next(iter(by_anfu or still_open), None)


def shown(call: Call, guidance: Guidance) -> Call:
    """The call after the agent was shown this guidance."""
    return call.offer(
        tuple(say.id for say in guidance.say), tuple(reminder.id for reminder in guidance.remind)
    )


def channel_of(name: str) -> Channel:
    """Whether the customer is heard or types, from the name of the channel; unknown names are spoken."""
    return "chat" if name.strip().lower() in _TYPED else "voice"


def new_call(record: CallRecord, contacts_before: dict[str, int]) -> Call:
    """An empty call for a stored record."""
    return Call(
        record.id,
        record.started_at,
        industry=record.industry,
        channel=channel_of(record.channel),
        role=record.role,
        contacts_before=contacts_before,
        ended_at=record.ended_at,
        customer_ref=record.customer_ref,
    )
