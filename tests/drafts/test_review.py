"""The review of a draft: what the model hears besides the lexicon, honest refusals, promises, nudges."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from anfu.drafts import LONGEST_DRAFT, DraftCheck, Guard, Review, in_utf16
from anfu.drafts.promises import Promises
from anfu.errors import DraftTooLong
from anfu.labels import Role, Taboo
from anfu.playbook import Playbook
from anfu.reading import Reader, TabooHeard
from anfu.reading.archive import load_model

DEV = [json.loads(line) for line in Path(__file__).with_name("dev.jsonl").read_text("utf-8").splitlines()]
MORE = [
    json.loads(line) for line in Path(__file__).with_name("dev_more.jsonl").read_text("utf-8").splitlines()
]
THIRD = [
    json.loads(line) for line in Path(__file__).with_name("dev_third.jsonl").read_text("utf-8").splitlines()
]
Hears = Callable[[str], Sequence[TabooHeard]]


@pytest.fixture(scope="session")
def review(book: Playbook, guard: Guard) -> Review:
    """The review without a model."""
    return Review(book, lambda: guard)


@pytest.fixture(scope="session")
def listening(book: Playbook, guard: Guard, model_path: Path) -> Review:
    """The review with the trained model."""
    return Review(book, lambda: guard, Reader(book, load_model(model_path)).taboos)


def hears(words: str, taboo: Taboo, sure: float = 0.9) -> Hears:
    """A model that hears one thing."""

    def heard(text: str) -> list[TabooHeard]:
        start = text.find(words)
        return [TabooHeard(taboo, words, (start, start + len(words)), sure)] if start >= 0 else []

    return heard


def severe(found: DraftCheck) -> bool:
    return found.verdict in ("warn", "block")


# --- the model's ear -----------------------------------------------------------------------------


def test_what_the_model_hears_is_a_warning_with_its_confidence(book: Playbook, guard: Guard) -> None:
    found = Review(book, lambda: guard, hears("这人真够难缠的", "confront")).check("您好，这人真够难缠的")
    [finding] = found.findings
    assert (finding.by, finding.confidence, finding.severity) == ("model", 0.9, "warn")
    assert found.verdict == "warn"
    assert finding.why
    assert finding.instead


@pytest.mark.parametrize(
    ("draft", "words", "taboo"),
    [
        ("您说的“没人管我”，我记下了", "没人管我", "brush_off"),
        ("会有人跟您对接的，今晚八点前", "会有人跟您对接的", "vague"),
        ("如果检测是主板的问题，我们给您换", "我们给您换", "over_promise"),
    ],
)
def test_quoting_a_time_and_a_condition_overrule_the_model(
    book: Playbook, guard: Guard, draft: str, words: str, taboo: Taboo
) -> None:
    assert Review(book, lambda: guard, hears(words, taboo)).check(draft).verdict == "ok"


def test_a_listed_wording_is_not_told_again_by_the_model(book: Playbook, guard: Guard) -> None:
    draft = "这不可能"
    found = Review(book, lambda: guard, hears(draft, "absolute")).check(draft)
    assert [finding.by for finding in found.findings] == ["lexicon"]


@pytest.mark.parametrize(
    "draft", ["你自己没看清楚吧", "那我也没办法啊", "系统就是这么规定的", "别人都没问题"]
)
def test_speech_acts_of_the_issue_are_found(listening: Review, draft: str) -> None:
    assert severe(listening.check(draft))


def test_the_development_set_is_judged_as_well_as_promised(listening: Review) -> None:
    missed = [line["text"] for line in DEV if line["taboos"] and not severe(listening.check(line["text"]))]
    flagged = [line["text"] for line in DEV if not line["taboos"] and severe(listening.check(line["text"]))]
    assert len(missed) <= 10, missed
    assert len(flagged) <= 1, flagged


@pytest.mark.parametrize(("kind", "least", "most"), [("v", 0.95, 1), ("f", 0, 0.02), ("o", 0, 0.01)])
def test_the_wider_development_set_is_judged_well_too(
    listening: Review, kind: str, least: float, most: float
) -> None:
    lines = [line["text"] for line in MORE if line["id"].startswith(kind)]
    found = [text for text in lines if severe(listening.judge(text))]
    assert least <= len(found) / len(lines) <= most, found if most < 1 else set(lines) - set(found)


@pytest.mark.parametrize(("kind", "least", "most"), [("v", 0.88, 1), ("f", 0, 0.03)])
def test_the_third_development_set_is_judged_no_worse_than_once_reached(
    listening: Review, kind: str, least: float, most: float
) -> None:
    """Weighted towards the hardest taboos: disclosure, neglect, shifted blame, promises."""
    lines = [line["text"] for line in THIRD if line["id"].startswith(kind)]
    found = [text for text in lines if severe(listening.judge(text))]
    assert least <= len(found) / len(lines) <= most, found if most < 1 else set(lines) - set(found)


def test_the_third_development_set_is_large_and_repeats_nothing() -> None:
    violations = sum(bool(line["taboos"]) for line in THIRD)
    assert min(violations, len(THIRD) - violations) >= 150
    others = {line["text"] for line in (*DEV, *MORE)}
    assert len({line["text"] for line in THIRD} - others) == len(THIRD)


@pytest.mark.parametrize(
    ("draft", "free"),
    [
        ("海报上“买贵十倍赔”是去年的活动，今年改成补差价", True),
        ("酒店答应您赔2000元，这个数我去核对", True),
        ("我答应您赔2000元，这个数我去核对", False),
        ("我们不会跟您说“不可能”", True),
        ("这台“不可能”坏", False),
        ("您的意思是绝对没有收到过这条短信，对吗", True),
        ("绝对没有收到过这条短信", False),
        ("没有哪台机器能保证百分百不坏", True),
        ("我能保证百分百不坏", False),
        ("绝不会因为您投诉就给您穿小鞋", True),
        ("抱歉，刚才我说“百分之百能到”，说过头了", True),
        ("抱歉，刚才我说“百分之百能到”", False),
        ("您没看清不是您的问题，字印得太小", True),
    ],
)
def test_quoted_denied_and_told_wordings_are_free(review: Review, draft: str, free: bool) -> None:
    assert severe(review.judge(draft)) is not free


@pytest.mark.parametrize(
    ("draft", "free"),
    [
        ("酒店回您不可能退房费，我现在再问一次经理", True),
        ("那边说不可能查到，我现在再问一遍安保", True),
        ("那边说不可能查到", False),
        ("公司说不可能退，我现在问问", False),
        ("同事已经告诉您不可能退了", False),
        ("我跟您说不可能退", False),
    ],
)
def test_others_words_are_free_where_the_agent_takes_them_up(review: Review, draft: str, free: bool) -> None:
    assert severe(review.judge(draft)) is not free


@pytest.mark.parametrize(("draft", "free"), [("本月12号扣的，我们尽快处理", False), ("12号前给您回电", True)])
def test_a_bygone_time_is_no_promise(book: Playbook, draft: str, free: bool) -> None:
    assert Promises(book).names_time(draft) is free


def test_the_model_never_blocks(listening: Review) -> None:
    for line in DEV:
        for finding in listening.check(line["text"]).findings:
            assert finding.by != "model" or finding.severity != "block"


def test_every_script_passes_the_model_too(book: Playbook, listening: Review) -> None:
    flagged = [one.id for one in book.scripts if severe(listening.judge(one.script.text))]
    assert flagged == []


def test_the_model_answers_while_one_types(listening: Review) -> None:
    draft = "。".join(line["text"] for line in DEV[100:105])
    took = []
    for _ in range(40):
        began = time.perf_counter()
        listening.check(draft)
        took.append(time.perf_counter() - began)
    assert sorted(took)[20] < 0.05


# --- honest refusals, promises, nudges -----------------------------------------------------------


@pytest.mark.parametrize(
    "draft",
    [
        "这一步我处理不了，因为要核对证件，我帮您约明天上午的号",
        "系统现在改不了地址，因为包裹已经出库，我帮您联系快递改派",
    ],
)
def test_an_honest_no_is_a_hint_at_most(listening: Review, draft: str) -> None:
    assert not severe(listening.check(draft))


def test_a_refusal_without_another_way_stays_what_it_is(book: Playbook, guard: Guard) -> None:
    review = Review(book, lambda: guard, hears("这个我处理不了", "brush_off"))
    assert review.check("这个我处理不了，因为系统在升级").verdict == "warn"
    assert review.check("这个我处理不了，因为系统在升级，我帮您转人工组").verdict == "hint"


PROMISES: list[tuple[Role, str, str]] = [
    ("agent", "我给您换一台新的", "warn"),
    ("supervisor", "我给您换一台新的", "ok"),
    ("agent", "我们上门给您道歉", "warn"),
    ("agent", "如果是我们的原因，我给您换一台新的", "ok"),
    ("agent", "主管批准之后我给您退2000元", "ok"),
    ("agent", "只要您删掉评论，我给您退2000元", "warn"),
    ("agent", "我给您申请退2000元", "ok"),
    ("agent", "我三天后给您回电", "hint"),
    ("supervisor", "我36小时内给您回电", "ok"),
    ("agent", "我明天上午十点给您回电", "ok"),
]


@pytest.mark.parametrize(("role", "draft", "verdict"), PROMISES)
def test_a_promise_is_measured_by_the_role(review: Review, role: Role, draft: str, verdict: str) -> None:
    found = review.check(draft, role)
    if verdict == "ok":
        assert not severe(found)
        assert [finding for finding in found.findings if finding.by == "authority"] == []
    else:
        [finding] = [finding for finding in found.findings if finding.by == "authority"]
        assert (finding.taboo, finding.severity) == ("over_promise", verdict)


def test_the_nudge_to_shared_wording_fits_in_place(review: Review) -> None:
    for draft, better in [
        ("您应该先重启一下", "我们可以先重启一下"),
        ("您没填门牌号", "这里还没填门牌号"),
    ]:
        found = review.check(draft)
        [finding] = found.findings
        assert found.verdict == "hint"
        start, end = finding.span
        assert draft[:start] + finding.instead[0] + draft[end:] == better
    assert review.check("您应该收到短信了").findings == ()


# --- any draft -----------------------------------------------------------------------------------

_bits = st.sampled_from(
    ["绝对", "我保证", "退600元", "“", "”", "您说", "，", "。", "\n", "您应该", "换新", "😀"]
)
drafts = st.lists(_bits | st.text(max_size=6), max_size=12).map("".join)


@given(draft=drafts)
@example(draft="😀我保证退600元，\ud83d您应该")
def test_any_draft_is_reviewed_the_same_twice(review: Review, draft: str) -> None:
    found = review.check(draft)
    assert found == review.check(draft)
    assert found.text == draft
    for finding in found.findings:
        start, end = finding.span
        assert 0 <= start < end <= len(draft)
        assert finding.text == draft[start:end]
        assert 1 <= len(finding.instead) <= 3
    units = draft.encode("utf-16-le", "surrogatepass")
    for finding, place in zip(found.findings, in_utf16(found).findings, strict=True):
        start, end = place.span
        assert units[2 * start : 2 * end] == finding.text.encode("utf-16-le", "surrogatepass")


def test_a_draft_nobody_can_say_in_one_go_is_refused(review: Review) -> None:
    assert review.check("好" * LONGEST_DRAFT).verdict == "ok"
    with pytest.raises(DraftTooLong, match="10001 characters"):
        review.check("好" * (LONGEST_DRAFT + 1))


def test_sums_without_end_are_read_while_nobody_waits(review: Review) -> None:
    began = time.perf_counter()
    review.check("退600元" * 2000)
    assert time.perf_counter() - began < 2
