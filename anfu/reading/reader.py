"""Reads an utterance: the model's beliefs, the playbook's wordings and the facts, brought together."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from anfu.labels import AgentAct
from anfu.playbook.book import Playbook
from anfu.reading.facts import gather_facts
from anfu.reading.facts.times import moment
from anfu.reading.normalize import normalize
from anfu.reading.signals import ActWordings, CueBook, compiled, first_hit
from anfu.reading.types import (
    ActHeard,
    AgentReading,
    CustomerReading,
    Emotion,
    Facts,
    Intent,
    Span,
    TabooHeard,
)

if TYPE_CHECKING:
    from anfu.reading.model import Beliefs, ReadingModel

_CLAUSE = re.compile(r"[^,,。.!!??;;、…~\s]+(?:[^,,。!!??;;…~])*")
ACT_NEEDS = 0.65
"""Probability from which the model alone makes an agent act heard: the best of five on tests/understanding."""
CUED_NEEDS = 0.2
"""Probability that is enough where the playbook's wordings for the act stand in the utterance."""
TABOO_NEEDS = 0.6
NEUTRAL_FROM = 0.25
"""Probability of kind `none` from which words are taken as neutral unless a feeling is clear."""
FEELING_NEEDS = 0.65
ASK_NEEDS = 0.3
"""Below this the assistant says that it did not understand rather than guess."""


class Reader:
    """Reads what customers and agents say, and what agents ask the assistant."""

    def __init__(self, playbook: Playbook, model: ReadingModel) -> None:
        self._playbook = playbook
        self._model = model
        self._act_cues = {
            cue.act: ActWordings(compiled(tuple(cue.patterns)), compiled(tuple(cue.not_in)))
            for cue in playbook.cues.acts
        }
        self._cues = CueBook(playbook.cues, playbook.amount_threshold())

    def read_customer(self, said: str) -> CustomerReading:
        """The reading of a customer's words (already masked)."""
        text = normalize(said)
        [belief] = self._model.believe("customer", [text])
        facts = gather_facts(text, self._playbook.cues)
        act, sure = _likeliest(belief, "act", "chitchat")
        kind, _ = _likeliest(belief, "kind", "none")
        return CustomerReading(
            kind=kind,  # type: ignore[arg-type]  # the model knows the closed set only
            act=act,  # type: ignore[arg-type]
            emotion=_emotion(belief),
            signals=self._cues.signals(text, said, facts, belief.get("signals")),
            facts=facts,
            intent=Intent(f"customer_{act}", round(sure, 4)),
            complaint=round(1 - belief.get("kind", {}).get("none", 1.0), 4),
        )

    def read_agent(self, said: str) -> AgentReading:
        """The reading of an agent's words; every act and taboo shows the clause it was heard in."""
        text = normalize(said)
        clauses = _clauses(text)
        whole, *parts = self._model.believe("agent", [text, *(text[slice(*clause)] for clause in clauses)])
        facts = gather_facts(text, self._playbook.cues)
        acts = [
            ActHeard(act, said[slice(*span)], span) for act, span in self._acts(text, whole, parts, clauses)
        ]
        taboos = [
            TabooHeard(name, said[slice(*span)], span)  # type: ignore[arg-type]
            for name, span in _heard("taboos", whole, parts, clauses, TABOO_NEEDS)
        ]
        return AgentReading(
            agent_acts=tuple(sorted(acts, key=lambda act: act.span)),
            taboos=tuple(sorted(taboos, key=lambda taboo: taboo.span)),
            facts=Facts(
                amount_cny=facts.amount_cny,
                amount_and_more=facts.amount_and_more,
                order_id=facts.order_id,
                ticket_id=facts.ticket_id,
                spans={name: span for name, span in facts.spans.items() if name in _AGENT_FACTS},
            ),
        )

    def _acts(
        self, text: str, whole: Beliefs, parts: list[Beliefs], clauses: list[Span]
    ) -> list[tuple[AgentAct, Span]]:
        """The acts heard: on the model's word alone, or on a wording of the playbook that it does not deny."""
        heard = dict(_heard("acts", whole, parts, clauses, ACT_NEEDS))
        if "commit_time" in heard and moment(text, _ANY_DAY) is None:
            del heard["commit_time"]  # a promise without a time commits to none
        believed = whole.get("acts", {})
        for act, cued in self._act_cues.items():
            span = first_hit(cued.patterns, cued.not_in, text)
            if span is None:
                continue
            if believed.get(act, 1.0) >= CUED_NEEDS:
                heard[act] = span
        return list(heard.items())  # type: ignore[arg-type]  # the model knows the closed set only

    def read_question(self, said: str) -> Intent:
        """What an agent asks the assistant; `nlu_fallback` when that is not clear."""
        [belief] = self._model.believe("ask", [normalize(said)])
        intent, sure = _likeliest(belief, "intent", "nlu_fallback")
        return Intent(intent if sure >= ASK_NEEDS else "nlu_fallback", round(sure, 4))


_ANY_DAY = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
"""Only whether a time is named matters where this is used, not which."""
_AGENT_FACTS = ("amount_cny", "order_id", "ticket_id")


def _likeliest(belief: Beliefs, question: str, otherwise: str) -> tuple[str, float]:
    answers = belief.get(question)
    if not answers:
        return otherwise, 0.0
    name = max(answers, key=answers.__getitem__)
    return name, answers[name]


def _emotion(belief: Beliefs) -> Emotion:
    label, sure = _likeliest(belief, "emotion", "calm")
    # Where nothing is complained of, a doubtful feeling is none.
    complains = belief.get("kind", {}).get("none", 0.0) < NEUTRAL_FROM
    if label == "calm" or (not complains and sure < FEELING_NEEDS):
        return Emotion()
    strengths = belief.get("intensity", {})
    intensity = max(("1", "2", "3"), key=lambda strength: strengths.get(strength, 0.0))
    return Emotion(label, int(intensity))  # type: ignore[arg-type]


def _clauses(text: str) -> list[Span]:
    return [clause.span() for clause in _CLAUSE.finditer(text)]


def _heard(
    question: str, whole: Beliefs, parts: list[Beliefs], clauses: list[Span], needs: float
) -> list[tuple[str, Span]]:
    """Each answer believed in the utterance, with the clause that speaks for it most."""
    found: list[tuple[str, Span]] = []
    for name, sure in whole.get(question, {}).items():
        strengths = [part[question][name] for part in parts]
        best = max(range(len(parts)), key=strengths.__getitem__, default=None)
        alone = strengths[best] if best is not None else 0.0
        if best is not None and max(sure, (sure + alone) / 2) >= needs:
            found.append((name, clauses[best]))
    return found
