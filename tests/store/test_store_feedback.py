"""What agents did with scripts: the last word counts, and what was known at a time can still be told."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from anfu.guidance.worked import Record
from anfu.store import CallRecord, FeedbackRecord, Store, UnknownCall

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def word(outcome: Any, minutes: int = 0, **changes: Any) -> FeedbackRecord:
    given = FeedbackRecord("call-1", 1, "s-1", outcome, "小林", NOON + timedelta(minutes=minutes))
    return msgspec.structs.replace(given, **changes)


def records(store: Store, minutes: int = 60) -> dict[str, Record]:
    return store.script_records(NOON - timedelta(days=1), NOON + timedelta(minutes=minutes))


@pytest.fixture(autouse=True)
def second_call(store: Store) -> None:
    """A second call in the store."""
    store.create_call(CallRecord("call-2", NOON, "telecom", "panel", "agent"))


def test_the_last_word_counts(store: Store) -> None:
    store.add_feedback(word("used"))
    assert store.add_feedback(word("dismissed", 1)).number == 2
    assert [found.outcome for found in store.feedback_of("call-1")] == ["dismissed"]
    assert records(store) == {"s-1": Record(dismissed=1)}


def test_the_same_word_again_is_stored_once(store: Store) -> None:
    first = store.add_feedback(word("edited", text="改过"))
    assert store.add_feedback(word("edited", 5, text="改过")) == first
    assert store.add_feedback(word("edited", 6, text="又改")).number == 2


def test_what_was_known_at_a_time_can_still_be_told(store: Store) -> None:
    store.add_feedback(word("used"))
    store.add_feedback(word("dismissed", 30))
    assert records(store, 10) == {"s-1": Record(used=1)}
    assert records(store, 31) == {"s-1": Record(dismissed=1)}
    assert store.script_records(NOON + timedelta(minutes=31), NOON + timedelta(days=1)) == {}


def test_counts_add_up_over_calls_turns_and_scripts(store: Store) -> None:
    for turn in (1, 2, 3):
        store.add_feedback(word("used", turn=turn))
    store.add_feedback(word("edited", call_id="call-2"))
    store.add_feedback(word("dismissed", script="s-2"))
    assert records(store) == {"s-1": Record(used=3, edited=1), "s-2": Record(dismissed=1)}


def test_calm_counts_once_the_call_is_over(store: Store) -> None:
    store.add_feedback(word("used"))
    store.add_feedback(word("edited", call_id="call-2"))
    store.end_call("call-1", NOON + timedelta(minutes=10))
    store.settle_feedback("call-1", {(1, "s-1"): True})
    store.settle_feedback("call-2", {(1, "s-1"): False})
    assert records(store, 5)["s-1"] == Record(used=1, edited=1)
    assert records(store, 20)["s-1"] == Record(used=1, edited=1, calmed=1)
    store.end_call("call-2", NOON + timedelta(minutes=30))
    assert records(store)["s-1"] == Record(used=1, edited=1, calmed=1, not_calmed=1)


def test_feedback_on_an_unknown_call_is_refused(store: Store) -> None:
    with pytest.raises(UnknownCall):
        store.add_feedback(word("used", call_id="call-9"))


def test_several_at_once_leave_one_last_word_each(store: Store) -> None:
    def give(number: int) -> None:
        store.add_feedback(word("edited", text=f"改法{number}"))

    threads = [threading.Thread(target=give, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [last] = store.feedback_of("call-1")
    assert last.number == 4
