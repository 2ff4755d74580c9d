"""What happens when the database, the disk or the process gives way."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa

from anfu.store import CallRecord, Store, StoreError, StoreUnavailable, TurnRecord, TurnTaken
from anfu.tickets.types import Ticket

Turns = Callable[..., TurnRecord]

# Stores turns as fast as it can, and says so after each.
CHILD = """
import sys
from datetime import UTC, datetime
from anfu.store import Store, TurnRecord
store = Store.open(sys.argv[1])
number = store.last_turn("call-1")
while True:
    number += 1
    now = datetime.now(UTC)
    store.add_turn(TurnRecord("call-1", number, "customer", f"第{number}句😡", now, "{}", "{}"))
    print(number, flush=True)
"""


def test_a_killed_process_loses_no_acknowledged_turn(url: str, store: Store) -> None:
    dice = random.Random(5)
    acknowledged = 0
    for _ in range(5):
        child = subprocess.Popen([sys.executable, "-c", CHILD, url], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        first = child.stdout.readline()
        time.sleep(dice.uniform(0.0, 0.1))
        child.kill()
        numbers = [int(line) for line in [first, *child.stdout] if line.endswith("\n")]
        child.wait()
        child.stdout.close()
        assert numbers[0] in (acknowledged + 1, acknowledged + 2), "at most the one in flight goes unsaid"
        acknowledged = numbers[-1]
        stored = store.turns("call-1")
        assert [turn.turn for turn in stored] == list(range(1, len(stored) + 1))
        assert len(stored) in (acknowledged, acknowledged + 1)
        assert all(turn.text == f"第{turn.turn}句😡" for turn in stored)
        acknowledged = len(stored)
    if store._db.sqlite:
        with store._db.read() as connection:
            assert connection.execute(sa.text("PRAGMA integrity_check")).scalar() == "ok"


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Holds the whole database as another program might."""
    engine = sa.create_engine(url, future=True)
    statement = "BEGIN EXCLUSIVE" if url.startswith("sqlite") else "LOCK TABLE utterances IN EXCLUSIVE MODE"
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
        yield
        connection.rollback()
    engine.dispose()


def test_a_locked_database_is_waited_for_and_then_reported(url: str, store: Store, turn: Turns) -> None:
    hasty = Store.open(url, timeout=0.3)
    with locked(url):
        began = time.perf_counter()
        with pytest.raises(StoreUnavailable, match="try again"):
            hasty.add_turn(turn(1))
        assert 0.2 < time.perf_counter() - began < 2
        assert hasty.turns("call-1") == [], "reading goes on"
    hasty.add_turn(turn(1))
    assert store.last_turn("call-1") == 1
    hasty.close()


def test_a_short_lock_is_only_waited_for(url: str, store: Store, turn: Turns) -> None:
    with ThreadPoolExecutor(1) as pool:
        with locked(url):
            stored = pool.submit(store.add_turn, turn(1))
            time.sleep(0.3)
            assert not stored.done()
        stored.result(timeout=5)
    assert store.last_turn("call-1") == 1


def test_a_full_disk_is_reported_and_earlier_data_stays(
    sqlite_url: str, turn: Turns, ticket: Callable[..., Ticket]
) -> None:
    store = Store.open(sqlite_url)
    store.create_call(CallRecord("call-1", ticket().filed_at, "telecom", "panel", "agent"))
    store.add_turn(turn(1), ticket())
    full = True

    def limit(connection: Any, _record: Any, _proxy: Any) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0] if full else 2**30
        connection.execute(f"PRAGMA max_page_count={pages}")

    sa.event.listen(store._db.engine, "checkout", limit)
    with pytest.raises(StoreUnavailable, match="disk is full; free some space"):
        store.add_turn(turn(2, text="很长" * 50_000), ticket(level=3))
    assert store.turns("call-1") == [turn(1)]
    assert store.tickets_of("call-1") == [ticket()]
    store.ping()
    full = False
    store.add_turn(turn(2), ticket(level=3))
    store.close()
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert plain.execute("SELECT count(*) FROM utterances").fetchone() == (2,)
    plain.close()


def test_a_lost_postgresql_is_reported_and_found_again(empty_postgres_url: str) -> None:
    store = Store.open(empty_postgres_url)
    with pytest.raises(StoreUnavailable, match="see that PostgreSQL runs"), store._db.write() as connection:
        connection.execute(sa.text("SELECT pg_terminate_backend(pg_backend_pid())"))
    store.ping()
    store.close()


def test_a_statement_that_takes_for_ever_is_ended(empty_postgres_url: str) -> None:
    store = Store.open(empty_postgres_url, timeout=0.3)
    with pytest.raises(StoreUnavailable, match="try again"), store._db.read() as connection:
        connection.execute(sa.text("SELECT pg_sleep(30)"))
    store.close()


def test_an_address_nobody_answers_at(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="see that PostgreSQL runs") as refused:
        Store.open("postgresql://anfu:s3cret@127.0.0.1:1/anfu")
    assert "s3cret" not in str(refused.value)
    with pytest.raises(StoreUnavailable, match="see that the folder exists"):
        Store.open(f"sqlite:///{tmp_path}/missing/anfu.db")


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "anfu.db"
    path.write_text("not a database, a letter home\n" * 100)
    with pytest.raises(StoreUnavailable, match="restore it from a backup"):
        Store.open(f"sqlite:///{path}")


@pytest.mark.parametrize("url", ["mysql://localhost/anfu", "anfu.db"])
def test_an_address_we_cannot_use(url: str) -> None:
    with pytest.raises(ValueError, match="write sqlite:///"):
        Store.open(url)


def test_what_was_said_stays_out_of_error_messages(store: Store, turn: Turns) -> None:
    store.add_turn(turn(1))
    with pytest.raises(TurnTaken) as refused:
        store.add_turn(turn(1, text="我的身份证号"))
    assert "UNIQUE" in str(refused.value.__cause__).upper()
    assert "身份证" not in str(refused.value) + str(refused.value.__cause__)


def test_sqlite_is_opened_to_survive_a_power_cut(sqlite_url: str) -> None:
    store = Store.open(sqlite_url)
    with store._db.read() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}
    store.close()


def test_in_memory_many_threads_share_one_database(turn: Turns, ticket: Callable[..., Ticket]) -> None:
    store = Store.open("sqlite://")
    store.create_call(CallRecord("call-1", ticket().filed_at, "telecom", "panel", "agent"))
    together = Barrier(20)

    def work(number: int) -> Ticket:
        together.wait()
        store.add_turn(turn(number + 1))
        assert store.turns("call-1")
        return store.file(ticket(f"T-{number}"))

    with ThreadPoolExecutor(20) as pool:
        assert len({answer.id for answer in pool.map(work, range(20))}) == 1
    assert store.last_turn("call-1") == 20
    store.close()


def test_every_refusal_is_a_store_error() -> None:
    assert issubclass(StoreUnavailable, StoreError)
