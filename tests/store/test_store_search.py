"""Finding tickets by words: the index finds what stands there, all of it and nothing else, on either database."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest

from anfu.store import CallRecord, Store, Wanted, ticket_words
from anfu.store.ticket_rows import words_of
from anfu.tickets.types import Ticket

Tickets = Callable[..., Ticket]
LETTERS = "退款赔偿起诉𠮷Ab1%_😡é\n "


@pytest.fixture(params=["by the index", "newest first"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Whether few tickets are candidates, or so many that they are not looked up one by one."""
    if request.param == "newest first":
        monkeypatch.setattr(ticket_words, "FEW", 0)
    return str(request.param)


def shelf(store: Store, ticket: Tickets, summaries: list[str]) -> list[Ticket]:
    """Files a ticket for each summary, the last one the newest."""
    filed = []
    for number, summary in enumerate(summaries):
        at = ticket().filed_at + timedelta(seconds=number)
        store.create_call(CallRecord(f"c{number}", at, "general", "panel", "agent"))
        filed.append(
            store.file(ticket(f"T-{number}", call_id=f"c{number}", filed_at=at, summary=summary, fields={}))
        )
    return filed


def found(store: Store, text: str) -> list[str]:
    return [one.id for one in store.search(Wanted(text=text, limit=500))[0]]


def test_every_word_finds_just_what_it_stands_on(store: Store, ticket: Tickets, way: str) -> None:
    """Random texts of few letters, so that pairs meet that are not neighbours in one word."""
    chance = random.Random(8)
    texts = ["".join(chance.choices(LETTERS, k=chance.randint(0, 12))) for _ in range(60)]
    tickets = shelf(store, ticket, texts)
    asked = ["".join(chance.choices(LETTERS, k=chance.randint(1, 4))) for _ in range(150)]
    hits = 0
    for text in (text for text in asked if text.strip()):
        wanted = [
            one.id for one in tickets[::-1] if all(word in words_of(one) for word in text.lower().split())
        ]
        assert found(store, text) == wanted, text
        hits += bool(wanted)
    assert hits > 50


def test_two_characters_and_one_are_found(store: Store, ticket: Tickets, way: str) -> None:
    shelf(store, ticket, ["洗衣机冒烟", "烟感报警", "宽带断网"])
    assert found(store, "冒烟") == ["T-0"]
    assert found(store, "烟") == ["T-1", "T-0"]
    assert found(store, "烟 报警") == ["T-1"]
    assert found(store, "机烟") == []


def test_other_words_replace_those_before(store: Store, ticket: Tickets) -> None:
    (kept,) = shelf(store, ticket, ["宽带断网"])
    for number, words in enumerate(("空调漏水", "冰箱异响", "冰箱异响", "")):
        kept = store.save(msgspec.structs.replace(kept, summary=words)) or kept
        assert found(store, "断网") == [] and found(store, "漏水") == (["T-0"] if number == 0 else [])
    assert found(store, "t-0") == ["T-0"]
    with store._db.read() as connection:
        assert ticket_words.candidates(connection, ["冰箱"]) == [], "nothing is left of the words before"
        assert ticket_words.candidates(connection, ["t-0"]) == ["T-0"]


def test_what_was_not_stored_is_not_found(store: Store, ticket: Tickets) -> None:
    """A ticket that stood in the way undoes the words as well; the numbers of the index stay whole."""
    (first,) = shelf(store, ticket, ["宽带断网"])
    store.file(msgspec.structs.replace(first, id="T-9", summary="空调漏水"))
    with store._db.read() as connection:
        assert ticket_words.candidates(connection, ["漏水"]) == []
    store.create_call(CallRecord("c9", first.filed_at, "general", "panel", "agent"))
    store.file(ticket("T-8", call_id="c9", summary="空调漏水"))
    assert found(store, "漏水") == ["T-8"] and found(store, "断网") == ["T-0"]


def test_a_database_made_small_again_still_finds(store: Store, ticket: Tickets) -> None:
    kept = shelf(store, ticket, ["宽带断网", "空调漏水", "冰箱异响"])
    store.save(msgspec.structs.replace(kept[0], summary="电视黑屏"))
    # Past SQLAlchemy, which would begin a transaction.
    raw = store._db.engine.raw_connection()
    if not store._db.sqlite:
        raw.connection.autocommit = True
    raw.cursor().execute("VACUUM")
    raw.invalidate()
    for word, name in (("黑屏", "T-0"), ("漏水", "T-1"), ("异响", "T-2")):
        assert found(store, word) == [name]


def test_a_word_of_nothing_that_can_be_stored_finds_nothing(store: Store, ticket: Tickets) -> None:
    shelf(store, ticket, ["宽带断网"])
    assert found(store, '"" OR grams:* AND') == []
    assert found(store, "断" * 300) == []
