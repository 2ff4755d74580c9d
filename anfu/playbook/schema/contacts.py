"""Who is told when something happens: roles, people, rotas, and the words they get."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from anfu.labels import WEEKDAYS, LevelId, TargetKind, Weekday
from anfu.playbook.schema.base import Entry, Id, Line, Source, Text

Hour = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
"""A time of day, as `08:30`."""
EndHour = Annotated[str, Meta(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")]
"""As `Hour`; `24:00` is the end of the day."""
Day = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
BackupWhen = Literal["away", "warned", "breached"]

# --- contacts.yml ---------------------------------------------------------------------------------


class ContactRole(Entry, frozen=True):
    """A role that is told things (F79). `up` is the role one rung higher, told when this one does not answer."""

    id: Id
    name: Text
    source: Source
    up: Id | None = None


class Contact(Entry, frozen=True):
    """A person or a desk, and the targets they are reached by: kind → the target's name in the settings.

    `away`: days on which someone else has to be found.
    """

    id: Id
    name: Line
    targets: Annotated[dict[TargetKind, Id], Meta(min_length=1)]
    away: list[Day] = []


class Shift(Entry, frozen=True, rename={"from_": "from"}):
    """Who holds a role from when to when, each day of `days`; a shift that ends before it begins ends the next day.

    `dates` instead of `days`: these days only, before any weekly shift. `agents`: for their calls only,
    before any shift for all. `backup_when`: what brings the backup in (F79, F80).
    """

    role: Id
    contact: Id
    from_: Hour
    to: EndHour
    days: Annotated[tuple[Weekday, ...], Meta(min_length=1)] = WEEKDAYS
    dates: list[Day] = []
    agents: list[Line] = []
    backup: Id | None = None
    backup_when: tuple[BackupWhen, ...] = ("away", "breached")


class ContactsFile(Entry, frozen=True):
    """`contacts.yml`. `default`: the contacts told when nobody holds the role just now."""

    roles: Annotated[list[ContactRole], Meta(min_length=1)]
    contacts: Annotated[list[Contact], Meta(min_length=1)]
    shifts: list[Shift]
    default: Annotated[list[Id], Meta(min_length=1)]


# --- notifications.yml ----------------------------------------------------------------------------


class Notification(Entry, frozen=True):
    """What is said to whom at which events, through which kinds of targets (none named: all they have).

    `levels`, `rules` (triggers of escalation.yml) and `clocks` narrow it; with `rules` it is sent once for
    each new reason. A line of `text` with a variable that is not known is left out.
    """

    id: Id
    events: Annotated[list[str], Meta(min_length=1)]
    to: Annotated[list[Id], Meta(min_length=1)]
    subject: Text
    text: Annotated[list[Text], Meta(min_length=1)]
    source: Source
    through: list[TargetKind] = []
    levels: list[LevelId] = []
    rules: list[Id] = []
    clocks: list[Id] = []


class Digest(Entry, frozen=True):
    """The regular summary of all open tickets of some levels (F63), as often as `clock` says; `line` is for each."""

    clock: Id
    levels: list[LevelId]
    to: Annotated[list[Id], Meta(min_length=1)]
    subject: Text
    line: Text
    longest: Annotated[int, Meta(ge=1, le=200)]
    more: Text
    source: Source
    through: list[TargetKind] = []


class StatusName(Entry, frozen=True):
    """What people call a ticket's status."""

    id: Id
    name: Text


class NotificationsFile(Entry, frozen=True):
    """`notifications.yml`. `nobody` begins a message that went to the default contacts."""

    nobody: Text
    statuses: list[StatusName]
    notifications: list[Notification]
    digest: Digest
