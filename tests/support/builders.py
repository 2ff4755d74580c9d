"""Readings and calls built by hand, so that rules are tested without a model."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import msgspec

from anfu.calls import Call, Steps
from anfu.labels import STEPS, AgentAct, CustomerAct, EmotionLabel, Kind, SignalId, Speaker
from anfu.playbook import Playbook
from anfu.reading import (
    ActHeard,
    AgentReading,
    CustomerReading,
    Emotion,
    Facts,
    Reading,
    Signal,
    Span,
)

BEIJING = timezone(timedelta(hours=8))
START = datetime(2026, 11, 4, 14, 0, tzinfo=BEIJING)
BETWEEN_TURNS = timedelta(seconds=10)


def place(words: str, text: str) -> Span:
    """Where `words` stand in `text`; the whole text when they do not."""
    start = text.find(words)
    return (start, start + len(words)) if start >= 0 else (0, len(text))


def customer(
    text: str,
    act: CustomerAct = "describe",
    kind: Kind = "delivery",
    mood: EmotionLabel = "calm",
    intensity: int = 0,
    signals: dict[SignalId, str] | None = None,
    said: dict[str, str] | None = None,
    complaint: float | None = None,
    **facts: Any,
) -> CustomerReading:
    """What a customer's words might be read as. `signals` maps to evidence, `said` a fact to its words.

    Any kind but `none` is a clear complaint, unless `complaint` says how likely it is one.
    """
    if isinstance(facts.get("amount_cny"), str | int):
        facts["amount_cny"] = Decimal(facts["amount_cny"])
    spans = {name: place(words, text) for name, words in (said or {}).items()}
    return CustomerReading(
        kind=kind,
        act=act,
        emotion=Emotion(mood, intensity),
        signals=tuple(Signal(id, words, place(words, text)) for id, words in (signals or {}).items()),
        facts=Facts(spans=spans, **facts),
        complaint=complaint if complaint is not None else 0.02 if kind == "none" else 0.99,
    )


def agent(text: str, *acts: AgentAct, **facts: Any) -> AgentReading:
    """What an agent's words might be read as, the acts in the order they were heard."""
    if isinstance(facts.get("amount_cny"), str | int):
        facts["amount_cny"] = Decimal(facts["amount_cny"])
    heard = tuple(ActHeard(act, text[at : at + 1], (at, at + 1)) for at, act in enumerate(acts))
    return AgentReading(agent_acts=heard, facts=Facts(**facts))


class Talk:
    """A call in progress: `Talk(book).customer("…", mood="angry", intensity=2).agent("…", "listen")`."""

    def __init__(self, book: Playbook, call: Call | None = None, **call_fields: Any) -> None:
        self.book = book
        self.call = call or Call("C-1", START, **call_fields)

    def customer(self, text: str = "包裹五天没到", *args: Any, **fields: Any) -> Talk:
        """The customer says something; see `customer` for how it is read."""
        return self.hear("customer", text, customer(text, *args, **fields))

    def agent(self, text: str = "您说，我在听", *acts: AgentAct, **facts: Any) -> Talk:
        """The agent says something that counts as these acts."""
        return self.hear("agent", text, agent(text, *acts, **facts))

    def hear(self, speaker: Speaker, text: str, reading: Reading, after: timedelta = BETWEEN_TURNS) -> Talk:
        """The talk after one more utterance."""
        last = self.call.turns[-1].at if self.call.turns else self.call.started_at
        heard = self.call.hear(speaker, text, last + after, reading, self.book)
        return Talk(self.book, heard)

    def at_end(self) -> Talk:
        """The talk with all five steps done."""
        return Talk(self.book, msgspec.structs.replace(self.call, steps=Steps(done=STEPS)))

    # What tests look at.

    @property
    def step(self) -> str:
        """The step that is due."""
        return self.call.steps.current(self.book.steps).id

    @property
    def beat(self) -> str | None:
        """The beat of the repair that is due."""
        beat = self.call.repair.current(self.book.repair)
        return beat.id if beat else None

    @property
    def level(self) -> int:
        """The level of the call."""
        return self.call.level.id

    @property
    def rules(self) -> list[str]:
        """The rules that put the call at its level."""
        return [reason.rule for reason in self.call.level.reasons]


def with_trigger(book: Playbook, rule: str, **when: Any) -> Playbook:
    """The playbook with another condition in one of its escalation triggers."""
    triggers = [
        msgspec.structs.replace(trigger, when=msgspec.structs.replace(trigger.when, **when))
        if trigger.id == rule
        else trigger
        for trigger in book.escalation.triggers
    ]
    escalation = msgspec.structs.replace(book.escalation, triggers=triggers)
    return msgspec.structs.replace(book, escalation=escalation)
