"""Mistakes in playbook files, told so that a trainer can mend them: file, line, what, what instead."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec


class Problem(msgspec.Struct, frozen=True, order=True):
    """One mistake. `line` and `column` count from 1; `remedy` says what to write instead."""

    file: str
    line: int
    column: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.what}\n    → {self.remedy}"


class PlaybookError(Exception):
    """The playbook cannot be used as it is. Carries every problem found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(map(str, self.problems)))


def locate(node: Any, path: Iterable[str | int]) -> tuple[int, int]:
    """Line and column (from 1) of the element at `path` in a tree loaded by ruamel's round-trip loader.

    Falls back to the nearest enclosing element that knows its place.
    """
    line, column = getattr(getattr(node, "lc", None), "line", 0), 0
    for step in path:
        marks = getattr(node, "lc", None)
        try:
            if marks is not None and isinstance(node, dict):
                line, column = marks.key(step)
            elif marks is not None and isinstance(node, list):
                line, column = marks.item(step)
            node = node[step]
        except (KeyError, IndexError, TypeError):
            break
    return int(line or 0) + 1, int(column or 0) + 1


def closest(word: str, choices: Iterable[str]) -> str | None:
    """The choice a mistyped word probably meant, or None."""
    found = difflib.get_close_matches(str(word), [str(choice) for choice in choices], n=1, cutoff=0.6)
    return found[0] if found else None


def relative(path: Path, root: Path) -> str:
    """The path as a trainer names it, from the playbook folder's parent."""
    try:
        return str(path.relative_to(root.parent))
    except ValueError:
        return str(path)
