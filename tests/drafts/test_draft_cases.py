"""The guard, sentence by sentence: tests/drafts/cases.yml says what it must find and what it must let pass."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, get_args

import pytest
from ruamel.yaml import YAML

from anfu.drafts import DraftCheck, Guard
from anfu.labels import TABOOS, Industry
from anfu.playbook import Playbook
from anfu.playbook.variables import fill

CASES: list[dict[str, Any]] = YAML(typ="safe").load(Path(__file__).with_name("cases.yml"))["cases"]
_RANK = ["hint", "warn", "block"]


def worst(found: DraftCheck) -> dict[str, str]:
    """Each taboo found with its worst severity."""
    taboos: dict[str, str] = {}
    for finding in found.findings:
        known = taboos.get(finding.taboo, finding.severity)
        taboos[finding.taboo] = max(known, finding.severity, key=_RANK.index)
    return taboos


@pytest.mark.parametrize("case", CASES, ids=[case["says"] for case in CASES])
def test_case(guard: Guard, case: dict[str, Any]) -> None:
    found = guard.check(case["says"], case.get("role", "agent"), case.get("industry", "general"))
    expected = {} if case["expect"] == "ok" else case["expect"]
    assert worst(found) == expected, [(finding.entry, finding.text) for finding in found.findings]
    assert found.verdict == max(expected.values(), key=_RANK.index, default="ok")


def test_the_cases_cover_every_taboo_and_enough_that_is_fine() -> None:
    taboos = Counter(taboo for case in CASES if case["expect"] != "ok" for taboo in case["expect"])
    assert set(taboos) == set(TABOOS)
    assert all(count >= 5 for count in taboos.values()), taboos
    fine = sum(case["expect"] == "ok" for case in CASES)
    assert len(CASES) >= 150
    assert fine >= len(CASES) * 2 // 5


def _rank(found: DraftCheck) -> int:
    return _RANK.index(found.verdict) if found.verdict != "ok" else -1


# --- the playbook's own words --------------------------------------------------------------------


def test_no_phrase_is_forbidden_for_two_reasons(book: Playbook) -> None:
    taboos: dict[str, set[str]] = {}
    for wording in book.lexicon:
        for phrase in wording.entry.say:
            taboos.setdefault(phrase, set()).add(wording.taboo)
    assert {phrase: where for phrase, where in taboos.items() if len(where) > 1} == {}


def test_every_replacement_is_itself_fit_to_say(book: Playbook, guard: Guard) -> None:
    flagged = [
        (wording.entry.id, instead, [finding.entry for finding in found.findings])
        for wording in book.lexicon
        for instead in wording.entry.instead
        if (found := guard.check(instead, "agent", wording.industry)).findings
    ]
    assert flagged == []


def test_no_script_is_forbidden_in_any_industry(book: Playbook, guard: Guard) -> None:
    flagged = [
        (script.id, industry)
        for script in book.scripts
        for industry in get_args(Industry)
        if guard.check(fill(script.script.text, {}), "agent", industry).findings
    ]
    assert flagged == []


def test_packs_count_in_their_industry_only(book: Playbook, guard: Guard) -> None:
    packs = Counter(wording.industry for wording in book.lexicon)
    assert set(packs) == set(get_args(Industry))
    assert all(count >= 60 for count in packs.values()), packs
    assert guard.check("资料交了包您下款", "agent", "finance").verdict == "block"
    assert guard.check("资料交了包您下款", "agent", "telecom").verdict == "ok"
    assert guard.check("资料交了包您下款").verdict == "ok"


def test_every_line_the_playbook_offers_is_fit_to_say(book: Playbook, guard: Guard) -> None:
    lines = [avoid.instead for avoid in book.avoid.avoid]
    lines += [ask.ask for ask in book.steps.asks] + [step.ask for step in book.steps.steps]
    lines += [limit.line for limit in book.authority.limits]
    assert [line for line in lines if guard.check(line).findings] == []


def test_every_forbidden_phrase_is_found_by_itself(book: Playbook, guard: Guard) -> None:
    missed = [
        (wording.entry.id, phrase)
        for wording in book.lexicon
        for phrase in wording.entry.say
        if _RANK.index(wording.entry.severity) > _rank(guard.check(phrase, "agent", wording.industry))
    ]
    assert missed == []


def test_following_the_advice_ends_in_a_draft_that_may_be_said(book: Playbook, guard: Guard) -> None:
    """Replacing each finding by its first advice, again and again, never goes round in circles."""
    stuck = []
    for wording in book.lexicon:
        for phrase in wording.entry.say[:3]:
            draft = f"您好，{phrase}，我在看"
            for _ in range(4):
                findings = guard.check(draft, "agent", wording.industry).findings
                if not findings:
                    break
                last = findings[-1]
                draft = draft[: last.span[0]] + last.instead[0] + draft[last.span[1] :]
            else:
                stuck.append((wording.entry.id, phrase, draft))
    assert stuck == []
