"""Who is told: the people on duty for a role, their backups, and the ladder up when nobody answers. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Literal

import msgspec

from anfu.labels import WEEKDAYS
from anfu.playbook.schema import Contact, ContactRole, ContactsFile, Shift

Occasion = Literal["told", "warned", "breached"]
"""Why someone is looked for: something happened, a clock is nearly out, a clock ran out."""


class Reached(msgspec.Struct, frozen=True):
    """Who is told for a role. `nobody`: the role is held by no one now, so these are the default contacts."""

    role: ContactRole
    contacts: tuple[Contact, ...]
    nobody: bool = False


class Matrix:
    """The contact matrix at one moment.

    at: any moment, with an offset. zone: where the rotas' hours hold.
    agent: whose call it is, for shifts that hold for some agents only.
    """

    def __init__(self, file: ContactsFile, at: datetime, zone: tzinfo, agent: str | None = None) -> None:
        self._file = file
        self._now = at.astimezone(zone)
        self._agent = agent
        self._contacts = {contact.id: contact for contact in file.contacts}
        self._roles = {role.id: role for role in file.roles}

    def reach(self, role: str, occasion: Occasion = "told") -> Reached:
        """Who holds the role now; with backups where the occasion brings them in. Raises KeyError for no role."""
        held = list(self._held(role))
        found: list[Contact] = []
        for shift, day in held:
            contact = self._contacts[shift.contact]
            if not _away(contact, day):
                found.append(contact)
            if self._brings_in_backup(shift, day, occasion):
                found.append(self._contacts[shift.backup or ""])
        if found:
            return Reached(self._roles[role], _once(found))
        return self._default(role)

    def rung(self, role: str, number: int) -> Reached | None:
        """Who is told at a rung of the ladder: 0 the role with its backups, 1 one role up, …; None above the top."""
        for _ in range(number):
            above = self._roles[role].up
            if above is None:
                return None
            role = above
        return self.reach(role, "breached" if number == 0 else "told")

    def _default(self, role: str) -> Reached:
        contacts = _once(self._contacts[name] for name in self._file.default)
        return Reached(self._roles[role], contacts, nobody=True)

    def _held(self, role: str) -> Iterator[tuple[Shift, date]]:
        """The shifts of the role that run now, each with the day it began: only the most particular ones."""
        running = [
            (shift, day) for shift in self._file.shifts if shift.role == role for day in self._days(shift)
        ]
        running = [(shift, day) for shift, day in running if not shift.agents or self._agent in shift.agents]
        best = max((_particular(shift) for shift, _ in running), default=None)
        return ((shift, day) for shift, day in running if _particular(shift) == best)

    def _days(self, shift: Shift) -> Iterator[date]:
        """The day on which the shift began that runs now: today, or yesterday for one over midnight."""
        today = self._now.date()
        clock = self._now.time().replace(tzinfo=None)
        begins, ends = time.fromisoformat(shift.from_), _end(shift.to)
        if ends is not None and ends <= begins:
            if clock >= begins and self._planned(shift, today):
                yield today
            if clock < ends and self._planned(shift, today - timedelta(days=1)):
                yield today - timedelta(days=1)
        elif clock >= begins and (ends is None or clock < ends) and self._planned(shift, today):
            yield today

    def _planned(self, shift: Shift, day: date) -> bool:
        """Whether the shift is held on that day; a day with shifts of its own has no weekly ones."""
        if shift.dates:
            return day.isoformat() in shift.dates
        special = any(
            day.isoformat() in other.dates
            for other in self._file.shifts
            if other.role == shift.role and other.agents == shift.agents
        )
        return not special and WEEKDAYS[day.weekday()] in shift.days

    def _brings_in_backup(self, shift: Shift, day: date, occasion: Occasion) -> bool:
        backup = self._contacts.get(shift.backup or "")
        if backup is None or _away(backup, day):
            return False
        if _away(self._contacts[shift.contact], day) and "away" in shift.backup_when:
            return True
        return occasion in shift.backup_when


def _particular(shift: Shift) -> tuple[bool, bool]:
    return bool(shift.agents), bool(shift.dates)


def _away(contact: Contact, day: date) -> bool:
    return day.isoformat() in contact.away


def _end(text: str) -> time | None:
    """The time of day; None for 24:00, which no `time` can hold."""
    return None if text == "24:00" else time.fromisoformat(text)


def _once(contacts: Iterable[Contact]) -> tuple[Contact, ...]:
    return tuple({contact.id: contact for contact in contacts}.values())
