"""Saying the customer's words back: recognised by the words themselves, whatever way it is put (F113)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from anfu.calls.turn import Turn
from anfu.labels import AgentAct
from anfu.playbook.schema import EchoCues
from anfu.reading.normalize import normalize
from anfu.reading.types import ActHeard, AgentReading, Span

SURE = 0.8
"""How sure a restatement is that shares its words with the customer's."""
_PROMISING = frozenset(("propose_fix", "urgency", "boundary", "summarize"))
_SENTENCE = re.compile(r"[^。!?;\n]+[。!?;\n]*")
_HAN = re.compile(r"[一-龥\d]+")
_TURNS = 12
"""How many turns an agent looks back for what to say back."""


def with_echo(reading: AgentReading, text: str, turns: Sequence[Turn], cues: EchoCues) -> AgentReading:
    """The reading with `restate` when a sentence asks whether what the customer said is right.

    The times in what is only said back are the customer's: they commit us to nothing.
    """
    reading = _echoed(reading, text, turns, cues)
    if "restate" not in reading.acts or not reading.acts.isdisjoint(_PROMISING):
        return reading
    return _without("commit_time", reading)


def _echoed(reading: AgentReading, text: str, turns: Sequence[Turn], cues: EchoCues) -> AgentReading:
    if "restate" in reading.acts:
        return reading
    said = normalize(text)
    span = next((hit.span() for hit in _SENTENCE.finditer(said) if _asks_back(hit[0], cues)), None)
    if span is None or len(_pairs(said) & _heard(turns)) < cues.shared:
        return reading
    heard = ActHeard("restate", text[slice(*span)], span, SURE)
    # Not an agreement on our solution: what is asked for is whether we understood.
    others = tuple(
        act for act in reading.agent_acts if act.id != "confirm_solution" or not _within(act.span, span)
    )
    acts = sorted((*others, heard), key=lambda act: act.span)
    return msgspec.structs.replace(reading, agent_acts=tuple(acts))


def _without(act: AgentAct, reading: AgentReading) -> AgentReading:
    return msgspec.structs.replace(
        reading, agent_acts=tuple(heard for heard in reading.agent_acts if heard.id != act)
    )


def _within(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _asks_back(sentence: str, cues: EchoCues) -> bool:
    sentence = sentence.strip()
    if any(pattern.search(sentence) for pattern in _compiled(tuple(cues.not_in))):
        return False
    return any(pattern.search(sentence) for pattern in _compiled((*cues.opening, *cues.closing)))


def _heard(turns: Sequence[Turn]) -> set[str]:
    """The pairs of characters in what the customer said lately."""
    heard: set[str] = set()
    for turn in turns[-_TURNS:]:
        if turn.speaker == "customer":
            heard |= _pairs(normalize(turn.text))
    return heard


def _pairs(text: str) -> set[str]:
    return {word[at : at + 2] for word in _HAN.findall(text) for at in range(len(word) - 1)} - _COMMON


_COMMON = frozenset(
    [
        "我们",
        "你们",
        "您是",
        "是不",
        "不是",
        "这个",
        "那个",
        "一下",
        "现在",
        "就是",
        "什么",
        "怎么",
        "可以",
        "对吧",
        "是吧",
        "是吗",
        "没有",
        "知道",
    ]
)


@lru_cache(maxsize=16)
def _compiled(patterns: tuple[str, ...]) -> list[re.Pattern[str]]:
    return [re.compile(pattern) for pattern in patterns]
