"""What was said: labels, risk signals and facts of one utterance. Pure; knows nothing of the call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from anfu.reading.masking import mask
from anfu.reading.reader import Reader
from anfu.reading.speakers import Spoken, Voice, whose
from anfu.reading.types import (
    ActHeard,
    AgentReading,
    CustomerReading,
    Emotion,
    Facts,
    Intent,
    Reading,
    Signal,
    Span,
    TabooBelief,
    TabooHeard,
)

if TYPE_CHECKING:
    from anfu.reading.model import ReadingModel

__all__ = [
    "ActHeard",
    "AgentReading",
    "CustomerReading",
    "Emotion",
    "Facts",
    "Intent",
    "Reader",
    "Reading",
    "ReadingModel",
    "Signal",
    "Span",
    "Spoken",
    "TabooBelief",
    "TabooHeard",
    "Voice",
    "mask",
    "whose",
]


def __getattr__(name: str) -> Any:
    # scikit-learn takes seconds to import: only whoever reads or learns pays for it.
    if name == "ReadingModel":
        from anfu.reading.model import ReadingModel

        return ReadingModel
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
