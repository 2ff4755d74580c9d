"""What holds for any draft whatever: places are right, disguise does not help, findings are stable."""

from __future__ import annotations

import time
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from anfu.drafts import DraftCheck, Finding, Guard
from anfu.drafts.compact import compact
from anfu.drafts.lexicon import Lexicon
from anfu.drafts.sense import Sense
from anfu.labels import Role
from anfu.playbook import ForbiddenWording, Playbook
from anfu.playbook.schema import LexiconEntry, Release, SenseFile

# Words the guard knows, glued together by anything Unicode has.
_bits = st.sampled_from(
    [
        "绝对",
        "不可能",
        "我保证",
        "退600元",
        "“",
        "”",
        "您说",
        "不",
        "，",
        "。",
        "两小时内",
        "尽快处理",
        "这是规定",
    ]
)
drafts = st.lists(_bits | st.text(max_size=6), max_size=12).map("".join)


@given(draft=drafts)
@example(draft="İ不可能ﬀ绝对")
@example(draft="不可\ud83d能")
def test_every_finding_shows_the_words_it_is_about(guard: Guard, draft: str) -> None:
    found = guard.check(draft)
    assert found.text == draft
    for finding in found.findings:
        start, end = finding.span
        assert 0 <= start < end <= len(draft)
        assert finding.text == draft[start:end]
        assert finding.why
        assert finding.source
        assert 1 <= len(finding.instead) <= 3
    assert list(found.findings) == sorted(found.findings, key=lambda finding: finding.span)


@given(draft=drafts)
def test_the_same_draft_is_judged_the_same_by_any_guard(book: Playbook, guard: Guard, draft: str) -> None:
    assert guard.check(draft) == guard.check(draft)


@given(draft=drafts, tail=st.sampled_from(["。您慢慢说", "。我在听", "\n好的"]))
def test_a_harmless_sentence_more_changes_nothing_said_before(
    book: Playbook, guard: Guard, draft: str, tail: str
) -> None:
    # An open quotation goes on into the next sentence only if it is closed there, which these do not do.
    # What is only wrong as the whole answer (a bare 「嗯」) is right as soon as more is said.
    answers = {
        wording.entry.id
        for wording in book.lexicon
        if any(pattern.endswith("$") for pattern in wording.entry.patterns)
    }

    def found(text: str) -> list[Finding]:
        return [finding for finding in guard.check(text).findings if finding.entry not in answers]

    assert found(draft + tail) == found(draft)


@given(draft=drafts)
def test_a_check_survives_json(guard: Guard, draft: str) -> None:
    found = guard.check(draft.encode("utf-8", "replace").decode())
    assert msgspec.json.decode(msgspec.json.encode(found), type=DraftCheck) == found


_separators = st.text(st.sampled_from(" ·.-_*~—\u200b\u200d\u3000|😀🙂"), max_size=2)


@given(between=st.lists(_separators, min_size=3, max_size=3), front=st.sampled_from(["", "好的，", "嗯。"]))
def test_separators_hide_nothing(guard: Guard, between: list[str], front: str) -> None:
    hidden = "".join(char + gap for char, gap in zip("不可能", between, strict=True))
    [finding] = guard.check(front + hidden).findings
    assert finding.taboo == "absolute"
    assert finding.span == (len(front), len(front) + hidden.rindex("能") + 1)


@pytest.mark.parametrize("written", ["绝对", "絕對", "絕对", "绝\u3000对", "绝\ufe0f对"])
def test_every_way_to_write_it_is_found(guard: Guard, written: str) -> None:
    [finding] = guard.check(f"这{written}行").findings
    assert finding.text == written


def test_an_empty_draft_may_be_said(guard: Guard) -> None:
    for draft in ("", " ", "\u200b", "。"):
        assert guard.check(draft) == DraftCheck(draft, (), "ok")


