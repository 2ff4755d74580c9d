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
_CLEAR = 0.9
"""How sure an act is that a wording of the playbook shows, or that the model does not doubt."""
_DOUBTFUL = 0.75
_SOMETHING = 2
"""How many pairs of characters a doubtful restatement must share with what the customer said."""
OFFERING: frozenset[str] = frozenset(("propose_fix", "commit_time", "summarize", "confirm_solution"))
"""Acts of an agent who puts a remedy to the customer."""
_REMEDIES: frozenset[str] = frozenset(("propose_fix", "commit_time"))
_OTHER_ASKING = frozenset(("confirm_solution", "ask_expectation"))
_PROMISING = frozenset(("propose_fix", "urgency", "boundary", "summarize"))
_SENTENCE = re.compile(r"[^。!?;\n]+[。!?;\n]*")
_HAN = re.compile(r"[一-龥\d]+")
_TURNS = 12
"""How many turns an agent looks back for what to say back."""


def with_echo(reading: AgentReading, text: str, turns: Sequence[Turn], cues: EchoCues) -> AgentReading:
    """The reading with `restate` when a sentence asks whether what the customer said is right.

    The times in what is only said back are the customer's: they commit us to nothing. What only the model
    takes for an act is not believed where the call speaks against it.
    """
    reading = _echoed(_believable(reading, text, turns), text, turns, cues)
    if "restate" not in reading.acts or not reading.acts.isdisjoint(_PROMISING):
        return reading
    return _without("commit_time", reading)


def _believable(reading: AgentReading, text: str, turns: Sequence[Turn]) -> AgentReading:
    """The reading without doubtful acts that cannot be: saying back what nobody said, feeling along or saying back
    while only inviting to go on, asking for a yes before anything was offered.
    """
    doubtful = {act.id for act in reading.agent_acts if act.confidence < _CLEAR}
    guessed = {act.id for act in reading.agent_acts if act.confidence < _DOUBTFUL}
    impossible: set[AgentAct] = set()
    if len(pairs(normalize(text)) & _heard(turns)) < _SOMETHING:
        impossible.add("restate")
    if not any(turn.acts & _REMEDIES for turn in turns) and not reading.acts & _REMEDIES:
        impossible.add("confirm_solution")
    invited: set[AgentAct] = {"restate", "empathize"} if "listen" in reading.acts else set()
    for act in (impossible & doubtful) | (invited & guessed):
        reading = _without(act, reading)
    return reading


def _echoed(reading: AgentReading, text: str, turns: Sequence[Turn], cues: EchoCues) -> AgentReading:
    said = normalize(text)
    span = next((hit.span() for hit in _SENTENCE.finditer(said) if _asks_back(hit[0], cues)), None)
    if span is None or len(pairs(said) & _heard(turns)) < cues.shared:
        return reading
    heard = ActHeard("restate", text[slice(*span)], span, SURE)
    # What is asked for is whether we understood: neither what they want, nor a yes to our solution. What sounds
    # like more was said by the customer.
    acts = [act for act in reading.agent_acts if not _within(act.span, span) or not _asks_else(act)]
    if "restate" not in reading.acts:
        acts.append(heard)
    return msgspec.structs.replace(reading, agent_acts=tuple(sorted(acts, key=lambda act: act.span)))


def _asks_else(act: ActHeard) -> bool:
    return act.id in _OTHER_ASKING or (act.id != "restate" and act.confidence < _CLEAR)


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
            heard |= pairs(normalize(turn.text))
    return heard


def pairs(text: str) -> set[str]:
    """The pairs of neighbouring characters in a normalised text that say something."""
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
