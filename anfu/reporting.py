"""The use cases about documents: reports of one ticket, tables of a period, exports; part of the service."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, tzinfo
from itertools import islice
from typing import Literal

from anfu.errors import AnfuError, UnknownTicket
from anfu.labels import Language
from anfu.playbook import Playbook
from anfu.reports import charts
from anfu.reports.analysis import Counted, analysis
from anfu.reports.case import Case, case_of
from anfu.reports.clocks import CLOSINGS
from anfu.reports.dissatisfied import count_calls, dissatisfied
from anfu.reports.document import Document
from anfu.reports.exports import call_lines, ticket_lines
from anfu.reports.figures import count_tickets
from anfu.reports.names import Names
from anfu.reports.period import Period, period
from anfu.reports.quick import quick_report
from anfu.reports.retrospective import retrospective
from anfu.reports.tracking import tracking
from anfu.store.store import Store
from anfu.tickets.clocks import as_of

MOST_ROWS = 5000
"""Tickets in a tracking table: more than anybody reads, and as many as a workbook takes in a few seconds."""
Exported = Literal["tickets", "calls"]


class TooMuch(AnfuError):
    """The document would be longer than anybody can use."""


class Reporting:
    """The use cases about documents; part of the service."""

    playbook: Playbook
    store: Store
    language: Language
    _zone: tzinfo
    _clock: Callable[[], datetime]

    @property
    def zone(self) -> tzinfo:
        """Where the call centre is."""
        return self._zone

    def quick_report(self, ticket_id: str) -> Document:
        """《危机事件速报表》 of a ticket (F72). Raises `UnknownTicket`."""
        return quick_report(self._case(ticket_id), self._names, self._clock(), self._zone)

    def retrospective(self, ticket_id: str) -> Document:
        """The draft of 《事件回溯报告》 of a ticket (F73). Raises `UnknownTicket`."""
        return retrospective(self._case(ticket_id), self._names, self._clock(), self._zone)

    def tracking(self, first: date | None = None, last: date | None = None) -> Document:
        """客户投诉跟踪表 of a period (F91). Raises `BadPeriod`, and `TooMuch` above `MOST_ROWS` tickets."""
        asked = self._period(first, last)
        filed = list(islice(self.store.tickets_filed(*asked.within(self._zone)), MOST_ROWS + 1))
        if len(filed) > MOST_ROWS:
            raise TooMuch(
                f"{asked} holds more than {MOST_ROWS} tickets: ask for fewer days, or export them as CSV"
            )
        return tracking(filed, self._names, asked, self._clock(), self._zone)

    def analysis(self, first: date | None = None, last: date | None = None) -> Document:
        """客户投诉分析表 of a period beside the one before (F88). Raises `BadPeriod`."""
        asked = self._period(first, last)
        now = self._clock()
        this, before = self._counted(asked, now), self._counted(asked.before(), now)
        return analysis(this, before, self._names, asked, now, self._zone)

    def dissatisfied(self, first: date | None = None, last: date | None = None) -> Document:
        """不满意月度分析表 of a period beside the one before (F87). Raises `BadPeriod`."""
        asked = self._period(first, last)
        this, before = (
            count_calls(self.store.endings(*days.within(self._zone)), self._zone, self.playbook)
            for days in (asked, asked.before())
        )
        return dissatisfied(this, before, self._names, asked, self._clock(), self._zone)

    def export(self, what: Exported, first: date | None = None, last: date | None = None) -> Iterator[str]:
        """A period's tickets or calls as CSV, line by line. Raises `BadPeriod` at once, not at the first line."""
        since, before = self._period(first, last).within(self._zone)
        if what == "tickets":
            return ticket_lines(self.store.tickets_filed(since, before), self._zone)
        return call_lines(self.store.calls_started(since, before), self._zone)

    def figures(
        self, first: date | None = None, last: date | None = None, by: charts.By = "day"
    ) -> charts.Figures:
        """What the charts of a period show. Raises `BadPeriod`."""
        days, now = self._period(first, last), self._clock()
        since, before = days.within(self._zone)
        return charts.Figures(
            days.first,
            days.last,
            by,
            charts.levels(self.store.call_levels(since, before), days, by, self._zone),
            charts.kinds(self.store.matters(since, before), self._names),
            charts.clocks(self._counted(days, now).tickets.clocks, self._names),
            charts.taboos(self.store.hits_by_entry(days.first, days.last), self._names),
            charts.scripts(self.store.script_records(since, before), self.playbook),
        )

    @property
    def _names(self) -> Names:
        return Names(self.playbook, self.language)

    def _period(self, first: date | None, last: date | None) -> Period:
        return period(first, last, self._clock().astimezone(self._zone).date())

    def _case(self, ticket_id: str) -> Case:
        ticket, now = self.store.ticket(ticket_id), self._clock()
        call = self.store.call(ticket.call_id) if ticket else None
        if ticket is None or call is None:
            raise UnknownTicket(ticket_id)
        told = self.store.ticket_events(ticket_id)
        others = [turn for other in ticket.also_calls for turn in self.store.turns(other)]
        shown = as_of(ticket, now, self.playbook)
        return case_of(shown, call, self.store.turns(call.id), others, told, now, self.playbook)

    def _counted(self, days: Period, now: datetime) -> Counted:
        since, before = days.within(self._zone)
        started = {month: self.store.count_calls(*part.within(self._zone)) for month, part in days.parts()}
        filed = self.store.briefs_filed(since, before, CLOSINGS)
        return Counted(count_tickets(filed, now, self._zone, self.playbook), started)
