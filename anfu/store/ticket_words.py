"""Which tickets a word may stand on: an index of the pairs of neighbouring characters, on either database.

Chinese has no spaces between words, so every pair counts. The database's own index does the work: FTS5 on SQLite,
GIN on PostgreSQL; neither needs an extension. What it finds is looked through once more, so a pair too many does no
harm, and one too few is a ticket that cannot be found.
"""

# SQLAlchemy 1.4 carries no types.
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import sqlalchemy as sa

FEW = 1000
"""More candidates are not looked up one by one: looking through the newest tickets fills the page sooner."""

TABLES = {
    "sqlite": (
        # FTS5 knows its rows by number. This one is ours, so that VACUUM cannot change it.
        "CREATE TABLE ticket_numbers (number INTEGER PRIMARY KEY, ticket_id TEXT NOT NULL UNIQUE)",
        "CREATE VIRTUAL TABLE ticket_grams USING fts5(grams, content='', detail=none)",
    ),
    "postgresql": (
        "CREATE TABLE ticket_grams (ticket_id TEXT PRIMARY KEY, grams INTEGER[] NOT NULL)",
        "CREATE INDEX ix_ticket_grams_grams ON ticket_grams USING gin (grams)",
    ),
}
"""How the index is made, by dialect: SQLAlchemy has no words for either."""

_NUMBER = sa.text("INSERT INTO ticket_numbers (ticket_id) VALUES (:ticket_id)")
_KNOWN = sa.text("SELECT number FROM ticket_numbers WHERE ticket_id = :ticket_id")
_ADD = sa.text("INSERT INTO ticket_grams (rowid, grams) VALUES (:number, :grams)")
# FTS5 keeps no copy of what it was given: to take it out it must be told once more.
_TAKE_OUT = sa.text(
    "INSERT INTO ticket_grams (ticket_grams, rowid, grams) VALUES ('delete', :number, :grams)"
)
_PUT = sa.text(
    "INSERT INTO ticket_grams (ticket_id, grams) VALUES (:ticket_id, :grams)"
    " ON CONFLICT (ticket_id) DO UPDATE SET grams = excluded.grams"
)
_FIND = {
    "sqlite": sa.text(
        "SELECT ticket_id FROM ticket_numbers WHERE number IN"
        " (SELECT rowid FROM ticket_grams WHERE ticket_grams MATCH :grams LIMIT :most)"
    ),
    "postgresql": sa.text("SELECT ticket_id FROM ticket_grams WHERE grams @> :grams LIMIT :most"),
}


def grams(text: str) -> list[int]:
    """The pairs of neighbouring characters of a text and its single ones, as numbers of 32 bits."""
    return sorted(_pairs(text) | {_signed(ord(letter)) for letter in text if not letter.isspace()})


def grams_of_word(word: str) -> set[int]:
    """What must be among the grams of every text on which the word stands: the fewest that say it."""
    return _pairs(word) if len(word) > 1 else set(grams(word))


def put_words(connection: Any, texts: Mapping[str, str]) -> None:
    """Indexes tickets that were not there before: their words by their ids."""
    if connection.dialect.name == "sqlite":
        for ticket_id, text in texts.items():
            number = connection.execute(_NUMBER, {"ticket_id": ticket_id}).lastrowid
            connection.execute(_ADD, {"number": number, "grams": _shown(grams(text))})
    elif texts:
        rows = [{"ticket_id": ticket_id, "grams": grams(text)} for ticket_id, text in texts.items()]
        connection.execute(_PUT, rows)


def change_words(connection: Any, ticket_id: str, before: str, text: str) -> None:
    """Indexes a ticket anew; `before` is what was indexed, to the letter."""
    if connection.dialect.name != "sqlite":
        put_words(connection, {ticket_id: text})
        return
    number = connection.execute(_KNOWN, {"ticket_id": ticket_id}).scalar_one()
    connection.execute(_TAKE_OUT, {"number": number, "grams": _shown(grams(before))})
    connection.execute(_ADD, {"number": number, "grams": _shown(grams(text))})


def candidates(connection: Any, words: Sequence[str]) -> list[str] | None:
    """The ids of the tickets on which all these words may stand; None when there are more than `FEW`."""
    wanted = sorted(set[int]().union(*map(grams_of_word, words)))
    sqlite = connection.dialect.name == "sqlite"
    if not sqlite:
        # Always by the index: a sample that is out of date would have the whole table read.
        connection.execute(sa.text("SET LOCAL enable_seqscan = off"))
    asked = {"grams": _shown(wanted) if sqlite else wanted, "most": FEW + 1}
    found = list(connection.execute(_FIND[connection.dialect.name], asked).scalars())
    if not sqlite:
        connection.execute(sa.text("SET LOCAL enable_seqscan = on"))
    return found if len(found) <= FEW else None


def _pairs(text: str) -> set[int]:
    # None with white space: no word that is looked for has any.
    neighbours = pairwise(text)
    return {
        _signed(ord(one) << 16 ^ ord(two)) for one, two in neighbours if not (one.isspace() or two.isspace())
    }


def _signed(code: int) -> int:
    """A number that PostgreSQL's INTEGER holds. Rare characters beyond 16 bits may share one; see above."""
    return (code & 0xFFFFFFFF) - 0x80000000


def _shown(numbers: Iterable[int]) -> str:
    """The numbers as words of letters and digits, of which FTS5 splits none."""
    return " ".join(f"{number + 0x80000000:x}" for number in numbers)
