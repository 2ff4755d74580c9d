"""When a clock counts as kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from builders import START
from centre import a_ticket

from anfu.playbook import Playbook
from anfu.reports.clocks import ClockRun, closed_at, runs
from anfu.tickets.types import Due, Entry

MINUTE = timedelta(minutes=1)


def happened(event: str, minutes: float) -> Entry:
    return Entry(event, START + minutes * MINUTE, "周经理")


def one(book: Playbook, now: float, *events: Entry, clock: str = "first_report", **fields: Any) -> ClockRun:
    """The run of one clock of ten minutes, seen at minute `now`. Minutes in `fields` count from its start."""
    status = fields.pop("status", "open")
    moments = {
        name: START + value * MINUTE if isinstance(value, int) and not isinstance(value, bool) else value
        for name, value in fields.items()
    }
    due = Due(clock, clock, moments.pop("due", START + 10 * MINUTE), START, **moments)
    [run] = runs(a_ticket(due=(due,), status=status), events, START + now * MINUTE, book)
    return run


@pytest.mark.parametrize(
    ("now", "stopped", "verdict", "late"),
    [
        (5, None, "running", None),
        (10, None, "running", None),
        (25, None, "overdue", 15),
        (25, 10, "kept", None),
        (25, 12, "missed", 2),
    ],
)
def test_a_deadline_is_kept_when_it_stopped_in_time(
    book: Playbook, now: float, stopped: int | None, verdict: str, late: float | None
) -> None:
    run = one(book, now, happened("reported", stopped or 0), stopped=stopped)
    assert (run.verdict, run.deadline, run.source) == (verdict, True, "F59")
    assert run.late == (None if late is None else late * MINUTE)


@pytest.mark.parametrize(("closed", "verdict", "late"), [(5, "ended", None), (15, "overdue", 5)])
def test_what_only_the_closing_stopped_was_not_done(
    book: Playbook, closed: int, verdict: str, late: int | None
) -> None:
    run = one(book, 60, happened("closed", closed), stopped=closed, status="closed")
    assert (run.verdict, run.stopped) == (verdict, None)
    assert run.late == (None if late is None else late * MINUTE)
    done = one(book, 60, happened("reported", 5), happened("closed", 5), stopped=5, status="closed")
    assert done.verdict == "kept", "done in the moment of closing is done"


def test_what_is_due_after_the_case_runs_on(book: Playbook) -> None:
    assert (
        one(book, 60, happened("closed", 5), clock="report", due=2885, status="closed").verdict == "running"
    )


@pytest.mark.parametrize(
    ("paused", "now", "verdict"), [(4, 25, "paused"), (10, 25, "paused"), (12, 25, "overdue")]
)
def test_a_held_clock_is_late_only_if_it_was_before(
    book: Playbook, paused: int, now: float, verdict: str
) -> None:
    assert one(book, now, clock="first_solution", paused=paused).verdict == verdict


@pytest.mark.parametrize(
    ("clock", "now", "closed", "verdict"),
    [
        ("monitoring", 5, None, "running"),
        ("monitoring", 15, None, "kept"),
        ("monitoring", 15, 5, "ended"),
        ("progress", 15, None, "running"),
        ("progress", 15, 5, "ended"),
    ],
)
def test_a_watch_cannot_be_missed(
    book: Playbook, clock: str, now: float, closed: int | None, verdict: str
) -> None:
    events = [happened("closed", closed)] if closed else []
    status = "closed" if closed else "open"
    run = one(book, now, *events, clock=clock, status=status, stopped=closed, repeats=clock == "progress")
    assert (run.verdict, run.deadline, run.late) == (verdict, False, None)


@pytest.mark.parametrize("clock", ["first_report", "monitoring"])
def test_a_clock_that_no_longer_applies_is_neither_kept_nor_missed(book: Playbook, clock: str) -> None:
    assert one(book, 60, clock=clock, stopped=20, dropped=True).verdict == "dropped"


def test_a_promise_is_kept_by_the_answer_to_the_customer(book: Playbook) -> None:
    run = one(book, 60, happened("responded", 8), clock="promise#7", stopped=8)
    assert (run.kind, run.verdict, run.source) == ("promise", "kept", "F69")


def test_a_clock_the_playbook_no_longer_knows_is_shown_all_the_same(book: Playbook) -> None:
    run = one(book, 20, clock="gone")
    assert (run.verdict, run.source) == ("overdue", "")


@pytest.mark.parametrize("event", ["closed", "rejected", "merged"])
def test_when_a_case_was_closed(event: str) -> None:
    ticket = a_ticket(status="closed", updated_at=START + 90 * MINUTE)
    assert closed_at(ticket, []) == START + 90 * MINUTE
    assert closed_at(ticket, [happened(event, 80), happened("note", 85)]) == START + 80 * MINUTE
    assert closed_at(msgspec.structs.replace(ticket, status="open"), [happened(event, 80)]) is None
