"""Why a script was offered at a turn, or was not: its grounds and points, its rank, or what ruled it out."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from anfu.calls import Call
from anfu.guidance.advise import wanted_now
from anfu.guidance.choose import choose, excluded, rank, score, setting_of
from anfu.guidance.details import details
from anfu.guidance.worked import Record
from anfu.labels import Purpose
from anfu.playbook.book import LibraryScript, Playbook
from anfu.playbook.variables import fill


class Ground(msgspec.Struct, frozen=True):
    """One reason for a script's place, and its points."""

    name: str
    points: float


class Why(msgspec.Struct, frozen=True):
    """How a script fared at a turn. `place` is its place among those offered, `rank` among all of its purpose.

    `excluded_by` names the selector that ruled it out; then it has no points and no rank. `best` are the
    first of its purpose, for comparison.
    """

    script: str
    purpose: Purpose
    text: str
    turn: int
    wanted: tuple[Purpose, ...]
    place: int | None
    excluded_by: str | None
    rank: int | None
    of: int
    total: float
    grounds: tuple[Ground, ...]
    best: tuple[str, ...]


def why(
    script: LibraryScript,
    call: Call,
    book: Playbook,
    ticket_id: str | None = None,
    record: Mapping[str, Record] | None = None,
) -> Why:
    """How `script` fared after the latest turn of `call`, before that turn's advice was shown."""
    known = details(call, book, ticket_id)
    setting = setting_of(call, known, book, record)
    purposes = wanted_now(call, book)
    ranked = rank(book.scripts_for(script.purpose), setting, len(setting.led_with))
    offered = choose(purposes, setting, book)
    points = score(script, setting)
    return Why(
        script=script.id,
        purpose=script.purpose,
        text=fill(script.script.text, known),
        turn=call.turns[-1].number,
        wanted=tuple(purposes),
        place=offered.index(script) + 1 if script in offered else None,
        excluded_by=excluded(script, setting),
        rank=ranked.index(script) + 1 if points else None,
        of=len(ranked),
        total=round(points.total, 2) if points else 0.0,
        grounds=tuple(Ground(name, round(worth, 2)) for name, worth in points.grounds) if points else (),
        best=tuple(found.id for found in ranked[:3]),
    )
