"""Turning an offer down: 「热点不行」 right after a remedy with 热点 does, 「用不用再拍照片」 does not."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from anfu.calls.echo import OFFERING, pairs
from anfu.calls.turn import Turn
from anfu.labels import CustomerAct
from anfu.playbook.schema import RefusalCues
from anfu.reading.normalize import normalize
from anfu.reading.types import CustomerReading

_CLAUSE = re.compile(r"[^,。!?;\s]+[,。!?;]*")
_ASKS = re.compile(r"[?]")


def with_refusal(
    reading: CustomerReading, text: str, turns: Sequence[Turn], cues: RefusalCues
) -> CustomerReading:
    """The reading with `reject` where our latest offer is named and turned down, and without it in a mere question."""
    said = normalize(text)
    act: CustomerAct = reading.act
    if reading.act == "reject":
        if _only_asks(said, cues):
            act = "question"
    elif reading.act not in ("accept", "thank") and _names_the_offer(said, turns, cues):
        act = "reject"
    if act == reading.act:
        return reading
    return msgspec.structs.replace(reading, act=act, inferred=(*reading.inferred, "act"))


def _only_asks(said: str, cues: RefusalCues) -> bool:
    """Whether something is asked and no word refuses anything."""
    choice = re.compile(cues.choice)
    asks = _ASKS.search(said) or choice.search(said)
    return asks is not None and re.search(cues.refusing, choice.sub("", said)) is None


def _names_the_offer(said: str, turns: Sequence[Turn], cues: RefusalCues) -> bool:
    ours = next((turn for turn in reversed(turns) if turn.speaker == "agent"), None)
    if ours is None or ours.acts.isdisjoint(OFFERING):
        return False
    offered = pairs(normalize(ours.text))
    for clause in _CLAUSE.findall(said):
        hit = re.match(cues.named, clause)
        if hit and not re.search(cues.asking, clause) and pairs(hit[1]) & offered:
            return True
    return False
