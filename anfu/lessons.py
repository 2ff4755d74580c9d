"""What agents do with the scripts they are offered, and what a later call learns from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from anfu.calls import Call
from anfu.errors import NotOffered, UnknownScript, UnknownTurn
from anfu.guidance import Guidance
from anfu.guidance.why import Why, why
from anfu.guidance.worked import Record, calmed_after
from anfu.labels import Outcome
from anfu.live import LiveCalls
from anfu.playbook import Playbook
from anfu.reading import mask
from anfu.store.records import FeedbackRecord
from anfu.store.store import Store

_guidance = msgspec.json.Decoder(Guidance)


class Lessons:
    """The part of the service that hears what became of its advice, and explains it."""

    playbook: Playbook
    store: Store
    _live: LiveCalls
    _clock: Callable[[], datetime]

    def feedback(
        self,
        call_id: str,
        turn: int,
        script_id: str,
        outcome: Outcome,
        text: str | None = None,
        by: str = "agent",
    ) -> FeedbackRecord:
        """Takes in what the agent did with a script offered at `turn`; of several words the last counts.

        text: the words as edited. Raises `UnknownCall`, `NotOffered` and the store's errors.
        """
        live = self._live.get(call_id)
        if script_id not in self._offered(call_id, turn):
            raise NotOffered(script_id, turn)
        words = mask(text) if text and outcome == "edited" else None
        given = FeedbackRecord(call_id, turn, script_id, outcome, by, self._clock(), words)
        stored = self.store.add_feedback(given)
        ended = self.store.call(call_id)
        if ended is not None and ended.ended_at is not None:
            with live.lock:
                self._live.refresh(live)  # another process may have heard its last words
                self._settle(live.call)
        return stored

    def feedback_table(self) -> dict[str, Record]:
        """What became of each script within the playbook's window, until now."""
        now = self._clock()
        window = timedelta(days=self.playbook.coverage.feedback.window_days)
        return self.store.script_records(now - window, now)

    def why(self, script_id: str, call_id: str, turn: int | None = None) -> Why:
        """How a script fared at a turn of a call, the last one if none is given.

        Raises `UnknownCall`, `UnknownScript` and `UnknownTurn`.
        """
        live = self._live.get(call_id)
        script = next((one for one in self.playbook.scripts if one.id == script_id), None)
        if script is None:
            raise UnknownScript(script_id)
        last = self.store.last_turn(call_id)
        number = last if turn is None else turn
        if not 1 <= number <= last:
            raise UnknownTurn(call_id, number, last)
        [stored, *_] = self.store.turns(call_id, number - 1)
        ticket = _guidance.decode(stored.guidance).ticket.id
        return why(script, self._live.at_turn(call_id, number), self.playbook, ticket, live.record)

    def _settle(self, call: Call) -> None:
        """Notes whether the customer calmed down after each script that was said in a call that is over."""
        rules = self.playbook.coverage.feedback
        found = {
            (given.turn, given.script): calmed_after(call, given.turn, rules)
            for given in self.store.feedback_of(call.id)
            if given.outcome != "dismissed"
        }
        self.store.settle_feedback(call.id, {key: calm for key, calm in found.items() if calm is not None})

    def _offered(self, call_id: str, turn: int) -> set[str]:
        """The scripts of a turn's guidance, also of what was advised when the step was set by hand after it."""
        turns = self.store.turns(call_id, turn - 1)[:1]
        given = [stored.guidance for stored in turns if stored.turn == turn]
        given += [move.guidance for move in self.store.moves(call_id) if move.after_turn == turn]
        return {say.id for guidance in given for say in _guidance.decode(guidance).say}
