"""What the script library must hold, and how a script is weighed beyond its selectors."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from anfu.labels import Channel, EmotionLabel, Purpose, SignalId
from anfu.playbook.schema.base import Entry, Id, Source, Text

Count = Annotated[int, Meta(ge=1, le=1000)]
Hour = Annotated[int, Meta(ge=0, le=23)]
Share = Annotated[float, Meta(gt=0, le=1)]
Points = Annotated[float, Meta(ge=0, le=20)]

# --- coverage.yml ---------------------------------------------------------------------------------


class Strength(Entry, frozen=True):
    """How strong an emotion is when it is heard, 0 to 3."""

    emotion: EmotionLabel
    typical: Annotated[list[Annotated[int, Meta(ge=0, le=3)]], Meta(min_length=1)]


class OwnWords(Entry, frozen=True):
    """Scripts of their own for one emotion or signal, with `cites` as their source where that is given."""

    id: Id
    name: Text
    at_least: Count
    source: Source
    purposes: list[Purpose] = []
    emotion: EmotionLabel | None = None
    signal: SignalId | None = None
    cites: Source | None = None


class CallTimes(Entry, frozen=True):
    """Between which hours a sentence may name a clock time, and how many minutes ahead it must lie."""

    earliest: Hour
    latest: Hour
    ahead_minutes: Annotated[int, Meta(ge=0, le=240)]
    source: Source


class Feedback(Entry, frozen=True):
    """How what agents did with a script, and whether the customer calmed down, moves its place.

    A share is counted as if `doubt` more calls had shown nothing, and not before `heard_at_least` calls.
    """

    window_days: Annotated[int, Meta(ge=1, le=365)]
    heard_at_least: Count
    doubt: Annotated[float, Meta(ge=0, le=1000)]
    edited_counts: Share
    taken_points: Points
    calmed_points: Points
    calm_turns: Annotated[int, Meta(ge=1, le=10)]
    source: Source


class CoverageFile(Entry, frozen=True):
    """`coverage.yml`."""

    candidates: Count
    specific: Count
    signal_scripts: Count
    short: Count
    short_share: Share
    nearness: Share
    strengths: Annotated[list[Strength], Meta(min_length=1)]
    channels: Annotated[list[Channel], Meta(min_length=1)]
    clock: Annotated[list[Hour], Meta(min_length=1)]
    own_words: list[OwnWords]
    call_times: CallTimes
    feedback: Feedback
    source: Source

    def typical(self, emotion: EmotionLabel) -> list[int]:
        """The strengths of an emotion that must be covered."""
        return next((one.typical for one in self.strengths if one.emotion == emotion), [])
