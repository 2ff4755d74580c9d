"""`anfu outbox`: what waits, what was given up, and setting it going again."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from receivers import SECRET, serving, webhook

from anfu.store import Store
from anfu.tickets.messages import Message

Anfu = Callable[..., Any]
NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@pytest.fixture
def store() -> Store:
    """The store of the commands, with one message waiting and one dead."""
    folder = Path(os.environ["ANFU_DATA_DIR"])
    store = Store.open(f"sqlite:///{folder / 'anfu.db'}")
    for number, target in enumerate(("floor_chat", "floor_mail"), 1):
        words = (f"【CR2】退款 第{number}条", "客户说：[red]退钱[/]")
        store.add_messages(
            [Message(f"M-{number}", f"T-1:filed:{target}", target, "filed", *words, "T-1", NOW, NOW)]
        )
    store.mark_dead("M-2", NOW, "HTTP 400")
    return store


def test_list_shows_what_waits_and_what_died(anfu: Anfu, store: Store) -> None:
    done = anfu("outbox", "list")
    assert "M-1" in done.out and "waiting" in done.out
    assert "M-2" in done.out and "HTTP 400" in done.out
    assert "1 waiting, 1 dead" in done.err
    listed = json.loads(anfu("outbox", "list", "--state", "dead", "--json").out)
    assert [item["message"]["id"] for item in listed["items"]] == ["M-2"]
    assert (listed["waiting"], listed["dead"]) == (1, 1)
    assert "M-2" not in anfu("outbox", "list", "--target", "floor_chat").out
    assert "M-1" in anfu("outbox", "list", "--ticket", "T-1").out


def test_show_tells_words_state_and_error(anfu: Anfu, store: Store) -> None:
    out = anfu("outbox", "show", "M-2").out
    for words in ("T-1:filed:floor_mail", "dead", "HTTP 400", "[red]退钱[/]", "T-1 (message 2)"):
        assert words in out
    assert json.loads(anfu("outbox", "show", "M-2", "--json").out)["state"] == "dead"
    missing = anfu("outbox", "show", "M-9")
    assert (missing.code, "no notification" in missing.err) == (1, True)


def test_replay_sets_dead_ones_going_again(anfu: Anfu, store: Store) -> None:
    assert anfu("outbox", "replay").code == 1, "which ones must be said"
    assert "0 notification(s)" in anfu("outbox", "replay", "--target", "floor_chat").err
    assert "1 notification(s)" in anfu("outbox", "replay", "--all").err
    assert store.outbox_figures().dead == 0
    assert anfu("outbox", "replay", "M-2").code == 0, "a waiting one is tried at once"


def test_drop_takes_one_out_of_the_way(anfu: Anfu, store: Store) -> None:
    assert anfu("outbox", "drop", "M-2").code == 0
    again = anfu("outbox", "drop", "M-2")
    assert (again.code, "M-2 is dropped" in again.err) == (1, True)
    assert anfu("outbox", "replay", "M-2").code == 1


def test_a_target_is_tried_by_hand(anfu: Anfu, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "there is no target 'hook'" in anfu("outbox", "test", "hook").err
    with serving(webhook) as fake:
        monkeypatch.setenv("ANFU_NOTIFY_HOOK_KIND", "webhook")
        monkeypatch.setenv("ANFU_NOTIFY_HOOK_URL", f"{fake.address}/in")
        monkeypatch.setenv("ANFU_NOTIFY_HOOK_SECRET", SECRET)
        done = anfu("outbox", "test", "hook")
        assert (done.code, "hook took it" in done.err) == (0, True)
        assert fake.got[0][1]["kind"] == "test"
        monkeypatch.setenv("ANFU_NOTIFY_HOOK_SECRET", "another-secret-of-sixteen")
        assert "it did not arrive: HTTP 401" in anfu("outbox", "test", "hook").err


def test_purge_says_what_would_go_and_takes_it(anfu: Anfu, store: Store) -> None:
    store.add_messages([Message("M-9", "digest:1", "floor_chat", "digest", "汇总", "无", None, NOW, NOW)])
    store.mark_sent("M-9", "floor_chat", NOW)
    dry = anfu("purge", "--dry-run")
    assert "would go: 1 notifications, 0 notes of clocks, of 0 closed tickets" in dry.out, dry.err
    assert store.outbox_entry("M-9") is not None
    assert "would go: 0 notifications" in anfu("purge", "--dry-run", "--days", "36000").out
    done = json.loads(anfu("purge", "--json").out)
    assert (done["messages"], done["dry_run"]) == (1, False)
    assert store.outbox_entry("M-9") is None
    assert {entry.message.id for entry in store.outbox_entries(9)} == {"M-1", "M-2"}, "undelivered ones stay"


def test_how_long_is_kept_is_a_setting(anfu: Anfu, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.add_messages([Message("M-9", "digest:1", "floor_chat", "digest", "汇总", "无", None, NOW, NOW)])
    store.mark_sent("M-9", "floor_chat", datetime.now(UTC) - timedelta(days=20))
    assert "would go: 0 notifications" in anfu("purge", "--dry-run").out
    monkeypatch.setenv("ANFU_KEEP_NOTIFIED", "10")
    assert "would go: 1 notifications" in anfu("purge", "--dry-run").out
    monkeypatch.setenv("ANFU_KEEP_NOTIFIED", "0")
    assert "ANFU_KEEP_NOTIFIED" in anfu("purge").err
