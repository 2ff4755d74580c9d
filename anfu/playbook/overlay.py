"""A company's own wordings over ours: added, softened, switched off, without a change to our files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from anfu.playbook import schema
from anfu.playbook.problems import Problem, closest, locate
from anfu.playbook.wordings import ForbiddenWording

_Place = list[str | int]


def overlay_files(folder: Path | None) -> list[Path]:
    """The overlay's files in a stable order; none without a folder."""
    return sorted(folder.glob("*.yml")) if folder is not None else []


def overlaid(
    ours: Iterable[ForbiddenWording], files: Iterable[schema.OverlayFile]
) -> tuple[ForbiddenWording, ...]:
    """Our wordings as the company wants them, then its own. The files must be free of mistakes."""
    files = list(files)
    changes = {change.id: change for file in files for change in file.change}
    silent = {entry.id for file in files for entry in file.switch_off}
    kept = [wording for wording in ours if wording.entry.id not in silent]
    changed = [_changed(wording, changes.get(wording.entry.id)) for wording in kept]
    added = [ForbiddenWording(entry.taboo, entry, entry.industry) for file in files for entry in file.add]
    return (*changed, *added)


def _changed(wording: ForbiddenWording, change: schema.ChangedEntry | None) -> ForbiddenWording:
    if change is None:
        return wording
    told = {
        "severity": change.severity,
        "why": change.why,
        "instead": change.instead,
        "allow": [*wording.entry.allow, *change.allow],
    }
    given = {name: value for name, value in told.items() if value is not None}
    return msgspec.structs.replace(wording, entry=msgspec.structs.replace(wording.entry, **given))


def mistakes(files: dict[str, schema.OverlayFile], trees: dict[str, Any], ours: set[str]) -> list[Problem]:
    """What is wrong with the overlay's files (by name); `ours` are the ids of the playbook's entries."""
    problems = []
    seen: dict[str, str] = {}
    for name, file in files.items():
        for place, what, remedy in _mistakes(file, ours):
            problems.append(Problem(name, *locate(trees[name], place), what, remedy))
        for place, entry_id in _named(file):
            line, column = locate(trees[name], place)
            if entry_id in seen:
                what = f"the id {entry_id!r} is already used at {seen[entry_id]}"
                problems.append(
                    Problem(name, line, column, what, "say everything about an entry in one place")
                )
            seen.setdefault(entry_id, f"{name}:{line}")
    return problems


def _named(file: schema.OverlayFile) -> Iterator[tuple[_Place, str]]:
    for field in ("add", "change", "switch_off"):
        for index, entry in enumerate(getattr(file, field)):
            yield [field, index, "id"], entry.id


def _mistakes(file: schema.OverlayFile, ours: set[str]) -> Iterator[tuple[_Place, str, str]]:
    if file == schema.OverlayFile():
        yield [], "nothing is said here", "write add:, change: or switch_off:, or remove the file"
    for index, entry in enumerate(file.add):
        if entry.id in ours:
            remedy = "give yours an id of its own, or write it under change:"
            yield ["add", index, "id"], f"the id {entry.id!r} is one of the playbook's", remedy
    for field in ("change", "switch_off"):
        for index, entry in enumerate(getattr(file, field)):
            if entry.id not in ours:
                meant = closest(entry.id, ours)
                remedy = f"write {meant!r}" if meant else "`anfu lexicon list` shows the ids there are"
                yield [field, index, "id"], f"the playbook has no entry {entry.id!r}", remedy
    for index, change in enumerate(file.change):
        if change == schema.ChangedEntry(change.id):
            remedy = "write severity:, why:, instead: or allow:, or remove it"
            yield ["change", index], f"nothing is said about {change.id!r}", remedy
