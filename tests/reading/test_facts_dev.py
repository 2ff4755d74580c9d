"""Sums and counts of contacts in sentences as callers say them, from `facts_dev.jsonl`; more counts in
`contacts_dev.jsonl` and `contacts_more.jsonl`.

Nearly all must be read exactly. The reading was made with these in view, so they say what it knows, not how well it does elsewhere.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from anfu.playbook import Playbook
from anfu.reading.facts import gather_facts
from anfu.reading.masking import mask
from anfu.reading.normalize import normalize
from anfu.reading.types import Facts

FOLDER = Path(__file__).resolve().parent
NEEDED = 0.98


def amount_wanted(line: dict[str, Any]) -> object:
    return None if line["amount_cny"] is None else Decimal(str(line["amount_cny"]))


def contacts_wanted(line: dict[str, Any]) -> object:
    return "several" if line["contacts_several"] else line["contacts"]


def contacts_read(facts: Facts) -> object:
    return "several" if facts.contacts_several else facts.contacts


def amount_read(facts: Facts) -> object:
    return facts.amount_cny


@pytest.mark.parametrize(
    ("name", "wanted", "read"),
    [
        ("facts_dev", amount_wanted, amount_read),
        ("facts_dev", contacts_wanted, contacts_read),
        ("contacts_dev", contacts_wanted, contacts_read),
        ("contacts_more", contacts_wanted, contacts_read),
    ],
    ids=["amount", "contacts", "more contacts", "contacts at first sight"],
)
def test_spoken_facts_are_read_exactly(book: Playbook, name: str, wanted: Any, read: Any) -> None:
    lines = [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    asked, missed = 0, []
    for line in lines:
        said, found = wanted(line), read(gather_facts(normalize(mask(line["text"])), book.cues))
        # Sentences where nothing is named and nothing is found would make the figure look better than it is.
        asked += said is not None or found is not None
        if said != found:
            missed.append(f"{line['text']}: {found} instead of {said}")
    print(*missed, f"{asked - len(missed)} of {asked} exact", sep="\n")
    assert len(missed) <= (1 - NEEDED) * asked, missed
