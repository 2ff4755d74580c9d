"""How well utterances are read: labelled sets, figures per label, calibration, and simulated bad hearing."""

from anfu.evaluation.figures import Answer, Question, Row, figures, worst
from anfu.evaluation.labelled import BadSet, Labelled, read_labelled
from anfu.evaluation.questions import Reads, ask_all
from anfu.reading.mishearing import Mishearing

__all__ = [
    "Answer",
    "BadSet",
    "Labelled",
    "Mishearing",
    "Question",
    "Reads",
    "Row",
    "ask_all",
    "figures",
    "read_labelled",
    "worst",
]
