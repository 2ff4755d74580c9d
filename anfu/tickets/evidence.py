"""The evidence pack of a case: the utterances that matter, with the words in them that show it (F75). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from anfu.calls.turn import Turn
from anfu.reading.types import AgentReading, CustomerReading
from anfu.tickets.types import Evidence, Mark

_TELLING = frozenset(("describe", "demand", "threaten"))
_BINDING = frozenset(("commit_time", "propose_fix", "apologize", "confirm_solution"))


def evidence(call_id: str, turns: Iterable[Turn]) -> tuple[Evidence, ...]:
    """The utterances of a call that say what happened, what is wanted, what was promised, and what went wrong."""
    pack = []
    for turn in turns:
        marks = tuple(sorted(_marks(turn), key=lambda mark: mark.span))
        if marks or (turn.speaker == "customer" and not turn.acts.isdisjoint(_TELLING)):
            pack.append(Evidence(call_id, turn.number, turn.speaker, turn.text, turn.at, marks))
    return tuple(pack)


def _marks(turn: Turn) -> Iterator[Mark]:
    reading = turn.reading
    if isinstance(reading, CustomerReading):
        for signal in reading.signals:
            yield Mark(signal.id, signal.evidence, signal.span)
    elif isinstance(reading, AgentReading):
        for taboo in reading.taboos:
            yield Mark(taboo.id, taboo.evidence, taboo.span)
        for heard in reading.agent_acts:
            if heard.id in _BINDING:
                yield Mark(heard.id, heard.evidence, heard.span)
    for fact, span in reading.facts.spans.items():
        yield Mark(fact, turn.text[slice(*span)], span)
