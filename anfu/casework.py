"""What becomes of tickets: filed, acted on, split, merged, gathered, found, held against their history."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from msgspec.structs import replace

from anfu.errors import UnknownTicket
from anfu.labels import Role
from anfu.live import LiveCall, LiveCalls, own_ticket
from anfu.patience import TRIES, rest
from anfu.playbook import Playbook
from anfu.reading import mask
from anfu.store.errors import Taken, TicketTaken
from anfu.store.search import Wanted
from anfu.store.store import Store
from anfu.tickets.clocks import as_of
from anfu.tickets.evidence import evidence
from anfu.tickets.filing import draw_up, filed
from anfu.tickets.gates import BadChange, Gate
from anfu.tickets.life import NOTHING_ELSE, Wish, act, possible
from anfu.tickets.messages import Message, Teller
from anfu.tickets.regroup import gather, may_regroup, merge, moved, split
from anfu.tickets.trail import changes
from anfu.tickets.types import Entry, Evidence, Ticket, TicketEvent, Written

Done = TypeVar("Done")


class Case(Ticket, frozen=True):
    """A ticket with all that belongs to it: its history, its evidence, its children, and what may be done to it."""

    events: tuple[TicketEvent, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    children: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()


class Casework:
    """The use cases about tickets; part of the service."""

    playbook: Playbook
    store: Store
    teller: Teller
    _live: LiveCalls
    _clock: Callable[[], datetime]
    _name: Callable[[str], str]

    def _current(self, call_id: str) -> LiveCall:
        raise NotImplementedError

    # --- filing ------------------------------------------------------------------------------

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
            about = matter or (live.ticket.matter if live.ticket else live.call.matter) or "other"
            told = {name: mask(text) for name, text in (fields or {}).items()}
            words = mask(summary or "")
            drawn = draw_up(live.call, self._name("T"), self._clock(), self.playbook, by, about, words, told)
            ticket = self._patiently(lambda: self._file(drawn, words, told, by))
            if live.ticket is None or live.ticket.id == ticket.id:
                live.ticket = ticket
            live.stamp = self.store.stamp_of(call_id)
            return ticket

    def _file(self, drawn: Ticket, words: str, told: dict[str, str], by: str) -> Ticket:
        entries = filed(drawn)
        standing = self.store.open_ticket(drawn.call_id, drawn.matter)
        ticket = standing or self.store.file(drawn, entries, self._told(drawn, entries))
        if ticket.id == drawn.id or ticket.status == "closed":
            return ticket
        completed = replace(
            ticket,
            summary=words or ticket.summary,
            fields={**ticket.fields, **told},
            demand=told.get("demand") or ticket.demand,
        )
        if completed == ticket:
            return ticket
        completed = replace(completed, updated_at=self._clock())
        entry = Entry("note", completed.updated_at, by, changes=changes(ticket, completed))
        return self.store.save(completed, (entry,)) or ticket

    def now(self) -> datetime:
        """The time by which clocks are judged."""
        return self._clock()

    # --- looking -----------------------------------------------------------------------------

    def ticket(self, ticket_id: str) -> Ticket:
        """A ticket by its id. Raises `UnknownTicket`."""
        found = self.store.ticket(ticket_id)
        if found is None:
            raise UnknownTicket(ticket_id)
        return as_of(found, self._clock(), self.playbook)

    def open_ticket(self, call_id: str) -> Ticket | None:
        """The call's own open ticket, if there is one."""
        return self._current(call_id).ticket

    def ticket_of(self, call_id: str) -> Ticket | None:
        """The call's own ticket as it is stored: the open one, else the one filed last."""
        filed = self.store.tickets_of(call_id)
        ticket = own_ticket(filed) or next(reversed(filed), None)
        return as_of(ticket, self._clock(), self.playbook) if ticket is not None else None

    def case(self, ticket_id: str, role: Role = "agent") -> Case:
        """A ticket with its history, its evidence, and what this role may do to it. Raises `UnknownTicket`."""
        ticket = self.ticket(ticket_id)
        calls = (ticket.call_id, *ticket.also_calls)
        pack = [seen for call_id in calls for seen in evidence(call_id, self._live.get(call_id).call.turns)]
        return Case(
            **{name: getattr(ticket, name) for name in Ticket.__struct_fields__},
            events=tuple(self.store.ticket_events(ticket_id)),
            evidence=tuple(pack),
            children=tuple(child.id for child in self.store.children_of(ticket_id)),
            possible=possible(ticket, role, self.playbook),
        )

    def find_tickets(self, wanted: Wanted) -> tuple[list[Ticket], str | None]:
        """The tickets that fit, and where the next page begins. Raises ValueError for a foreign `after`."""
        now = self._clock()
        found, following = self.store.search(wanted)
        return [as_of(ticket, now, self.playbook) for ticket in found], following

    # --- doing -------------------------------------------------------------------------------

    def act(
        self,
        ticket_id: str,
        transition: str,
        *,
        by: str,
        role: Role,
        note: str = "",
        wish: Wish = NOTHING_ELSE,
        version: int | None = None,
    ) -> Ticket:
        """Does a transition of `lifecycle.yml` to a ticket, and to its open children where it concerns them.

        version: refuse with `TicketTaken` when the ticket is not of this version any more.
        Raises `UnknownTicket` and what `anfu.tickets.life.act` raises.
        """
        note = mask(note)

        def work() -> Ticket:
            at = self._clock()
            ticket = self._stored(ticket_id, version)
            done = act(ticket, transition, by=by, role=role, note=note, at=at, book=self.playbook, wish=wish)
            rule = self.playbook.transition(transition)
            steps, before = [done], {ticket_id: ticket}
            if rule is not None and rule.children:
                children = {child.id: child for child in self.store.children_of(ticket_id)}
                steps += self._followed(children.values(), transition, by, role, note, at)
                before |= children
            return self._save_all(steps, before)[0]

        return self._patiently(work, version is None)

    def _followed(
        self, children: Iterable[Ticket], transition: str, by: str, role: Role, note: str, at: datetime
    ) -> list[Written]:
        """The transition done to the open children as well; one whose own gates are shut stays as it is."""
        steps = []
        for child in children:
            try:
                steps.append(act(child, transition, by=by, role=role, note=note, at=at, book=self.playbook))
            except Gate:
                continue
        return steps

    def split_ticket(
        self, ticket_id: str, matter: str, summary: str = "", *, by: str, role: Role, note: str = ""
    ) -> Ticket:
        """A ticket of its own for another matter of the same call. Raises `TicketTaken` when that has one open."""
        may_regroup(role, self.playbook)

        def work() -> Ticket:
            ticket, at = self._stored(ticket_id), self._clock()
            new_id = self._name("T")
            steps = split(ticket, new_id, matter, mask(summary), by=by, note=mask(note), at=at)
            if (other := self.store.open_ticket(ticket.call_id, matter)) is not None:
                raise BadChange(f"ticket {other.id} is open for {matter} already: merge instead of splitting")
            return self._save_all(steps, {ticket_id: ticket})[1]

        return self._patiently(work)

    def merge_tickets(self, ticket_id: str, into: str, *, by: str, role: Role, note: str = "") -> Ticket:
        """Makes a ticket part of another, which is returned; its children follow it there."""
        may_regroup(role, self.playbook)

        def work() -> Ticket:
            ticket, target, at = self._stored(ticket_id), self._stored(into), self._clock()
            gone, whole = merge(ticket, target, by=by, note=mask(note), at=at, book=self.playbook)
            children = self.store.children_of(ticket_id)
            if target.parent is not None and children:
                raise BadChange(f"{into} belongs to {target.parent}: merge into that one")
            follow = [moved(child, into, by=by, at=at) for child in children if child.id != into]
            known = {old.id: old for old in (ticket, target, *children)}
            return self._save_all([whole, gone, *follow], known)[0]

        return self._patiently(work)

    def gather_tickets(
        self, parent_id: str, children: Sequence[str], *, by: str, role: Role, note: str = ""
    ) -> Ticket:
        """Gathers tickets of a mass complaint under one parent, which is returned (F54)."""
        may_regroup(role, self.playbook)

        def work() -> Ticket:
            parent = self._stored(parent_id)
            found = [self._stored(child) for child in dict.fromkeys(children)]
            for child in found:
                if self.store.children_of(child.id):
                    raise BadChange(f"{child.id} has children of its own: merge the two instead")
            steps = gather(parent, found, by=by, note=mask(note), at=self._clock())
            known = {old.id: old for old in (parent, *found)}
            return self._save_all(steps, known)[0] if steps else parent

        return self._patiently(work)

    def agent_of(self, ticket: Ticket) -> str | None:
        """Whose call the ticket is from, if that is known."""
        record = self.store.call(ticket.call_id)
        return record.agent if record else None

    # --- inside ------------------------------------------------------------------------------

    def _stored(self, ticket_id: str, version: int | None = None) -> Ticket:
        found = self.store.ticket(ticket_id)
        if found is None:
            raise UnknownTicket(ticket_id)
        if version is not None and found.version != version:
            raise TicketTaken(f"ticket {ticket_id} is of version {found.version} by now, not {version}")
        return found

    def _save_all(self, steps: Sequence[Written], before: Mapping[str, Ticket]) -> list[Ticket]:
        """Stores the steps with what is told of them, all of it or nothing."""
        told = [
            message
            for step in steps
            for message in self._told(step.ticket, step.entries, before.get(step.ticket.id))
        ]
        return self.store.save_all(steps, told)

    def _told(
        self, ticket: Ticket, entries: Sequence[Entry], before: Ticket | None = None
    ) -> tuple[Message, ...]:
        """What is told of a ticket as it becomes, in the words of the playbook."""
        written = Written(ticket, tuple(entries))
        return self.teller.of_entries(written, before, self.agent_of(ticket))

    def _patiently(self, work: Callable[[], Done], again: bool = True) -> Done:
        """Does the work, and anew from what is stored by then when someone else was first."""
        for tried in range(1, TRIES + 1):
            try:
                return work()
            except Taken:
                if not again or tried == TRIES:
                    raise
                rest(tried)
        raise AssertionError("the last try returns or raises")
