"""The calls in progress, kept in memory and rebuilt from the store when they are not."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from datetime import timedelta, timezone, tzinfo

import msgspec

from anfu.calls import Call
from anfu.errors import UnknownCall
from anfu.guidance import Guidance
from anfu.playbook import Playbook
from anfu.reading import Reading
from anfu.store.records import CallRecord
from anfu.store.store import Store
from anfu.tickets.filing import BY_ANFU
from anfu.tickets.types import Ticket

_KEPT_CALLS = 2000
CHINA = timezone(timedelta(hours=8))
_reading = msgspec.json.Decoder(Reading)
_guidance = msgspec.json.Decoder(Guidance)


class LiveCall:
    """A call with its open ticket. Whoever changes it holds its lock."""

    def __init__(self, call: Call, ticket: Ticket | None) -> None:
        self.call = call
        self.ticket = ticket
        self.lock = threading.RLock()


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
            live = self._keep(call_id, self._rebuild(call_id))
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
        return self._keep(call.id, LiveCall(call, None))

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
        fresh = self._rebuild(live.call.id)
        live.call, live.ticket = fresh.call, fresh.ticket

    def _keep(self, call_id: str, live: LiveCall) -> LiveCall:
        with self._lock:
            live = self._calls.setdefault(call_id, live)
            while len(self._calls) > _KEPT_CALLS:
                self._calls.popitem(last=False)
            return live

    def _rebuild(self, call_id: str) -> LiveCall:
        record = self._store.call(call_id)
        if record is None:
            raise UnknownCall(call_id)
        call = new_call(record, self.contacts_before(record))
        for turn in self._store.turns(call_id):
            # The store keeps moments; which day 「今天18点前」 is about depends on the zone as well.
            at, reading = turn.at.astimezone(self._zone), _reading.decode(turn.reading)
            call = call.hear(turn.speaker, turn.text, at, reading, self._playbook)
            call = call.offer(tuple(say.id for say in _guidance.decode(turn.guidance).say))
        return LiveCall(call, own_ticket(self._store.tickets_of(call_id)))


def own_ticket(tickets: Sequence[Ticket]) -> Ticket | None:
    """The open ticket that rises with the call: the one Anfu filed, else the first filed by hand.

    Anfu files none where one is open, so what was filed by hand beside its own is about another matter.
    """
    still_open = [ticket for ticket in tickets if ticket.status != "closed"]
    by_anfu = [ticket for ticket in still_open if ticket.filed_by == BY_ANFU]
    return next(iter(by_anfu or still_open), None)


def new_call(record: CallRecord, contacts_before: dict[str, int]) -> Call:
    """An empty call for a stored record."""
    return Call(
        record.id,
        record.started_at,
        industry=record.industry,
        role=record.role,
        contacts_before=contacts_before,
        ended_at=record.ended_at,
    )
