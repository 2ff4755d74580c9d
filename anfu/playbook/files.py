"""Reads one playbook file: YAML with places, checked against its type, all mistakes at once."""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.reader import ReaderError

from anfu.playbook.problems import Problem, closest, locate

Shape = TypeVar("Shape", bound=msgspec.Struct)


def read_file(path: Path, shape: type[Shape], name: str) -> tuple[Shape | None, Any, list[Problem]]:
    """Reads `path` as a `shape`. Returns the value (None when wrong), the raw tree, and the problems."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return (
            None,
            None,
            [Problem(name, 1, 1, "the file is missing", "restore it, or copy it from the release")],
        )
    except OSError as error:
        what = f"the file cannot be read: {error.strerror}"
        return None, None, [Problem(name, 1, 1, what, "check that it is a file, and who may read it")]
    except UnicodeDecodeError as error:
        what = f"not UTF-8 text (byte {error.start})"
        return None, None, [Problem(name, 1, 1, what, "save the file as UTF-8")]
    try:
        tree = YAML(typ="rt").load(text)
    except MarkedYAMLError as error:
        return None, None, [_yaml_problem(name, error)]
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        what = f"a character that nobody can see: U+{error.character:04X}"
        return None, None, [Problem(name, line, 1, what, "delete it, or type the line again")]
    problems = [
        problem
        for found in sorted(
            _validator(shape).iter_errors(tree), key=lambda e: [str(p) for p in e.absolute_path]
        )
        for problem in _explain(name, tree, found)
    ]
    if problems:
        # The schema complains once for each missing key, and each complaint names them all.
        return None, tree, list(dict.fromkeys(problems))
    try:
        return msgspec.convert(_plain(tree), shape, strict=False), tree, []
    except msgspec.ValidationError as error:
        return None, tree, [_value_problem(name, tree, str(error))]


def read_quickly(path: Path, shape: type[Shape]) -> Shape | None:
    """Reads a file that is right, ten times as fast as `read_file`; None for one that needs a closer look.

    What has not changed since it was last read is not read again.
    """
    try:
        value: Shape = _quickly(path.read_bytes(), shape)
        return value
    except (OSError, ValueError, yaml.YAMLError, msgspec.ValidationError):
        return None


@lru_cache(maxsize=128)
def _quickly(text: bytes, shape: type[Shape]) -> Shape:
    return msgspec.convert(yaml.load(text, _QuickLoader), shape)


class _QuickLoader(yaml.CSafeLoader):  # type: ignore[misc]  # PyYAML carries no types
    """libyaml's safe loader, which by itself would let a key that is written twice pass."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        if len(mapping) != len(node.value):
            raise yaml.constructor.ConstructorError(problem="a key is written twice")
        return mapping


@cache
def _validator(shape: type[msgspec.Struct]) -> Draft202012Validator:
    return Draft202012Validator(msgspec.json.schema(shape))


