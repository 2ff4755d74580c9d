"""Labelled sentences to learn from, read from Rasa's own training files under `data/nlu/`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from anfu.labels import AgentAct, CustomerAct, EmotionLabel, Kind, SignalId, Taboo
from anfu.reading.speakers import Voice


class Example(msgspec.Struct, frozen=True):
    """One utterance with what a person says it means. Fields that do not concern its voice stay empty."""

    text: str
    voice: Voice
    intent: str
    kind: Kind = "none"
    act: CustomerAct = "chitchat"
    emotion: EmotionLabel = "calm"
    intensity: int = 0
    signals: tuple[SignalId, ...] = ()
    acts: tuple[AgentAct, ...] = ()
    taboos: tuple[Taboo, ...] = ()


def example_of(text: str, intent: str, labels: dict[str, Any]) -> Example:
    """An example from Rasa's text, intent and example metadata. Raises `msgspec.ValidationError` on a bad label."""
    if intent.startswith("customer_"):
        act = intent.removeprefix("customer_")
        return msgspec.convert(
            {"text": text, "voice": "customer", "intent": intent, "act": act, **labels}, Example, strict=False
        )
    voice = _VOICES.get(intent, "ask")
    return msgspec.convert({"text": text, "voice": voice, "intent": intent, **labels}, Example, strict=False)


_VOICES: dict[str, Voice] = {"agent_speech": "agent", "draft": "draft"}
"""Whose sentences stand under an intent; all other intents are questions to the assistant."""


def read_examples(folder: Path) -> Iterator[Example]:
    """All examples in the YAML files below `folder`, in a stable order."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for path in sorted(folder.rglob("*.yml")):
        told = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
        for block in (told or {}).get("nlu", []):
            for entry in block["examples"]:
                yield example_of(entry["text"].strip(), block["intent"], entry.get("metadata") or {})
