"""不满意月度分析表: the complaint calls that ended with a customer still dissatisfied (F87)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from anfu.playbook import Playbook
from anfu.reports.clean import told
from anfu.reports.document import Document, Fact, Share, Value
from anfu.reports.figures import change, share
from anfu.reports.layout import Filling, Row, compose
from anfu.reports.names import Names
from anfu.reports.overview import overview
from anfu.reports.period import Period, month_of
from anfu.reports.record import Advised, Mood, advised_in
from anfu.store.records import CallRecord

Ending = tuple[CallRecord, str | None]
"""A call with the guidance of its last turn, if it has one."""


@dataclass
class Calls:
    """Complaint calls that have something in common."""

    calls: int = 0
    dissatisfied: int = 0
    unconfirmed: int = 0
    moods: Counter[str] = field(default_factory=Counter)

    @property
    def rate(self) -> Share | None:
        """The part that ended dissatisfied."""
        return share(self.dissatisfied, self.calls)


def _groups() -> defaultdict[str, Calls]:
    return defaultdict(Calls)


@dataclass
class CallFigures:
    """Everything counted of the calls of a period; of single cases only the newest `cases_listed`."""

    calls: int = 0
    complaints: Calls = field(default_factory=Calls)
    kinds: defaultdict[str, Calls] = field(default_factory=_groups)
    months: defaultdict[str, Calls] = field(default_factory=_groups)
    causes: Counter[str] = field(default_factory=Counter)
    cases: list[tuple[CallRecord, Advised, Mood]] = field(default_factory=list)


def count_calls(endings: Iterable[Ending], zone: tzinfo, book: Playbook) -> CallFigures:
    """The figures of these calls."""
    figures, rule = CallFigures(), book.reports.dissatisfied
    for call, guidance in endings:
        figures.calls += 1
        if call.matter is None:
            continue
        last = advised_in(guidance) if guidance else Advised()
        mood = last.mood
        upset = mood is not None and mood.label in rule.moods and mood.intensity >= rule.intensity_at_least
        month = month_of(call.started_at, zone)
        for group in (figures.complaints, figures.kinds[call.matter], figures.months[month]):
            group.calls += 1
            group.unconfirmed += not last.done("confirm_satisfaction")
            if upset and mood is not None:
                group.dissatisfied += 1
                group.moods[mood.label] += 1
        if upset and mood is not None:
            figures.causes.update({reason.rule for reason in last.level.reasons})
            figures.cases.append((call, last, mood))
            del figures.cases[: -rule.cases_listed or None]
    return figures


def dissatisfied(
    this: CallFigures, last: CallFigures, names: Names, period: Period, now: datetime, zone: tzinfo
) -> Document:
    """The table for a period; `last` holds the figures of the period before."""
    filling: Filling = {
        "overview": overview("dissatisfied", _measures(this), _measures(last), names),
        "kinds": list(_kinds(this, last, names)),
        "months": list(_months(this, last, period, names)),
        "causes": list(_causes(this, names)),
        "cases": [_case(*case, names) for case in this.cases],
    }
    facts = [
        Fact(names.word("period"), str(period)),
        Fact(names.word("before"), str(period.before())),
    ]
    file_name = f"{period.first:%Y%m%d}-{period.last:%Y%m%d}"
    return compose("dissatisfied", names, filling, facts, file_name, now, zone)


def _measures(figures: CallFigures) -> dict[str, Value]:
    group = figures.complaints
    return {
        "calls": figures.calls,
        "complaints": group.calls,
        "dissatisfied": group.dissatisfied,
        "satisfaction": share(group.calls - group.dissatisfied, group.calls),
        "unconfirmed": group.unconfirmed,
    }


def _kinds(this: CallFigures, last: CallFigures, names: Names) -> Iterator[Row]:
    found = sorted(
        {*this.kinds, *last.kinds},
        key=lambda kind: (-this.kinds[kind].dissatisfied, -this.kinds[kind].calls, kind),
    )
    groups = [(names.kind(kind), this.kinds[kind], last.kinds[kind]) for kind in found]
    if groups:
        groups.append((names.word("total"), this.complaints, last.complaints))
    for number, (name, group, before) in enumerate(groups, 1):
        yield {
            "kind": name,
            "total": int(number == len(groups)),
            "calls": group.calls,
            "dissatisfied": group.dissatisfied,
            "rate": group.rate,
            "share": share(group.dissatisfied, this.complaints.dissatisfied),
            "before": before.dissatisfied,
            "change": change(group.dissatisfied, before.dissatisfied, names),
            "angry": group.moods["angry"],
            "disappointed": group.moods["disappointed"],
            "unconfirmed": group.unconfirmed,
        }


def _months(this: CallFigures, last: CallFigures, period: Period, names: Names) -> Iterator[Row]:
    earlier = None
    if period.whole_months:
        earlier = last.months[list(period.before().months())[-1]].dissatisfied
    for month in period.months():
        group = this.months[month]
        yield {
            "month": month,
            "calls": group.calls,
            "dissatisfied": group.dissatisfied,
            "rate": group.rate,
            "change": change(group.dissatisfied, earlier, names),
        }
        earlier = group.dissatisfied


def _causes(this: CallFigures, names: Names) -> Iterator[Row]:
    sources = {trigger.id: trigger.source for trigger in names.book.escalation.triggers}
    for cause, calls in sorted(this.causes.items(), key=lambda found: (-found[1], found[0])):
        yield {
            "cause": names.cause(cause),
            "calls": calls,
            "share": share(calls, this.complaints.dissatisfied),
            "source": names.source(sources.get(cause, "")),
        }


def _case(call: CallRecord, last: Advised, mood: Mood, names: Names) -> Row:
    return {
        "call": told(call.id),
        "at": call.started_at,
        "matter": names.kind(call.matter),
        "level": last.level.cr or str(last.level.id),
        "mood": f"{names.of('moods', mood.label)} {mood.intensity}",
        "peak": mood.peak,
        "confirmed": names.yes_no(last.done("confirm_satisfaction")),
    }
