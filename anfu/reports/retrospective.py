"""《事件回溯报告》: the draft of what happened (F73), with empty lines where a person has to judge (F78, F14)."""

from __future__ import annotations

from datetime import datetime, tzinfo

from anfu.reports.case import Case, clock_rows, counted, promise_rows, promises, reasons, state, tally
from anfu.reports.clean import told
from anfu.reports.document import Document, Fact
from anfu.reports.layout import Filling, Row, capped, compose
from anfu.reports.names import Names
from anfu.reports.quick import heading_of
from anfu.reports.timeline import sure_taboos, timeline


def retrospective(case: Case, names: Names, now: datetime, zone: tzinfo) -> Document:
    """The draft of the retrospective report of a case."""
    filling: Filling = {
        "case": _case(case, names, now),
        "outcome": _outcome(case, names, now),
        "timeline": capped(timeline(case, names, now), "text", names),
        "clocks": clock_rows(case, names),
        "promises": promise_rows(case, names, now),
        "reasons": reasons(case.ticket, names),
        "responsibility": _found(case),
        "improvements": [
            {"measure": told(entry.note)} for entry in case.happenings if entry.event == "improvement"
        ],
        "transcript": capped(_transcript(case, names), "text", names),
    }
    facts = [Fact(names.word("number"), case.ticket.id)]
    return compose("retrospective", names, filling, facts, case.ticket.id, now, zone, draft=True)


def _case(case: Case, names: Names, now: datetime) -> Row:
    return heading_of(case, names) | {
        "call_started": case.call.started_at,
        "call_ended": case.call.ended_at,
        "closed_at": case.closed_at,
        "open_for": (case.closed_at or now) - case.ticket.filed_at,
    }


def _found(case: Case) -> list[Row]:
    """What was found about responsibility when the case went on from there."""
    found = told(case.ticket.fields.get("responsibility"))
    return [{"matter": found}] if found else []


def _transcript(case: Case, names: Names) -> list[Row]:
    return [
        {
            "turn": line.turn,
            "at": line.at,
            "speaker": names.of("speakers", line.speaker),
            "text": line.text,
        }
        for line in (*case.lines, *case.others)
    ]


def _outcome(case: Case, names: Names, now: datetime) -> Row:
    last, none = case.last, names.word("none")
    missing = [node for node in names.book.checklist.nodes if not last.done(node.id)]
    taboos = dict.fromkeys(
        f"{names.of('taboos', taboo.id)}「{taboo.evidence}」" for _, taboo in sure_taboos(case, names)
    )
    mood = last.mood
    return {
        "clocks": tally(case, names),
        "promises": counted((state(pledge, now) for pledge in promises(case)), names),
        "peak": str(mood.peak) + " / 3" if mood else "",
        "ending": f"{names.of('moods', mood.label)} {mood.intensity} / 3" if mood else "",
        "missing": "、".join(names.text(node.name) for node in missing) or none,
        "taboos": "、".join(taboos) or none,
    }
