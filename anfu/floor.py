"""The floor: every call that is going on, the one that needs help most first."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, tzinfo

import msgspec

from anfu.calls import Call
from anfu.calls.need import Need, Order, order, why
from anfu.guidance import Guidance
from anfu.guidance.advise import level_now, step_now
from anfu.guidance.types import LevelNow, MoodNote, StepNow
from anfu.labels import Industry, Language
from anfu.live import CHINA, own_ticket
from anfu.playbook import Playbook
from anfu.store.records import Active
from anfu.store.store import Store
from anfu.tickets.types import Due, Ticket

WINDOW = timedelta(hours=12)
"""A call that began before is forgotten rather than going on."""
MOST = 500
"""How many calls a board shows."""
CURVE = 12
"""How many of the customer's last turns the curve shows."""
_guidance = msgspec.json.Decoder(Guidance)
_CALM = MoodNote("calm", 0, 0, "steady")


class DueNow(msgspec.Struct, frozen=True):
    """The clock of a ticket that runs out first, or ran out."""

    clock: str
    name: str
    at: datetime


class BoardCall(msgspec.Struct, frozen=True):
    """A call as a supervisor sees it among others. `curve`: the customer's last intensities, 0 to 3, oldest first."""

    id: str
    agent: str | None
    customer_ref: str | None
    industry: Industry
    channel: str
    started_at: datetime
    last_at: datetime
    turns: int
    step: StepNow
    level: LevelNow
    mood: MoodNote
    curve: tuple[int, ...]
    ticket_id: str | None
    due: DueNow | None
    why: tuple[str, ...]


class Board(msgspec.Struct, frozen=True):
    """The calls that are going on, the one that needs help most first."""

    at: datetime
    calls: tuple[BoardCall, ...]


class _Glance(msgspec.Struct, frozen=True):
    """What was seen of a call when it was last looked at, and how far it had come then."""

    active: Active
    last_at: datetime
    guidance: Guidance | None
    curve: tuple[int, ...]
    ticket: Ticket | None


class Floor:
    """Looks at all calls at once. Only what has changed since the last look is read again."""

    def __init__(
        self,
        store: Store,
        playbook: Playbook,
        clock: Callable[[], datetime],
        language: Language = "zh",
        zone: tzinfo = CHINA,
    ) -> None:
        self._store = store
        self._playbook = playbook
        self._clock = clock
        self._language: Language = language
        self._zone = zone
        self._seen: dict[str, _Glance] = {}
        self._lock = threading.Lock()

    def board(self) -> Board:
        """The calls going on now. Waits for the store."""
        now = self._clock()
        with self._lock:
            active = self._store.active_calls(now - WINDOW, MOST)
            self._seen = {one.call.id: self._look(one) for one in active}
            shown = [self._shown(glance, now) for glance in self._seen.values()]
        in_line = sorted(shown, key=lambda one: one[0])
        return Board(now.astimezone(self._zone), tuple(call for _, call in in_line))

    def _look(self, active: Active) -> _Glance:
        """What there is to see of a call: as it was seen before, where nothing has changed."""
        call_id, seen = active.call.id, self._seen.get(active.call.id)
        if seen is not None and seen.active == active:
            return seen
        ticket = seen.ticket if seen is not None else None
        if active.stamp != (seen.active.stamp if seen is not None else 0):
            ticket = own_ticket(self._store.tickets_of(call_id))
        if not active.turns:
            return _Glance(active, active.call.started_at, None, (), ticket)
        [last] = self._store.turns(call_id, active.turns - 1)[:1]
        moved = [move for move in self._store.moves(call_id) if move.after_turn == last.turn]
        guidance = _guidance.decode(moved[-1].guidance if moved else last.guidance)
        return _Glance(active, last.at, guidance, self._store.curve(call_id, CURVE), ticket)

    def _shown(self, glance: _Glance, now: datetime) -> tuple[Order, BoardCall]:
        record, told = glance.active.call, glance.guidance
        due = _first(glance.ticket.due) if glance.ticket else None
        name = self._name(due) if due else ""
        nothing = Call(record.id, record.started_at)
        step = told.step if told else step_now(nothing, self._playbook, self._language)
        level = told.level if told else level_now(nothing, self._playbook, self._language)
        mood = told.notes.emotion if told and told.notes else _CALM
        need = Need(
            level.id,
            record.started_at,
            level.reasons,
            due.due if due else None,
            name,
            mood.label,
            mood.intensity,
            mood.trend == "rising",
        )
        call = BoardCall(
            id=record.id,
            agent=record.agent,
            customer_ref=record.customer_ref,
            industry=record.industry,
            channel=record.channel,
            started_at=record.started_at.astimezone(self._zone),
            last_at=glance.last_at.astimezone(self._zone),
            turns=glance.active.turns,
            step=step,
            level=level,
            mood=mood,
            curve=glance.curve,
            ticket_id=glance.ticket.id if glance.ticket else None,
            due=DueNow(due.clock, name, due.due.astimezone(self._zone)) if due else None,
            why=why(need, now, self._playbook, self._language),
        )
        return order(need), call

    def _name(self, due: Due) -> str:
        names = {clock.id: clock.name.to(self._language) for clock in self._playbook.clocks.clocks}
        return names.get(due.kind, due.name)


def _first(dues: Sequence[Due]) -> Due | None:
    """The running clock that runs out first; rounds of repeating clocks do not count."""
    running = (due for due in dues if due.running and not due.repeats)
    return min(running, key=lambda due: due.due, default=None)
