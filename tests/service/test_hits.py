"""Findings are counted beside the work, and none is lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import date

import msgspec

from anfu.drafts import Guard
from anfu.hits import HitCounter
from anfu.playbook import Playbook
from anfu.service import Service
from anfu.store.errors import StoreUnavailable
from anfu.store.records import HitKey


class Slow:
    """A store that takes its time, or does not answer at all."""

    def __init__(self) -> None:
        self.counts: dict[HitKey, int] = {}
        self.gone = False
        self.open = threading.Event()
        self.open.set()

    def add_hits(self, counts: dict[HitKey, int]) -> None:
        self.open.wait()
        if self.gone:
            raise StoreUnavailable("gone fishing: try again")
        for key, count in counts.items():
            self.counts[key] = self.counts.get(key, 0) + count


def test_drafts_and_turns_are_counted(service: Service, clock: Callable[[], object]) -> None:
    assert service.check_draft("这绝对行", "call-1").verdict == "block"
    assert service.check_draft("亲，好评返现三块钱", "call-1").verdict == "block"
    assert service.check_draft("亲，好评返现三块钱").verdict == "ok"
    assert service.check_draft("亲，好评返现三块钱", industry="ecommerce").verdict == "block"
    service.hits.stop()
    found = {(hit.entry, hit.industry): hit.count for hit in service.store.hits_since(date(2000, 1, 1))}
    assert found == {("absolute-bare", "ecommerce"): 1, ("ecommerce-review-cashback", "ecommerce"): 2}
    service.check_draft("这绝对行", "call-1")
    assert service.hits.write()
    assert max(hit.count for hit in service.store.hits_since(date(2000, 1, 1))) == 2
    assert service.store.hits_since(date(2999, 1, 1)) == []


def counter(clock: Callable[[], object], store: Slow, every: float = 0.01) -> HitCounter:
    return HitCounter(store, clock, every)  # type: ignore[arg-type]


def test_a_draft_never_waits_for_the_store(guard: Guard, clock: Callable[[], object]) -> None:
    store = Slow()
    hits = counter(clock, store)
    hits.start()
    hits.start()
    store.open.clear()
    findings = guard.check("这绝对行").findings
    began = time.perf_counter()
    for _ in range(1000):
        hits.note(findings, "general")
    assert time.perf_counter() - began < 1
    store.open.set()
    hits.stop()
    assert list(store.counts.values()) == [1000]


def test_what_the_store_does_not_take_is_kept(guard: Guard, clock: Callable[[], object]) -> None:
    store = Slow()
    hits = counter(clock, store)
    store.gone = True
    hits.note(guard.check("这绝对行").findings, "general")
    assert not hits.write()
    hits.note(guard.check("这绝对行").findings, "general")
    store.gone = False
    hits.note((), "general")
    assert hits.write()
    assert list(store.counts.values()) == [2]


def test_the_guard_of_a_service_may_be_exchanged(
    book: Playbook, open_service: Callable[..., Service]
) -> None:
    lenient = Guard(msgspec.structs.replace(book, lexicon=()))
    guards = [Guard(book)]
    service = open_service(guard=lambda: guards[0])
    assert service.check_draft("这绝对行").verdict == "block"
    guards[0] = lenient
    assert service.check_draft("这绝对行").verdict == "ok"
