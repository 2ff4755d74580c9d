"""Calls going on, whispers, overrides, sign-ins by link, and what charts count."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from anfu.store import CallOver, CallRecord, LinkUsed, Override, SessionRecord, Store, TurnRecord, UnknownCall
from anfu.tickets.types import Ticket

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
Turn = Callable[..., TurnRecord]


def told(level: int, intensity: int = 0) -> str:
    """Guidance as far as figures look into it."""
    return msgspec.json.encode(
        {"level": {"id": level}, "reading": {"emotion": {"label": "angry", "intensity": intensity}}}
    ).decode()


def begin(store: Store, name: str, hours: float = 0, **more: Any) -> None:
    store.create_call(CallRecord(name, NOON + hours * HOUR, "telecom", "panel", "agent", **more))


def test_the_newest_calls_may_be_an_agents_own_or_those_going_on(store: Store) -> None:
    begin(store, "call-2", 1, agent="小林")
    begin(store, "call-3", 2, agent="小周")
    begin(store, "call-4", 3, agent="小林")
    store.end_call("call-4", NOON + 4 * HOUR)

    def names(*args: Any, **query: Any) -> list[str]:
        return [call.id for call in store.recent_calls(*args, **query)]

    assert names(9) == ["call-4", "call-3", "call-2", "call-1"]
    assert names(9, agent="小林") == ["call-4", "call-2"]
    assert names(1, agent="小林", active=True) == ["call-2"]
    assert names(9, active=True) == ["call-3", "call-2", "call-1"]
    assert names(9, agent="无名") == []


def test_calls_going_on_tell_how_far_they_are_and_when_their_tickets_change(
    store: Store, turn: Turn, ticket: Callable[..., Ticket]
) -> None:
    begin(store, "old", -13)
    begin(store, "over", 1)
    store.end_call("over", NOON + 2 * HOUR)
    begin(store, "fresh", 1)
    since = NOON - 12 * HOUR
    assert [(one.call.id, one.turns, one.stamp) for one in store.active_calls(since, 9)] == [
        ("fresh", 0, 0),
        ("call-1", 0, 0),
    ]
    store.add_turn(turn(1))
    filed = store.file(ticket(), ())
    [_, first] = store.active_calls(since, 9)
    assert (first.turns, first.stamp) == (1, filed.version)
    store.save(msgspec.structs.replace(filed, summary="新"), ())
    store.add_turn(turn(2))
    [_, second] = store.active_calls(since, 9)
    assert second.turns == 2
    assert second.stamp > first.stamp
    assert [one.call.id for one in store.active_calls(since, 1)] == ["fresh"]


def test_whispers_are_numbered_in_each_call(store: Store) -> None:
    begin(store, "call-2")
    said = [
        store.add_whisper(call, "王芳", NOON, text)
        for call, text in [("call-1", "一"), ("call-2", "二"), ("call-1", "三")]
    ]
    assert [one.number for one in said] == [1, 1, 2]
    assert store.whispers("call-1") == [said[0], said[2]]
    assert store.whispers("call-1", after=1) == [said[2]]
    with pytest.raises(UnknownCall):
        store.add_whisper("nowhere", "王芳", NOON, "喂")
    store.end_call("call-1", NOON)
    with pytest.raises(CallOver):
        store.add_whisper("call-1", "王芳", NOON, "喂")


def test_whispers_at_once_get_a_number_each(store: Store) -> None:
    def say() -> None:
        for _ in range(5):
            store.add_whisper("call-1", "王芳", NOON, "慢一点")

    threads = [threading.Thread(target=say) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.number for one in store.whispers("call-1")] == list(range(1, 21))


def test_overrides_are_kept_newest_first(store: Store) -> None:
    made = [
        Override(
            f"O-{n}",
            NOON + n * HOUR,
            "小林",
            "call-1" if n else None,
            ("absolute", "law"),
            "客户要原话",
            "绝对不行",
        )
        for n in range(3)
    ]
    for one in made:
        store.add_override(one)
    assert store.overrides(2) == [made[2], made[1]]
    assert store.overrides(9)[-1] == made[0]


def session(token: str = "h1", name: str = "小林", hours: float = 12) -> SessionRecord:
    return SessionRecord(name, "agent", token, NOON, NOON + hours * HOUR)


def test_a_link_is_used_once_and_its_session_ends_with_its_time(store: Store) -> None:
    store.begin_session(session(), "link-1", NOON + timedelta(minutes=5))
    with pytest.raises(LinkUsed):
        store.begin_session(session("h2"), "link-1", NOON + timedelta(minutes=5))
    assert store.session("h2", NOON) is None
    assert store.session("h1", NOON + 11 * HOUR) == session()
    assert store.session("h1", NOON + 12 * HOUR) is None


def test_a_link_used_by_many_at_once_lets_one_in(store: Store) -> None:
    let_in: list[str] = []

    def use(token: str) -> None:
        try:
            store.begin_session(session(token), "link-1", NOON + timedelta(minutes=5))
            let_in.append(token)
        except LinkUsed:
            pass

    threads = [threading.Thread(target=use, args=(f"h{n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(let_in) == 1


def test_old_links_are_forgotten_but_not_before_they_ran_out(store: Store) -> None:
    store.begin_session(session("h1"), "link-1", NOON + timedelta(minutes=5))
    late = msgspec.structs.replace(session("h2"), created_at=NOON + timedelta(minutes=4))
    store.begin_session(late, "link-2", NOON + timedelta(minutes=9))
    with pytest.raises(LinkUsed):
        store.begin_session(msgspec.structs.replace(late, token_hash="h3"), "link-1", NOON + HOUR)
    later = msgspec.structs.replace(session("h4"), created_at=NOON + HOUR)
    store.begin_session(
        later, "link-1", NOON + 2 * HOUR
    )  # nobody could bring the first one of this name any more


def test_a_session_can_be_ended_by_token_or_with_its_user(store: Store) -> None:
    store.begin_session(session("h1"), "link-1", NOON)
    store.begin_session(session("h2"), "link-2", NOON)
    assert store.end_session("h1", NOON)
    assert not store.end_session("h1", NOON)
    assert store.session("h1", NOON) is None
    assert store.session("h2", NOON) is not None
    assert not store.is_revoked("小林")
    assert store.revoke_user("小林")
    assert store.session("h2", NOON) is None
    store.add_user("小周", "agent", "hash")
    store.revoke_user("小周")
    assert store.is_revoked("小周")


def test_who_came_by_a_link_closes_the_door_behind_them(store: Store) -> None:
    assert not store.has_users()
    store.begin_session(session(), "link-1", NOON)
    store.end_session("h1", NOON)
    assert store.has_users()


def test_figures_are_counted_by_the_database(store: Store, turn: Turn) -> None:
    store.add_turn(turn(1, guidance=told(0, 1)), matter="refund")
    store.add_turn(turn(2, guidance=told(3), speaker="agent"), matter="refund")
    store.add_turn(turn(3, guidance=told(2, 3)), matter="refund")
    begin(store, "call-2", 1)
    begin(store, "late", 24)
    since, before = NOON - HOUR, NOON + 2 * HOUR
    began = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC)
    assert sorted(store.call_levels(since, before)) == [(began, 2), (NOON + HOUR, None)]
    assert store.matters(since, before) == {"refund": 1}
    assert store.curve("call-1", 12) == (1, 3)
    assert store.curve("call-1", 1) == (3,)
    assert store.curve("call-2", 12) == ()


def test_hits_are_added_up_over_days(store: Store) -> None:
    for day, count in ((1, 2), (2, 3), (9, 5)):
        store.add_hits({(date(2026, 3, day), "abs-1", "block", "general"): count})
    store.add_hits({(date(2026, 3, 2), "abs-1", "warn", "telecom"): 1})
    assert store.hits_by_entry(date(2026, 3, 1), date(2026, 3, 2)) == {"abs-1": 6}
    assert store.hits_by_entry(date(2026, 3, 3), date(2026, 3, 8)) == {}
