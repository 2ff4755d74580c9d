"""What is said to whom when something happens to a ticket: messages from the playbook's templates. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from typing import Any, Protocol

import msgspec

from anfu.labels import Language, TargetKind
from anfu.playbook.book import Playbook
from anfu.playbook.schema import Contact, Notification
from anfu.tickets.contacts import Matrix, Occasion, Reached
from anfu.tickets.types import Ticket, Written
from anfu.tickets.wording import Words

ADDRESSED = "addressed"
WARNED_FROM = 90
"""Per cent of a clock from which a warning counts as the one that may bring in a backup."""


class Message(msgspec.Struct, frozen=True):
    """One message to one target.

    target: its name in the settings. kind: the notification's id in the playbook. key: the same for the same
    message however often it is made or sent. number: its place among the ticket's messages, given by the store.
    """

    id: str
    key: str
    target: str
    kind: str
    subject: str
    text: str
    ticket_id: str | None
    created_at: datetime
    not_before: datetime
    number: int = 0


class ClockEvent(Protocol):
    """What a clock tells: `what` is warn50, warn75, warn90, breached or repeat (the `n`th round or reminder).

    `clock` may carry the number of its run (`team#2`); `to` is the role told first.
    """

    @property
    def clock(self) -> str: ...
    @property
    def what(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def to(self) -> str: ...
    @property
    def n(self) -> int: ...


class Teller:
    """Makes messages from the playbook, for readers in one time zone and language."""

    def __init__(self, book: Playbook, zone: tzinfo, language: Language = "zh") -> None:
        self._book = book
        self._zone = zone
        self._language: Language = language

    def about(
        self,
        event: str,
        ticket: Ticket,
        now: datetime,
        *,
        before: Ticket | None = None,
        to: Sequence[str] = (),
        occurrence: str = "",
        agent: str | None = None,
        note: str = "",
    ) -> tuple[Message, ...]:
        """The messages when `event` happens to the ticket.

        before: the ticket as it was; reasons it had then bring no news. to: the roles the event itself names.
        occurrence: what tells this event from others of its name on the same ticket; left out, its version does.
        """
        known = {reason.rule for reason in before.reasons} if before is not None else set()
        news = {reason.rule for reason in ticket.reasons} - known
        more = {"note": note, "agent": agent or ""}
        words = self._words(now).of(ticket) | {name: text for name, text in more.items() if text}
        matrix = Matrix(self._book.contacts, now, self._zone, agent)
        told: list[Message] = []
        for entry in self._book.notifications.notifications:
            if event in entry.events and _fits(entry, ticket, news):
                roles = [role for name in entry.to for role in (to if name == ADDRESSED else (name,))]
                reached = [matrix.reach(role) for role in dict.fromkeys(roles)]
                # Each new reason is told once, whatever brought it up.
                again = ",".join(sorted(news & set(entry.rules))) or f"{event}:{occurrence or ticket.version}"
                told += self._to_all(entry, again, reached, words, ticket.id, now)
        return tuple(told)

    def of_entries(
        self, written: Written, before: Ticket | None = None, agent: str | None = None
    ) -> tuple[Message, ...]:
        """The messages for what goes into a ticket's history; each once, whichever entry brings it up.

        A reason that is new brings its own, also when the level stays and the history holds a mere note of it.
        """
        ticket = written.ticket
        told: dict[str, Message] = {}
        names = [(entry.event, entry.note) for entry in written.entries]
        if before is not None and before.reasons != ticket.reasons:
            names.append(("classified", ""))
        for event, note in names:
            to = [clock.tells for clock in self._book.clocks.clocks if clock.starts == event]
            for message in self.about(
                event, ticket, ticket.updated_at, before=before, to=to, agent=agent, note=note
            ):
                told.setdefault(message.key, message)
        return tuple(told.values())

    def about_clock(
        self, event: ClockEvent, ticket: Ticket, now: datetime, agent: str | None = None
    ) -> tuple[Message, ...]:
        """The messages when a clock of the ticket warns, runs out, or reminds of that: one role up each time.

        The digest's own clock is told by the digest.
        """
        kind = event.clock.partition("#")[0]
        if kind == self._book.notifications.digest.clock:
            return ()
        matrix = Matrix(self._book.contacts, now, self._zone, agent)
        name, reached = self._told_by(event, kind, matrix)
        words = self._words(now)
        known = words.of(ticket) | words.of_clock(event.clock, ticket)
        again = f"{event.clock}:{event.what}:{event.n}"
        told: list[Message] = []
        for entry in self._book.notifications.notifications:
            fits = _fits(entry, ticket, set()) and (not entry.clocks or kind in entry.clocks)
            if name in entry.events and fits:
                told += self._to_all(entry, again, [reached], known, ticket.id, now)
        return tuple(told)

    def _told_by(self, event: ClockEvent, kind: str, matrix: Matrix) -> tuple[str, Reached]:
        """The event's name in notifications.yml, and who is reached; above the top of the ladder, the top again."""
        if event.what != "repeat":
            occasion: Occasion = "breached" if event.what == "breached" else "told"
            if event.what.startswith("warn") and int(event.what.removeprefix("warn")) >= WARNED_FROM:
                occasion = "warned"
            return f"clock_{event.what}", matrix.reach(event.to, occasion)
        if any(clock.id == kind and clock.repeats for clock in self._book.clocks.clocks):
            return "clock_round", matrix.reach(event.to)
        rungs = (matrix.rung(event.to, step) for step in range(event.n, -1, -1))
        return "clock_ladder", next(found for found in rungs if found is not None)

    def digest(self, tickets: Sequence[Ticket], now: datetime, occurrence: str) -> tuple[Message, ...]:
        """The regular summary of the open tickets it is about, most serious first; nothing when there are none."""
        entry = self._book.notifications.digest
        cases = sorted(
            (ticket for ticket in tickets if ticket.level in entry.levels and ticket.status != "closed"),
            key=lambda ticket: (ticket.level, ticket.filed_at, ticket.id),
        )
        if not cases:
            return ()
        words = self._words(now)
        told = {"count": str(len(cases)), "time": words.moment(now)}
        lines = words.lines([entry.subject], told)
        for case in cases[: entry.longest]:
            lines += words.lines([entry.line], words.of(case))
        if len(cases) > entry.longest:
            lines += words.lines([entry.more], {"count": str(len(cases) - entry.longest)})
        matrix = Matrix(self._book.contacts, now, self._zone)
        shown = dict.fromkeys(entry.to)
        targets = {
            target: reached
            for reached in map(matrix.reach, shown)
            for target in _targets(reached, entry.through)
        }
        return tuple(
            _message(
                f"digest:{occurrence}:{target}",
                target,
                "digest",
                lines[0],
                self._said(lines[1:], reached),
                None,
                now,
            )
            for target, reached in targets.items()
        )

    def _to_all(
        self,
        entry: Notification,
        again: str,
        reached: list[Reached],
        known: dict[str, str],
        ticket_id: str,
        now: datetime,
    ) -> Iterator[Message]:
        """One message for each target, however many of its roles are told."""
        by_target: dict[str, list[Reached]] = {}
        for found in reached:
            for target in _targets(found, entry.through):
                by_target.setdefault(target, []).append(found)
        words = self._words(now)
        for target, holds in by_target.items():
            roles = "、".join(found.role.name.to(self._language) for found in holds)
            filled = known | {"role": roles}
            subject = next(iter(words.lines([entry.subject], filled)), ticket_id)
            absent = [found for found in holds if found.nobody]
            text = self._said(words.lines(entry.text, filled), *absent)
            yield _message(
                f"{ticket_id}:{entry.id}:{again}:{target}", target, entry.id, subject, text, ticket_id, now
            )

    def _said(self, lines: list[str], *reached: Reached) -> str:
        """The lines in one text; before them, loudly, for which roles nobody is on duty."""
        absent = "、".join(found.role.name.to(self._language) for found in reached if found.nobody)
        nobody = (
            self._words(None).lines([self._book.notifications.nobody], {"role": absent}) if absent else []
        )
        return "\n".join([*nobody, *lines])

    def _words(self, now: datetime | None) -> Words:
        return Words(self._book, now, self._zone, self._language)


