"""Mistakes in clocks.yml, calendar.yml and lifecycle.yml that their types do not show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from anfu.labels import TICKET_EVENTS
from anfu.playbook import schema
from anfu.playbook.problems import closest

Found = tuple[list[str | int], str, str]
_OF_CALLS = ("asked", "replied")
"""Events of a call without a ticket, which clocks may name."""


def clocks(file: schema.ClocksFile) -> Iterator[Found]:
    """Calendars and events that do not exist; a pause without an end."""
    if file.warn_at_percent != sorted(set(file.warn_at_percent)):
        yield ["warn_at_percent"], "these do not rise", "write them from low to high, each once"
    yield from _event(["promises", "stops"], file.promises.stops)
    for index, clock in enumerate(file.clocks):
        if clock.calendar not in ("always", "business"):
            yield (
                ["clocks", index, "calendar"],
                f"{clock.calendar!r} is not known",
                "write always or business",
            )
        for field in ("starts", "stops"):
            yield from _event(["clocks", index, field], getattr(clock, field))
        for field in ("pauses", "resumes"):
            for place, event in enumerate(getattr(clock, field)):
                yield from _event(["clocks", index, field, place], event)
        if clock.pauses and not clock.resumes:
            what = "this clock pauses and never goes on"
            yield ["clocks", index, "pauses"], what, "add `resumes: [customer_back]`"


def calendar(file: schema.CalendarFile) -> Iterator[Found]:
    """Zones and days that do not exist, hours that overlap."""
    try:
        ZoneInfo(file.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield ["zone"], f"{file.zone!r} is no time zone", "write one such as Asia/Shanghai"
    end = "00:00"
    for index, hours in enumerate(file.hours):
        if not end <= hours.opens < hours.closes:
            what = f"{hours.opens} to {hours.closes} is out of order"
            yield ["hours", index], what, "write stretches of one day, from early to late"
        end = hours.closes
    for field in ("extra_holidays", "extra_workdays"):
        for index, day in enumerate(getattr(file, field)):
            if not _exists(day.date):
                yield [field, index, "date"], f"there is no {day.date}", "write a day of the calendar"
    both = {day.date for day in file.extra_holidays} & {day.date for day in file.extra_workdays}
    for index, day in enumerate(file.extra_workdays):
        if day.date in both:
            what = f"{day.date} is also among extra_holidays"
            yield ["extra_workdays", index], what, "leave it in one of the two lists"


def lifecycle(file: schema.LifecycleFile) -> Iterator[Found]:
    """Nodes, events and transitions that are named and not there."""
    nodes = [node.id for node in file.nodes]
    known = [transition.id for transition in file.transitions]
    for field, ids in (("nodes", nodes), ("transitions", known)):
        for index, name in enumerate(ids):
            if name in ids[:index]:
                yield [field, index, "id"], f"the id {name!r} is used twice", "give each its own id"
    for index, transition in enumerate(file.transitions):
        here: list[str | int] = ["transitions", index]
        if transition.writes not in TICKET_EVENTS:
            what = f"{transition.writes!r} is no event of a ticket"
            yield [*here, "id"], what, f"add `event: {closest(transition.writes, TICKET_EVENTS) or 'note'}`"
        if transition.to is not None and transition.to not in nodes:
            yield [*here, "to"], f"there is no node {transition.to!r}", _choose(transition.to, nodes)
        for place, name in enumerate(transition.clears):
            yield from _among([*here, "clears", place], name, known)
        for place, name in enumerate(transition.also):
            yield from _among([*here, "also", place], name, known)
    for index, gate in enumerate(file.gates):
        yield from _among(["gates", index, "needs"], gate.needs, known)
        for place, name in enumerate(gate.before):
            yield from _among(["gates", index, "before", place], name, known)
    if missing := sorted({1, 2, 3} - {owner.level for owner in file.owners}):
        yield ["owners"], f"level {missing[0]} has no owner", "name a contact role for the levels 1, 2 and 3"
    if file.event_types[-1].signals or file.event_types[-1].kinds:
        what = "some tickets fit no event type"
        yield (
            ["event_types", len(file.event_types) - 1],
            what,
            "end the list with one without signals and kinds",
        )


def _event(path: list[str | int], name: str) -> Iterator[Found]:
    events = (*TICKET_EVENTS, *_OF_CALLS)
    if name not in events:
        yield path, f"{name!r} is no event of a ticket", _choose(name, events)


def _among(path: list[str | int], name: str, known: Sequence[str]) -> Iterator[Found]:
    if name not in known:
        yield path, f"there is no transition {name!r}", _choose(name, known)


def _choose(word: str, choices: Sequence[str]) -> str:
    meant = closest(word, list(choices))
    return f"write {meant!r}" if meant else "choose one of: " + ", ".join(choices)


def _exists(day: str) -> bool:
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True
