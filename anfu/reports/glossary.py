"""What people call everything that has an id, by group: for screens, which show names and send ids."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from anfu.labels import Language
from anfu.playbook import Playbook
from anfu.playbook.schema import Text
from anfu.tickets.ladder import PROMISE

Glossary = dict[str, dict[str, str]]


def glossary(book: Playbook, language: Language) -> Glossary:
    """The names by group and id.

    `nodes` are those of the checklist and those in the life of a case, `roles` those people sign in with and
    those that answer for tickets: where both know an id, the former.
    """
    named = book.reports.names
    groups: dict[str, Iterable[Any]] = {
        "steps": book.steps.steps,
        "beats": book.repair.beats,
        "kinds": book.listening.kinds,
        "emotions": named.moods,
        "signals": named.signals,
        "taboos": named.taboos,
        "acts": named.acts,
        "nodes": (*book.lifecycle.nodes, *book.checklist.nodes),
        "purposes": named.purposes,
        "levels": book.escalation.levels,
        "clocks": book.clocks.clocks,
        "statuses": named.statuses,
        "transitions": book.lifecycle.transitions,
        "industries": named.industries,
        "roles": (*book.contacts.roles, *named.roles),
        "channels": named.channels,
        "people": named.people,
        "events": named.events,
        "event_types": book.lifecycle.event_types,
        "fields": named.fields,
    }
    found = {
        group: {str(one.id): _told(one.name, language) for one in those} for group, those in groups.items()
    }
    found["clocks"][PROMISE] = _told(book.clocks.promises.name, language)
    found["rules"] = {rule.id: _told(rule.why, language) for rule in book.escalation.triggers}
    return found


def _told(text: Text, language: Language) -> str:
    return text.to(language)
