"""Reads an utterance: the model's beliefs, the playbook's wordings and the facts, brought together."""

from __future__ import annotations

from datetime import UTC, datetime
from math import sqrt
from typing import TYPE_CHECKING

from anfu.labels import AgentAct, SignalId
from anfu.playbook.book import Playbook
from anfu.reading.clauses import clauses, cut_out, sentences
from anfu.reading.facts import gather_facts
from anfu.reading.facts.promised import promised
from anfu.reading.normalize import normalize
from anfu.reading.signals import ActWordings, CueBook, compiled, first_hit
from anfu.reading.taboos import TabooEar
from anfu.reading.types import (
    ActHeard,
    AgentReading,
    CustomerReading,
    Emotion,
    Facts,
    Intent,
    Span,
    TabooBelief,
    TabooHeard,
)

if TYPE_CHECKING:
    from anfu.reading.model import Beliefs, ReadingModel

_LEAST = 1e-6
ACT_NEEDS = 0.55
"""Probability from which the model alone makes an agent act heard."""
CUED_NEEDS = 0.2
"""Probability that is enough where the playbook's wordings for the act stand in the utterance."""
CUED = 0.9
"""How sure an act is that a wording of the playbook shows."""
NEUTRAL_FROM = 0.25
"""Probability of kind `none` from which words are taken as neutral unless a feeling is clear."""
FEELING_NEEDS = 0.8
BESIDE_ONESELF_NEEDS = 0.35
"""Probability of the strongest feeling from which it is taken: overlooking it costs more than a false alarm."""
KIND_NEEDS = 0.35
"""Below this the subject is not known. (Thresholds here were chosen on tests/understanding/tricky.jsonl.)"""
ASK_NEEDS = 0.3
"""Below this the assistant says that it did not understand rather than guess."""


class Reader:
    """Reads what customers and agents say, and what agents ask the assistant."""

    def __init__(self, playbook: Playbook, model: ReadingModel) -> None:
        self._playbook = playbook
        self._model = model
        self._act_cues = {
            cue.act: ActWordings(
                compiled(tuple(cue.patterns)), compiled(tuple(cue.not_in)), compiled(tuple(cue.needs))
            )
            for cue in playbook.cues.acts
        }
        self._ear = TabooEar(playbook)
        self._cues = CueBook(playbook.cues, playbook.amount_threshold())

    def read_customer(self, said: str) -> CustomerReading:
        """The reading of a customer's words (already masked)."""
        text = normalize(said)
        [belief] = self._model.believe("customer", [text])
        facts = gather_facts(text, self._playbook.cues)
        act, sure = _likeliest(belief, "act", "chitchat")
        kind, kind_sure = _kind(belief)
        emotion, feeling_sure = _emotion(belief)
        return CustomerReading(
            kind=kind,  # type: ignore[arg-type]  # the model knows the closed set only
            act=act,  # type: ignore[arg-type]
            emotion=emotion,
            signals=self._cues.signals(
                text, said, facts, belief.get("signals"), lambda signal: self._clause_of(signal, text)
            ),
            facts=facts,
            intent=Intent(f"customer_{act}", round(sure, 4)),
            complaint=round(1 - belief.get("kind", {}).get("none", 1.0), 4),
            confidence={
                "kind": round(kind_sure, 4),
                "act": round(sure, 4),
                "emotion": round(feeling_sure, 4),
            },
        )

    def _clause_of(self, signal: SignalId, text: str) -> Span:
        """The clause that speaks most for a signal."""
        places = clauses(text)
        beliefs = self._model.believe("customer", [text[slice(*clause)] for clause in places])
        strengths = [belief["signals"][signal] for belief in beliefs]
        return places[max(range(len(places)), key=strengths.__getitem__)]

    def read_agent(self, said: str) -> AgentReading:
        """The reading of an agent's words; every act and taboo shows the clause it was heard in."""
        text = normalize(said)
        places = clauses(text)
        whole, *parts = self._model.believe("agent", [text, *(text[slice(*clause)] for clause in places)])
        facts = gather_facts(text, self._playbook.cues)
        acts = [
            ActHeard(act, said[slice(*span)], span, sure)
            for act, span, sure in self._acts(text, whole, parts, places)
        ]
        return AgentReading(
            agent_acts=tuple(sorted(acts, key=lambda act: act.span)),
            taboos=tuple(self.taboos(said)),
            facts=Facts(
                amount_cny=facts.amount_cny,
                amount_and_more=facts.amount_and_more,
                order_id=facts.order_id,
                ticket_id=facts.ticket_id,
                spans={name: span for name, span in facts.spans.items() if name in _AGENT_FACTS},
            ),
        )

    def taboos(self, said: str) -> list[TabooHeard]:
        """What an agent should not say in these words, as far as the model hears it, by place."""
        return self._ear.heard(said, self.taboo_beliefs(said))

    def taboo_beliefs(self, said: str) -> list[TabooBelief]:
        """How strongly each clause sounds like each taboo, whatever that is worth.

        A clause is judged by itself and by the sentence it stands in: half a sentence often means something else.
        """
        text = normalize(said)
        asked = [
            (sentence, [(clause, cut_out(text, clause, sentence)) for clause in clauses(text, sentence)])
            for sentence in sentences(said)
        ]
        order = sorted(
            {text[slice(*sentence)] for sentence, _ in asked} | {part for _, cut in asked for _, part in cut}
        )
        answers = dict(zip(order, self._model.believe("draft", order) if order else (), strict=True))
        found: list[TabooBelief] = []
        for sentence, cut in asked:
            whole = _taboos(answers[text[slice(*sentence)]])
            parts = [(clause, _taboos(answers[part])) for clause, part in cut]
            for name, together in whole.items():
                strongest = max((alone[name] for _, alone in parts), default=0.0)
                found += [
                    TabooBelief(
                        name,  # type: ignore[arg-type]  # the model knows the closed set only
                        clause,
                        sentence,
                        _joint(together, alone[name], alone[name] == strongest),
                    )
                    for clause, alone in parts
                ]
        return found

    def _acts(
        self, text: str, whole: Beliefs, parts: list[Beliefs], clauses: list[Span]
    ) -> list[tuple[AgentAct, Span, float]]:
        """The acts heard: on the model's word where no near wording denies it, or on a wording that it does not deny."""
        heard = {name: (span, sure) for name, span, sure in _heard("acts", whole, parts, clauses, ACT_NEEDS)}
        times = promised(text, _ANY_DAY, self._playbook.cues.promises)
        denied = {act for act, cued in self._act_cues.items() if cued.deny(text)}
        if "commit_time" in heard and not times:
            del heard["commit_time"]  # without a time, or with somebody else's, we are bound to none
        for act in denied & heard.keys():
            del heard[act]
        believed = whole.get("acts", {})
        for act, cued in self._act_cues.items():
            span = first_hit(cued.patterns, cued.not_in, text)
            if span is None:
                continue
            if (sure := believed.get(act, 1.0)) >= CUED_NEEDS:
                heard[act] = span, round(max(sure, CUED), 4)
        if (
            times
            and "commit_time" not in heard.keys() | denied
            and believed.get("commit_time", 1.0) >= CUED_NEEDS
        ):
            heard["commit_time"] = times[0].span, CUED
        return [(name, *found) for name, found in heard.items()]  # type: ignore[misc]  # the model knows the closed set only

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