def test_a_long_draft_is_checked_while_nobody_waits(guard: Guard) -> None:
    draft = "您好，这件事我查了，绝对没问题，两小时内给您回电。" * 400  # 10,000 characters
    began = time.perf_counter()
    found = guard.check(draft)
    assert len(found.findings) >= 400
    assert time.perf_counter() - began < 3


# --- authority -----------------------------------------------------------------------------------

LIMITS: list[tuple[Role, str, bool]] = [
    ("agent", "我给您退500元", False),
    ("agent", "我给您退501元", True),
    ("agent", "补偿您五百零一块", True),
    ("agent", "赔您一千二", True),
    ("trainer", "我给您退501元", True),
    ("supervisor", "我给您退501元", False),
    ("supervisor", "我给您退5000元", False),
    ("supervisor", "我给您退5001元", True),
    ("agent", "您付了9000元", False),
    ("agent", "我不能给您退9000元", False),
    ("agent", "能退500元以下的", False),
]


@pytest.mark.parametrize(("role", "draft", "beyond"), LIMITS)
def test_a_sum_is_judged_by_the_speakers_limit(guard: Guard, role: Role, draft: str, beyond: bool) -> None:
    found = guard.check(draft, role)
    assert [finding.entry for finding in found.findings] == (["authority"] if beyond else [])
    if beyond:
        [finding] = found.findings
        assert (finding.taboo, finding.severity, finding.source) == ("over_promise", "warn", "F30")
        assert "权限" in finding.instead[0]  # the authority line is offered (F110)
        assert finding.text in draft


def test_a_trainer_changes_a_limit_without_code(book: Playbook) -> None:
    limits = [
        msgspec.structs.replace(limit, amount_cny=limit.amount_cny * 4) for limit in book.authority.limits
    ]
    authority = msgspec.structs.replace(book.authority, limits=limits)
    generous = Guard(msgspec.structs.replace(book, authority=authority))
    assert generous.check("我给您退2000元").verdict == "ok"
    assert generous.check("我给您退2001元").verdict == "warn"


# --- one finding a place -------------------------------------------------------------------------


def test_of_overlapping_findings_of_one_taboo_the_severest_and_longest_stays(guard: Guard) -> None:
    [finding] = guard.check("这事根本不可能").findings
    assert finding.severity == "block"
    assert finding.text == "根本不可能"


def test_a_wording_forbidden_twice_is_told_once(book: Playbook) -> None:
    """Two trainers may forbid the same words under two taboos; the agent needs one remark, not two."""
    [wording, *_] = [found for found in book.lexicon if found.entry.id == "absolute-bare"]
    twin = ForbiddenWording("vague", msgspec.structs.replace(wording.entry, id="twin", severity="warn"))
    doubled = Guard(msgspec.structs.replace(book, lexicon=(*book.lexicon, twin)))
    [finding] = doubled.check("绝对").findings
    assert finding.entry == "absolute-bare"


# --- the small machinery -------------------------------------------------------------------------


def _wording(**fields: Any) -> ForbiddenWording:
    entry = LexiconEntry(id="e-1", severity="warn", why="因为", instead=["换个说法"], source="own", **fields)
    return ForbiddenWording("vague", entry)


def test_a_lexicon_without_words_finds_nothing() -> None:
    assert Lexicon([]).hits("绝对") == []
    assert [hit.start for hit in Lexicon([_wording(patterns=["对+"])]).hits("绝对对")] == [1]
    assert Lexicon([_wording(patterns=["x*"])]).hits("绝对") == []


def test_an_allowed_word_must_be_longer_than_what_it_excuses() -> None:
    assert Lexicon([_wording(say=["绝对"], allow=["绝对"])]).hits("绝对") != []
    assert Lexicon([_wording(say=["绝对"], allow=["绝对值"])]).hits("绝对值") == []
    assert len(Lexicon([_wording(say=["绝对"], allow=["绝对值"])]).hits("绝对值绝对")) == 1


def test_a_phrase_of_separators_only_forbids_nothing() -> None:
    assert Lexicon([_wording(say=["· ·"])]).hits("你·好") == []


