"""The use cases, in the order a call lives them: the only door for channels, actions, API and command line."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import datetime, tzinfo

import msgspec

from anfu.answers import answer, summarize
from anfu.calls import Call
from anfu.casework import Casework
from anfu.desk import Desk
from anfu.drafts import LONGEST_DRAFT, DraftCheck, Finding, Guard, Review
from anfu.errors import CallEnded, KeyMismatch, NotTrained, UnknownCall
from anfu.floor import Floor
from anfu.guidance import Guidance, TicketNow, advise
from anfu.hits import HitCounter
from anfu.labels import Industry, Language, Role, Speaker
from anfu.lessons import Lessons
from anfu.live import CHINA, LiveCall, LiveCalls, new_call, shown
from anfu.oversight import Oversight
from anfu.patience import TRIES, rest
from anfu.people import People
from anfu.playbook import Playbook
from anfu.reading import AgentReading, Intent, Reader, Reading, TabooHeard, mask
from anfu.reporting import Reporting
from anfu.stamps import aware, new_id, now
from anfu.store.errors import CallOver, CallTaken, KeyReused, TicketTaken, TurnTaken
from anfu.store.records import CallRecord, TurnRecord
from anfu.store.store import Store
from anfu.tickets.clocks import awaited
from anfu.tickets.filing import decide
from anfu.tickets.messages import Teller
from anfu.tickets.types import Ticket

_encode = msgspec.json.Encoder()
_guidance = msgspec.json.Decoder(Guidance)


class Service(Desk, Casework, Oversight, People, Lessons, Reporting):
    """Anfu's use cases over one playbook, one model and one store.

    guard: gives the guard of the moment; left out, one over the playbook as it is now.
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
        guard: Callable[[], Guard] | None = None,
    ) -> None:
        self.playbook = playbook
        self.store = store
        self.language: Language = language
        self.teller = Teller(playbook, zone, language)
        self._reader = reader
        self.guard = guard or _always(Guard(playbook))
        self.hits = HitCounter(store, clock)
        self.floor = Floor(store, playbook, clock, language, zone)
        self._review = Review(playbook, self.guard, self._taboos)
        self._live = LiveCalls(store, playbook, zone)
        self._zone = zone
        self._clock = clock
        self._name = name

    def listen_with(self, reader: Reader | None) -> None:
        """Reads with this model from now on; with None, without any."""
        self._reader = reader

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
            for tried in range(1, TRIES + 1):
                if key is not None and (given := self._again(call_id, key, speaker, text)):
                    return given
                self._refuse_when_over(live)
                heard = reading or self.read(text, speaker)
                findings = self._findings(text, heard, live.call.role, live.call.industry)
                judged = _with_taboos(heard, findings)
                try:
                    guidance = self._take_in(live, speaker, text, judged, at, key)
                    self.hits.note(findings, live.call.industry)
                    return guidance
                except (KeyReused, TurnTaken, TicketTaken):
                    # Another process heard this call meanwhile: catch up, then take the next place.
                    if tried == TRIES:
                        raise
                    rest(tried)
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
            self._settle(live.call)
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
        reading = self.read(text, speaker)
        return _with_taboos(reading, self._findings(text, reading, role))

    def read_question(self, text: str) -> Intent:
        """What an agent asks the assistant. Raises `NotTrained`."""
        if self._reader is None:
            raise NotTrained
        return self._reader.read_question(text)

    def check_draft(
        self,
        text: str,
        call_id: str | None = None,
        role: Role | None = None,
        industry: Industry | None = None,
    ) -> DraftCheck:
        """The findings in a draft, with better words. What is not given is taken from the call.

        Never waits for the store: an unknown call is judged by the agent's limits, and no pack. Raises `DraftTooLong`.
        """
        live = self._live.peek(call_id)
        role = role or (live.call.role if live else "agent")
        industry = industry or (live.call.industry if live else "general")
        found = self._review.check(text, role, industry)
        self.hits.note(found.findings, industry)
        return found

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

    def now(self) -> datetime:
        """The time by this service's clock."""
        return self._clock()

    # --- inside ------------------------------------------------------------------------------

    def _current(self, call_id: str) -> LiveCall:
        """The live call with what other processes heard of it. Raises `UnknownCall`."""
        live = self._live.get(call_id)
        with live.lock:
            if self.store.last_turn(call_id) != len(live.call.turns):
                self._live.refresh(live)
            else:
                self._live.refresh_tickets(live)
        return live

    def _refuse_when_over(self, live: LiveCall) -> None:
        """Raises `CallEnded` when the call is over, whichever process ended it."""
        stored = self.store.call(live.call.id)
        if stored is None:
            raise UnknownCall(live.call.id)
        if stored.ended_at is not None:
            raise CallEnded(live.call.id)
        if stored.moves != live.call.moves:
            self._live.refresh(live)
        else:
            self._live.refresh_tickets(live)

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
        at = aware(at or self._clock()).astimezone(self._zone)
        call = live.call.hear(speaker, text, at, reading, self.playbook)
        decision = decide(call, live.ticket, self._name("T"), at, self.playbook, live.settled)
        ticket = decision.ticket
        told = TicketNow(decision.action, ticket.id if ticket else None, awaited(ticket, self._zone))
        guidance = advise(call, self.playbook, told, self.language, live.record)
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
        news = self._told(changed, decision.entries, live.ticket) if changed is not None else ()
        try:
            written = self.store.add_turn(record, changed, call.matter, decision.entries, news)
        except CallOver as error:
            raise CallEnded(call.id) from error
        live.call = shown(call, guidance)
        if written is not None:
            live.ticket = written
            live.stamp += 1
        return guidance

    def _findings(
        self, text: str, reading: Reading, role: Role, industry: Industry = "general"
    ) -> tuple[Finding, ...]:
        """What an agent should not have said, judged as a draft is; nothing for a customer."""
        if not isinstance(reading, AgentReading):
            return ()
        return self._review.judge(text[:LONGEST_DRAFT], role, industry, reading.taboos).findings

    def _taboos(self, text: str) -> list[TabooHeard]:
        return self._reader.taboos(text) if self._reader else []


def _with_taboos(reading: Reading, findings: tuple[Finding, ...]) -> Reading:
    """An agent's reading with the taboos that were found to be meant."""
    if not isinstance(reading, AgentReading):
        return reading
    taboos = [
        TabooHeard(finding.taboo, finding.text, finding.span, finding.confidence)
        for finding in findings
        if finding.severity != "hint"
    ]
    return msgspec.structs.replace(reading, taboos=tuple(taboos))


def _always(guard: Guard) -> Callable[[], Guard]:
    return lambda: guard
