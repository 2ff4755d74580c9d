"""The outbox empties: in order, once, within limits; whatever a target or a worker does."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from anfu.notify.worker import Patience, Worker
from anfu.store import Store
from anfu.tickets.messages import Message

Write = Callable[..., Message]


def worker(store: Store, clock: Any, senders: dict[str, Any], name: str = "w", **patience: Any) -> Worker:
    return Worker(store, senders, clock, name, Patience(**patience), random.Random(7))


def empty(worker: Worker) -> None:
    while worker.deliver():
        pass


def live(worker: Worker, clock: Any, step: float = 1, **length: float) -> None:
    """Lets the worker work for so long, looking every `step` seconds."""
    end = clock.now + timedelta(**length)
    while clock.now < end:
        empty(worker)
        clock.on(seconds=step)


def test_a_target_that_is_down_for_an_hour_gets_everything_once_and_in_order(
    store: Store, clock: Any, receiver: Any, write: Write
) -> None:
    targets = {name: receiver() for name in ("chat", "mail", "hook")}
    targets["chat"].down = targets["hook"].down = True
    deliver = worker(store, clock, targets, first=30)
    written = []
    for number in range(1, 31):
        about = [write(number, target, f"T-{number % 5}") for target in targets]
        written += about
        assert store.add_messages(about) == 3
        live(deliver, clock, step=10, minutes=2)
    assert len(targets["mail"].got) == 30, "the target that is well waits for nobody"
    assert not targets["chat"].got
    assert targets["chat"].tries < 60, "a target that is down is left alone more and more"
    assert store.outbox_figures().waiting == 60
    targets["chat"].down = targets["hook"].down = False
    live(deliver, clock, step=10, minutes=10)
    assert store.outbox_figures().waiting == store.outbox_figures().dead == 0
    for name, target in targets.items():
        assert Counter(target.keys) == Counter(m.key for m in written if m.target == name)
        for ticket in {message.ticket_id for message in target.got}:
            numbers = [message.number for message in target.got if message.ticket_id == ticket]
            assert numbers == sorted(numbers)
            assert len(numbers) == 6


def test_a_poisoned_message_is_put_aside_and_blocks_nobody(
    store: Store, clock: Any, receiver: Any, write: Write
) -> None:
    chat = receiver()
    messages = [write(1), write(2, text="毒"), write(3), write(1, ticket="T-2")]
    store.add_messages(messages)
    empty(worker(store, clock, {"chat": chat}))
    assert [m.key for m in chat.got] == ["T-1:1:chat", "T-2:1:chat", "T-1:3:chat"]
    [dead] = store.outbox_entries(10, "dead")
    assert (dead.message.key, dead.error, dead.attempts) == ("T-1:2:chat", "HTTP 400", 1)


def test_a_dead_letter_is_replayed_or_dropped(store: Store, clock: Any, receiver: Any, write: Write) -> None:
    chat = receiver()
    store.add_messages([write(1, text="毒"), write(2, text="毒")])
    deliver = worker(store, clock, {"chat": chat})
    empty(deliver)
    assert store.outbox_figures().dead == 2
    assert store.drop_message("M-T-1:2:chat")
    assert not store.drop_message("M-T-1:2:chat")
    chat.send = chat.got.append
    assert store.replay_messages(clock.now) == 1
    empty(deliver)
    assert chat.keys == ["T-1:1:chat"]
    assert store.replay_messages(clock.now, "M-T-1:1:chat") == 0, "what arrived is not sent again"
    assert store.outbox_entry("M-T-1:2:chat").state == "dropped"  # type: ignore[union-attr]


def test_no_more_than_the_limit_in_any_minute(store: Store, clock: Any, receiver: Any, write: Write) -> None:
    robot = receiver(limit=20)
    store.add_messages([write(1, ticket=f"T-{number:03}") for number in range(70)])
    live(worker(store, clock, {"chat": robot}), clock, step=5, minutes=4)
    assert len(robot.got) == 70
    for moment in robot.at:
        assert sum(moment - timedelta(seconds=60) < at <= moment for at in robot.at) <= 20


def test_what_never_arrives_is_given_up_after_the_hours_set(
    store: Store, clock: Any, receiver: Any, write: Write
) -> None:
    chat = receiver()
    chat.down = True
    store.add_messages([write(1), write(1, ticket="T-2")])
    deliver = worker(store, clock, {"chat": chat}, give_up=2)
    for _ in range(140):
        empty(deliver)
        clock.on(minutes=1)
    assert store.outbox_figures() == type(store.outbox_figures())(0, 2)
    assert {entry.error for entry in store.outbox_entries(5, "dead")} == {"given up: down"}


def test_messages_to_a_target_without_an_address_wait_for_it(
    store: Store, clock: Any, receiver: Any, write: Write
) -> None:
    store.add_messages([write(1)])
    empty(worker(store, clock, {}))
    [entry] = store.outbox_entries(5, "waiting")
    assert entry.error == "no target 'chat' in the settings"
    chat = receiver()
    clock.on(minutes=6)
    empty(worker(store, clock, {"chat": chat}))
    assert chat.keys == ["T-1:1:chat"]


def test_a_mistake_of_ours_with_one_message_does_not_stop_the_others(
    store: Store, clock: Any, receiver: Any, write: Write, caplog: pytest.LogCaptureFixture
) -> None:
    chat = receiver()
    send = chat.send

    def stumble(message: Message) -> None:
        if message.ticket_id == "T-1":
            raise ZeroDivisionError
        send(message)

    chat.send = stumble
    store.add_messages([write(1), write(1, ticket="T-2"), write(2, ticket="T-2")])
    live(worker(store, clock, {"chat": chat}), clock, seconds=3)
    assert chat.keys == ["T-2:1:chat", "T-2:2:chat"]
    chat.send = send
    live(worker(store, clock, {"chat": chat}), clock, seconds=30)
    assert chat.keys == ["T-2:1:chat", "T-2:2:chat", "T-1:1:chat"]


def test_the_same_message_is_written_once(store: Store, write: Write) -> None:
    assert store.add_messages([write(1), write(2)]) == 2
    assert store.add_messages([write(2), write(3)]) == 1
    numbers = {entry.message.key: entry.message.number for entry in store.outbox_entries(9)}
    assert numbers == {"T-1:1:chat": 1, "T-1:2:chat": 2, "T-1:3:chat": 3}


def test_workers_side_by_side_deliver_everything_once(
    store: Store, clock: Any, receiver: Any, write: Write
) -> None:
    targets = {f"chat{number}": receiver() for number in range(6)}
    store.add_messages(
        [write(number, target, f"T-{number % 3}") for number in range(1, 21) for target in targets]
    )
    workers = [worker(store, clock, targets, f"w{number}", turn=2) for number in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(empty, workers))
    for _ in range(3):  # a worker may have found all targets taken, and gone home
        empty(workers[0])
    for target in targets.values():
        assert len(target.keys) == len(set(target.keys)) == 20
        for ticket in ("T-0", "T-1", "T-2"):
            numbers = [message.number for message in target.got if message.ticket_id == ticket]
            assert numbers == sorted(numbers)


def test_a_target_taken_by_a_worker_that_died_is_free_after_its_lease(
    store: Store, clock: Any, receiver: Any, write: Write
) -> None:
    store.add_messages([write(1)])
    assert store.lease_target("dead", clock.now, clock.now + timedelta(seconds=60)) == "chat"
    chat = receiver()
    deliver = worker(store, clock, {"chat": chat})
    assert deliver.deliver() == 0
    clock.on(seconds=60)
    empty(deliver)
    assert chat.keys == ["T-1:1:chat"]


def test_a_later_message_never_overtakes_one_that_waits(
    store: Store, clock: Any, receiver: Any, write: Write
) -> None:
    chat = receiver()
    store.add_messages([write(1, not_before=clock.now + timedelta(minutes=5)), write(2)])
    deliver = worker(store, clock, {"chat": chat})
    for _ in range(5):
        deliver.deliver()
    assert not chat.got
    live(deliver, clock, step=10, minutes=6)
    assert [message.number for message in chat.got] == [1, 2]


def test_the_next_message_is_found_at_once_among_thousands(store: Store, clock: Any, write: Write) -> None:
    """On PostgreSQL a join would look at them all, a second each time."""
    store.add_messages([write(number % 3, ticket=f"T-{number // 3:05}") for number in range(3000)])
    took = []
    for _ in range(5):
        began = time.perf_counter()
        assert store.next_message("chat", clock.now) is not None
        took.append(time.perf_counter() - began)
    assert min(took) < 0.1
