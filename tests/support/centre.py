"""A call centre with a few calls and tickets: a store in memory, a clock that stands still until told."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from builders import BEIJING, START, agent, customer

from anfu.playbook import Playbook
from anfu.reports.document import Document
from anfu.service import Service
from anfu.store import CallRecord
from anfu.store.store import Store
from anfu.tickets.types import Due, Reason, Ticket

MONTH = (date(2026, 11, 1), date(2026, 11, 30))


class Centre:
    """Calls and tickets, made as the service makes them."""

    def __init__(self, book: Playbook, **options: Any) -> None:
        self.now = START
        numbers = itertools.count(1)
        self.service = Service(
            book,
            Store.open("sqlite://"),
            clock=lambda: self.now,
            name=lambda prefix: f"{prefix}-{next(numbers):06}",
            zone=BEIJING,
            **options,
        )

    def serious(self, at: datetime | None = None, **begin: Any) -> Ticket:
        """An angry third call with a promise; it ends calm. Files a ticket of level 2."""
        call = self.begin(at, **begin)
        text = "这都第三次打电话了，再不退我6000块我就去法院起诉你们！我电话13812345678"
        reading = customer(
            text, "threaten", "refund", "angry", 3, signals={"legal": "起诉"}, said={"contacts": "第三次"},
            contacts=3, amount_cny=6000,
        )  # fmt: skip
        self.say(call, "customer", text, reading)
        self.say(call, "agent", "两小时内给您回电话。", agent("两小时内给您回电话。", "commit_time"))
        self.say(call, "customer", "好吧", customer("好吧", "accept", "none"))
        return self.end(call)

    def upset(self, at: datetime | None = None, kind: Any = "delivery", **begin: Any) -> CallRecord:
        """A complaint call that ends angry; no ticket."""
        call = self.begin(at, **begin)
        text = "包裹五天没到"
        self.say(call, "customer", text, customer(text, "vent", kind, "angry", 2))
        self.service.end_call(call.id)
        return call

    def begin(self, at: datetime | None = None, **begin: Any) -> CallRecord:
        """Begins a call."""
        self.now = at or self.now + timedelta(minutes=30)
        return self.service.begin_call(
            **{"agent": "小林", "customer_ref": "K001", "channel": "panel"} | begin
        )

    def say(self, call: CallRecord, speaker: Any, text: str, reading: Any) -> None:
        """Says something, ten seconds later."""
        self.now += timedelta(seconds=10)
        self.service.hear(call.id, speaker, text, reading, self.now)

    def end(self, call: CallRecord) -> Ticket:
        """Ends the call and gives its ticket."""
        self.now += timedelta(seconds=10)
        self.service.end_call(call.id)
        ticket = self.service.open_ticket(call.id)
        assert ticket is not None
        return ticket

    def close(self, ticket: Ticket, after: timedelta) -> None:
        """Closes the ticket so long after it was filed, past all gates."""
        minutes = after.total_seconds() / 60
        self.act(ticket, approved=minutes, solution_given=minutes, agreed=minutes, closed=minutes)

    def act(self, ticket: Ticket, **minutes: float) -> None:
        """What the lead does to the ticket, so many minutes after it was filed."""
        for transition, after in minutes.items():
            self.now = ticket.filed_at + timedelta(minutes=after)
            self.service.act(ticket.id, transition, by="周经理", role="admin", note=f"{transition}的说明")


def a_ticket(**fields: Any) -> Ticket:
    """A ticket of level 2 with its clocks."""
    at = fields.get("filed_at", START)
    given: Mapping[str, Any] = {
        "id": "T-1", "call_id": "C-1", "matter": "refund", "status": "open", "level": 2, "cr": "CR2",
        "priority": "P1", "summary": "退款", "reasons": (Reason("legal", "F48", "起诉"),), "filed_at": at,
        "filed_by": "anfu", "updated_at": at,
        "due": (Due("first_report", "首次上报", at + timedelta(minutes=10)),),
    }  # fmt: skip
    return Ticket(**{**given, **fields})


def form(document: Document, section: str) -> dict[str, Any]:
    """The fields of a form by their ids."""
    [found] = [part for part in document.sections if part.id == section]
    return {field.id: field.value for field in found.fields}


def rows(document: Document, section: str) -> list[dict[str, Any]]:
    """The rows of a table by the ids of their columns."""
    [found] = [part for part in document.sections if part.id == section]
    ids = [column.id for column in found.columns]
    return [dict(zip(ids, row, strict=True)) for row in found.rows]
