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
    offer = _offer(turns)
    if reading.act == "reject":
        if _only_asks(said, cues):
            act = "question"
        elif _is_content(said, offer, cues):
            act = "accept"
    elif reading.act not in ("accept", "thank") and _refuses(said, offer, cues):
        act = "reject"
    if act == reading.act:
        return reading
    return msgspec.structs.replace(reading, act=act, inferred=(*reading.inferred, "act"))


def _only_asks(said: str, cues: RefusalCues) -> bool:
    """Whether something is asked and no word refuses anything."""
    choice = re.compile(cues.choice)
    asks = _ASKS.search(said) or choice.search(said)
    return asks is not None and re.search(cues.refusing, choice.sub("", said)) is None


def _offer(turns: Sequence[Turn]) -> str:
    """What we said last, when it put a remedy to the customer."""
    ours = next((turn for turn in reversed(turns) if turn.speaker == "agent"), None)
    return "" if ours is None or ours.acts.isdisjoint(OFFERING) else normalize(ours.text)


def _refuses(said: str, offer: str, cues: RefusalCues) -> bool:
    if not offer:
        return False
    first, *_ = clauses = _CLAUSE.findall(said) or [said]
    if (bare := re.match(cues.bare, first)) and bare[bare.re.groups] in offer:
        return not re.search(cues.asking, first)
    hits = ((re.match(cues.named, clause), clause) for clause in clauses)
    return any(
        hit and pairs(hit[1]) & pairs(offer) and not re.search(cues.asking, clause) for hit, clause in hits
    )


def _is_content(said: str, offer: str, cues: RefusalCues) -> bool:
    """Whether part of our offer is all the customer wants."""
    hits = (re.match(cues.content, clause) for clause in _CLAUSE.findall(said))
    return any(hit is not None and bool(pairs(hit[1]) & pairs(offer)) for hit in hits)
