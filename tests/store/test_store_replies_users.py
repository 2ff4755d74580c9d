"""Remembered answers, and who may sign in."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from anfu.store import KeyReused, NameTaken, Store


def test_a_retry_gets_the_first_answer(store: Store) -> None:
    assert store.recall("POST /tickets", "k", "h1") is None
    assert store.remember("POST /tickets", "k", "h1", 201, '{"id":"工单😡"}') == (201, '{"id":"工单😡"}')
    assert store.remember("POST /tickets", "k", "h1", 500, "later") == (201, '{"id":"工单😡"}')
    assert store.recall("POST /tickets", "k", "h1") == (201, '{"id":"工单😡"}')
    assert store.recall("POST /calls", "k", "h1") is None


def test_a_key_stands_for_one_request(store: Store) -> None:
    store.remember("s", "k", "h1", 201, "first")
    with pytest.raises(KeyReused):
        store.recall("s", "k", "h2")
    with pytest.raises(KeyReused):
        store.remember("s", "k", "h2", 201, "second")


def test_answers_that_come_at_once_become_one(store: Store) -> None:
    with ThreadPoolExecutor(20) as pool:
        answers = set(pool.map(lambda n: store.remember("s", "k", "h", 200, str(n)), range(20)))
    assert len(answers) == 1


def test_a_user_is_found_by_token_until_revoked(store: Store) -> None:
    assert not store.has_users()
    added = store.add_user("王芳", "supervisor", "hash-1")
    store.add_user("李雷", "agent", "hash-2")
    assert store.user_by_token_hash("hash-1") == added
    assert store.user_by_token_hash("hash-3") is None
    assert store.revoke_user("王芳") is True
    assert store.revoke_user("王芳") is False
    assert store.user_by_token_hash("hash-1") is None
    assert {user.name: user.revoked_at is not None for user in store.users()} == {"李雷": False, "王芳": True}


def test_revoking_the_last_user_does_not_open_the_door(store: Store) -> None:
    store.add_user("王芳", "admin", "hash-1")
    store.revoke_user("王芳")
    assert store.has_users()


def test_a_name_is_used_once(store: Store) -> None:
    store.add_user("王芳", "admin", "hash-1")
    with pytest.raises(NameTaken):
        store.add_user("王芳", "agent", "hash-2")
    assert [user.role for user in store.users()] == ["admin"]
