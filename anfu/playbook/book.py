"""The playbook as a whole: loaded once, checked across files, then only read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from anfu.labels import EmotionLabel, Language, LevelId, Purpose, Role
from anfu.playbook import schema
from anfu.playbook.crosscheck import crosscheck
from anfu.playbook.files import read_file, read_quickly
from anfu.playbook.nearness import too_near
from anfu.playbook.overlay import mistakes as overlay_mistakes
from anfu.playbook.overlay import overlaid, overlay_files
from anfu.playbook.problems import PlaybookError, Problem, relative
from anfu.playbook.wordings import ForbiddenWording

SINGLE_FILES: dict[str, type[msgspec.Struct]] = {
    "steps.yml": schema.StepsFile,
    "repair.yml": schema.RepairFile,
    "checklist.yml": schema.ChecklistFile,
    "listening.yml": schema.ListeningFile,
    "confirmation.yml": schema.ConfirmationFile,
    "escalation.yml": schema.EscalationFile,
    "clocks.yml": schema.ClocksFile,
    "calendar.yml": schema.CalendarFile,
    "lifecycle.yml": schema.LifecycleFile,
    "authority.yml": schema.AuthorityFile,
    "cues.yml": schema.CuesFile,
    "answers.yml": schema.AnswersFile,
    "avoid.yml": schema.AvoidFile,
    "sense.yml": schema.SenseFile,
    "contacts.yml": schema.ContactsFile,
    "notifications.yml": schema.NotificationsFile,
    "taboos.yml": schema.TaboosFile,
    "rewrite.yml": schema.RewriteFile,
    "coverage.yml": schema.CoverageFile,
    "reports.yml": schema.ReportsFile,
}
PACKS = "lexicon/packs"
FOLDERS: dict[str, type[msgspec.Struct]] = {
    "scripts": schema.ScriptsFile,
    "lexicon": schema.LexiconFile,
    PACKS: schema.PackFile,
}


class LibraryScript(msgspec.Struct, frozen=True):
    """A script with the purpose and source its file gives it."""

    script: schema.Script
    purpose: Purpose
    source: str

    @property
    def id(self) -> str:
        return self.script.id


class Playbook(msgspec.Struct, frozen=True, dict=True):
    """Everything a trainer decides. `fingerprint` changes whenever any file does."""

    steps: schema.StepsFile
    repair: schema.RepairFile
    checklist: schema.ChecklistFile
    listening: schema.ListeningFile
    confirmation: schema.ConfirmationFile
    escalation: schema.EscalationFile
    clocks: schema.ClocksFile
    calendar: schema.CalendarFile
    lifecycle: schema.LifecycleFile
    authority: schema.AuthorityFile
    cues: schema.CuesFile
    answers: schema.AnswersFile
    avoid: schema.AvoidFile
    sense: schema.SenseFile
    reports: schema.ReportsFile
    contacts: schema.ContactsFile
    notifications: schema.NotificationsFile
    taboos: schema.TaboosFile
    rewrite: schema.RewriteFile
    coverage: schema.CoverageFile
    scripts: tuple[LibraryScript, ...]
    lexicon: tuple[ForbiddenWording, ...]
    fingerprint: str

    def __repr__(self) -> str:
        # Whole, it would be half a megabyte in every traceback and log line that shows it.
        return f"<Playbook {self.fingerprint}>"

    def level(self, level: LevelId) -> schema.Level:
        """The rung of the scale with this number."""
        return self._levels[level]

    def limit(self, role: Role) -> schema.Authority:
        """What `role` may promise; roles without a line of their own have the agent's."""
        return self._limits.get(role) or self._limits["agent"]

    def transition(self, name: str) -> schema.Transition | None:
        """What people may do to a ticket under this name."""
        return self._transitions.get(name)

    def feeling(self, label: EmotionLabel, language: Language) -> str:
        """What people call a feeling."""
        names = {mood.id: mood.name.to(language) for mood in self.reports.names.moods}
        return names.get(label, label)

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
    def _transitions(self) -> dict[str, schema.Transition]:
        return {transition.id: transition for transition in self.lifecycle.transitions}

    @cached_property
    def _by_purpose(self) -> dict[Purpose, tuple[LibraryScript, ...]]:
        grouped: dict[Purpose, list[LibraryScript]] = {}
        for script in self.scripts:
            grouped.setdefault(script.purpose, []).append(script)
        return {purpose: tuple(scripts) for purpose, scripts in grouped.items()}


def load_playbook(root: Path, overlay: Path | None = None) -> Playbook:
    """Loads the playbook folder, with a company's overlay folder over it.

    Raises `PlaybookError` with every problem when anything is wrong.
    """
    read = _read(root, overlay, closely=False)
    if read.problems:
        read = _read(root, overlay, closely=True)
        if read.problems:
            raise PlaybookError(read.problems)
    return _assemble(root, read)


def reload_wordings(playbook: Playbook, root: Path, overlay: Path | None = None) -> Playbook:
    """The same playbook with its lexicon, packs, sense and overlay as they are on disk now.

    Raises `PlaybookError` with every problem in those files.
    """
    files = wording_files(root)
    read = _read(root, overlay, False, files)
    if read.problems:  # only what is wrong is read closely: somebody may be talking meanwhile
        told = "\n".join(f"{problem.file} {problem.what}" for problem in read.problems)
        read = _read(root, overlay, lambda name: name in told, files)
        raise PlaybookError(read.problems)
    sense = read.values[relative(root / "sense.yml", root)]
    return msgspec.structs.replace(
        playbook, sense=sense, lexicon=_wordings(read), fingerprint=read.fingerprint
    )