def _yaml_problem(name: str, error: MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    what = f"not valid YAML: {error.problem or error.context or 'unreadable'}"
    remedy = "check indentation and colons; put texts with : or # or quotes inside 'single quotes'"
    return Problem(name, line, column, what, remedy)


def _value_problem(name: str, tree: Any, said: str) -> Problem:
    """Turns msgspec's `reason - at `$.triggers[6].when`` into a problem at its place."""
    what, _, place = said.partition(" - at `$")
    path = [int(step) if step.isdigit() else step for step in re.findall(r"\w+", place)]
    remedy = "write digits in quotes, for instance '5000'" if "decimal" in what else "correct this value"
    return Problem(name, *locate(tree, path), what[:1].lower() + what[1:] + _path_text(path), remedy)


def _plain(tree: Any) -> Any:
    """The tree with plain numbers: ruamel's own floats remember how they were written."""
    if isinstance(tree, dict):
        return {key: _plain(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_plain(value) for value in tree]
    return float(tree) if isinstance(tree, float) else tree


def _explain(name: str, tree: Any, error: Any) -> list[Problem]:
    """Turns one schema error into words a trainer can act on, at the place of the mistake."""
    path = list(error.absolute_path)
    if error.validator == "anyOf" and error.context:
        deeper = max(error.context, key=lambda e: len(e.absolute_path))
        if deeper.validator != "type":
            return _explain(name, tree, deeper)
    where = _path_text(path)
    if error.validator == "additionalProperties":
        known = list(error.schema.get("properties", {}))
        problems = []
        for key in [key for key in error.instance if key not in known]:
            meant = closest(key, known)
            remedy = f"write {meant!r}" if meant else "remove it; known here are: " + ", ".join(known)
            line, column = locate(tree, [*path, key])
            problems.append(Problem(name, line, column, f"unknown key {key!r}{where}", remedy))
        return problems
    line, column = locate(tree, path)
    what, remedy = _words(error)
    return [Problem(name, line, column, f"{what}{where}", remedy)]


def _words(error: Any) -> tuple[str, str]:
    value = error.instance
    match error.validator:
        case "enum":
            choices = [choice for choice in error.validator_value if choice is not None]
            meant = closest(str(value), map(str, choices))
            listed = ", ".join(map(str, choices))
            return f"{value!r} is not known", (f"write {meant!r}" if meant else f"choose one of: {listed}")
        case "required":
            missing = [key for key in error.validator_value if key not in value]
            return (
                f"{', '.join(map(repr, missing))} {'is' if len(missing) == 1 else 'are'} missing",
                f"add a line `{missing[0]}: …`",
            )
        case "type" | "anyOf":
            wanted = error.validator_value if error.validator == "type" else _types(error)
            if "string" in wanted and isinstance(value, int | float) and not isinstance(value, bool):
                return f"{_short(value)} is {_kind(value)}", f"put it in quotes: '{value}'"
            return f"{_short(value)} is {_kind(value)}", f"write {_wanted(wanted)} here"
        case "pattern":
            return f"{value!r} does not have the right form", _pattern_remedy(str(error.validator_value))
        case "minLength" | "minItems":
            unit = "characters" if error.validator == "minLength" else "items"
            what = f"there is too little here: {len(value)}" if value else "nothing is written here"
            return what, f"write at least {error.validator_value} {unit}"
        case "maxLength":
            return f"the text has {len(value)} characters", f"keep it to {error.validator_value} characters"
        case "maxItems":
            return f"{len(value)} items", f"keep at most {error.validator_value}"
        case "minimum" | "maximum":
            bound = "at least" if error.validator == "minimum" else "at most"
            return f"{value} is out of range", f"write {bound} {error.validator_value}"
        case _:
            return error.message, "see the comment at the top of the file"


def _types(error: Any) -> list[str]:
    return [str(option.get("type", "a value")) for option in error.validator_value]


def _pattern_remedy(pattern: str) -> str:
    if pattern.startswith("^(F"):
        return "write the rule's number, for instance F27, or `own`"
    if pattern.startswith("^(customer|agent)"):
        return "write speaker:act, for instance agent:restate or customer:describe|demand"
    if pattern.startswith((r"^([01]\d", r"^(([01]\d")):
        return "write a time of day in quotes, for instance '08:30'"
    if pattern.startswith(r"^\d{4}"):
        return "write a day in quotes, for instance '2026-10-01'"
    return "use small letters, digits, - and _ only"


def _wanted(types: Any) -> str:
    words = {"string": "a text", "integer": "a whole number", "array": "a list", "object": "a mapping"}
    words |= {"boolean": "true or false", "number": "a number", "null": "null"}
    names = types if isinstance(types, list) else [types]
    return " or ".join(words.get(str(name), str(name)) for name in names)


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "true/false"
    if isinstance(value, str):
        return "a text"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "a mapping"
    return "empty" if value is None else "a date" if isinstance(value, date) else "written in a special way"


def _short(value: Any) -> str:
    text = repr(value) if isinstance(value, str | int | float) else "the value"
    return text if len(text) <= 40 else text[:37] + "…"


def _path_text(path: list[Any]) -> str:
    if not path:
        return ""
    words = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path)
    return f" (at {words.lstrip('.')})"
