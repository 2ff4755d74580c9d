"""The call as it stands: a value that grows by one turn at a time and is never changed in place."""

from __future__ import annotations

from datetime import datetime

import msgspec

from anfu.calls.context import in_context
from anfu.calls.echo import with_echo
from anfu.calls.level import Known, Level, judge, learn, matter_of
from anfu.calls.promises import Promise, hear_promises
from anfu.calls.refusal import with_refusal
from anfu.calls.repair import Repair, hear_repair
from anfu.calls.steps import Steps, hear_steps, set_step
from anfu.calls.turn import Turn
from anfu.labels import Channel, Industry, Kind, NodeId, Role, Speaker, StepId
from anfu.playbook.book import Playbook
from anfu.reading.types import AgentReading, CustomerReading, Emotion, Facts, Reading


class Call(msgspec.Struct, frozen=True):
    """Everything known about one call. Build it with `hear`, turn by turn."""

    id: str
    started_at: datetime
    industry: Industry = "general"
    channel: Channel = "voice"
    role: Role = "agent"
    contacts_before: dict[str, int] = {}
    turns: tuple[Turn, ...] = ()
    steps: Steps = Steps()
    repair: Repair = Repair()
    known: Known = Known()
    level: Level = Level()
    matter: Kind | None = None
    nodes: tuple[NodeId, ...] = ()
    promises: tuple[Promise, ...] = ()
    offered: tuple[str, ...] = ()
    led_with: tuple[str, ...] = ()
    reminded: tuple[str, ...] = ()
    ended_at: datetime | None = None
    moves: int = 0
    customer_ref: str | None = None

    def hear(self, speaker: Speaker, text: str, at: datetime, reading: Reading, book: Playbook) -> Call:
        """The call after one more utterance."""
        if isinstance(reading, CustomerReading):
            reading = in_context(reading, text, self.turns, self.matter, book.cues.context)
            reading = with_refusal(reading, text, self.turns, book.cues.refusal)
        else:
            reading = with_echo(reading, text, self.turns, book.cues.echo)
        turn = Turn(len(self.turns) + 1, speaker, text, at, reading)
        known = learn(self.known, turn)
        matter = self.matter
        if isinstance(reading, CustomerReading) and known.complaint is not None:
            matter = matter_of(matter, reading)
            known = _count_earlier(known, self.contacts_before.get(matter or "", 0), book)
        return msgspec.structs.replace(
            self,
            turns=(*self.turns, turn),
            steps=hear_steps(self.steps, turn, self.anger, self.matter, book.steps),
            repair=hear_repair(self.repair, turn, known.complaint is not None, book.repair),
            known=known,
            level=judge(known, self.level, book.escalation),
            matter=matter,
            nodes=_nodes(self.nodes, turn, book),
            promises=hear_promises(
                self.promises, turn, book.limit(self.role), book.cues.promises, self._last_of("agent")
            ),
        )

    def offer(self, scripts: tuple[str, ...], reminders: tuple[str, ...] = ()) -> Call:
        """The call after these scripts, best first, and these reminders were shown to the agent."""
        if reminders:
            self = msgspec.structs.replace(self, reminded=(*self.reminded, *reminders))
        if not scripts:
            return self
        offered = (*self.offered, *(script for script in scripts if script not in self.offered))
        return msgspec.structs.replace(self, offered=offered, led_with=(*self.led_with, scripts[0]))

    def at_step(self, step: StepId, book: Playbook) -> Call:
        """The call with its step set by hand."""
        return msgspec.structs.replace(self, steps=set_step(step, book.steps), moves=self.moves + 1)

    def _last_of(self, speaker: Speaker) -> Turn | None:
        return next((turn for turn in reversed(self.turns) if turn.speaker == speaker), None)

    @property
    def heard(self) -> CustomerReading:
        """The customer's latest words, read."""
        for turn in reversed(self.turns):
            if isinstance(turn.reading, CustomerReading):
                return turn.reading
        return CustomerReading()

    @property
    def mood(self) -> Emotion:
        """How the customer feels now: a bare 「嗯」 does not wipe out what was felt a moment ago."""
        for turn in reversed(self.turns[-6:]):
            reading = turn.reading
            if isinstance(reading, CustomerReading) and (
                reading.act != "chitchat" or reading.emotion.intensity
            ):
                return reading.emotion
        return Emotion()

    @property
    def anger(self) -> int:
        """The customer's anger now, 0 to 3."""
        return self.mood.intensity if self.mood.label == "angry" else 0

    @property
    def emotions(self) -> list[tuple[int, Emotion]]:
        """The customer's emotion turn by turn: the curve."""
        return [(t.number, t.reading.emotion) for t in self.turns if isinstance(t.reading, CustomerReading)]

    @property
    def facts(self) -> Facts:
        """What is known to fill in forms and scripts: for each fact the latest the customer gave."""
        gathered: dict[str, object] = {}
        for turn in self.turns:
            if isinstance(turn.reading, CustomerReading):
                told = msgspec.structs.asdict(turn.reading.facts)
                gathered |= {name: value for name, value in told.items() if value and name != "spans"}
        if self.known.amount is not None:
            gathered["amount_cny"] = self.known.amount
        if self.known.contacts:
            gathered["contacts"] = self.known.contacts
        return Facts(**gathered)  # type: ignore[arg-type]

    @property
    def is_complaint(self) -> bool:
        """Whether anything in this call was a complaint."""
        return self.known.complaint is not None


def _count_earlier(known: Known, earlier: int, book: Playbook) -> Known:
    """Earlier calls about the same matter count as contacts even when the customer does not mention them."""
    if not earlier or known.contacts > earlier:
        return known
    words = f"{book.escalation.contacts_window_days}天内第{earlier + 1}次来电"
    return msgspec.structs.replace(known, contacts=earlier + 1, contacts_said=words)


def _nodes(nodes: tuple[NodeId, ...], turn: Turn, book: Playbook) -> tuple[NodeId, ...]:
    if not isinstance(turn.reading, AgentReading):
        return nodes
    acts = turn.reading.acts
    heard = (node.id for node in book.checklist.nodes if not acts.isdisjoint(node.heard_by))
    return (*nodes, *(node for node in heard if node not in nodes))
