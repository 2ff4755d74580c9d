"""Puts a labelled set to the reader, and sorts its answers by question."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Protocol

from anfu.evaluation.figures import Answer
from anfu.evaluation.labelled import Labelled
from anfu.labels import Speaker
from anfu.reading import AgentReading, CustomerReading, Reading, mask
from anfu.reading.types import Intent

Sure = dict[str, float]
UNKNOWN = frozenset({"out_of_scope", "nlu_fallback"})
"""Intents that say: this is nothing I know."""


class Reads(Protocol):
    """What is judged: something that reads utterances as the product does."""

    def read_all(self, text: str, speaker: Speaker) -> Reading:
        """The reading of a customer's or an agent's words."""

    def read_question(self, text: str) -> Intent:
        """What an agent asks the assistant."""


def ask_all(
    lines: Iterable[Labelled], reader: Reads, hear: Callable[[str], str] = lambda text: text
) -> dict[str, list[Answer]]:
    """The answers by question: kind, act, emotion, angry, complaint, signals, amount, contacts, agent_acts, taboos,
    intent, out_of_scope. `hear` changes each text before it is read."""
    answers: dict[str, list[Answer]] = {}

    def note(
        question: str, text: str, wanted: Iterable[str], given: Iterable[str], sure: Sure | None = None
    ) -> None:
        answers.setdefault(question, []).append(Answer(text, frozenset(wanted), frozenset(given), sure or {}))

    for line in lines:
        text = mask(hear(line.text))
        if line.speaker == "ask":
            intent = reader.read_question(text)
            if line.intent is not None:
                given = "out_of_scope" if intent.name in UNKNOWN else intent.name
                wanted = "out_of_scope" if line.intent in UNKNOWN else line.intent
                note("intent", text, [wanted], [given], {given: intent.confidence})
                note("out_of_scope", text, _if("out", line.intent in UNKNOWN), _if("out", given in UNKNOWN))
            continue
        reading = reader.read_all(text, line.speaker)
        if isinstance(reading, CustomerReading):
            _customer(line, text, reading, note)
        elif isinstance(reading, AgentReading):
            if line.agent_acts is not None:
                sure: Sure = {heard.id: heard.confidence for heard in reading.agent_acts}
                note("agent_acts", text, line.agent_acts, sure, sure)
            if line.taboos is not None:
                told: Sure = {heard.id: heard.confidence for heard in reading.taboos}
                note("taboos", text, line.taboos, told, told)
    return answers


def _customer(line: Labelled, text: str, reading: CustomerReading, note: Callable[..., None]) -> None:
    sure = reading.confidence
    if line.kind is not None:
        note("kind", text, [line.kind], [reading.kind], {reading.kind: sure.get("kind", 0.0)})
        note("complaint", text, _if("yes", line.kind != "none"), _if("yes", reading.kind != "none"))
    if line.act is not None:
        note("act", text, [line.act], [reading.act], {reading.act: sure.get("act", 0.0)})
    if line.emotion is not None:
        wanted, given = line.emotion.label, reading.emotion.label
        note("emotion", text, [wanted], [given], {given: sure.get("emotion", 0.0)})
        note("angry", text, _if("yes", wanted == "angry"), _if("yes", given == "angry"))
    if line.signals is not None:
        heard: Sure = {signal.id: signal.confidence for signal in reading.signals}
        note("signals", text, line.signals, heard, heard)
    if line.facts is not None:
        facts, read = line.facts, reading.facts
        if facts.amount_cny is not None or read.amount_cny is not None:
            note("amount", text, _told(facts.amount_cny), _told(read.amount_cny))
        if facts.contacts or facts.contacts_several or read.contacts or read.contacts_several:
            wanted_count = "several" if facts.contacts is None and facts.contacts_several else facts.contacts
            given_count = "several" if read.contacts is None and read.contacts_several else read.contacts
            note("contacts", text, _told(wanted_count), _told(given_count))


def _if(label: str, holds: bool) -> list[str]:
    return [label] if holds else []


def _told(value: object) -> list[str]:
    if value is None:
        return []
    return [format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)]
