"""What is said past the customer and what is let pass: whispers into a call, blocked drafts used all the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from anfu.drafts import Review
from anfu.errors import CallEnded, NotBlocked
from anfu.live import LiveCalls
from anfu.reading import mask
from anfu.store.errors import CallOver
from anfu.store.records import Override, Whisper
from anfu.store.store import Store


class Oversight:
    """The part of the service by which people overrule the call or its guard, on record."""

    store: Store
    _live: LiveCalls
    _review: Review
    _clock: Callable[[], datetime]
    _name: Callable[[str], str]

    def whisper(self, call_id: str, text: str, by: str) -> Whisper:
        """Says something into a call that only its agent sees. Raises `CallEnded` and the store's errors."""
        try:
            return self.store.add_whisper(call_id, by, self._clock(), mask(text))
        except CallOver as error:
            raise CallEnded(call_id) from error

    def override(self, text: str, reason: str, call_id: str | None, by: str) -> Override:
        """Records that a blocked draft is used all the same, and why. What is kept is masked.

        The draft is judged here again. Raises `NotBlocked` when nothing in it blocks, `UnknownCall`,
        `DraftTooLong` and the store's errors.
        """
        call = self._live.get(call_id).call if call_id is not None else None
        role, industry = (call.role, call.industry) if call else ("agent", "general")
        found = self._review.check(text, role, industry)
        taboos = dict.fromkeys(one.taboo for one in found.findings if one.severity == "block")
        if not taboos:
            raise NotBlocked
        given = Override(self._name("O"), self._clock(), by, call_id, tuple(taboos), mask(reason), mask(text))
        self.store.add_override(given)
        return given
