"""Mistakes in clocks.yml, calendar.yml and lifecycle.yml are told with what to write instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from anfu.playbook import Playbook
from anfu.playbook.casechecks import calendar, clocks, lifecycle
from anfu.playbook.schema import CompanyDay, Hours

Change = Callable[[Any], Any]


def first(items: list[Any], **fields: Any) -> list[Any]:
    return [replace(items[0], **fields), *items[1:]]


CLOCKS: list[Any] = [
    (lambda f: replace(f, warn_at_percent=[75, 50]), "do not rise", "low to high"),
    (lambda f: replace(f, clocks=first(f.clocks, calendar="never")), "'never'", "always or business"),
    (lambda f: replace(f, clocks=first(f.clocks, stops="reportd")), "'reportd'", "write 'reported'"),
    (lambda f: replace(f, clocks=first(f.clocks, starts="xyzzy")), "'xyzzy'", "choose one of"),
    (lambda f: replace(f, clocks=first(f.clocks, pauses=["waiting"])), "'waiting'", ""),
    (lambda f: replace(f, clocks=first(f.clocks, pauses=["waiting_customer"])), "never goes on", "resumes"),
    (lambda f: replace(f, promises=replace(f.promises, stops="told")), "'told'", "choose"),
]
CALENDAR: list[Any] = [
    (lambda f: replace(f, zone="Asia/Peking"), "'Asia/Peking'", "Asia/Shanghai"),
    (
        lambda f: replace(f, hours=[Hours("09:00", "12:00"), Hours("11:00", "18:00")]),
        "11:00 to 18:00",
        "early",
    ),
    (lambda f: replace(f, hours=[Hours("22:00", "06:00")]), "22:00 to 06:00", "one day"),
    (lambda f: replace(f, extra_holidays=[CompanyDay("2026-02-30", "")]), "2026-02-30", "a day"),
    (
        lambda f: replace(
            f, extra_holidays=[CompanyDay("2026-03-02", "")], extra_workdays=[CompanyDay("2026-03-02", "")]
        ),
        "also among extra_holidays",
        "one of the two",
    ),
]
LIFECYCLE: list[Any] = [
    (lambda f: replace(f, nodes=[*f.nodes, f.nodes[0]]), "used twice", "own id"),
    (lambda f: replace(f, transitions=[*f.transitions, f.transitions[0]]), "used twice", "own id"),
    (lambda f: replace(f, transitions=first(f.transitions, event=None)), "'investigated'", "add `event:"),
    (lambda f: replace(f, transitions=first(f.transitions, to="plann")), "'plann'", "write 'plan'"),
    (lambda f: replace(f, transitions=first(f.transitions, clears=["aproved"])), "'aproved'", "'approved'"),
    (lambda f: replace(f, transitions=first(f.transitions, also=["fly"])), "'fly'", ""),
    (lambda f: replace(f, gates=first(f.gates, needs="approval")), "'approval'", "'approved'"),
    (lambda f: replace(f, gates=first(f.gates, before=["solution"])), "'solution'", ""),
    (lambda f: replace(f, owners=f.owners[1:]), "level 1 has no owner", "contact role"),
    (lambda f: replace(f, event_types=f.event_types[:-1]), "fit no event type", "without signals"),
]


def test_what_is_delivered_has_no_mistake(book: Playbook) -> None:
    assert [*clocks(book.clocks), *calendar(book.calendar), *lifecycle(book.lifecycle)] == []


@pytest.mark.parametrize(("change", "what", "remedy"), CLOCKS)
def test_mistakes_in_clocks(book: Playbook, change: Change, what: str, remedy: str) -> None:
    assert any(what in found[1] and remedy in found[2] for found in clocks(change(book.clocks)))


@pytest.mark.parametrize(("change", "what", "remedy"), CALENDAR)
def test_mistakes_in_the_calendar(book: Playbook, change: Change, what: str, remedy: str) -> None:
    assert any(what in found[1] and remedy in found[2] for found in calendar(change(book.calendar)))


@pytest.mark.parametrize(("change", "what", "remedy"), LIFECYCLE)
def test_mistakes_in_the_lifecycle(book: Playbook, change: Change, what: str, remedy: str) -> None:
    assert any(what in found[1] and remedy in found[2] for found in lifecycle(change(book.lifecycle)))
