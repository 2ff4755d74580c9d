"""`anfu eval`: how well utterances are read, judged by a labelled set."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from anfu.cli.console import Complaint, out, print_json

if TYPE_CHECKING:
    from anfu.evaluation import Answer, Question

MATRICES = ("kind", "act", "emotion", "intent")


def evaluate(
    labelled: Annotated[
        Path,
        typer.Option(
            "--set",
            metavar="FILE",
            help='Labelled JSON lines in the format of `anfu read`: {"text", "speaker", "kind", …}.',
            show_default=False,
        ),
    ],
    picture: Annotated[
        Path | None,
        typer.Option(
            metavar="PNG", help="Draw the confusion matrices into this picture.", show_default=False
        ),
    ] = None,
    noise: Annotated[
        float,
        typer.Option(
            min=0,
            max=1,
            help="Share of characters misheard as others that sound alike, without punctuation.",
        ),
    ] = 0.0,
    mistakes: Annotated[int, typer.Option(min=0, help="How many of the worst mistakes to show.")] = 8,
    as_json: Annotated[bool, typer.Option("--json", help="The figures as JSON.")] = False,
) -> None:
    """Judge the reading by a labelled set: precision, recall and F1 per label, calibration, the worst mistakes.

    ECE is how far the stated confidence lies from how often such answers are right (0 is perfect).
    """
    from anfu.cli.parts import service_in_memory
    from anfu.evaluation import BadSet, Mishearing, ask_all, figures, read_labelled
    from anfu.settings import read_settings

    try:
        lines = read_labelled(labelled)
    except BadSet as error:
        raise Complaint(str(error), "labels and format: docs/labelling.md") from error
    service = service_in_memory(read_settings())
    hear = Mishearing(noise) if noise else (lambda text: text)
    answers = ask_all(lines, service, hear)
    found = {name: figures(name, given) for name, given in answers.items()}
    if as_json:
        import msgspec

        print_json({"utterances": len(lines), "questions": msgspec.to_builtins(list(found.values()))})
    else:
        for name, question in found.items():
            _show(question, answers[name], mistakes)
    if picture is not None:
        from anfu.cli.matrices import draw

        drawn = draw({name: answers[name] for name in MATRICES if name in answers}, picture)
        if not as_json:
            out().print(f"{drawn} confusion matrices: {picture}")


def _show(question: Question, answers: list[Answer], mistakes: int) -> None:
    from rich.markup import escape
    from rich.table import Table

    from anfu.evaluation import worst

    calibration = "" if question.ece is None else f" · ECE {question.ece:.3f}"
    out().print(
        f"\n[bold]{escape(question.name)}[/]: {len(answers)} utterances · macro-F1 {question.macro_f1:.3f} · "
        f"micro P {question.micro_precision:.3f} R {question.micro_recall:.3f} F1 {question.micro_f1:.3f} · "
        f"exact {question.exact:.3f}{calibration}",
        soft_wrap=True,
    )
    if question.name not in ("amount", "contacts"):  # every sum would be a label of its own
        table = Table()
        table.add_column("label")
        for heading in ("precision", "recall", "F1", "n"):
            table.add_column(heading, justify="right")
        for row in question.rows:
            table.add_row(
                escape(row.label),
                f"{row.precision:.2f}",
                f"{row.recall:.2f}",
                f"{row.f1:.2f}",
                str(row.support),
            )
        out().print(table)
    for answer in worst(answers, mistakes):
        sure = max(answer.sure.values(), default=0.0)
        out().print(
            f"  {escape(_names(answer.wanted))} [red]→ {escape(_names(answer.given))}[/] {sure:.2f} {escape(answer.text)}",
            highlight=False,
        )


def _names(labels: frozenset[str]) -> str:
    return ",".join(sorted(labels)) or "-"
