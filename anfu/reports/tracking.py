"""客户投诉跟踪表: the tickets of a period, one a line, with where they stand (F91)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo

from anfu.reports.clean import printable, told
from anfu.reports.clocks import LATE, closed_at, runs
from anfu.reports.document import Document, Fact
from anfu.reports.figures import Filed
from anfu.reports.layout import Row, compose
from anfu.reports.names import Names
from anfu.reports.period import Period

SUMMARY = 90
"""Characters of a summary in the table; the ticket has the rest."""


def tracking(filed: Iterable[Filed], names: Names, period: Period, now: datetime, zone: tzinfo) -> Document:
    """The table of these tickets, in the order given."""
    rows = [_row(number, one, names, now) for number, one in enumerate(filed, 1)]
    facts = [
        Fact(names.word("period"), str(period)),
        Fact(names.word("total"), str(len(rows))),
    ]
    file_name = f"{period.first:%Y%m%d}-{period.last:%Y%m%d}"
    return compose("tracking", names, {"cases": rows}, facts, file_name, now, zone)


def _row(number: int, filed: Filed, names: Names, now: datetime) -> Row:
    ticket, call, happenings = filed
    clocks = runs(ticket, happenings, now, names.book)
    over = closed_at(ticket, happenings)
    decided = [run for run in clocks if run.deadline]
    late = list(dict.fromkeys(names.rule(run.kind) for run in decided if run.verdict in LATE))
    kept = sum(run.verdict == "kept" for run in decided)
    missed = sum(run.verdict in LATE for run in decided)
    parts = [f"{names.of('verdicts', 'kept')} {kept}"] if kept else []
    parts += [f"{names.of('verdicts', 'missed')} {missed}：{'、'.join(late)}"] if late else []
    waiting = [run.due for run in decided if run.verdict == "running"]
    return {
        "number": number,
        "ticket": told(ticket.id),
        "filed_at": ticket.filed_at,
        "customer": told(ticket.customer_ref or call.customer_ref),
        "matter": names.kind(ticket.matter),
        "level": ticket.cr or ticket.priority,
        "status": names.status(ticket),
        "agent": told(call.agent),
        "summary": printable(told(ticket.summary), SUMMARY),
        "reason": "；".join(dict.fromkeys(names.cause(reason.rule) for reason in ticket.reasons)),
        "clocks": "；".join(parts),
        "next_due": min(waiting, default=None),
        "closed_at": over,
        "open_for": (over or now) - ticket.filed_at,
    }
