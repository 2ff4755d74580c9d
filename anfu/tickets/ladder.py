"""How the clocks of a ticket start, pause, go on and stop (F59-F69). Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from anfu.labels import LevelId, SignalId
from anfu.playbook.book import Playbook
from anfu.playbook.schema import Clock
from anfu.tickets.calendar import Calendar, calendar_of
from anfu.tickets.types import Due, Pledge

PROMISE = "promise"
_ONCE = ("detected", "classified")
"""A case is detected and classified once: what has run from there does not run again."""
_LONGEST_NAME = 80
_NOTHING = timedelta(0)


def begin(
    dues: Sequence[Due],
    event: str,
    at: datetime,
    level: LevelId,
    signals: Collection[SignalId],
    book: Playbook,
) -> tuple[Due, ...]:
    """The clocks of a ticket of this level after `event`: those it starts run as well."""
    kept = list(dues)
    for rule in book.clocks.clocks:
        wanted = not rule.signals or not set(rule.signals).isdisjoint(signals)
        if rule.starts == event and level in rule.levels and wanted and _may_run(kept, rule):
            kept.append(_started(rule, _run_of(kept, rule.id), at, book))
    return tuple(kept)


def promised(
    dues: Sequence[Due], promises: Sequence[Pledge], at: datetime, book: Playbook
) -> tuple[Due, ...]:
    """The clocks with one for each promise: it runs from `at`, when it was heard, until the time promised."""
    known = {due.clock for due in dues}
    new = []
    for promise in promises:
        clock = f"{PROMISE}#{promise.turn}"
        if clock not in known:
            name = f"{book.clocks.promises.name.zh} {promise.text}"[:_LONGEST_NAME]
            length = max(_NOTHING, promise.due - at)
            new.append(Due(clock, name, promise.due, at, seconds=int(length.total_seconds())))
    return (*dues, *new)


def halt(dues: Sequence[Due], event: str, at: datetime, book: Playbook) -> tuple[Due, ...]:
    """The clocks after `event`: those it stops, pauses or resumes have done so."""
    kept = _next_promises(dues) if event == book.clocks.promises.stops else ()
    rules = {rule.id: rule for rule in book.clocks.clocks}
    changed = []
    for due in dues:
        rule = rules.get(due.kind)
        if due.stopped is None and (due.clock in kept or (rule and rule.stops == event)):
            due = stop(due, at)
        elif rule and event in rule.pauses:
            due = pause(due, at, calendar_of(book.calendar))
        elif rule and event in rule.resumes:
            due = resume(due, at, calendar_of(book.calendar))
        changed.append(due)
    return tuple(changed)


def stop(due: Due, at: datetime) -> Due:
    """The clock, stopped for good."""
    return due if due.stopped else replace(due, stopped=at)


def drop(due: Due, at: datetime) -> Due:
    """The clock, stopped because it no longer applies."""
    return due if due.stopped else replace(due, stopped=at, dropped=True)


def pause(due: Due, at: datetime, calendar: Calendar) -> Due:
    """The clock, held until `resume`."""
    began = due.since or due.started
    if not due.running or began is None:
        return due
    legs = (*due.legs, (began, max(began, at)))
    spent = sum((_lasting(leg, due, calendar) for leg in legs), _NOTHING)
    return replace(due, paused=max(began, at), since=None, legs=legs, spent=int(spent.total_seconds()))


def resume(due: Due, at: datetime, calendar: Calendar) -> Due:
    """The clock, going on; what is left of its time runs from `at`. One that ran out before stays so."""
    if due.paused is None or due.stopped is not None:
        return due
    at = max(at, due.paused)
    left = timedelta(seconds=due.seconds) - sum((_lasting(leg, due, calendar) for leg in due.legs), _NOTHING)
    until = _after(at, left, due, calendar) if left > _NOTHING else due.due
    return replace(due, paused=None, since=at, due=until)


def moment_of(due: Due, used: timedelta, calendar: Calendar) -> datetime | None:
    """When the clock had used so much of its time, or will have; None when it is held or stopped before."""
    for leg in due.legs:
        lasted = _lasting(leg, due, calendar)
        if used <= lasted:
            return _after(leg[0], used, due, calendar)
        used -= lasted
    began = due.since or due.started
    if due.paused is not None or began is None:
        return None
    moment = _after(began, used, due, calendar)
    return moment if due.stopped is None or moment <= due.stopped else None


def for_level(dues: Sequence[Due], level: LevelId, at: datetime, book: Playbook) -> tuple[Due, ...]:
    """The clocks after a fall to `level`: those that are not for it are dropped."""
    rules = {rule.id: rule for rule in book.clocks.clocks}
    return tuple(
        drop(due, at) if due.kind in rules and level not in rules[due.kind].levels else due for due in dues
    )


def _may_run(dues: Sequence[Due], rule: Clock) -> bool:
    runs = list(_runs_of(dues, rule.id))
    if rule.starts in _ONCE:
        return all(due.dropped for due in runs)
    return all(due.stopped is not None for due in runs)


def _started(rule: Clock, run: int, at: datetime, book: Playbook) -> Due:
    clock = rule.id if run == 1 else f"{rule.id}#{run}"
    due = Due(
        clock, rule.name.zh, at, at, seconds=rule.minutes * 60, calendar=rule.calendar, repeats=rule.repeats
    )
    return replace(due, due=_after(at, timedelta(minutes=rule.minutes), due, calendar_of(book.calendar)))


def _run_of(dues: Sequence[Due], clock: str) -> int:
    return 1 + sum(1 for _ in _runs_of(dues, clock))


def _runs_of(dues: Sequence[Due], clock: str) -> Iterator[Due]:
    return (due for due in dues if due.kind == clock)


def _next_promises(dues: Sequence[Due]) -> frozenset[str]:
    """The promise due next, in all its wordings: an agent says the same hour twice, and keeps it once."""
    running = [due for due in dues if due.kind == PROMISE and due.stopped is None]
    first = min((due.due for due in running), default=None)
    return frozenset(due.clock for due in running if due.due == first)


def _lasting(leg: tuple[datetime, datetime], due: Due, calendar: Calendar) -> timedelta:
    return calendar.worked(*leg) if due.calendar == "business" else leg[1] - leg[0]


def _after(start: datetime, time: timedelta, due: Due, calendar: Calendar) -> datetime:
    return calendar.after(start, time) if due.calendar == "business" else start + time
