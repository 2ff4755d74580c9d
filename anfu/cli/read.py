"""`anfu read`: what an utterance says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from anfu.cli import lines
from anfu.cli.console import Complaint, print_json
from anfu.labels import Speaker

if TYPE_CHECKING:
    from anfu.service import Service


def read(
    text: Annotated[
        str | None, typer.Argument(help="The utterance. Without it: standard input.", show_default=False)
    ] = None,
    speaker: Annotated[Speaker, typer.Option(help="Who says it, where the line does not tell.")] = "customer",
    jsonl: Annotated[
        str | None,
        typer.Option(
            metavar="FILE|-",
            help='Many utterances: one {"id", "text", "speaker"} a line; answers are JSON lines.',
        ),
    ] = None,
) -> None:
    """Read an utterance by itself: what it is about, the feeling, risk signals and facts, as JSON.

    Phone, ID-card and bank-card numbers are masked first; spans count characters of the masked `text`.
    """
    if text is not None and jsonl is not None:
        raise Complaint("there is both a text and --jsonl", "give one of them")
    said = lines.one_text(text) if jsonl is None else ""
    from anfu.cli.parts import service_in_memory
    from anfu.settings import read_settings

    service = service_in_memory(read_settings())
    if jsonl is None:
        print_json({"id": None} | _read(service, said, speaker))
    else:
        lines.answer_lines(jsonl, lambda asked: _read(service, asked.text, asked.speaker or speaker))


def _read(service: Service, text: str, speaker: Speaker) -> dict[str, Any]:
    import msgspec

    from anfu.reading import mask

    masked = mask(text)
    read: dict[str, Any] = msgspec.to_builtins(service.read_all(masked, speaker))
    return {"text": masked} | read
