"""The timeline of a case: the call's turning points, with the words that show them, and what happened to the ticket."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from anfu.reports.case import Case
from anfu.reports.clean import told
from anfu.reports.clocks import LATE, Happening
from anfu.reports.layout import Row
from anfu.reports.names import Names
from anfu.reports.record import Heard, Line

WORDLESS = frozenset({"note", "classified"})
"""Events that without words tell nothing: the call has told it, or a field without a name has changed."""
_SERIOUS = {1: 3, 2: 2, 3: 1, 0: 0}


class Entry(msgspec.Struct, frozen=True):
    """A line of the timeline."""

    at: datetime
    what: str
    by: str
    text: str = ""
    evidence: str = ""
    name: str = ""


def timeline(case: Case, names: Names, now: datetime) -> list[Row]:
    """All entries in the order they happened; of one moment, the call comes before the ticket."""
    entries = [*_call(case, names), *_ticket(case, names), *_clocks(case, names, now)]
    return [
        {
            "at": entry.at,
            "what": entry.name or names.of("events", entry.what),
            "by": entry.by,
            "text": entry.text,
            "evidence": entry.evidence,
        }
        for entry in sorted(entries, key=lambda entry: entry.at)
    ]


def sure_taboos(case: Case, names: Names) -> Iterator[tuple[Line, Heard]]:
    """What the agent should not have said, where that is sure enough to write down."""
    sure = names.book.reports.taboos_sure_from_percent / 100
    yield from ((line, taboo) for line in case.lines for taboo in line.taboos if taboo.confidence >= sure)


def _call(case: Case, names: Names) -> Iterator[Entry]:
    agent = told(case.call.agent) or names.of("speakers", "agent")
    who = {"customer": names.of("speakers", "customer"), "agent": agent}
    yield Entry(case.call.started_at, "call_began", who["customer"])
    taboos, level = list(sure_taboos(case, names)), 0
    for line in case.lines:
        if line.signals:
            signs = "、".join(dict.fromkeys(names.of("signals", signal.id) for signal in line.signals))
            words = "；".join(dict.fromkeys(signal.evidence for signal in line.signals))
            yield Entry(line.at, "risk_heard", who["customer"], f"{signs}：{line.text}", words)
        for where, taboo in taboos:
            if where is line:
                name = names.of("taboos", taboo.id)
                yield Entry(line.at, "taboo_said", agent, f"{name}：{line.text}", taboo.evidence)
        for promise in line.advised.promises:
            if promise.turn == line.turn:
                yield Entry(line.at, "promised", agent, line.text, told(promise.text))
        risen = line.advised.level
        if _SERIOUS.get(risen.id, 0) > _SERIOUS.get(level, 0):
            level = risen.id
            why = "；".join(names.cause(reason.rule) for reason in risen.reasons)
            yield Entry(line.at, "level_rose", names.of("people", "anfu"), f"{names.level(level)}：{why}")
    if case.call.ended_at is not None:
        yield Entry(case.call.ended_at, "call_ended", "")


def _ticket(case: Case, names: Names) -> Iterator[Entry]:
    ticket = case.ticket
    if not any(entry.event == "filed" for entry in case.happenings):
        yield Entry(ticket.filed_at, "filed", names.of("people", ticket.filed_by), ticket.id)
    for entry in case.happenings:
        words = note_of(entry, names)
        if words or entry.event not in WORDLESS or "done" in entry.changes:
            name = names.event(entry.event, entry.changes)
            yield Entry(entry.at, entry.event, names.of("people", entry.by), words, name=name)
    if case.closed_at is not None and not any(entry.event == "closed" for entry in case.happenings):
        yield Entry(case.closed_at, "closed", "")


def note_of(entry: Happening, names: Names) -> str:
    """What was written at an event, with what it changed and documents have a name for."""
    told_too = {field.id for field in names.book.reports.names.fields}
    new = [
        f"{names.of('fields', field)}：{_changed(field, text, names)}"
        for field, text in entry.changes.items()
        if field in told_too and text and text != entry.note
    ]
    return "；".join([*([told(entry.note)] if entry.note else []), *new])


def _changed(field: str, text: str, names: Names) -> str:
    return names.level(int(text)) if field == "level" and text.isdecimal() else told(text)


def _clocks(case: Case, names: Names, now: datetime) -> Iterator[Entry]:
    for run in case.clocks:
        if run.verdict in LATE and run.due <= now:
            yield Entry(run.due, "clock_missed", "", names.clock(run))
