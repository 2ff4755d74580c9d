"""How long the clocks take: one whole tick over many running clocks, its writes included.

    .venv/bin/python benchmarks/clock_tick.py [--clocks 10000] [--rounds 5] [--url postgresql://…]

Each round files new cases into a database (SQLite in a temporary folder when no --url is given) and ticks until nothing
is left to look at: first when all clocks are new, then when there is nothing to tell, then when the first are due.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from msgspec.structs import asdict, replace
from rich.console import Console
from rich.table import Table

from anfu.calls import Call
from anfu.notify.ticker import Ticker
from anfu.playbook import Playbook, load_playbook
from anfu.store import CallRecord, Store
from anfu.store.tables import calls, ticket_clocks, tickets
from anfu.store.ticket_writing import insert
from anfu.tickets.filing import draw_up
from anfu.tickets.ladder import begin
from anfu.tickets.messages import Teller
from anfu.tickets.types import Due

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 11, 4, 6, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
SPREAD = timedelta(minutes=4)
"""Over how long the cases came in: none has anything to tell when it ends."""


class Hand:
    """A clock set by hand."""

    now = NOW

    def __call__(self) -> datetime:
        return self.now


def main() -> None:
    """Fills, ticks and prints."""
    options = _options()
    book = load_playbook(ROOT / "playbook")
    seconds: dict[str, list[float]] = {}
    told: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(options.url or f"sqlite:///{folder}/anfu.db", timeout=300)
        hand = Hand()
        ticker = Ticker(store, book, Teller(book, ZONE), lambda _: None, hand, "benchmark")
        for day in range(options.rounds):
            start = NOW + timedelta(days=day)
            clocks = _fill(store, options.clocks, start, book)
            for name, later in (
                (f"{clocks} clocks, all new", timedelta()),
                ("nothing to tell", timedelta(seconds=1)),
                ("half of the first reports are due", timedelta(minutes=3)),
            ):
                hand.now = start + later
                started = time.perf_counter()
                told[name] = _through(store, ticker, hand.now)
                seconds.setdefault(name, []).append(time.perf_counter() - started)
            _put_away(store)
        store.close()
    _print(seconds, told)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--clocks", type=int, default=10_000, help="how many clocks run")
    parser.add_argument("--rounds", type=int, default=5, help="how often it is measured")
    parser.add_argument("--url", default="", help="an empty database; default: SQLite in a temporary folder")
    return parser.parse_args()


def _through(store: Store, ticker: Ticker, now: datetime) -> int:
    """Ticks until nothing is left; how many events that told."""
    told = ticker.tick()
    while store.clocks_due(now, 1):
        told += ticker.tick()
    return told


def _fill(store: Store, clocks: int, now: datetime, book: Playbook) -> int:
    """Cases of level 2 with the clocks these have, as filing leaves them; how many clocks that are."""
    each = len(_clocks(now, book))
    with store._db.write() as connection:
        for number in range(clocks // each):
            at = now - SPREAD * number * each / clocks
            name = f"{now:%d}-{number}"
            call = CallRecord(f"C-{name}", at, "general", "api", "agent")
            connection.execute(sa.insert(calls).values(**asdict(call)))
            drawn = draw_up(Call(call.id, at), f"T-{name}", at, book, "anfu", summary="第三次来电，要求退款")
            insert(connection, replace(drawn, level=2, cr="CR2", priority="P1", due=_clocks(at, book)))
    return clocks // each * each


def _clocks(at: datetime, book: Playbook) -> tuple[Due, ...]:
    return begin(begin((), "detected", at, 2, (), book), "classified", at, 2, (), book)


def _put_away(store: Store) -> None:
    """The cases are over, so that the next round finds only its own."""
    with store._db.write() as connection:
        connection.execute(sa.update(tickets).values(status="closed"))
        connection.execute(sa.update(ticket_clocks).values(next_at=None))


def _print(seconds: dict[str, list[float]], told: dict[str, int]) -> None:
    table = Table("tick", "events told", "median s", "best s", "worst s", box=None)
    for name, taken in seconds.items():
        shown = (f"{value:.2f}" for value in (statistics.median(taken), min(taken), max(taken)))
        table.add_row(name, str(told[name]), *shown)
    Console().print(table)


if __name__ == "__main__":
    main()
