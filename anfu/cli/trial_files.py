"""Puts an edited lexicon file in its place beside the others, without touching them; gathers what was said."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import get_args

import msgspec
import yaml

from anfu.cli.console import Complaint
from anfu.drafts.trial import Said
from anfu.labels import Industry, Speaker
from anfu.playbook import Playbook, load_playbook
from anfu.settings import Settings

STORED = 20_000
"""Utterances of stored calls that are looked at, the newest."""


def with_file(settings: Settings, file: Path) -> tuple[Playbook, Playbook]:
    """The playbook as it is, and as it would be with the file. Raises `PlaybookError` for a wrong file."""
    text = file.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(shutil.copytree(settings.playbook_dir, Path(folder) / "playbook"))
        overlay = Path(folder) / "overlay"
        if settings.overlay_dir is not None and settings.overlay_dir.is_dir():
            shutil.copytree(settings.overlay_dir, overlay)
        else:
            overlay.mkdir()
        before = load_playbook(root, overlay)
        _place(text, root, overlay / f"{file.stem}.yml").write_text(text, encoding="utf-8")
        return before, load_playbook(root, overlay)


def _place(text: str, root: Path, in_overlay: Path) -> Path:
    """Where the file stands in for another: that of the same taboo, the same industry, or in the overlay."""
    try:
        tree = yaml.safe_load(text)
    except yaml.YAMLError:
        tree = None  # the loader tells the mistake with its place
    told = tree if isinstance(tree, dict) else {}
    for key, folder in (("taboo", root / "lexicon"), ("industry", root / "lexicon" / "packs")):
        if key in told:
            same = [path for path in sorted(folder.glob("*.yml")) if _says(path, key, told[key])]
            return same[0] if same else folder / in_overlay.name
    return in_overlay


def _says(path: Path, key: str, value: object) -> bool:
    tree = yaml.safe_load(path.read_text(encoding="utf-8"))
    return isinstance(tree, dict) and tree.get(key) == value


def said_before(settings: Settings, corpus: str | None) -> Iterator[Said]:
    """What agents said: the lines of `corpus`, else the stored calls and the examples."""
    if corpus is not None:
        with sys.stdin.buffer if corpus == "-" else Path(corpus).open("rb") as lines:
            yield from _agents_lines(lines)
        return
    from anfu.bootstrap import open_store

    store = open_store(settings)
    try:
        stored = store.said_by_agents(STORED)
    finally:
        store.close()
    for text, industry in stored:
        yield Said(text, industry if industry in get_args(Industry) else "general")  # type: ignore[arg-type]
    for path in sorted((settings.home / "examples" / "calls").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            turn = json.loads(line)
            if turn.get("speaker") == "agent":
                yield Said(turn["text"])


class _Line(Said, frozen=True):
    speaker: Speaker = "agent"


def _agents_lines(lines: Iterable[bytes]) -> Iterator[Said]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            said = msgspec.json.decode(line, type=_Line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            remedy = 'write {"text": "…"} on one line, with "industry" if you know it'
            raise Complaint(f"line {number}: {error}", remedy) from error
        if said.speaker == "agent":
            yield said
