"""What documents call things, in the reader's language; what has no name is shown by its id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from anfu.labels import Language
from anfu.playbook import Playbook
from anfu.playbook.schema import Named, Text
from anfu.reports.clean import told
from anfu.reports.clocks import ClockRun
from anfu.tickets.ladder import PROMISE
from anfu.tickets.types import Ticket


class Names:
    """The playbook's names for one language."""

    def __init__(self, book: Playbook, language: Language) -> None:
        self.book = book
        self.language = language

    def of(self, group: str, name: str) -> str:
        """The name of `name` in a group of `reports.yml`, for instance `of("statuses", "open")`."""
        return self._named[group].get(name) or told(name)

    def word(self, name: str) -> str:
        """One of the words documents are made of."""
        return self.of("words", name)

    def yes_no(self, answer: bool) -> str:
        """Yes or no."""
        return self.word("yes" if answer else "no")

    def text(self, text: Text) -> str:
        """A text of the playbook."""
        return text.to(self.language)

    def kind(self, kind: str | None) -> str:
        """What a matter is called."""
        return self._kinds.get(kind or "") or told(kind)

    def level(self, level: int) -> str:
        """What a level is called."""
        return self._levels.get(level) or str(level)

    def source(self, source: str) -> str:
        """Where a rule comes from: its number, or the word for the company's own."""
        return self.word("own") if source == "own" else source

    def cause(self, rule: str) -> str:
        """Why a rule raises the level."""
        return self._causes.get(rule) or told(rule)

    def clock(self, run: ClockRun) -> str:
        """What a clock is called; the second run of one with its number, a promise with its words."""
        name = self._clocks.get(run.kind)
        if name is None:
            return told(run.name or run.clock)
        again = run.clock.partition("#")[2]
        return f"{name} #{told(again)}" if again else name

    def rule(self, kind: str) -> str:
        """What a kind of clock is called, promises all alike."""
        promises = self.book.clocks.promises.name
        return self.text(promises) if kind == PROMISE else self._clocks.get(kind) or told(kind)

    def role(self, role: str) -> str:
        """What a contact role is called."""
        return self._roles.get(role) or told(role)

    def status(self, ticket: Ticket) -> str:
        """Where a ticket stands; a closed one with how it ended, where that was not by a solution."""
        ended = ticket.outcome if ticket.outcome in ("rejected", "merged") else None
        return self.of("statuses", ended or ticket.status)

    def event_type(self, event_type: str) -> str:
        """What kind of event a case is (F45)."""
        return self._event_types.get(event_type) or told(event_type)

    def node(self, node: str) -> str:
        """Where in its life a case is (F9)."""
        return self._nodes.get(node) or told(node)

    def event(self, event: str, changes: Mapping[str, str]) -> str:
        """What happened: a step of the case that is written down as a note has its own name."""
        return self._steps.get(changes.get("done", "")) or self.of("events", event)

    @cached_property
    def _steps(self) -> dict[str, str]:
        return {step.id: self.text(step.name) for step in self.book.lifecycle.transitions}

    @cached_property
    def _named(self) -> dict[str, dict[str, str]]:
        names = self.book.reports.names
        return {group: self._table(getattr(names, group)) for group in names.__struct_fields__}

    def _table(self, named: Iterable[Named]) -> dict[str, str]:
        return {entry.id: self.text(entry.name) for entry in named}

    @cached_property
    def _roles(self) -> dict[str, str]:
        return {role.id: self.text(role.name) for role in self.book.contacts.roles}

    @cached_property
    def _event_types(self) -> dict[str, str]:
        return {entry.id: self.text(entry.name) for entry in self.book.lifecycle.event_types}

    @cached_property
    def _nodes(self) -> dict[str, str]:
        return {node.id: self.text(node.name) for node in self.book.lifecycle.nodes}

    @cached_property
    def _kinds(self) -> dict[str, str]:
        return {kind.id: self.text(kind.name) for kind in self.book.listening.kinds}

    @cached_property
    def _levels(self) -> dict[int, str]:
        return {level.id: self.text(level.name) for level in self.book.escalation.levels}

    @cached_property
    def _causes(self) -> dict[str, str]:
        return {trigger.id: self.text(trigger.why) for trigger in self.book.escalation.triggers}

    @cached_property
    def _clocks(self) -> dict[str, str]:
        return {clock.id: self.text(clock.name) for clock in self.book.clocks.clocks}