def _fits(entry: Notification, ticket: Ticket, news: set[str]) -> bool:
    if entry.levels and ticket.level not in entry.levels:
        return False
    return not entry.rules or not news.isdisjoint(entry.rules)


def _targets(reached: Reached, through: list[TargetKind]) -> Iterator[str]:
    """The targets of all who are reached; whoever has none of the wanted kinds is told through those they have."""
    for contact in reached.contacts:
        yield from dict.fromkeys(_ways(contact, through))


def _ways(contact: Contact, through: list[TargetKind]) -> list[str]:
    wanted = [name for kind, name in contact.targets.items() if not through or kind in through]
    return wanted or list(contact.targets.values())


def _message(
    key: str, target: str, kind: str, subject: str, text: str, ticket_id: str | None, now: datetime
) -> Message:
    name = hashlib.sha256(key.encode()).hexdigest()[:16]
    return Message(f"M-{name}", key, target, kind, subject, text, ticket_id, now, now)


def messages_for(
    event: str,
    ticket: Ticket,
    book: Playbook,
    now: datetime,
    *,
    zone: tzinfo,
    language: Language = "zh",
    **more: Any,
) -> tuple[Message, ...]:
    """The messages when `event` happens to the ticket; see `Teller.about` for what more may be told."""
    return Teller(book, zone, language).about(event, ticket, now, **more)
