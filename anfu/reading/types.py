"""What one utterance was found to say. Values only; nothing here decides anything."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

import msgspec

from anfu.labels import AgentAct, CustomerAct, EmotionLabel, Kind, SignalId, Taboo

Span = tuple[int, int]
"""Half-open range of code points in the utterance as it was said (after masking)."""


class Emotion(msgspec.Struct, frozen=True):
    """How the customer feels, and how strongly: 0 (calm) to 3 (beside oneself)."""

    label: EmotionLabel = "calm"
    intensity: int = 0


class Signal(msgspec.Struct, frozen=True):
    """A risk word that was really meant, the words that show it, and how sure that is (0 to 1)."""

    id: SignalId
    evidence: str
    span: Span
    confidence: float = 1.0


class ActHeard(msgspec.Struct, frozen=True):
    """Something the agent did in this utterance, the words that show it, and how sure that is (0 to 1)."""

    id: AgentAct
    evidence: str
    span: Span
    confidence: float = 1.0


class TabooHeard(msgspec.Struct, frozen=True):
    """Something the agent should not have said, the words that show it, and how sure that is (0 to 1)."""

    id: Taboo
    evidence: str
    span: Span
    confidence: float = 1.0


class TabooBelief(NamedTuple):
    """How probable it is (0 to 1) that a clause does what the taboo is about, and the sentence around it."""

    taboo: Taboo
    clause: Span
    sentence: Span
    probability: float


class Facts(msgspec.Struct, frozen=True, omit_defaults=True):
    """What can be written down from the utterance. Everything is optional.

    `amount_cny` is the largest sum named, in yuan; `amount_and_more` when it was said with 「多」.
    `contacts` counts how often the customer has been in touch about the matter, this call included;
    `contacts_several` is set when they only say "several times" (decisions.md: ask, do not count).
    `scope` is how far a fault reaches: `system` (everyone, a whole area or system) or `business`
    (the customer's business stands still).
    `spans` maps the name of a fact to the words it was read from.
    """

    amount_cny: Decimal | None = None
    amount_and_more: bool = False
    contacts: int | None = None
    contacts_several: bool = False
    days_waiting: int | None = None
    order_id: str | None = None
    ticket_id: str | None = None
    phone: str | None = None
    product: str | None = None
    platform: str | None = None
    regulator: str | None = None
    affected_percent: int | None = None
    scope: str | None = None
    spans: dict[str, Span] = {}


class Intent(msgspec.Struct, frozen=True):
    """The name Rasa's rules act on, with the classifier's confidence from 0 to 1."""

    name: str
    confidence: float


class CustomerReading(msgspec.Struct, frozen=True, tag_field="speaker", tag="customer"):
    """A customer's utterance, read. `complaint` is the probability that these words complain.

    `confidence` holds, for `kind`, `act` and `emotion`, how sure the answer is (0 to 1). `inferred` names the
    answers that the words alone do not give and the call behind them does.
    """

    kind: Kind = "none"
    act: CustomerAct = "chitchat"
    emotion: Emotion = Emotion()
    signals: tuple[Signal, ...] = ()
    facts: Facts = Facts()
    intent: Intent = Intent("customer_chitchat", 0.0)
    complaint: float = 0.0
    confidence: dict[str, float] = {}
    inferred: tuple[str, ...] = ()


class AgentReading(msgspec.Struct, frozen=True, tag_field="speaker", tag="agent"):
    """An agent's utterance, read."""

    agent_acts: tuple[ActHeard, ...] = ()
    taboos: tuple[TabooHeard, ...] = ()
    facts: Facts = Facts()
    intent: Intent = Intent("agent_speech", 1.0)

    @property
    def acts(self) -> frozenset[AgentAct]:
        """The acts without their evidence."""
        return frozenset(heard.id for heard in self.agent_acts)


Reading = CustomerReading | AgentReading
