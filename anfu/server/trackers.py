"""Rasa's memory of conversations: alive in memory, short, and a form in progress survives a restart.

Calls, turns and tickets are in the store. A tracker holds only what Rasa's rules look at, so turn 300 of
a call costs what turn 5 costs.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any, Protocol

import msgspec
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

KEPT = 2000
"""Conversations kept in memory. One that is let go comes back with its form, if it was in one."""
LONGEST = 40
"""Events after which a tracker is begun again from its slots and its form."""


class Memory(Protocol):
    """Where a form in progress is kept over a restart."""

    def conversation(self, conversation_id: str) -> str | None:
        """The state last kept, if there is one."""

    def keep_conversation(self, conversation_id: str, state: str | None) -> None:
        """Keeps the state; None forgets it."""


class State(msgspec.Struct, frozen=True):
    """What a tracker is begun again from: the form in progress and the slots filled so far."""

    loop: str | None = None
    slots: dict[str, Any] = {}


NOTHING = State()


class _Kept:
    """A live tracker, how far its events are settled, and the state the memory holds for it."""

    def __init__(self, tracker: DialogueStateTracker, stored: State) -> None:
        self.tracker = tracker
        self.settled = tuple(tracker.events)
        self.stored = stored


class LiveTrackers(TrackerStore):
    """Hands out the live tracker itself. What a failed turn did to it is undone before the next one."""

    def __init__(self, memory: Memory, kept: int = KEPT) -> None:
        super().__init__(None)
        self._memory = memory
        self._most = kept
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    async def retrieve(self, sender_id: str) -> DialogueStateTracker:
        """The tracker as the last finished turn left it; a new one is ready to listen."""
        kept = self._kept.get(sender_id)
        if kept is None:
            found = await _off_loop(self._memory.conversation, sender_id)
            state = msgspec.json.decode(found, type=State) if found else NOTHING
            kept = self._keep(_Kept(self._begun(sender_id, state), state))
        elif len(kept.tracker.events) != len(kept.settled):
            kept.tracker = self._tracker(sender_id, kept.settled)
        self._kept.move_to_end(sender_id)
        return kept.tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Settles a finished turn."""
        sender_id = tracker.sender_id
        state = _state(tracker)
        kept = self._kept.get(sender_id) or self._keep(_Kept(tracker, NOTHING))
        if state != kept.stored:
            text = None if state == NOTHING else msgspec.json.encode(state).decode()
            await _off_loop(self._memory.keep_conversation, sender_id, text)
            kept.stored = state
        if len(tracker.events) > LONGEST:
            tracker = self._begun(sender_id, state)
        kept.tracker, kept.settled = tracker, tuple(tracker.events)

    async def keys(self) -> Iterable[str]:
        """The conversations in memory."""
        return list(self._kept)

    def _keep(self, kept: _Kept) -> _Kept:
        kept = self._kept.setdefault(kept.tracker.sender_id, kept)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return kept

    def _begun(self, sender_id: str, state: State) -> DialogueStateTracker:
        """A tracker at the start of a session, in the form it was in."""
        events: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
        events += [SlotSet(name, value) for name, value in state.slots.items()]
        if state.loop is not None:
            events += [ActionExecuted(state.loop), ActiveLoop(state.loop)]
            # Once more, because Rasa's forms set it after they have begun.
            events.append(SlotSet("requested_slot", state.slots.get("requested_slot")))
        events.append(ActionExecuted(ACTION_LISTEN_NAME))
        return self._tracker(sender_id, events)

    def _tracker(self, sender_id: str, events: Iterable[Event]) -> DialogueStateTracker:
        tracker = DialogueStateTracker(sender_id, self.domain.slots)
        for event in events:
            tracker.update(event, self.domain)
        return tracker


def _state(tracker: DialogueStateTracker) -> State:
    slots = {name: slot.value for name, slot in tracker.slots.items() if slot.value is not None}
    slots.pop("session_started_metadata", None)
    return State(tracker.active_loop_name, slots)


async def _off_loop(work: Any, *args: Any) -> Any:
    return await asyncio.get_running_loop().run_in_executor(None, work, *args)
