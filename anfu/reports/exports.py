"""Tickets and calls as they are kept, for other programs and for spreadsheets: one a line, however many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo

from anfu.reports.clean import told
from anfu.reports.commas import table
from anfu.reports.figures import Filed
from anfu.store.records import CallRecord

TICKET_HEAD = (
    "id", "call_id", "filed_at", "updated_at", "status", "matter", "level", "cr", "priority", "summary",
    "reasons", "due", "fields", "filed_by", "agent", "customer_ref", "industry", "channel",
)  # fmt: skip
CALL_HEAD = (
    "id", "started_at", "ended_at", "seconds", "agent", "customer_ref", "industry", "channel", "role", "matter",
)  # fmt: skip
Cell = str | datetime | int | None


def ticket_lines(filed: Iterable[Filed], zone: tzinfo) -> Iterator[str]:
    """The tickets as CSV, line by line."""
    return table(TICKET_HEAD, (_ticket(one, zone) for one in filed), zone)


def call_lines(calls: Iterable[CallRecord], zone: tzinfo) -> Iterator[str]:
    """The calls as CSV, line by line."""
    return table(CALL_HEAD, map(_call, calls), zone)


def _ticket(filed: Filed, zone: tzinfo) -> list[Cell]:
    ticket, call, _ = filed
    reasons = "; ".join(f"{reason.rule} ({reason.source}) {reason.evidence}" for reason in ticket.reasons)
    due = "; ".join(
        f"{due.clock} {due.due.astimezone(zone).isoformat(timespec='seconds')}" for due in ticket.due
    )
    fields = "; ".join(f"{field}: {text}" for field, text in ticket.fields.items())
    return [
        ticket.id,
        ticket.call_id,
        ticket.filed_at,
        ticket.updated_at,
        ticket.status,
        told(ticket.matter),
        ticket.level,
        ticket.cr,
        ticket.priority,
        told(ticket.summary),
        told(reasons),
        due,
        told(fields),
        told(ticket.filed_by),
        told(call.agent),
        told(call.customer_ref),
        call.industry,
        told(call.channel),
    ]


def _call(call: CallRecord) -> list[Cell]:
    length = int((call.ended_at - call.started_at).total_seconds()) if call.ended_at else None
    return [
        call.id,
        call.started_at,
        call.ended_at,
        length,
        told(call.agent),
        told(call.customer_ref),
        call.industry,
        told(call.channel),
        call.role,
        told(call.matter),
    ]
