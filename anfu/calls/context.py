"""What words mean with the call behind them: a lone 「又是这样」 after a fault, a bare 「嗯」 after a shout.

Only what earlier turns said by themselves is leaned on, never what was inferred there, so that one turn's
guess cannot feed the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from anfu.calls.turn import Turn
from anfu.labels import Kind
from anfu.playbook.schema import ContextCues
from anfu.reading.normalize import normalize
from anfu.reading.types import CustomerReading, Emotion

_RECENT = 3
"""How many of the customer's last turns a feeling is carried over from."""
_CLEAR = 0.5
"""Confidence from which an earlier turn's own feeling is leaned on."""
_DOUBTFUL = 0.55
"""Confidence below which these words do not say by themselves what is felt."""


def in_context(
    reading: CustomerReading, text: str, turns: Sequence[Turn], matter: Kind | None, cues: ContextCues
) -> CustomerReading:
    """The reading with what the call says about words that do not speak for themselves.

    `inferred` names the answers that come from the call and not from the words.
    """
    inferred: list[str] = []
    said = normalize(text)
    bare = _BLANK.sub("", said)
    openings = {_BLANK.sub("", clause) for cut in (_CLAUSE, _PIECE) for clause in cut.split(said)}
    returns = matter is not None and any(
        re.search(pattern, clause) for pattern in cues.relapse for clause in openings if clause
    )
    facts, kind, emotion = reading.facts, reading.kind, reading.emotion
    if matter not in (None, kind) and kind in ("other", "none") and returns:
        kind = matter
        inferred.append("kind")
    if returns and facts.contacts is None and not facts.contacts_several:
        facts = msgspec.structs.replace(facts, contacts_several=True)
        inferred.append("contacts_several")
    if (felt := _felt(reading, bare, turns, returns, cues)) is not None:
        emotion = felt
        inferred.append("emotion")
    if not inferred:
        return reading
    return msgspec.structs.replace(reading, kind=kind, facts=facts, emotion=emotion, inferred=tuple(inferred))


def _felt(
    reading: CustomerReading, bare: str, turns: Sequence[Turn], returns: bool, cues: ContextCues
) -> Emotion | None:
    """The feeling carried over, one degree weaker; None when the words speak for themselves."""
    sure = reading.confidence.get("emotion", 1.0)
    speaks = reading.act in _SETTLED or (sure >= _DOUBTFUL and not returns)
    if reading.emotion.intensity or speaks or len(bare) > cues.bare_length:
        return None
    last = next(_own_feelings(turns), Emotion())
    return Emotion(last.label, max(1, last.intensity - 1)) if last.intensity else None


def _own_feelings(turns: Sequence[Turn]) -> Iterator[Emotion]:
    """What the customer's latest turns said of their feeling by themselves, newest first."""
    left = _RECENT
    for turn in reversed(turns):
        reading = turn.reading
        if not isinstance(reading, CustomerReading):
            continue
        if reading.act in _SETTLED:
            return
        if "emotion" not in reading.inferred and reading.confidence.get("emotion", 1.0) >= _CLEAR:
            yield reading.emotion
        left -= 1
        if not left:
            return


_SETTLED = ("thank", "accept")
"""Acts that close what was felt before."""
_CLAUSE, _PIECE = re.compile(r"[,。!?;…]+"), re.compile(r"[,。!?;…\s]+")
_BLANK = re.compile(r"[\s,，。.!！?？、…~]+")
