"""Labelled utterances in the format of `anfu read`: one JSON object a line, with what a person says it means."""

from __future__ import annotations

import codecs
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import msgspec

from anfu.errors import AnfuError
from anfu.labels import AgentAct, CustomerAct, Kind, SignalId, Taboo
from anfu.reading.types import Emotion


class BadSet(AnfuError):
    """A labelled set cannot be used; says the file, the line and what to do."""


class LabelledFacts(msgspec.Struct, frozen=True):
    """Facts a person read in the words. Only these are scored; others may stand beside them."""

    amount_cny: Decimal | None = None
    contacts: int | None = None
    contacts_several: bool = False


class Labelled(msgspec.Struct, frozen=True):
    """One utterance and its labels. A label that is absent is not scored."""

    text: str
    speaker: Literal["customer", "agent", "ask"] = "customer"
    id: Any = None
    kind: Kind | None = None
    act: CustomerAct | None = None
    emotion: Emotion | None = None
    signals: tuple[SignalId, ...] | None = None
    facts: LabelledFacts | None = None
    agent_acts: tuple[AgentAct, ...] | None = None
    taboos: tuple[Taboo, ...] | None = None
    intent: str | None = None
    scope: Literal["in", "out"] | None = None
    """Whether the utterance belongs to a complaint call at all."""


def read_labelled(path: Path) -> list[Labelled]:
    """The labelled utterances of a file. Raises `BadSet` with the line and the remedy."""
    try:
        lines = path.read_bytes().removeprefix(codecs.BOM_UTF8).splitlines()
    except OSError as error:
        raise BadSet(f"{path} cannot be read ({error.strerror}): give a JSONL file") from error
    found = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                found.append(msgspec.convert(_plain(msgspec.json.decode(line)), Labelled))
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                raise BadSet(
                    f"{path}:{number}: {error}: see docs/labelling.md for the labels, docs/understanding.md for the format"
                ) from error
    if not found:
        raise BadSet(f'{path} holds no utterance: write one {{"text": …, "kind": …}} a line')
    return found


def _plain(line: Any) -> Any:
    """Signals and acts may be given as `anfu read` prints them, with evidence; only their names are scored."""
    if not isinstance(line, dict):
        return line
    return (
        line
        | {
            name: [entry.get("id") if isinstance(entry, dict) else entry for entry in line[name]]
            for name in ("signals", "agent_acts", "taboos")
            if isinstance(line.get(name), list)
        }
        | ({"intent": line["intent"].get("name")} if isinstance(line.get("intent"), dict) else {})
    )
