"""客户投诉分析表: what a period's tickets add up to, beside the period before (F88)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo

import msgspec

from anfu.reports.clocks import LATE
from anfu.reports.document import Document, Fact, Value
from anfu.reports.figures import Group, Punctual, TicketFigures, change, share
from anfu.reports.layout import Filling, Row, compose
from anfu.reports.names import Names
from anfu.reports.overview import overview
from anfu.reports.period import Period
from anfu.tickets.ladder import PROMISE

_NOBODY = Group()


class Counted(msgspec.Struct, frozen=True):
    """A period's figures: its tickets, and its calls by month."""

    tickets: TicketFigures
    calls: Mapping[str, int]

    @property
    def all_calls(self) -> int:
        """The calls of the whole period."""
        return sum(self.calls.values())


def analysis(
    now_: Counted, before: Counted, names: Names, period: Period, now: datetime, zone: tzinfo
) -> Document:
    """The table for a period; `before` holds the figures of the period before."""
    this, last = now_.tickets, before.tickets
    filling: Filling = {
        "overview": overview("analysis", _measures(now_), _measures(before), names),
        "kinds": list(_kinds(this, last, names)),
        "levels": list(_levels(this, last, names)),
        "causes": list(_causes(this, last, names)),
        "clocks": list(_clocks(this, names)),
        "months": list(_months(now_, before, period, names)),
    }
    facts = [
        Fact(names.word("period"), str(period)),
        Fact(names.word("before"), str(period.before())),
    ]
    file_name = f"{period.first:%Y%m%d}-{period.last:%Y%m%d}"
    return compose("analysis", names, filling, facts, file_name, now, zone)


def _measures(counted: Counted) -> dict[str, Value]:
    tickets = counted.tickets
    return {
        "calls": counted.all_calls,
        "tickets": tickets.all.tickets,
        "per_hundred": _per_hundred(tickets.all.tickets, counted.all_calls),
        "excluded": tickets.excluded,
        "serious": tickets.all.serious,
        "on_time": tickets.all.clocks.on_time,
        "crisis": tickets.crisis.on_time,
        "closed": share(tickets.closed, tickets.all.tickets),
        "days": tickets.open_for / tickets.closed if tickets.closed else None,
    }


def _per_hundred(tickets: int, calls: int) -> float | None:
    return round(tickets * 100 / calls, 1) if calls else None


def _compared(group: Group, all_: int, before: int, names: Names) -> dict[str, Value]:
    return {
        "tickets": group.tickets,
        "share": share(group.tickets, all_),
        "before": before,
        "change": change(group.tickets, before, names),
        "level_1": group.levels[1],
        "level_2": group.levels[2],
        "level_3": group.levels[3],
        "on_time": group.clocks.on_time,
    }


def _kinds(this: TicketFigures, last: TicketFigures, names: Names) -> Iterator[Row]:
    known = [kind.id for kind in names.book.listening.kinds]
    found = {*this.kinds, *last.kinds}
    for kind in sorted(
        found,
        key=lambda kind: (
            -this.kinds[kind].tickets,
            known.index(kind) if kind in known else len(known),
            kind,
        ),
    ):
        row = _compared(this.kinds[kind], this.all.tickets, last.kinds[kind].tickets, names)
        yield {"kind": names.kind(kind)} | row
    if found:
        row = _compared(this.all, this.all.tickets, last.all.tickets, names)
        yield row | {"kind": names.word("total"), "total": 1}


def _levels(this: TicketFigures, last: TicketFigures, names: Names) -> Iterator[Row]:
    for level in names.book.escalation.levels:
        rung = str(level.id)
        if rung in this.levels or rung in last.levels or level.ticket != "none":
            row = _compared(this.levels[rung], this.all.tickets, last.levels[rung].tickets, names)
            yield {"level": names.text(level.name)} | row


def _causes(this: TicketFigures, last: TicketFigures, names: Names) -> Iterator[Row]:
    sources = {trigger.id: trigger.source for trigger in names.book.escalation.triggers}
    for cause in sorted({*this.causes, *last.causes}, key=lambda cause: (-this.causes[cause].tickets, cause)):
        row = _compared(this.causes[cause], this.all.tickets, last.causes[cause].tickets, names)
        yield {"cause": names.cause(cause), "source": names.source(sources.get(cause, ""))} | row


def _clocks(this: TicketFigures, names: Names) -> Iterator[Row]:
    rules = names.book.clocks
    watches = {clock.id for clock in rules.clocks if clock.stops == "closed"}
    listed = [(clock.id, clock.name, clock.source) for clock in rules.clocks]
    for kind, name, source in (*listed, (PROMISE, rules.promises.name, rules.promises.source)):
        verdicts = this.clocks.get(kind)
        if verdicts is None:
            continue
        kept, late = verdicts["kept"], sum(verdicts[verdict] for verdict in LATE)
        yield {
            "clock": names.text(name),
            "kept": kept,
            "missed": late,
            "running": verdicts["running"] + verdicts["paused"],
            "on_time": Punctual(kept, late).on_time if kind not in watches else None,
            "source": names.source(source),
        }


def _months(now_: Counted, before: Counted, period: Period, names: Names) -> Iterator[Row]:
    # The month before the first is only known when the period before ends with a whole one.
    months = list(period.months())
    last = list(period.before().months())[-1] if period.whole_months else None
    earlier = before.tickets.months[last].tickets if last else None
    for month in months:
        group = now_.tickets.months.get(month, _NOBODY)
        calls = now_.calls.get(month, 0)
        yield {
            "month": month,
            "calls": calls,
            "tickets": group.tickets,
            "per_hundred": _per_hundred(group.tickets, calls),
            "serious": group.serious,
            "on_time": group.clocks.on_time,
            "change": change(group.tickets, earlier, names) if earlier is not None else None,
        }
        earlier = group.tickets
