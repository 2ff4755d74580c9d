"""Mistakes in who is told what: roles and people that do not exist, ladders without a top, unknown variables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, TypeVar

from anfu.labels import TICKET_EVENTS
from anfu.playbook import schema
from anfu.playbook.problems import Problem, closest, locate

Path = list[str | int]
Found = tuple[Path, str, str]
File = TypeVar("File")

CLOCK_EVENTS = (
    "clock_warn50",
    "clock_warn75",
    "clock_warn90",
    "clock_breached",
    "clock_ladder",
    "clock_round",
)
ADDRESSED = "addressed"
"""Instead of a role: whoever the event itself names."""
VARIABLES = (
    "ticket", "level", "cr", "priority", "matter", "summary", "reasons", "duty", "due", "by", "status", "filed",
    "time", "role", "clock", "clock_due", "left", "over", "note", "agent", "open_for",
)  # fmt: skip


def check_contacts(files: dict[str, Any], trees: dict[str, Any]) -> list[Problem]:
    """All mistakes in contacts.yml and notifications.yml, also against clocks.yml and escalation.yml."""
    contacts_name, contacts = _file(files, schema.ContactsFile)
    words_name, words = _file(files, schema.NotificationsFile)
    found: list[tuple[str, Found]] = []
    if contacts is not None:
        found += [(contacts_name, one) for one in _contacts(contacts)]
    if words is not None:
        roles = [role.id for role in contacts.roles] if contacts is not None else None
        found += [(words_name, one) for one in _notifications(words, roles)]
        found += [(words_name, one) for one in _other_files(words, files)]
    return [Problem(name, *locate(trees[name], path), what, remedy) for name, (path, what, remedy) in found]


def _file(files: dict[str, Any], shape: type[File]) -> tuple[str, File | None]:
    return next(((name, file) for name, file in files.items() if isinstance(file, shape)), ("", None))


def _contacts(file: schema.ContactsFile) -> Iterator[Found]:
    roles = {role.id: role for role in file.roles}
    people = {contact.id for contact in file.contacts}
    yield from _twice("roles", [role.id for role in file.roles])
    yield from _twice("contacts", [contact.id for contact in file.contacts])
    for index, role in enumerate(file.roles):
        if role.up is not None:
            yield from _known(["roles", index, "up"], role.up, roles, "role")
            if _circles(role.id, roles):
                remedy = "leave `up` away at the role that has nobody above it"
                yield ["roles", index, "up"], f"the ladder of {role.id!r} never ends", remedy
    for index, contact in enumerate(file.contacts):
        yield from _dates(["contacts", index, "away"], contact.away)
    for index, shift in enumerate(file.shifts):
        yield from _known(["shifts", index, "role"], shift.role, roles, "role")
        yield from _known(["shifts", index, "contact"], shift.contact, people, "contact")
        if shift.backup is not None:
            yield from _known(["shifts", index, "backup"], shift.backup, people, "contact")
        yield from _dates(["shifts", index, "dates"], shift.dates)
    for index, name in enumerate(file.default):
        yield from _known(["default", index], name, people, "contact")


def _circles(role: str, roles: dict[str, schema.ContactRole]) -> bool:
    seen = set()
    above: str | None = role
    while above in roles and above not in seen:
        seen.add(above)
        above = roles[above].up
    return above in seen


def _dates(path: Path, days: list[str]) -> Iterator[Found]:
    for index, day in enumerate(days):
        try:
            date.fromisoformat(day)
        except ValueError:
            yield [*path, index], f"{day} is no day of the calendar", "write it as '2026-10-01'"


def _notifications(file: schema.NotificationsFile, roles: list[str] | None) -> Iterator[Found]:
    yield from _twice("notifications", [entry.id for entry in file.notifications])
    yield from _variables(["nobody"], file.nobody, VARIABLES)
    for index, entry in enumerate(file.notifications):
        at: Path = ["notifications", index]
        for place, event in enumerate(entry.events):
            yield from _known([*at, "events", place], event, (*TICKET_EVENTS, *CLOCK_EVENTS), "event")
        if roles is not None:
            for place, role in enumerate(entry.to):
                yield from _known([*at, "to", place], role, (*roles, ADDRESSED), "role")
        yield from _variables([*at, "subject"], entry.subject, VARIABLES)
        for place, line in enumerate(entry.text):
            yield from _variables([*at, "text", place], line, VARIABLES)
    digest = file.digest
    if roles is not None:
        for place, role in enumerate(digest.to):
            yield from _known(["digest", "to", place], role, roles, "role")
    yield from _variables(["digest", "subject"], digest.subject, ("count", "time"))
    yield from _variables(["digest", "line"], digest.line, (*VARIABLES, "next"))
    yield from _variables(["digest", "more"], digest.more, ("count",))


def _other_files(file: schema.NotificationsFile, files: dict[str, Any]) -> Iterator[Found]:
    _, clocks = _file(files, schema.ClocksFile)
    _, escalation = _file(files, schema.EscalationFile)
    if clocks is not None:
        known = [clock.id for clock in clocks.clocks]
        yield from _known(["digest", "clock"], file.digest.clock, known, "clock of clocks.yml")
        for index, entry in enumerate(file.notifications):
            for place, clock in enumerate(entry.clocks):
                path: Path = ["notifications", index, "clocks", place]
                yield from _known(path, clock, known, "clock of clocks.yml")
    if escalation is not None:
        triggers = [trigger.id for trigger in escalation.triggers]
        for index, entry in enumerate(file.notifications):
            for place, rule in enumerate(entry.rules):
                path = ["notifications", index, "rules", place]
                yield from _known(path, rule, triggers, "trigger of escalation.yml")


def _known(path: Path, word: str, known: Iterable[str], what: str) -> Iterator[Found]:
    choices = list(known)
    if word not in choices:
        meant = closest(word, choices)
        remedy = f"write {meant!r}" if meant else "choose one of: " + ", ".join(choices)
        yield path, f"{word!r} is no {what}", remedy


def _twice(field: str, ids: list[str]) -> Iterator[Found]:
    for index, name in enumerate(ids):
        if name in ids[:index]:
            yield [field, index, "id"], f"the id {name!r} is used twice", "give each an id of its own"


def _variables(path: Path, text: schema.Text, known: tuple[str, ...]) -> Iterator[Found]:
    for language in ("zh", "en"):
        written = getattr(text, language)
        for name in re.findall(r"\{(\w*)\}", written):
            if name not in known:
                meant = closest(name, known)
                remedy = f"write {{{meant}}}" if meant else "use one of: " + ", ".join(known)
                yield [*path, language], f"{{{name}}} is nothing that can be filled in", remedy
        if re.search(r"[{}]", re.sub(r"\{\w*\}", "", written)):
            what = "a brace that belongs to no variable"
            yield [*path, language], what, "write {name}, or remove the brace"
