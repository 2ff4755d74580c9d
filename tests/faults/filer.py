"""Processes that file tickets, forked from one that has loaded the playbook: for test_filing.py.

`filer.py DATABASE`. On stdin: `flood PREFIX` forks a child that files and works on tickets until it is killed;
`same CALL TIMES` files the same ticket so many times at once; `distinct PREFIX TIMES` files so many different
ones; `quit` ends it. On stdout: `child PID`, then what the child has committed: `filed ID CALL`, `acted ID
VERSION`, `answer JSON`; `gone` when it is over.
"""

from __future__ import annotations

import itertools
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from anfu.playbook import Playbook, load_playbook
from anfu.reading import CustomerReading, Signal
from anfu.service import Service
from anfu.store import Store

ROOT = Path(__file__).resolve().parent.parent.parent
SAYS = "包裹丢了三次，我要起诉"
READING = CustomerReading(
    kind="delivery", act="threaten", signals=(Signal("legal", "起诉", (9, 11)),), complaint=0.99
)
_line = threading.Lock()


def tell(line: str) -> None:
    """One write, so that a line is there whole or not at all."""
    with _line:
        os.write(1, f"{line}\n".encode())


def flood(service: Service, prefix: str) -> None:
    """Files a ticket, works on it, and on to the next."""
    for number in itertools.count():
        call = f"{prefix}-{number}"
        service.begin_call(call_id=call)
        guidance = service.hear(call, "customer", SAYS, READING)
        assert guidance.ticket.id is not None
        tell(f"filed {guidance.ticket.id} {call}")
        ticket = service.act(guidance.ticket.id, "confirmed", by="主管", role="supervisor")
        tell(f"acted {ticket.id} {ticket.version}")


def same(service: Service, call: str, times: int) -> None:
    """Files the same ticket many times at once, and answers what each was told."""
    together = threading.Barrier(times)

    def file(_number: int) -> bytes:
        together.wait()
        return msgspec.json.encode(service.file_ticket(call, "delivery", "丢件", {"demand": "退款"}, "小林"))

    with ThreadPoolExecutor(times) as pool:
        for answer in pool.map(file, range(times)):
            tell(f"answer {answer.decode()}")


def distinct(service: Service, prefix: str, times: int) -> None:
    """Files many different tickets, several at a time."""

    def file(number: int) -> str | None:
        call = f"{prefix}-{number}"
        service.begin_call(call_id=call)
        return service.hear(call, "customer", SAYS, READING).ticket.id

    with ThreadPoolExecutor(8) as pool:
        for ticket in pool.map(file, range(times)):
            tell(f"filed {ticket} {prefix}")


def child(url: str, book: Playbook, line: list[str]) -> None:
    """What one child does, with a store of its own."""
    service = Service(book, Store.open(url, timeout=30))
    match line:
        case ["flood", prefix]:
            flood(service, prefix)
        case ["same", call, times]:
            same(service, call, int(times))
        case ["distinct", prefix, times]:
            distinct(service, prefix, int(times))


def main(url: str) -> None:
    """Forks a child for each line on stdin."""
    book = load_playbook(ROOT / "playbook")
    tell("warm")
    for line in sys.stdin:
        if line.split() == ["quit"]:
            return
        pid = os.fork()
        if pid == 0:
            try:
                child(url, book, line.split())
            finally:
                os._exit(0)
        tell(f"child {pid}")
        os.waitpid(pid, 0)
        tell("gone")


if __name__ == "__main__":
    main(*sys.argv[1:])