def _sense(**release: Any) -> Sense:
    rule = Release(id="r-1", about="x", source="own", **release)
    return Sense(SenseFile(released=[rule], promise_verbs="退", time_releases=[]))


@pytest.mark.parametrize(
    ("text", "released"),
    [
        ("您说“绝对”", True),
        ("您说「绝对」", True),
        ("您说“绝对", False),  # never closed
        ("您说“好”绝对", False),  # closed before
        ("您说“好。绝对”", False),  # a full stop between
        ("我想“绝对”", False),
        ("绝对", False),
    ],
)
def test_quoting_needs_both_marks_and_someone_quoted(text: str, released: bool) -> None:
    start = text.index("绝对")
    assert _sense(quoted=True, before="您说$").releases(text, start, start + 2, "absolute") is released


def test_a_release_holds_within_its_clause_and_for_its_taboos() -> None:
    sense = _sense(before="不敢", taboos=["absolute"])
    assert sense.releases("不敢说绝对", 3, 5, "absolute")
    assert not sense.releases("不敢说绝对", 3, 5, "vague")
    assert not sense.releases("不敢说,绝对", 4, 6, "absolute")


def test_what_follows_a_wording_may_release_it() -> None:
    sense = _sense(after="^吗")
    assert sense.releases("绝对吗", 0, 2, "absolute")
    assert not sense.releases("绝对了吗", 0, 2, "absolute")
    sense = _sense(after="(?<=对)吗")
    assert sense.releases("好绝对吗", 1, 3, "absolute")


@given(text=st.text())
def test_compact_text_knows_where_it_came_from(text: str) -> None:
    found = compact(text)
    assert len(found.text) == len(found.places)
    assert found.places == sorted(set(found.places))
    if found.text:
        start, end = found.original(0, len(found.text))
        assert 0 <= start < end <= len(text)


# --- sounds and whole words ----------------------------------------------------------------------


def test_a_phrase_may_be_found_by_its_sound() -> None:
    lexicon = Lexicon([_wording(sounds=["好评返现"])])
    for written in ("好评返现", "号评反线", "haopingfanxian", "hao ping fan xian"):
        assert lexicon.hits(compact(written).text), written
    assert lexicon.hits("好评,返现") == []
    assert lexicon.hits("好吃返现") == []


def test_a_wording_may_have_to_stand_alone() -> None:
    lexicon = Lexicon([_wording(say=["铁定"], whole_word=True)])
    assert [hit.start for hit in lexicon.hits("明天铁定到")] == [2]
    assert lexicon.hits("地铁定时发车") == []
    assert lexicon.hits("好的,地铁定时发车,请看" * 30) == []


@given(text=st.text(max_size=40))
def test_sounds_never_lose_the_place(text: str) -> None:
    squeezed = compact(text).text
    for hit in Lexicon([_wording(sounds=["一二三"])]).hits(squeezed):
        assert 0 <= hit.start < hit.end <= len(squeezed)


@given(phrase=st.sampled_from(["我保证", "不可能", "这是规定"]), data=st.data())
def test_nothing_slipped_between_hides_a_phrase(guard: Guard, phrase: str, data: st.DataObject) -> None:
    gaps = data.draw(st.lists(_separators, min_size=len(phrase), max_size=len(phrase)))
    hidden = "".join(char + gap for char, gap in zip(phrase, gaps, strict=True))
    plain = [(finding.entry, finding.severity) for finding in guard.check(phrase).findings]
    assert [(finding.entry, finding.severity) for finding in guard.check(hidden).findings] == plain


@pytest.mark.parametrize("text", ["绝对", "不", "啊", "给您", "1", "·", "“", "好的。", "给您退100,"])
def test_ten_thousand_hard_characters_stop_nobody(guard: Guard, text: str) -> None:
    began = time.perf_counter()
    guard.check(text * (10_000 // len(text)))
    assert time.perf_counter() - began < 3
