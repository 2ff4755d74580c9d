"""A ticket to work on, and people who do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from builders import START, Talk

from anfu.labels import Role
from anfu.playbook import Playbook
from anfu.tickets.filing import draw_up
from anfu.tickets.life import Wish, act
from anfu.tickets.types import Entry, Ticket

SIGNALS: dict[int, Any] = {1: {"safety": "冒烟"}, 2: {"legal": "起诉"}, 3: {}}


class Desk:
    """A ticket under way: `desk.does("approved", role="supervisor")`, then look at `desk.ticket`."""

    def __init__(self, ticket: Ticket, book: Playbook) -> None:
        self.ticket = ticket
        self.book = book
        self.now: datetime = ticket.filed_at
        self.entries: list[Entry] = []

    def does(
        self, *transitions: str, role: Role = "supervisor", note: str = "", after: float = 1, **wish: Any
    ) -> Ticket:
        """One transition after the other, each `after` minutes later."""
        for transition in transitions:
            self.now += timedelta(minutes=after)
            written = act(
                self.ticket,
                transition,
                by="小林",
                role=role,
                note=note,
                at=self.now,
                book=self.book,
                wish=Wish(**wish),
            )
            self.ticket = written.ticket
            self.entries += written.entries
        return self.ticket

    def due(self, clock: str) -> Any:
        """The clock of this id."""
        return next(due for due in self.ticket.due if due.clock == clock)


@pytest.fixture
def desk(book: Playbook) -> Callable[..., Desk]:
    """Opens a ticket of a level, filed by hand three minutes into the call; `at` says when else."""

    def opened(level: int = 2, at: datetime = START + timedelta(minutes=3), **signals: str) -> Desk:
        talk = Talk(book).customer("洗衣机冒烟", kind="quality", signals=SIGNALS[level] | signals)
        return Desk(draw_up(talk.call, "T-1", at, book, "小林"), book)

    return opened
