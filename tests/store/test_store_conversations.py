"""Conversations: the last state is kept, alone, until it is forgotten."""

from __future__ import annotations

from anfu.store import Store


def test_the_last_state_is_kept_until_it_is_forgotten(store: Store) -> None:
    assert store.conversation("c") is None
    store.keep_conversation("c", '{"loop":"ticket_form"}')
    store.keep_conversation("c", "第二个")
    store.keep_conversation("d", "other")
    assert store.conversation("c") == "第二个"
    store.keep_conversation("c", None)
    store.keep_conversation("c", None)
    assert (store.conversation("c"), store.conversation("d")) == (None, "other")
