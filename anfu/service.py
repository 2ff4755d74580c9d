"""The use cases, in the order a call lives them: the only door for channels, actions, API and command line."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo

import msgspec

from anfu.answers import answer, summarize
from anfu.calls import Call
from anfu.drafts import DraftCheck, Guard
from anfu.errors import CallEnded, KeyMismatch, NotTrained, UnknownCall, UnknownTicket
from anfu.guidance import Guidance, TicketNow, advise
from anfu.labels import Industry, Language, Role, Speaker
from anfu.live import CHINA, LiveCall, LiveCalls, new_call
from anfu.people import People
from anfu.playbook import Playbook
from anfu.reading import AgentReading, Intent, Reader, Reading, TabooHeard, mask
from anfu.store.errors import CallTaken, KeyReused, TicketTaken, TurnTaken
from anfu.store.records import CallRecord, TurnRecord
from anfu.store.store import Store
from anfu.tickets.filing import decide, draw_up
from anfu.tickets.types import Ticket

_encode = msgspec.json.Encoder()
_guidance = msgspec.json.Decoder(Guidance)
_TRIES = 5
"""How often an utterance looks for its place while other processes take turns in the same call."""


def now() -> datetime:
    """The time, with its offset."""
    return datetime.now(UTC).astimezone()


def new_id(prefix: str) -> str:
    """An id that can be read out over the phone: no 0/O, no 1/I."""
    alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    return f"{prefix}-{''.join(secrets.choice(alphabet) for _ in range(10))}"


class Service(People):
    """Anfu's use cases over one playbook, one model and one store.

    zone: where the call centre is; a promise like 「今天18点前」 means 18 o'clock there.
    """

    def __init__(
        self,
        playbook: Playbook,
        store: Store,
        reader: Reader | None = None,
        language: Language = "zh",
        clock: Callable[[], datetime] = now,
        name: Callable[[str], str] = new_id,
        zone: tzinfo = CHINA,
    ) -> None:
        self.playbook = playbook
        self.store = store
        self.language: Language = language
        self._reader = reader
        self._guard = Guard(playbook)
        self._live = LiveCalls(store, playbook, zone)
        self._zone = zone
        self._clock = clock
        self._name = name

    # --- the call ----------------------------------------------------------------------------

    def begin_call(
        self,
        *,
        industry: Industry = "general",
        channel: str = "api",
        role: Role = "agent",
        agent: str | None = None,
        customer_ref: str | None = None,
        call_id: str | None = None,
    ) -> CallRecord:
        """Starts a call and stores it."""
        record = CallRecord(
            call_id or self._name("C"),
            self._clock(),
            industry,
            channel,
            role,
            agent=agent,
            customer_ref=mask(customer_ref) if customer_ref else None,
        )
        self.store.create_call(record)
        self._live.begin(new_call(record, self._live.contacts_before(record)))
        return record

    def hear(
        self,
        call_id: str,
        speaker: Speaker,
        text: str,
        reading: Reading | None = None,
        at: datetime | None = None,
        key: str | None = None,
    ) -> Guidance:
        """Takes in an utterance, stores it with its guidance and ticket in one transaction, and advises.

        key: the caller's own name for the utterance; the same key again gives the same guidance back.
        Raises `UnknownCall`, `CallEnded`, `KeyMismatch`, and the store's errors; nothing is stored then.
        """
        text = mask(text)
        live = self._live.get(call_id)
        with live.lock:
            for left in reversed(range(_TRIES)):
                if key is not None and (given := self._again(call_id, key, speaker, text)):
                    return given
                self._refuse_when_over(live)
                reading = self._with_wordings(reading or self.read(text, speaker), text, live.call.role)
                try:
                    return self._take_in(live, speaker, text, reading, at, key)
                except (KeyReused, TurnTaken, TicketTaken):
                    # Another process heard this call meanwhile: catch up, then take the next place.
                    if not left:
                        raise
                    self._live.refresh(live)
        raise AssertionError("the last try returns or raises")

    def end_call(self, call_id: str) -> str:
        """Ends the call and returns its summary. Raises `CallEnded` when it was over already."""
        live = self._current(call_id)
        with live.lock:
            ended = self._clock()
            if not self.store.end_call(call_id, ended):
                raise CallEnded(call_id)
            live.call = msgspec.structs.replace(live.call, ended_at=ended)
            return summarize(live.call, live.ticket, self.playbook, self.language)

    def call(self, call_id: str) -> Call:
        """The call as it stands. Raises `UnknownCall`."""
        return self._current(call_id).call

    def guidance_since(self, call_id: str, after: int = 0) -> list[Guidance]:
        """All guidance given after turn `after`, for a panel that lost its connection."""
        self._live.get(call_id)
        return [_guidance.decode(turn.guidance) for turn in self.store.turns(call_id, after)]

    # --- questions and drafts ----------------------------------------------------------------

    def read(self, text: str, speaker: Speaker) -> Reading:
        """What an utterance says, judged by itself. Raises `NotTrained`."""
        if self._reader is None:
            raise NotTrained
        return self._reader.read_customer(text) if speaker == "customer" else self._reader.read_agent(text)

    def read_all(self, text: str, speaker: Speaker, role: Role = "agent") -> Reading:
        """As `read`, with the lexicon's findings among an agent's taboos."""
        return self._with_wordings(self.read(text, speaker), text, role)

    def read_question(self, text: str) -> Intent:
        """What an agent asks the assistant. Raises `NotTrained`."""
        if self._reader is None:
            raise NotTrained
        return self._reader.read_question(text)

    def check_draft(self, text: str, call_id: str | None = None, role: Role | None = None) -> DraftCheck:
        """The findings in a draft. Never waits for the store: an unknown call is judged by the agent's limits."""
        live = self._live.peek(call_id)
        return self._guard.check(text, role or (live.call.role if live else "agent"))

    def answer(self, call_id: str | None, intent: str, question: str) -> str:
        """The answer to what the agent asked, from the playbook and this call."""
        live = self._current(call_id) if call_id else None
        call = live.call if live else None
        return answer(intent, question, call, live.ticket if live else None, self.playbook, self.language)

    # --- in a Rasa conversation --------------------------------------------------------------
    # A conversation on a stock channel (`rasa shell`, the REST webhook) names its call by talking: the
    # first word begins it.

    def hear_in_conversation(
        self,
        call_id: str,
        speaker: Speaker,
        text: str,
        reading: Reading,
        at: datetime | None = None,
        key: str | None = None,
    ) -> Guidance:
        """As `hear`, beginning the call when it is new."""
        self._ensure(call_id)
        return self.hear(call_id, speaker, text, reading, at, key)

    def answer_in_conversation(self, call_id: str, intent: str, question: str) -> str:
        """As `answer`, also before the first word was heard."""
        known = self.store.call(call_id) is not None
        return self.answer(call_id if known else None, intent, question)

    def file_in_conversation(self, call_id: str, fields: dict[str, str]) -> Ticket:
        """As `file_ticket`, beginning the call when it is new."""
        self._ensure(call_id)
        return self.file_ticket(call_id, fields=fields)

    def known_fields(self, call_id: str) -> frozenset[str]:
        """What the call's open ticket already holds, so that a form need not ask for it."""
        if self.store.call(call_id) is None:
            return frozenset()
        ticket = self.open_ticket(call_id)
        return frozenset(name for name, text in ticket.fields.items() if text) if ticket else frozenset()

    def _ensure(self, call_id: str) -> None:
        if self._live.peek(call_id) is None and self.store.call(call_id) is None:
            with contextlib.suppress(CallTaken):  # another process may begin it this instant
                self.begin_call(call_id=call_id, channel="rasa")

    # --- tickets -----------------------------------------------------------------------------

    def file_ticket(
        self,
        call_id: str,
        matter: str | None = None,
        summary: str | None = None,
        fields: dict[str, str] | None = None,
        by: str = "agent",
    ) -> Ticket:
        """Files a ticket, or completes the one that is open for the same call and matter."""
        live = self._current(call_id)
        with live.lock:
            matter = matter or (live.ticket.matter if live.ticket else live.call.matter) or "other"
            drawn = draw_up(
                live.call,
                self._name("T"),
                self._clock(),
                self.playbook,
                by,
                matter,
                mask(summary or ""),
                _masked(fields),
            )
            ticket = self.store.file(drawn)
            if ticket.id != drawn.id and (summary or fields):
                ticket = msgspec.structs.replace(
                    ticket,
                    summary=mask(summary) if summary else ticket.summary,
                    fields={**ticket.fields, **_masked(fields)},
                    updated_at=self._clock(),
                )
                self.store.save(ticket)
            if live.ticket is None or live.ticket.id == ticket.id:
                live.ticket = ticket
            return ticket

    def ticket(self, ticket_id: str) -> Ticket:
        """A ticket by its id. Raises `UnknownTicket`."""
        found = self.store.ticket(ticket_id)
        if found is None:
            raise UnknownTicket(ticket_id)
        return found

    def open_ticket(self, call_id: str) -> Ticket | None:
        """The call's own open ticket, if there is one."""
        return self._current(call_id).ticket

    # --- inside ------------------------------------------------------------------------------

    def _current(self, call_id: str) -> LiveCall:
        """The live call with what other processes heard of it. Raises `UnknownCall`."""
        live = self._live.get(call_id)
        if self.store.last_turn(call_id) != len(live.call.turns):
            with live.lock:
                self._live.refresh(live)
        return live

    def _refuse_when_over(self, live: LiveCall) -> None:
        """Raises `CallEnded` when the call is over, whichever process ended it."""
        stored = self.store.call(live.call.id)
        if stored is None:
            raise UnknownCall(live.call.id)
        if stored.ended_at is not None:
            raise CallEnded(live.call.id)

    def _again(self, call_id: str, key: str, speaker: Speaker, text: str) -> Guidance | None:
        """The guidance already given for this key. Raises `KeyMismatch` when it was another utterance."""
        done = self.store.turn_by_key(call_id, key)
        if done is None:
            return None
        if (done.speaker, done.text) != (speaker, text):
            raise KeyMismatch(key)
        return _guidance.decode(done.guidance)

    def _take_in(
        self,
        live: LiveCall,
        speaker: Speaker,
        text: str,
        reading: Reading,
        at: datetime | None,
        key: str | None,
    ) -> Guidance:
        at = _aware(at or self._clock()).astimezone(self._zone)
        call = live.call.hear(speaker, text, at, reading, self.playbook)
        decision = decide(call, live.ticket, self._name("T"), at, self.playbook)
        ticket = decision.ticket
        told = TicketNow(decision.action, ticket.id if ticket else None, ticket.due if ticket else ())
        guidance = advise(call, self.playbook, told, self.language)
        record = TurnRecord(
            call.id,
            guidance.turn,
            speaker,
            text,
            at,
            _encode.encode(reading).decode(),
            _encode.encode(guidance).decode(),
            key,
        )
        changed = ticket if ticket is not live.ticket else None
        self.store.add_turn(record, changed, call.matter)
        live.call = call.offer(tuple(say.id for say in guidance.say))
        live.ticket = ticket
        return guidance

    def _with_wordings(self, reading: Reading, text: str, role: Role) -> Reading:
        """Adds the forbidden wordings of the lexicon to what the model heard an agent say."""
        if not isinstance(reading, AgentReading):
            return reading
        found = [
            TabooHeard(finding.taboo, finding.text, finding.span)
            for finding in self._guard.check(text, role).findings
            if finding.severity != "hint"
        ]
        named = {taboo.id for taboo in found}
        taboos = [*found, *(taboo for taboo in reading.taboos if taboo.id not in named)]
        return msgspec.structs.replace(reading, taboos=tuple(sorted(taboos, key=lambda taboo: taboo.span)))


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"the time {at.isoformat()} has no offset; give it a time zone")
    return at


def _masked(fields: dict[str, str] | None) -> dict[str, str]:
    return {name: mask(text) for name, text in (fields or {}).items()}
