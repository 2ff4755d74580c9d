"""Replacements fit and lead out; the rewrite keeps the facts, promises nothing, and passes the guard itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from anfu.drafts import DraftCheck, Guard, Review
from anfu.drafts.fit import seamless
from anfu.playbook import Playbook

DEV = [json.loads(line) for line in Path(__file__).with_name("dev.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def review(book: Playbook, guard: Guard) -> Review:
    """The review without a model."""
    return Review(book, lambda: guard)


def severe(found: DraftCheck) -> bool:
    return found.verdict in ("warn", "block")


# --- replacements --------------------------------------------------------------------------------

SEAMS = [
    ("我", "我换个办法试", "", "换个办法试"),
    ("好的，我", "我们一起看看", "", "们一起看看"),
    ("这件事我们", "我来查", "。", "来查"),
    ("您好，", "我换个办法试。", "。", "我换个办法试"),
    ("这款手机", "正常情况下不会", "卡", "正常情况下不会"),
    ("", "我查一下，再跟您说", "您等着", "我查一下，再跟您说，"),
    ("三天内的订单", "我查一下，再跟您说", "", "，我查一下，再跟您说"),
    ("", "查好了给您", "给您回电", "查好了"),
]


@pytest.mark.parametrize(("before", "line", "after", "fits"), SEAMS)
def test_nothing_is_doubled_at_the_seams(before: str, line: str, after: str, fits: str) -> None:
    assert seamless(before, line, after) == fits


def follow(review: Review, draft: str) -> list[str]:
    """The drafts one gets by taking the first advice again and again, until nothing must be changed."""
    seen = [draft]
    for _ in range(8):
        findings = [one for one in review.check(seen[-1]).findings if one.severity != "hint"]
        if not findings:
            return seen
        last = findings[-1]
        seen.append(seen[-1][: last.span[0]] + last.instead[0] + seen[-1][last.span[1] :])
    return [*seen, "…"]


def test_following_the_advice_never_goes_round_in_circles(book: Playbook, review: Review) -> None:
    drafts = [line["text"] for line in DEV]
    drafts += [f"您好，{wording.entry.say[0]}，我在看" for wording in book.lexicon if wording.entry.say]
    stuck = [walked for draft in drafts if (walked := follow(review, draft))[-1] == "…"]
    assert stuck == []


def test_advice_keeps_marks_and_doubles_nothing(book: Playbook, review: Review) -> None:
    wrong = []
    for wording in book.lexicon:
        for phrase in wording.entry.say[:1]:
            for draft in (f"您好，{phrase}。", f"我{phrase}吗？", f"这个订单{phrase}，对吧？"):
                for finding in review.check(draft).findings:
                    for line in finding.instead:
                        told = draft[: finding.span[0]] + line + draft[finding.span[1] :]
                        if any(
                            pair in told for pair in ("我我", "您您", "的的", "了了", "，，", "，。", "。。")
                        ):
                            wrong.append(told)
                        if told[-1] not in "。？":
                            wrong.append(told)
    assert wrong == []


# --- the rewrite ---------------------------------------------------------------------------------

KEPT = [
    ("您好，您自己没看清楚吧，订单A2024778我查了", ["您好", "A2024778"]),
    ("绝对不可能给您退，这不是我们的责任", ["退不了"]),
    ("保证明天到", ["明天"]),
    ("我现在给您退两千元，您满意了吧", ["两千元"]),
    ("抱歉让您久等，单号SF88231我查了，您找快递去", ["抱歉让您久等", "SF88231"]),
    ("这是规定，我也没办法。今天18点前我给您回电", ["今天18点前我给您回电"]),
]


@pytest.mark.parametrize(("draft", "facts"), KEPT)
def test_the_rewrite_keeps_the_facts(review: Review, draft: str, facts: list[str]) -> None:
    found = review.check(draft)
    assert found.rewrite is not None
    for fact in facts:
        assert fact in found.rewrite, found.rewrite
    assert review.check(found.rewrite).verdict == "ok"


def test_every_rewrite_passes_the_guard(book: Playbook, review: Review) -> None:
    drafts = [line["text"] for line in DEV]
    drafts += [
        f"您好，{wording.entry.say[0]}，订单8231我在看" for wording in book.lexicon if wording.entry.say
    ]
    for draft in drafts:
        found = review.check(draft)
        assert (found.rewrite is not None) == severe(found), draft
        if found.rewrite:
            assert review.check(found.rewrite).verdict == "ok", (draft, found.rewrite)


def test_the_rewrite_promises_no_time_of_its_own(review: Review, book: Playbook) -> None:
    pieces = [line for lines in book.rewrite.paths.values() for line in lines]
    pieces += [line for lines in book.rewrite.feelings.values() for line in lines]
    for piece in pieces:
        assert not any(word in piece for word in ("小时", "分钟", "今天", "明天", "点前", "赔", "退给")), (
            piece
        )
        assert review.check(piece).findings == (), piece
        assert "但是" not in piece


def test_rewrites_differ_from_draft_to_draft(book: Playbook, review: Review) -> None:
    drafts = [f"您好，{one.entry.say[0]}" for one in book.lexicon if one.entry.say]
    rewrites = {found.rewrite for draft in drafts if (found := review.check(draft)).rewrite}
    assert len(rewrites) >= 60
    draft = "这是规定，我也没办法"
    assert review.check(draft).rewrite == review.check(draft).rewrite


def test_a_fine_draft_is_left_alone_and_a_long_one_too(review: Review) -> None:
    assert review.check("您慢慢说，我边听边记").rewrite is None
    assert review.check("这不可能。" * 300).rewrite is None