def _kind(belief: Beliefs) -> tuple[str, float]:
    """What it is about; where no kind is likely, `other` or `none`, which name no subject."""
    kind, sure = _likeliest(belief, "kind", "none")
    if sure >= KIND_NEEDS or not belief.get("kind"):
        return kind, sure
    harmless = belief["kind"].get("none", 0.0)
    return ("none", harmless) if harmless >= 0.5 else ("other", 1 - harmless)


def _emotion(belief: Beliefs) -> tuple[Emotion, float]:
    label, sure = _likeliest(belief, "emotion", "calm")
    # Where nothing is complained of, a doubtful feeling is none.
    complains = belief.get("kind", {}).get("none", 0.0) < NEUTRAL_FROM
    if label == "calm" or (not complains and sure < FEELING_NEEDS):
        return Emotion(), sure if label == "calm" else 1 - sure
    strengths = belief.get("intensity", {})
    intensity = max(("1", "2"), key=lambda strength: strengths.get(strength, 0.0))
    if strengths.get("3", 0.0) >= BESIDE_ONESELF_NEEDS:
        intensity = "3"
    return Emotion(label, int(intensity)), sure  # type: ignore[arg-type]


def _taboos(beliefs: Beliefs) -> dict[str, float]:
    """How probable each taboo is: as probable as it is by itself, weighed against whether the words do harm at all."""
    harm = beliefs.get("harm", {}).get("harm")
    taboos = beliefs.get("taboos", {})
    if harm is None:
        return taboos
    return {name: _between(sure, harm) for name, sure in taboos.items()}


def _between(one: float, other: float) -> float:
    """The probability half-way between two, as betting odds count."""
    (one, other) = (min(max(sure, _LEAST), 1 - _LEAST) for sure in (one, other))
    for_it, against = sqrt(one * other), sqrt((1 - one) * (1 - other))
    return for_it / (for_it + against)


def _joint(together: float, alone: float, strongest: bool) -> float:
    """How sure a clause is, given its sentence: the clause that speaks most for it stands for the sentence."""
    mean = (together + alone) / 2
    return round(max(together, mean) if strongest else mean, 4)


def _heard(
    question: str, whole: Beliefs, parts: list[Beliefs], clauses: list[Span], needs: float
) -> list[tuple[str, Span, float]]:
    """Each answer believed in the utterance, with the clause that speaks for it most, and how sure it is."""
    found: list[tuple[str, Span, float]] = []
    for name, sure in whole.get(question, {}).items():
        strengths = [part[question][name] for part in parts]
        best = max(range(len(parts)), key=strengths.__getitem__, default=None)
        alone = strengths[best] if best is not None else 0.0
        together = max(sure, (sure + alone) / 2)
        if best is not None and together >= needs:
            found.append((name, clauses[best], round(together, 4)))
    return found
