"""One turn of a call: who said what, when, and what it was read as."""

from __future__ import annotations

from datetime import datetime

import msgspec

from anfu.labels import Speaker
from anfu.reading.types import AgentReading, Reading


class Turn(msgspec.Struct, frozen=True):
    """An utterance in its place in the call. Turns count from 1."""

    number: int
    speaker: Speaker
    text: str
    at: datetime
    reading: Reading

    @property
    def acts(self) -> frozenset[str]:
        """What the speaker did: the agent's acts, or the customer's one."""
        if isinstance(self.reading, AgentReading):
            return self.reading.acts
        return frozenset((self.reading.act,))
