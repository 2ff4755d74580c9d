"""The playbook as a whole: loaded once, checked across files, then only read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from anfu.labels import LevelId, Purpose, Role, Taboo
from anfu.playbook import schema
from anfu.playbook.crosscheck import crosscheck
from anfu.playbook.files import read_file, read_quickly
from anfu.playbook.problems import PlaybookError, Problem, relative

SINGLE_FILES: dict[str, type[msgspec.Struct]] = {
    "steps.yml": schema.StepsFile,
    "repair.yml": schema.RepairFile,
    "checklist.yml": schema.ChecklistFile,
    "escalation.yml": schema.EscalationFile,
    "clocks.yml": schema.ClocksFile,
    "authority.yml": schema.AuthorityFile,
    "cues.yml": schema.CuesFile,
    "answers.yml": schema.AnswersFile,
    "avoid.yml": schema.AvoidFile,
    "sense.yml": schema.SenseFile,
}
FOLDERS: dict[str, type[msgspec.Struct]] = {
    "scripts": schema.ScriptsFile,
    "lexicon": schema.LexiconFile,
}


class LibraryScript(msgspec.Struct, frozen=True):
    """A script with the purpose and source its file gives it."""

    script: schema.Script
    purpose: Purpose
    source: str

    @property
    def id(self) -> str:
        return self.script.id


class ForbiddenWording(msgspec.Struct, frozen=True):
    """A lexicon entry with the taboo its file is about."""

    taboo: Taboo
    entry: schema.LexiconEntry


class Playbook(msgspec.Struct, frozen=True, dict=True):
    """Everything a trainer decides. `fingerprint` changes whenever any file does."""

    steps: schema.StepsFile
    repair: schema.RepairFile
    checklist: schema.ChecklistFile
    escalation: schema.EscalationFile
    clocks: schema.ClocksFile
    authority: schema.AuthorityFile
    cues: schema.CuesFile
    answers: schema.AnswersFile
    avoid: schema.AvoidFile
    sense: schema.SenseFile
    scripts: tuple[LibraryScript, ...]
    lexicon: tuple[ForbiddenWording, ...]
    fingerprint: str

    def level(self, level: LevelId) -> schema.Level:
        """The rung of the scale with this number."""
        return self._levels[level]

    def limit(self, role: Role) -> schema.Authority:
        """What `role` may promise; roles without a line of their own have the agent's."""
        return self._limits.get(role) or self._limits["agent"]

    def amount_threshold(self) -> Decimal | None:
        """The sum in yuan above which money alone raises a call (F47), or None if no rule does."""
        sums = [t.when.amount_over for t in self.escalation.triggers if t.when.amount_over is not None]
        return min(sums, default=None)

    def scripts_for(self, purpose: Purpose) -> tuple[LibraryScript, ...]:
        """All scripts of one purpose, in file order."""
        return self._by_purpose.get(purpose, ())

    @cached_property
    def _levels(self) -> dict[int, schema.Level]:
        return {level.id: level for level in self.escalation.levels}

    @cached_property
    def _limits(self) -> dict[Role, schema.Authority]:
        return {limit.role: limit for limit in self.authority.limits}

    @cached_property
    def _by_purpose(self) -> dict[Purpose, tuple[LibraryScript, ...]]:
        grouped: dict[Purpose, list[LibraryScript]] = {}
        for script in self.scripts:
            grouped.setdefault(script.purpose, []).append(script)
        return {purpose: tuple(scripts) for purpose, scripts in grouped.items()}


def load_playbook(root: Path) -> Playbook:
    """Loads the playbook folder. Raises `PlaybookError` with every problem when anything is wrong."""
    playbook, _ = _read(root, closely=False)
    if playbook is None:
        playbook, problems = _read(root, closely=True)
        if playbook is None:
            raise PlaybookError(problems)
    return playbook


def check_playbook(root: Path) -> list[Problem]:
    """Every mistake in the playbook folder, in file order; empty when all is well."""
    return sorted(_read(root, closely=True)[1])


def playbook_files(root: Path) -> Iterator[Path]:
    """The files a playbook consists of, in a stable order."""
    yield from (root / name for name in SINGLE_FILES)
    for folder in FOLDERS:
        yield from sorted((root / folder).glob("*.yml"))


def _read(root: Path, closely: bool) -> tuple[Playbook | None, list[Problem]]:
    """The playbook, or what is wrong with it. Only a close reading knows the places of mistakes."""
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    trees: dict[str, Any] = {}
    digest = hashlib.sha256()
    for path in playbook_files(root):
        shape = SINGLE_FILES.get(path.name) if path.parent == root else FOLDERS[path.parent.name]
        assert shape is not None
        name = relative(path, root)
        quick = None if closely else read_quickly(path, shape)
        if quick is not None:
            values[name], trees[name] = quick, None
        else:
            values[name], trees[name], found = read_file(path, shape, name)
            problems += found
        digest.update(name.encode() + (path.read_bytes() if path.is_file() else b""))
    for folder in FOLDERS:
        if not any((root / folder).glob("*.yml")):
            what = "the folder holds no .yml file"
            problems.append(Problem(relative(root / folder, root), 1, 1, what, "restore it from the release"))
    problems += _unread(root)
    problems += crosscheck({name: value for name, value in values.items() if value is not None}, trees)
    if problems:
        return None, problems
    return _assemble(root, values, digest.hexdigest()[:16]), []


def _unread(root: Path) -> Iterator[Problem]:
    """Files that look like part of the playbook and are not."""
    known = set(playbook_files(root))
    for path in sorted({*root.rglob("*.yml"), *root.rglob("*.yaml")} - known):
        remedy = "name it .yml and keep it in scripts/ or lexicon/, or remove it"
        yield Problem(relative(path, root), 1, 1, "this file is not read", remedy)


def _assemble(root: Path, values: dict[str, Any], fingerprint: str) -> Playbook:
    singles = {name.removesuffix(".yml"): values[relative(root / name, root)] for name in SINGLE_FILES}
    folder = {
        name: [values[relative(path, root)] for path in sorted((root / name).glob("*.yml"))]
        for name in FOLDERS
    }
    scripts = tuple(
        LibraryScript(script, file.purpose, script.source or file.source)
        for file in folder["scripts"]
        for script in file.scripts
    )
    lexicon = tuple(
        ForbiddenWording(file.taboo, entry) for file in folder["lexicon"] for entry in file.entries
    )
    return Playbook(**singles, scripts=scripts, lexicon=lexicon, fingerprint=fingerprint)
