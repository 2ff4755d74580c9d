"""Transcripts of whole calls: one `{"speaker", "text", "at"}` a line."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from anfu.cli.console import Complaint
from anfu.cli.lines import checked
from anfu.labels import Speaker

LARGEST_FILE = 8 * 1024 * 1024
_BETWEEN = timedelta(seconds=5)
_FORM = 'write {"speaker": "customer", "text": "…", "at": "2026-11-21T09:30:00+08:00"}'


class Said(msgspec.Struct):
    """One line of a transcript. Without `at` it was said five seconds after the line before."""

    speaker: Speaker
    text: str
    at: datetime | None = None


def read_transcript(path: Path, start: datetime) -> list[Said]:
    """The lines of a transcript, all of them good and dated. Raises `Complaint` with file, line and remedy."""
    said: list[Said] = []
    for number, line in enumerate(_text(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            said.append(_said(line, said[-1].at if said else None, start))
        except Complaint as error:
            raise Complaint(f"{path}:{number}: {error.what}", error.remedy) from error
    if not said:
        raise Complaint(f"{path}: nobody says anything", f"a line for each utterance: {_FORM}")
    return said


def _said(line: str, before: datetime | None, start: datetime) -> Said:
    try:
        said = msgspec.json.decode(line, type=Said)
    except msgspec.ValidationError as error:
        raise Complaint(str(error), _FORM) from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise Complaint(f"not JSON ({error})", f"{_FORM} on one line") from error
    said.text = checked(said.text)
    if said.at is None:
        said.at = before + _BETWEEN if before else start
    if said.at.tzinfo is None:
        raise Complaint(f"the time {said.at.isoformat()} has no offset", "add one, for instance +08:00")
    return said


def _text(path: Path) -> str:
    with path.open("rb") as file:
        data = file.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise Complaint(f"{path} is larger than {LARGEST_FILE} bytes", "is this a transcript of one call?")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Complaint(f"{path}:{line}: not valid UTF-8", "save the file as UTF-8") from error
