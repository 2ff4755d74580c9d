"""Reads one playbook file: YAML with places, checked against its type, all mistakes at once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from anfu.playbook.problems import Problem, closest, locate

Shape = TypeVar("Shape", bound=msgspec.Struct)


def read_file(path: Path, shape: type[Shape], name: str) -> tuple[Shape | None, Any, list[Problem]]:
    """Reads `path` as a `shape`. Returns the value (None when wrong), the raw tree, and the problems."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None, None, [Problem(name, 1, 1, "the file is missing", "restore it, or copy it from the release")]
    except UnicodeDecodeError as error:
        what = f"not UTF-8 text (byte {error.start})"
        return None, None, [Problem(name, 1, 1, what, "save the file as UTF-8")]
    try:
        tree = YAML(typ="rt").load(text)
    except MarkedYAMLError as error:
        return None, None, [_yaml_problem(name, error)]
    problems = [
        problem
        for found in sorted(_validator(shape).iter_errors(tree), key=lambda e: [str(p) for p in e.absolute_path])
        for problem in _explain(name, tree, found)
    ]
    if problems:
        return None, tree, problems
    try:
        return msgspec.convert(tree, shape, strict=False), tree, []
    except msgspec.ValidationError as error:
        return None, tree, [Problem(name, 1, 1, str(error), "correct the value named above")]


@lru_cache(maxsize=None)
def _validator(shape: type[msgspec.Struct]) -> Draft202012Validator:
    return Draft202012Validator(msgspec.json.schema(shape))


def _yaml_problem(name: str, error: MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    what = f"not valid YAML: {error.problem or error.context or 'unreadable'}"
    remedy = "check indentation and colons; put texts with : or # or quotes inside 'single quotes'"
    return Problem(name, line, column, what, remedy)


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
            return f"{', '.join(map(repr, missing))} is missing", f"add a line `{missing[0]}: …`"
        case "type" | "anyOf":
            wanted = error.validator_value if error.validator == "type" else _types(error)
            return f"{_short(value)} is {_kind(value)}", f"write {_wanted(wanted)} here"
        case "pattern":
            return f"{value!r} does not have the right form", _pattern_remedy(str(error.validator_value))
        case "minLength" | "minItems":
            return "nothing is written here", f"write at least {error.validator_value}"
        case "maxLength":
            return f"the text has {len(value)} characters", f"keep it to {error.validator_value}"
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
    return "empty"


def _short(value: Any) -> str:
    text = repr(value) if not isinstance(value, dict | list) else "the value"
    return text if len(text) <= 40 else text[:37] + "…"


def _path_text(path: list[Any]) -> str:
    if not path:
        return ""
    words = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path)
    return f" (at {words.lstrip('.')})"
