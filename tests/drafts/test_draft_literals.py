"""The words a pattern needs: looking for them first never hides what the pattern would find."""

from __future__ import annotations

import re
from itertools import product

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anfu.drafts.compact import compact
from anfu.drafts.lexicon import Lexicon
from anfu.drafts.literals import alternatives, longest_match, looks_on, needed_words
from anfu.playbook import ForbiddenWording, Playbook
from anfu.playbook.schema import LexiconEntry


@pytest.mark.parametrize(
    ("pattern", "groups"),
    [
        ("保证", [{"保证"}]),
        ("保证|担保", [{"保证", "担保"}]),
        ("[这那]个", [{"这个", "那个"}]),
        ("保证?", [{"保"}]),
        ("我.{0,3}保证", [{"我"}, {"保证"}]),
        ("(我|您)(都)?解释过", [{"我解释过", "我都解释过", "您解释过", "您都解释过"}]),
        ("(呵){2,6}", [{"呵"}]),
        ("(?:我|您)?", []),
        (".*", []),
        ("[^a]好?", []),
        ("(?i)ok", []),
        ("(?i:ok)好", [{"好"}]),
        ("(?<=不)好(?!吗)", [{"好"}]),
        ("(?>好)", [{"好"}]),
        (r"(好)\1", [{"好"}]),
        (r"\d{1,3}(天|小时)内", [{"天内", "小时内"}]),
        ("[甲-癸]乙", [{"乙"}]),
        ("好(.|您们)", [{"好"}]),
    ],
)
def test_needed_words(pattern: str, groups: list[set[str]]) -> None:
    assert {frozenset(group) for group in groups} <= set(needed_words(pattern))
    assert bool(groups) == bool(needed_words(pattern))


def test_no_pattern_of_the_playbook_is_always_tried(book: Playbook) -> None:
    patterns = [pattern for wording in book.lexicon for pattern in wording.entry.patterns]
    parts = [part for pattern in patterns for part in alternatives(pattern)]
    assert [part for part in parts if not needed_words(part)] == []


def test_how_far_a_match_reaches() -> None:
    assert longest_match("好.{0,3}吗") == 5
    assert longest_match("好.*") > 1_000_000
    assert [looks_on(pattern) for pattern in ("好(?=吗)", "好(?!吗(?!呢))", "(?:好(?!吗|不好))?")] == [
        1,
        2,
        2,
    ]
    assert [looks_on(pattern) for pattern in ("^好$", "(?<!不)好", "(我|您)(?:好)[吗么]?")] == [0, 0, 0]
    assert looks_on("好(?![^,]*吗)") > 1_000_000


def test_a_choice_is_parted_where_it_ends_and_nowhere_else() -> None:
    assert alternatives("保证|(?:我|您)好|[|]吗") == ["保证", "(?:我|您)好", "[|]吗"]
    assert alternatives(r"好\||[^]|]吗") == [r"好\|", "[^]|]吗"]
    assert alternatives(r"(好)\1|吗") == [r"(好)\1|吗"]


def test_too_many_words_in_front_leave_those_next_to_what_follows() -> None:
    many = "|".join(map(chr, range(0x4E00, 0x4E00 + 400)))
    assert frozenset({"找经理", "找主管"}) in needed_words(f"(?:{many})?(?:去|快)?找(?:经理|主管)")


_pieces = st.sampled_from(
    [
        "我",
        "您",
        "不",
        "好",
        "保证",
        "(?:我|您)",
        "[我您]",
        "好?",
        "不{1,2}",
        ".{0,2}",
        "(?!吗)",
        "(?<!不)",
        "(?=,|$)",
    ]
)
_patterns = st.lists(_pieces, min_size=1, max_size=5).map("".join)


@given(pattern=_patterns, text=st.text(st.sampled_from("我您不好保证吗,"), max_size=30))
def test_patterns_find_what_they_would_find_alone(pattern: str, text: str) -> None:
    entry = LexiconEntry(
        id="e-1", severity="warn", why="因为", instead=["好"], source="own", patterns=[pattern]
    )
    found = [(hit.start, hit.end) for hit in Lexicon([ForbiddenWording("vague", entry)]).hits(text)]
    assert found == [hit.span() for hit in re.finditer(pattern, text) if hit.end() > hit.start()]


def test_every_pattern_of_the_playbook_is_found_as_if_tried_alone(book: Playbook) -> None:
    """Every phrase of the library in the middle of others: the automaton loses no match of any pattern."""
    phrases = [compact(phrase).text for wording in book.lexicon for phrase in wording.entry.say]
    text = ",".join(phrases[::7])
    hits = {
        (hit.start, hit.end, hit.wording.entry.id)
        for hit in Lexicon([_without_excuse(wording) for wording in book.lexicon]).hits(text)
    }
    for wording, pattern in ((w, p) for w in book.lexicon for p in w.entry.patterns):
        for hit in re.finditer(pattern, text):
            assert (*hit.span(), wording.entry.id) in hits, pattern


def _without_excuse(wording: ForbiddenWording) -> ForbiddenWording:
    bare = msgspec.structs.replace(wording.entry, allow=[], whole_word=False)
    return msgspec.structs.replace(wording, entry=bare)


def test_many_alternatives_say_nothing() -> None:
    many = "|".join("".join(pair) for pair in product("甲乙丙丁戊己庚辛壬", repeat=3))
    assert needed_words(f"({many})") == ()
