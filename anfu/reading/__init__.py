"""What was said: labels, risk signals and facts of one utterance. Pure; knows nothing of the call."""

from anfu.reading.masking import mask
from anfu.reading.model import ReadingModel
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
    TabooHeard,
)

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
    "TabooHeard",
    "Voice",
    "mask",
    "whose",
]
