"""`anfu replay`: a whole call, turn by turn, as if it were on the line now."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from anfu.cli.console import note, out, print_json
from anfu.cli.transcript import Said, read_transcript
from anfu.labels import Language

if TYPE_CHECKING:
    from anfu.guidance import Guidance
    from anfu.service import Service

LONGEST_PAUSE = 3.0


def replay(
    files: Annotated[list[Path], typer.Argument(metavar="FILE.jsonl...", help="Transcripts, one call each.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one Guidance a line, for machines.")] = False,
    speed: Annotated[
        float, typer.Option(min=0, help="So many times as fast as it was spoken; 0: without pauses.")
    ] = 0,
    lang: Annotated[
        Language | None,
        typer.Option(help="Language of names and reasons (ANFU_LANGUAGE).", show_default=False),
    ] = None,
) -> None:
    """Play recorded calls through Anfu and show what the agent would have been told.

    A line of a transcript is {"speaker": "customer|agent", "text": "…", "at": "…"}. Nothing is stored.
    """
    now = datetime.now().astimezone()
    calls = [(path, read_transcript(path, now)) for path in files]
    service = _service(lang, calls[0][1][0].at or now)
    for path, said in calls:
        if as_json:
            for _, guidance in _play(service, said):
                print_json(guidance)
        else:
            _show(service, path, said, speed)


def pauses(said: list[Said], speed: float) -> list[float]:
    """Seconds to wait before each line."""
    times = [line.at for line in said if line.at]
    gaps = ((after - before).total_seconds() for before, after in itertools.pairwise(times))
    return [0.0, *(min(max(gap, 0) / speed, LONGEST_PAUSE) if speed else 0.0 for gap in gaps)]


def _play(service: Service, said: list[Said]) -> Iterator[tuple[str, Guidance]]:
    """Each line as it is kept, with its guidance."""
    call = service.begin_call(channel="replay").id
    for line in said:
        guidance = service.hear(call, line.speaker, line.text, at=line.at)
        yield service.call(call).turns[-1].text, guidance


def _show(
    service: Service, path: Path, said: list[Said], speed: float, wait: Callable[[float], None] = time.sleep
) -> None:
    from anfu.cli.view import View

    view = View(out(), service.playbook, service.language)
    view.title(path.stem)
    for pause, line, (text, guidance) in zip(pauses(said, speed), said, _play(service, said), strict=True):
        if pause:
            wait(pause)
        view.turn(line.speaker, text, guidance)
    view.end(guidance)


def _service(lang: Language | None, started: datetime) -> Service:
    """A service over a store in memory; ids count up, so that the same file prints the same lines."""
    from anfu.cli.parts import service_in_memory
    from anfu.settings import read_settings

    settings = read_settings()
    note("waking up …")
    numbers = itertools.count(1)
    return service_in_memory(
        settings,
        language=lang or settings.language,
        clock=lambda: started,
        name=lambda prefix: f"{prefix}-{next(numbers)}",
    )
