"""Tickets filed by many at once, and by processes that are killed: none lost, none doubled, no half rows.

Forty kills on each database; ANFU_KILLS=500 does as many. What is killed is the process, not the machine.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from anfu.guidance import Guidance
from anfu.playbook import Playbook
from anfu.store import Store
from anfu.store.tables import ticket_clocks, ticket_events, ticket_search, tickets, utterances

HERE = Path(__file__).parent
KILLS = int(os.environ.get("ANFU_KILLS", "40"))
pytestmark = pytest.mark.timeout(max(900, 10 * KILLS))


class Filer:
    """A parent that forks filing children, and what they say."""

    def __init__(self, url: str, root: Path) -> None:
        environment = {**os.environ, "PYTHONPATH": str(root)}
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", str(HERE / "filer.py"), url],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root, env=environment,
        )  # fmt: skip
        assert self.line() == ["warm"]

    def line(self) -> list[str]:
        """The next thing said, its words; an answer is one word."""
        assert self.process.stdout is not None
        said = self.process.stdout.readline()
        assert said, "the filer is gone"
        return said.split(maxsplit=1) if said.startswith("answer") else said.split()

    def ask(self, *words: object) -> None:
        """Has a child do something."""
        assert self.process.stdin is not None
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()

    def until_gone(self) -> list[list[str]]:
        """All that is said until the child is over."""
        said = []
        while (line := self.line()) != ["gone"]:
            said.append(line)
        return said

    def close(self) -> None:
        """Ends it."""
        with self.process:
            self.process.kill()


@pytest.fixture
def filer(url: str, root: Path) -> Iterator[Callable[[], Filer]]:
    """Starts filers on the database."""
    Store.open(url).close()
    started: list[Filer] = []

    def start() -> Filer:
        started.append(Filer(url, root))
        return started[-1]

    yield start
    for one in started:
        one.close()


def sound(store: Store) -> None:
    """No half rows: every ticket has its history, its clocks and its words, every turn that filed its ticket."""
    wrong = [checked for checked in store.audit() if checked.wrong]
    assert wrong == []
    with store._db.read() as connection:
        count = {
            table.name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar()
            for table in (tickets, ticket_search, ticket_clocks, ticket_events)
        }
        turns = connection.execute(sa.select(utterances.c.guidance, utterances.c.call_id)).all()
        ids = {row.id: row.call_id for row in connection.execute(sa.select(tickets.c.id, tickets.c.call_id))}
    told = {msgspec.json.decode(turn.guidance, type=Guidance).ticket.id: turn.call_id for turn in turns}
    assert told == ids
    assert count["ticket_search"] == count["tickets"]
    assert count["ticket_clocks"] == 4 * count["tickets"]
    assert 3 * count["tickets"] <= count["ticket_events"] <= 4 * count["tickets"]


def test_killed_filers_lose_and_double_nothing(filer: Callable[[], Filer], url: str) -> None:
    warm, chance = filer(), random.Random(6)
    filed: dict[str, str] = {}
    acted: dict[str, int] = {}
    for kill in range(KILLS):
        warm.ask("flood", f"k{kill}")
        pid, said = 0, []
        while not pid or not any(line[0] == "filed" for line in said):
            line = warm.line()
            said.append(line)
            pid = int(line[1]) if line[0] == "child" else pid
        time.sleep(chance.uniform(0, 0.06))
        os.kill(pid, signal.SIGKILL)
        said += warm.until_gone()
        for word, ticket, more in (line for line in said if line[0] != "child"):
            if word == "filed":
                assert ticket not in filed, "an id was given twice"
                filed[ticket] = more
            else:
                acted[ticket] = int(more)
    store = Store.open(url)
    kept = {ticket.id: ticket for ticket in store.tickets(100000)}
    assert len(filed) >= KILLS
    for ticket_id, call in filed.items():
        assert [ticket.id for ticket in store.tickets_of(call)] == [ticket_id]
    for ticket_id, version in acted.items():
        assert (kept[ticket_id].version, kept[ticket_id].status) == (version, "confirmed")
    sound(store)
    store.close()


def test_a_hundred_identical_filings_from_two_processes_are_one_ticket(
    filer: Callable[[], Filer], url: str
) -> None:
    two = [filer(), filer()]
    store = Store.open(url)
    for round_ in range(3):
        call = f"busy-{round_}"
        two[0].ask("distinct", call, 1)
        two[0].until_gone()
        call = f"{call}-0"
        filed = store.tickets_of(call)[0]
        for one in two:
            one.ask("same", call, 50)
        answers = [line[1] for one in two for line in one.until_gone() if line[0] == "answer"]
        assert len(answers) == 100
        assert len(set(answers)) == 1
        [ticket] = store.tickets_of(call)
        assert ticket.id == filed.id
        assert msgspec.json.decode(answers[0])["version"] == ticket.version == 2
        assert ticket.fields == {"demand": "退款"}
    sound(store)
    store.close()


def test_a_thousand_different_filings_from_two_processes_are_a_thousand_tickets(
    filer: Callable[[], Filer], url: str, book: Playbook
) -> None:
    two = [filer(), filer()]
    for number, one in enumerate(two):
        one.ask("distinct", f"p{number}", 500)
    ids = [line[1] for one in two for line in one.until_gone() if line[0] == "filed"]
    assert len(set(ids)) == 1000
    store = Store.open(url)
    kept = store.tickets(2000)
    assert {ticket.id for ticket in kept} == set(ids)
    minutes = {clock.id: clock.minutes for clock in book.clocks.clocks}
    for ticket in kept:
        for due in ticket.due:
            assert due.due - ticket.filed_at == timedelta(minutes=minutes[due.clock])
    sound(store)
    store.close()
