"""Precision, recall, F1, calibration and the worst mistakes of one question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import numpy as np
from sklearn.metrics import multilabel_confusion_matrix

_BINS = 10


class Answer(msgspec.Struct, frozen=True):
    """What was wanted and what was answered for one utterance; sets, so that a question may have many answers.

    `sure` is the confidence in each label that was answered, from 0 to 1.
    """

    text: str
    wanted: frozenset[str]
    given: frozenset[str]
    sure: dict[str, float] = {}

    @property
    def right(self) -> bool:
        """Whether exactly what was wanted was given."""
        return self.wanted == self.given


class Row(msgspec.Struct, frozen=True):
    """The figures of one label. `support` counts the utterances that should have it."""

    label: str
    precision: float
    recall: float
    f1: float
    support: int


class Question(msgspec.Struct, frozen=True):
    """The figures of one question over a set.

    exact: share of utterances with exactly the wanted answer. ece: expected calibration error, the mean
    distance between the confidence in an answer and how often such answers are right (0 is perfect).
    """

    name: str
    rows: tuple[Row, ...]
    macro_f1: float
    micro_precision: float
    micro_recall: float
    micro_f1: float
    exact: float
    ece: float | None


def figures(name: str, answers: Sequence[Answer]) -> Question:
    """The figures of a question. Labels that nobody wanted nor gave are left out."""
    labels = sorted({label for answer in answers for label in answer.wanted | answer.given})
    wanted = _table([answer.wanted for answer in answers], labels)
    given = _table([answer.given for answer in answers], labels)
    if not answers:
        return Question(name, (), 0.0, 0.0, 0.0, 0.0, 0.0, None)
    # Two columns at least, since one alone would be taken for a question of two exclusive answers.
    counts = multilabel_confusion_matrix(_wide(wanted), _wide(given))[: len(labels)]
    rows = tuple(_row(label, count) for label, count in zip(labels, counts, strict=True))
    overall = _row("", counts.sum(axis=0))
    wanted_at_all = [row for row in rows if row.support]
    return Question(
        name,
        rows,
        macro_f1=float(np.mean([row.f1 for row in wanted_at_all])) if wanted_at_all else 0.0,
        micro_precision=overall.precision,
        micro_recall=overall.recall,
        micro_f1=overall.f1,
        exact=float(np.mean([answer.right for answer in answers])),
        ece=_ece(
            [(sure, label in answer.wanted) for answer in answers for label, sure in answer.sure.items()]
        ),
    )


def worst(answers: Iterable[Answer], most: int = 10) -> list[Answer]:
    """The mistakes made with the greatest confidence first."""
    wrong = [answer for answer in answers if not answer.right]
    return sorted(wrong, key=lambda answer: -_sure_of_mistake(answer))[:most]


def _sure_of_mistake(answer: Answer) -> float:
    """The confidence in what was given wrongly; nothing for what was only missed."""
    return max((sure for label, sure in answer.sure.items() if label not in answer.wanted), default=0.0)


def _table(sets: Sequence[frozenset[str]], labels: Sequence[str]) -> Any:
    return np.array([[label in held for label in labels] for held in sets], dtype=bool).reshape(
        len(sets), len(labels)
    )


def _wide(table: Any) -> Any:
    return np.pad(table, ((0, 0), (0, 2)))


def _row(label: str, count: Any) -> Row:
    [_, false], [missed, true] = count.tolist()
    precision = true / (true + false) if true + false else 0.0
    recall = true / (true + missed) if true + missed else 0.0
    f1 = 2 * precision * recall / (precision + recall) if true else 0.0
    return Row(label, precision, recall, f1, int(true + missed))


def _ece(said: Sequence[tuple[float, bool]]) -> float | None:
    if not said:
        return None
    sure = np.array([confidence for confidence, _ in said])
    right = np.array([hit for _, hit in said], dtype=float)
    places = np.minimum((sure * _BINS).astype(int), _BINS - 1)
    return float(
        sum(
            abs(sure[places == place].mean() - right[places == place].mean()) * (places == place).mean()
            for place in np.unique(places)
        )
    )
