"""Texts to look at: as an argument, from standard input, or one JSON object a line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import typer

from anfu.cli.console import Complaint, complain, print_json
from anfu.labels import Industry, Role, Speaker
from anfu.server.errors import BadInput
from anfu.server.texts import BODY_LIMIT, LONGEST_TEXT, spoken

LONGEST_LINE = BODY_LIMIT


class Asked(msgspec.Struct):
    """One line of a `--jsonl` file. Keys that are not ours are left alone."""

    text: str
    id: Any = None
    speaker: Speaker | None = None
    role: Role | None = None
    industry: Industry | None = None


def checked(text: str, longest: int = LONGEST_TEXT) -> str:
    """The text without blanks around it. Raises `Complaint` when it cannot be somebody's words."""
    try:
        return spoken(text, longest=longest)
    except BadInput as error:
        raise Complaint(str(error), error.remedy) from error


def one_text(argument: str | None, longest: int = LONGEST_TEXT) -> str:
    """The text to look at: the argument, else all of standard input. Raises `Complaint`."""
    if argument is not None:
        return checked(argument, longest)
    if sys.stdin.isatty():
        raise Complaint("there is no text", "give it as an argument, or pipe it in: echo … | anfu lint")
    data = sys.stdin.buffer.read(LONGEST_LINE + 1)
    if len(data) > LONGEST_LINE:
        raise Complaint(
            f"the text is longer than {LONGEST_LINE} bytes",
            f"keep it to {longest} characters; many texts go through --jsonl, one a line",
        )
    return checked(_decoded(data), longest)


def answer_lines(source: str, answer: Callable[[Asked], dict[str, Any]], longest: int = LONGEST_TEXT) -> None:
    """Prints an answer for each line of `source` (`-`: standard input), in order.

    A line that cannot be answered gets `{"id", "error"}` in its place, and the exit code is 1 at the end.
    """
    bad = 0
    for number, line in _lines(source):
        identity = None
        try:
            asked = _asked(line)
            identity = asked.id
            asked.text = checked(asked.text, longest)
            print_json({"id": asked.id} | answer(asked))
        except Complaint as error:
            bad += 1
            identity = identity if identity is not None else _id_of(line)
            print_json({"id": identity, "error": f"line {number}: {error.what}: {error.remedy}"})
    if bad:
        complain(f"{bad} line(s) could not be read", 'see the lines with "error" in the output')
        raise typer.Exit(1)


def _lines(source: str) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, with their number; at most one byte more than is allowed of each."""
    if source == "-":
        yield from _cut(sys.stdin.buffer)
        return
    with Path(source).open("rb") as file:
        yield from _cut(file)


def _cut(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    number = 0
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        rest = line
        while len(rest) > LONGEST_LINE and not rest.endswith(b"\n"):
            rest = stream.readline(LONGEST_LINE + 1)
        if line.strip():
            yield number, line


def _asked(line: bytes) -> Asked:
    if len(line) > LONGEST_LINE:
        raise Complaint(f"longer than {LONGEST_LINE} bytes", "one utterance a line")
    text = _decoded(line)
    try:
        return msgspec.json.decode(text, type=Asked)
    except msgspec.ValidationError as error:
        raise Complaint(str(error), 'write {"id": …, "text": "…"}') from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise Complaint(f"not JSON ({error})", 'write {"id": …, "text": "…"} on one line') from error


def _id_of(line: bytes) -> Any:
    """The id of a line that is wrong otherwise, so that its owner finds it again."""
    try:
        told = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return told.get("id") if isinstance(told, dict) else None


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Complaint(f"byte {error.start + 1} is not valid UTF-8", "save or send it as UTF-8") from error