def check_playbook(root: Path, overlay: Path | None = None) -> list[Problem]:
    """Every mistake in the playbook folder and the overlay, in file order; empty when all is well."""
    return sorted(_read(root, overlay, closely=True).problems)


def playbook_files(root: Path) -> Iterator[Path]:
    """The files a playbook consists of, in a stable order."""
    yield from (root / name for name in SINGLE_FILES)
    for folder in FOLDERS:
        yield from sorted((root / folder).glob("*.yml"))


def wording_files(root: Path) -> list[Path]:
    """The files that decide which wordings are forbidden."""
    folders = [folder for folder, shape in FOLDERS.items() if shape is not schema.ScriptsFile]
    paths = [path for folder in folders for path in sorted((root / folder).glob("*.yml"))]
    return [*paths, root / "sense.yml"]


class _Read:
    """What was found in the files, by their names; `trees` knows the places when read closely."""

    def __init__(self, closely: Callable[[str], bool]) -> None:
        self._closely = closely
        self.values: dict[str, Any] = {}
        self.trees: dict[str, Any] = {}
        self.overlay: list[schema.OverlayFile] = []
        self.problems: list[Problem] = []
        self.digest = hashlib.sha256()

    @property
    def fingerprint(self) -> str:
        return self.digest.hexdigest()[:16]

    def take(self, path: Path, name: str, shape: type[msgspec.Struct]) -> None:
        """Reads one file."""
        quick = None if self._closely(name) else read_quickly(path, shape)
        if quick is not None:
            self.values[name], self.trees[name] = quick, None
        else:
            self.values[name], self.trees[name], found = read_file(path, shape, name)
            self.problems += found
        self.digest.update(name.encode() + (path.read_bytes() if path.is_file() else b""))


def _read(
    root: Path,
    overlay: Path | None,
    closely: bool | Callable[[str], bool],
    paths: Iterable[Path] | None = None,
) -> _Read:
    """The files, or what is wrong with them; only a close reading knows the places of mistakes.

    closely: whether to read all of them so, or which, by name.
    """
    read = _Read(closely if callable(closely) else lambda _name: bool(closely))
    for path in paths or playbook_files(root):
        shape = SINGLE_FILES.get(path.name) if path.parent == root else None
        name = relative(path, root)
        read.take(path, name, shape or FOLDERS[path.parent.relative_to(root).as_posix()])
    for folder in FOLDERS:
        if folder != PACKS and not any((root / folder).glob("*.yml")):
            what = "the folder holds no .yml file"
            problem = Problem(relative(root / folder, root), 1, 1, what, "restore it from the release")
            read.problems.append(problem)
    read.problems += _unread(root, set(playbook_files(root)), "scripts/ or lexicon/") if paths is None else []
    _read_overlay(read, overlay)
    sound = {name: value for name, value in read.values.items() if value is not None}
    read.problems += crosscheck(sound, read.trees)
    if closely is True:
        # Nothing goes wrong at work when two scripts are alike, so only a check takes the time.
        read.problems += too_near(sound, read.trees)
    return read


def _read_overlay(read: _Read, overlay: Path | None) -> None:
    if overlay is None:
        return
    ours = {entry.id for file in read.values.values() for entry in getattr(file, "entries", ())}
    if not overlay.is_dir():
        remedy = "make the folder, or correct ANFU_OVERLAY"
        read.problems.append(Problem(str(overlay), 1, 1, "the overlay folder is missing", remedy))
    for path in overlay_files(overlay):
        read.take(path, relative(path, overlay), schema.OverlayFile)
    files = {name: file for name, file in read.values.items() if isinstance(file, schema.OverlayFile)}
    read.overlay = list(files.values())
    read.problems += overlay_mistakes(files, read.trees, ours)
    read.problems += _unread(overlay, set(overlay_files(overlay)), "the overlay folder itself")


def _unread(root: Path, known: set[Path], where: str) -> Iterator[Problem]:
    """Files that look like part of the playbook and are not."""
    for path in sorted({*root.rglob("*.yml"), *root.rglob("*.yaml")} - known):
        remedy = f"name it .yml and keep it in {where}, or remove it"
        yield Problem(relative(path, root), 1, 1, "this file is not read", remedy)


def _assemble(root: Path, read: _Read) -> Playbook:
    singles = {name.removesuffix(".yml"): read.values[relative(root / name, root)] for name in SINGLE_FILES}
    scripts = tuple(
        LibraryScript(script, file.purpose, script.source or file.source)
        for file in read.values.values()
        if isinstance(file, schema.ScriptsFile)
        for script in file.scripts
    )
    return Playbook(**singles, scripts=scripts, lexicon=_wordings(read), fingerprint=read.fingerprint)


def _wordings(read: _Read) -> tuple[ForbiddenWording, ...]:
    ours = []
    for file in read.values.values():
        if isinstance(file, schema.LexiconFile):
            ours += [ForbiddenWording(file.taboo, entry) for entry in file.entries]
        elif isinstance(file, schema.PackFile):
            ours += [ForbiddenWording(entry.taboo, entry, file.industry) for entry in file.entries]
    return overlaid(ours, read.overlay)
