"""What an agent does about a call besides hearing it: look at the card, set the step, write to the customer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo

import msgspec

from anfu.calls import Call, Move
from anfu.calls.moves import standing
from anfu.errors import NothingHeard, NothingToUndo, UnknownCall
from anfu.guidance import Guidance, TicketNow, advise
from anfu.guidance.card import Card, EarlierCall, OpenCase, pre_call_card
from anfu.guidance.confirmation import Confirmation, confirmation
from anfu.labels import Language, StepId
from anfu.live import LiveCall, LiveCalls
from anfu.playbook import Playbook
from anfu.store.records import CallRecord
from anfu.store.store import Store
from anfu.tickets.clocks import awaited
from anfu.tickets.types import Ticket

_encode = msgspec.json.Encoder()
_TO_CUSTOMER = ("first_solution", "crisis_response")
"""Clocks at whose end the customer hears from us."""


class Desk:
    """The part of the service for the agent's own doing."""

    playbook: Playbook
    store: Store
    language: Language
    _live: LiveCalls
    _zone: tzinfo
    _clock: Callable[[], datetime]

    def _current(self, call_id: str) -> LiveCall:
        raise NotImplementedError

    def _refuse_when_over(self, live: LiveCall) -> None:
        raise NotImplementedError

    def set_step(self, call_id: str, step: StepId, by: str = "agent") -> Guidance:
        """Sets the step by hand, and advises anew. Raises `CallEnded`, `NothingHeard` and the store's errors."""
        return self._move(call_id, step, by)

    def undo_step(self, call_id: str, by: str = "agent") -> Guidance:
        """Takes back the latest step set by hand, as if it had never been set. Raises `NothingToUndo` as well."""
        return self._move(call_id, None, by)

    def card(self, call_id: str) -> Card:
        """The pre-call card: what is known of the customer before the first word (F8)."""
        record = self.store.call(call_id)
        if record is None:
            raise UnknownCall(call_id)
        earlier: list[CallRecord] = []
        cases: list[Ticket] = []
        if record.customer_ref is not None:
            window = timedelta(days=self.playbook.escalation.contacts_window_days)
            started = record.started_at
            earlier = self.store.calls_of(record.customer_ref, started - window, started)
            cases = self.store.open_tickets_of(record.customer_ref)
        return pre_call_card(
            [EarlierCall(call.started_at.astimezone(self._zone), call.matter) for call in earlier],
            [
                OpenCase(case.id, case.matter, case.level, case.summary)
                for case in cases
                if case.call_id != call_id
            ],
            record.started_at.astimezone(self._zone),
            self.playbook,
            self.language,
        )

    def confirmation(self, call_id: str) -> Confirmation:
        """What the customer is sent in writing after the call (F77)."""
        live = self._current(call_id)
        ticket = live.ticket
        promised = [promise.due for promise in live.call.promises]
        clocks = [due.due for due in ticket.awaited if due.clock in _TO_CUSTOMER] if ticket else []
        latest = max(promised, default=None) or min(clocks, default=None)
        return confirmation(
            live.call,
            ticket.id if ticket else None,
            latest.astimezone(self._zone) if latest else None,
            self.playbook,
            self.language,
        )

    def _move(self, call_id: str, step: StepId | None, by: str) -> Guidance:
        live = self._current(call_id)
        with live.lock:
            self._refuse_when_over(live)
            if not live.call.turns:
                raise NothingHeard(call_id)
            if step is None and not standing(self.store.moves(call_id)):
                raise NothingToUndo(call_id)
            moved = self._moved(live, step)
            told = TicketNow(
                "none", live.ticket.id if live.ticket else None, awaited(live.ticket, self._zone)
            )
            guidance = advise(moved, self.playbook, told, self.language, live.record)
            at = self._clock().astimezone(self._zone)
            words = _encode.encode(guidance).decode()
            after = len(live.call.turns)
            self.store.add_move(call_id, Move(live.call.moves + 1, after, step, by, at, words))
            self._live.refresh(live)
            return guidance

    def _moved(self, live: LiveCall, step: StepId | None) -> Call:
        """The call with its step set, or as it was before the latest setting."""
        if step is not None:
            return live.call.at_step(step, self.playbook)
        return self._live.without_last_move(live.call.id)
