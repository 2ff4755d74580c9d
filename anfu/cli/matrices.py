"""Draws confusion matrices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from anfu.cli.console import Complaint

if TYPE_CHECKING:
    from anfu.evaluation import Answer


def draw(questions: Mapping[str, Sequence[Answer]], target: Path) -> int:
    """Draws one matrix a question, wanted against given, into a PNG; returns how many. Raises `Complaint`."""
    if not questions:
        raise Complaint("there is nothing to draw", "label kind, act, emotion or intent in the set")
    import matplotlib
    import numpy as np

    matplotlib.use("Agg")
    from matplotlib import pyplot
    from sklearn.metrics import ConfusionMatrixDisplay, confusion_matrix

    figure, axes = pyplot.subplots(
        1, len(questions), figsize=(8 * len(questions), 8), squeeze=False, layout="constrained"
    )
    for axis, (name, answers) in zip(axes[0], questions.items(), strict=True):
        wanted = [min(answer.wanted) for answer in answers]
        given = [min(answer.given) for answer in answers]
        labels = sorted({*wanted, *given})
        table = confusion_matrix(wanted, given, labels=labels) if len(labels) > 1 else [[len(wanted)]]
        ConfusionMatrixDisplay(np.array(table), display_labels=labels).plot(
            ax=axis, xticks_rotation="vertical", cmap="Blues", colorbar=False
        )
        axis.set(title=f"{name}: {len(answers)} utterances", xlabel="given", ylabel="wanted")
    try:
        figure.savefig(target, dpi=80, format="png")
    except OSError as error:
        raise Complaint(f"{target} cannot be written ({error.strerror})", "name another file") from error
    finally:
        pyplot.close(figure)
    return len(questions)
