"""Looking for tickets among many, and the look for clocks that have something to tell.

    .venv/bin/python benchmarks/tickets.py [--tickets 100000] [--rounds 40] [--url postgresql://…]

Fills an empty database (SQLite in a temporary folder when no --url is given), then asks what a board and a
search ask, and prints how long each takes.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from msgspec.structs import replace
from rich.console import Console
from rich.table import Table

from anfu.calls import Call
from anfu.playbook import Playbook, load_playbook
from anfu.reason import Reason
from anfu.reports.clocks import CLOSINGS
from anfu.reports.figures import count_tickets
from anfu.store import CallRecord, Store, Wanted
from anfu.store.tables import calls, ticket_clocks, ticket_events, ticket_search, tickets
from anfu.store.ticket_rows import values_of, words_of
from anfu.store.ticket_words import put_words
from anfu.tickets.clocks import clock_events
from anfu.tickets.filing import draw_up
from anfu.tickets.types import Ticket

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 11, 4, 6, 0, tzinfo=UTC)
OPEN_SHARE = 0.05
RUNNING_CLOCKS = 10_000
PAGE = 2000
WORDS = [
    "退款",
    "快递",
    "丢件",
    "起诉",
    "抖音",
    "三天没到",
    "客服态度",
    "洗衣机冒烟",
    "账单多扣",
    "流量",
    "合同到期",
    "赔偿",
    "经理",
    "没人接",
    "第三次",
    "承诺",
    "假货",
    "断网",
    "宽带",
    "师傅上门",
    "押金",
    "自动续费",
    "12315",
    "曝光",
    "维修",
    "换新",
    "发票",
    "积分",
    "会员",
    "漏水",
]
RARE = "孔雀石"


def main() -> None:
    """Fills, asks and prints."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(options.url or f"sqlite:///{folder}/anfu.db", timeout=300)
        book = load_playbook(ROOT / "playbook")
        started = time.perf_counter()
        _fill(store, options.tickets, book)
        print(f"filled in {time.perf_counter() - started:.0f} s: {options.tickets} tickets")
        print(_index_size(store))
        _print(_measured(store, book, options.rounds))
        taken = [_analysis(store, book) for _ in range(3)]
        print(f"analysis of a year and the one before: {min(taken):.1f} s, at worst {max(taken):.1f} s")
        store.close()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tickets", type=int, default=100_000, help="how many tickets there are")
    parser.add_argument("--rounds", type=int, default=40, help="how often each question is asked")
    parser.add_argument("--url", default="", help="an empty database; default: SQLite in a temporary folder")
    return parser.parse_args()


def _tickets(count: int, book: Playbook) -> Iterator[Ticket]:
    """Tickets of a year, the older ones closed."""
    chance = random.Random(6)
    blank = draw_up(Call("C", NOW), "T", NOW, book, "anfu")
    for number in range(count):
        filed = NOW - timedelta(minutes=5 * (count - number))
        level = chance.choice((1, 2, 2, 3, 3, 3, 3, 3))
        still_open = number > count * (1 - OPEN_SHARE)
        dues = tuple(replace(due, due=filed + timedelta(hours=2), started=filed) for due in blank.due)
        text = "，".join(chance.choices(WORDS, k=chance.randint(4, 14)))
        yield replace(
            blank,
            id=f"T-{number:010}",
            call_id=f"C-{number:010}",
            matter=chance.choice(("delivery", "refund", "billing", "outage", "quality")),
            status="open" if still_open else "closed",
            outcome=None if still_open else "solved",
            level=level,
            summary=f"{RARE}摆件" if number == 77 else text,
            demand=chance.choice(WORDS),
            reasons=(Reason("legal", "F48", "起诉"),),
            filed_at=filed,
            updated_at=filed,
            customer_ref=f"cust-{number % 20000}",
            owner=f"坐席{number % 300}",
            due=dues,
        )


def _fill(store: Store, count: int, book: Playbook) -> None:
    """Straight into the tables: filing one by one is measured elsewhere."""
    clocks = 0
    source = _tickets(count, book)
    while page := list(islice(source, PAGE)):
        with store._db.write() as connection:
            called = [CallRecord(t.call_id, t.filed_at, "general", "api", "agent") for t in page]
            connection.execute(sa.insert(calls), [_row(record) for record in called])
            connection.execute(sa.insert(tickets), [values_of(ticket) for ticket in page])
            words = [{"filed_at": t.filed_at, "ticket_id": t.id, "text": words_of(t)} for t in page]
            steps = [step for ticket in page for step in _history(ticket)]
            connection.execute(sa.insert(ticket_events), steps)
            connection.execute(sa.insert(ticket_search), words)
            put_words(connection, {t.id: words_of(t) for t in page})
            rows = [
                {"ticket_id": t.id, "clock": f"c{n}", "due": t.filed_at, "state": "{}", "next_at": NOW}
                for t in page
                for n in range(4 if t.status == "open" and clocks < RUNNING_CLOCKS else 1)
            ]
            for row in rows:
                clocks += 1 if row["clock"] != "c0" else 0
                row["next_at"] = row["next_at"] if row["clock"] != "c0" else None
            connection.execute(sa.insert(ticket_clocks), rows)
    with store._db.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(sa.text("ANALYZE"))


def _row(record: CallRecord) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__struct_fields__}


