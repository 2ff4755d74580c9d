"""YAML that remembers where everything stands. Uses libyaml: the training data has twenty thousand lines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from anfu.playbook.problems import Problem

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Marked:
    """A piece of a YAML file with its file, line and column. What is not there is an empty, false piece.

    Values are kept as they are written: every scalar is its text.
    """

    def __init__(self, file: str, node: Any = None, text: str | None = None, row: int | None = None) -> None:
        self.file = file
        self._node = node
        self._text = text
        self.line: int = row if row is not None else (node.start_mark.line + 1 if node else 1)
        self.column: int = node.start_mark.column + 1 if node else 1

    def __bool__(self) -> bool:
        return self._text is not None or self._node is not None

    def __str__(self) -> str:
        if self._text is not None:
            return self._text
        return str(self._node.value) if isinstance(self._node, yaml.ScalarNode) else ""

    def __getitem__(self, key: str) -> Marked:
        """The value under a key of a mapping."""
        for name, value in self._pairs():
            if name.value == key:
                return Marked(self.file, value)
        return Marked(self.file)

    @property
    def is_mapping(self) -> bool:
        """Whether it is a mapping."""
        return isinstance(self._node, yaml.MappingNode)

    @property
    def is_list(self) -> bool:
        """Whether it is a list."""
        return isinstance(self._node, yaml.SequenceNode)

    def items(self) -> Iterator[Marked]:
        """The items of a list."""
        if self.is_list:
            yield from (Marked(self.file, node) for node in self._node.value)

    def names(self) -> Iterator[Marked]:
        """The keys of a mapping, or the items of a list of names (an item may be a mapping with one key)."""
        yield from (Marked(self.file, name) for name, _ in self._pairs())
        for item in self.items():
            yield from item.names() if item.is_mapping else (item,)

    def lines(self) -> Iterator[Marked]:
        """The lines of a text block, each with its own place."""
        if isinstance(self._node, yaml.ScalarNode):
            for offset, text in enumerate(self._node.value.splitlines(), 1):
                yield Marked(self.file, self._node, text, self._node.start_mark.line + 1 + offset)

    def renamed(self, text: str) -> Marked:
        """The same place with other words."""
        return Marked(self.file, self._node, text, self.line)

    def plain(self) -> Any:
        """The value without its places."""
        if self.is_mapping:
            return {str(name.value): Marked(self.file, value).plain() for name, value in self._pairs()}
        if self.is_list:
            return [item.plain() for item in self.items()]
        return str(self) if self else None

    def _pairs(self) -> list[tuple[Any, Any]]:
        return self._node.value if self.is_mapping else []


def read_marked(path: Path, name: str) -> tuple[Marked, Problem | None]:
    """The content of a YAML file, and what keeps it from being read."""
    nothing = Marked(name)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return nothing, Problem(name, 1, 1, "the file is missing", "restore it from the release")
    except UnicodeDecodeError as error:
        return nothing, Problem(name, 1, 1, f"not UTF-8 text (byte {error.start})", "save the file as UTF-8")
    except OSError as error:
        what = f"the file cannot be read: {error.strerror}"
        return nothing, Problem(name, 1, 1, what, "check that it is a file, and who may read it")
    try:
        return Marked(name, yaml.compose(text, Loader=_LOADER)), None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = f"not valid YAML: {error.problem or error.context}"
        remedy = "check indentation and colons; put texts with : or # or quotes inside 'single quotes'"
        return nothing, Problem(
            name, mark.line + 1 if mark else 1, mark.column + 1 if mark else 1, what, remedy
        )
    except yaml.YAMLError as error:
        what = f"not valid YAML: {error}".splitlines()[0]
        return nothing, Problem(name, 1, 1, what, "delete invisible characters, or type the line again")
