"""《危机事件速报表》: what whoever takes over a serious case must know at once (F72), with the evidence (F75)."""

from __future__ import annotations

from datetime import datetime, tzinfo

from anfu.reports.case import Case, clock_rows, promise_rows, reasons
from anfu.reports.clean import told
from anfu.reports.document import Document, Fact
from anfu.reports.layout import Filling, Row, capped, compose
from anfu.reports.names import Names
from anfu.reports.timeline import WORDLESS, note_of


def quick_report(case: Case, names: Names, now: datetime, zone: tzinfo) -> Document:
    """The quick report of a case."""
    ticket = case.ticket
    filling: Filling = {
        "event": _event(case, names),
        "reasons": reasons(ticket, names),
        "form": _form(case, names),
        "evidence": capped(_evidence(case, names), "text", names),
        "promises": promise_rows(case, names, now),
        "clocks": clock_rows(case, names),
        "actions": capped(_actions(case, names), "note", names),
    }
    facts = [Fact(names.word("number"), ticket.id)]
    return compose("quick", names, filling, facts, ticket.id, now, zone)


def _form(case: Case, names: Names) -> list[Row]:
    """What the customer wants, in their words when nobody wrote it down; a line for a pen when nobody heard it."""
    fields = {"demand": case.ticket.demand, **case.ticket.fields}
    return [
        {"item": names.of("fields", field), "text": told(text)}
        for field, text in fields.items()
        if text or field == "demand"
    ]


def heading_of(case: Case, names: Names) -> dict[str, str | datetime | None]:
    """What every document about one case begins with."""
    ticket, call = case.ticket, case.call
    return {
        "ticket": told(ticket.id),
        "cr": ticket.cr or ticket.priority,
        "level": names.level(ticket.level),
        "priority": ticket.priority,
        "status": names.status(ticket),
        "node": names.node(ticket.node),
        "owner": told(ticket.owner) or names.role(ticket.owner_role),
        "event_type": names.event_type(ticket.event_type),
        "matter": names.kind(ticket.matter),
        "industry": names.of("industries", call.industry),
        "call": told(call.id),
        "channel": names.of("channels", call.channel),
        "customer": told(ticket.customer_ref or call.customer_ref),
        "affected": told(ticket.affected),
        "agent": told(call.agent),
        "filed_at": ticket.filed_at,
        "filed_by": names.of("people", ticket.filed_by),
        "summary": told(ticket.summary),
    }


def _event(case: Case, names: Names) -> Row:
    level = names.book.level(case.ticket.level)
    detected = [entry.at for entry in case.happenings if entry.event == "detected"]
    heard = [line.at for line in case.lines if line.signals]
    return heading_of(case, names) | {
        "happened_at": min(detected or heard or [case.ticket.filed_at]),
        "updated_at": case.ticket.updated_at,
        "duty": names.text(level.duty),
    }


def _evidence(case: Case, names: Names) -> list[Row]:
    return [
        {
            "turn": line.turn,
            "at": line.at,
            "signal": names.of("signals", signal.id),
            "words": signal.evidence,
            "text": line.text,
        }
        for line in (*case.lines, *case.others)
        for signal in line.signals
    ]


def _actions(case: Case, names: Names) -> list[Row]:
    rows = [(entry, note_of(entry, names)) for entry in case.happenings]
    return [
        {
            "at": entry.at,
            "what": names.event(entry.event, entry.changes),
            "by": names.of("people", entry.by),
            "note": note,
        }
        for entry, note in rows
        if note or entry.event not in WORDLESS or "done" in entry.changes
    ]