def _measured(store: Store, book: Playbook, rounds: int) -> dict[str, list[float]]:
    """Seconds for each question, round by round, the first time included."""
    after = store.search(Wanted(limit=50))[1]
    questions: dict[str, Callable[[], Any]] = {
        "board: newest 50": lambda: store.search(Wanted()),
        "board: second page": lambda: store.search(Wanted(after=after)),
        "board: open, next due first": lambda: store.search(Wanted(status="active", order="due")),
        "board: open level 1": lambda: store.search(Wanted(status="open", level=1)),
        "board: overdue": lambda: store.search(Wanted(overdue=NOW)),
        "filter: matter and level": lambda: store.search(Wanted(matter="outage", level=2)),
        "filter: owner": lambda: store.search(Wanted(owner="坐席7")),
        "filter: customer": lambda: store.search(Wanted(customer_ref="cust-77")),
        "filter: an old week": lambda: store.search(
            Wanted(since=NOW - timedelta(days=200), until=NOW - timedelta(days=193), level=1)
        ),
        "search: a common word": lambda: store.search(Wanted(text="退款")),
        "search: words that never meet": lambda: store.search(Wanted(text="退款 没有这个词")),
        "search: common words, one never": lambda: store.search(Wanted(text="退款12315断网")),
        "search: one character": lambda: store.search(Wanted(text="孔")),
        "search: two words": lambda: store.search(Wanted(text="退款 漏水")),
        "search: a rare word": lambda: store.search(Wanted(text=RARE)),
        "search: a word that is nowhere": lambda: store.search(Wanted(text="没有这个词")),
        "search: common word, open, level 1": lambda: store.search(
            Wanted(text="退款", status="active", level=1)
        ),
        "filing one more ticket": lambda: _file(store, book),
        "of that, indexing its words": lambda: _index(store),
        "one ticket": lambda: store.ticket("T-0000000077"),
        "clocks: 1,000 of 10,000 due": lambda: store.clocks_due(NOW, 1000),
        "clocks: none of 10,000 due": lambda: store.clocks_due(NOW - timedelta(days=9)),
        "clocks: all 10,000 with what they tell": lambda: _tick(store, book),
    }
    times: dict[str, list[float]] = {name: [] for name in questions}
    for _ in range(rounds):
        for name, ask in questions.items():
            started = time.perf_counter()
            ask()
            times[name].append(time.perf_counter() - started)
    return times


def _history(ticket: Ticket) -> Iterator[dict[str, Any]]:
    """As many lines as a case usually has; nobody reads their hashes here."""
    events = ["detected", "classified", "filed", "team_formed", "responded"]
    events += ["solution_given", "agreed", "closed"] if ticket.status == "closed" else []
    for number, event in enumerate(events, 1):
        at = ticket.filed_at + timedelta(minutes=10 * number)
        line = {"ticket_id": ticket.id, "number": number, "event": event, "at": at, "by": "坐席7", "note": ""}
        yield line | {"changes": "{}", "hash": "0" * 64}


def _analysis(store: Store, book: Playbook) -> float:
    """Seconds for the figures of 客户投诉分析表: all tickets there are."""
    started = time.perf_counter()
    for since, before in (
        (NOW - timedelta(days=365), NOW),
        (NOW - timedelta(days=730), NOW - timedelta(days=365)),
    ):
        count_tickets(store.briefs_filed(since, before, CLOSINGS), NOW, UTC, book)
    return time.perf_counter() - started


def _file(store: Store, book: Playbook) -> None:
    """A call and its ticket, each a transaction that waits for the disk."""
    name = uuid.uuid4().hex
    store.create_call(CallRecord(f"C-{name}", NOW, "general", "api", "agent"))
    words = "，".join(random.choices(WORDS, k=9))
    store.file(replace(draw_up(Call(f"C-{name}", NOW), f"T-{name}", NOW, book, "anfu"), summary=words))


def _index(store: Store) -> None:
    with store._db.write() as connection:
        put_words(connection, {uuid.uuid4().hex: "，".join(random.choices(WORDS, k=9))})


def _index_size(store: Store) -> str:
    """Of the index of words, in MB beside the words themselves."""
    if store._db.sqlite:
        index = "SELECT sum(length(block)) FROM ticket_grams_data"
        words = "SELECT sum(length(CAST(text AS BLOB))) FROM ticket_search"
    else:
        index = "SELECT pg_total_relation_size('ticket_grams')"
        words = "SELECT sum(octet_length(text)) FROM ticket_search"
    with store._db.read() as connection:
        sizes = [int(connection.execute(sa.text(query)).scalar() or 0) / 1e6 for query in (index, words)]
    return f"index of words: {sizes[0]:.0f} MB for {sizes[1]:.0f} MB of words"


def _tick(store: Store, book: Playbook) -> int:
    """All that a tick reads and works out; what it writes is one transaction a ticket that has news."""
    rows = store.clocks_due(NOW, RUNNING_CLOCKS + 10)
    ids = list(dict.fromkeys(row.ticket_id for row in rows))
    told = 0
    for start in range(0, len(ids), 500):
        for ticket in store.tickets_by_id(ids[start : start + 500]).values():
            told += len(clock_events(ticket, NOW, book))
    return told


def _print(times: dict[str, list[float]]) -> None:
    table = Table("question", "p50 ms", "p95 ms", "worst ms", box=None)
    for name, taken in times.items():
        ranked = sorted(taken)
        p95 = ranked[min(len(ranked) - 1, int(len(ranked) * 0.95))]
        table.add_row(
            name, *(f"{second * 1000:.1f}" for second in (statistics.median(taken), p95, ranked[-1]))
        )
    Console().print(table)


if __name__ == "__main__":
    main()
