"""Checks a draft: forbidden wordings that are meant, and promises beyond authority. Pure and fast."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from anfu.drafts.compact import Compact, compact
from anfu.drafts.lexicon import Hit, Lexicon
from anfu.drafts.sense import Sense
from anfu.drafts.types import DraftCheck, Finding
from anfu.labels import Role, Verdict
from anfu.playbook.book import Playbook
from anfu.playbook.schema import Authority
from anfu.reading.facts.amounts import amounts
from anfu.reading.facts.times import moment
from anfu.reading.normalize import normalize

_RANK: dict[Verdict, int] = {"ok": 0, "hint": 1, "warn": 2, "block": 3}
_CLAUSE = re.compile(r"[,。!?;:、\n]")
_DECLINED = re.compile(
    r"能不能|可不可以|是不是|是否|要不要|不(?:能|敢|会|一定|可以)|没(?:法|办法)|无法|如果|要是"
)
_CAP = re.compile(r"(?:元|块)?(?:以内|以下|之内|封顶)")
_SOME_DAY = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
"""Only whether a draft names a time matters here, not which."""


class Guard:
    """Knows what an agent must not say. Build it once per playbook; it holds no state between drafts."""

    def __init__(self, playbook: Playbook) -> None:
        self._playbook = playbook
        self._lexicon = Lexicon(playbook.lexicon)
        self._sense = Sense(playbook.sense)
        self._promise = re.compile(playbook.sense.promise_verbs)

    def check(self, draft: str, role: Role = "agent") -> DraftCheck:
        """The findings in a draft about to be spoken by someone with this role."""
        matched = compact(draft)
        meant = [
            hit
            for hit in self._lexicon.hits(matched.text)
            if not self._sense.releases(matched.text, hit.start, hit.end, hit.wording.taboo)
        ]
        found = [_finding(draft, matched, hit) for hit in meant]
        found += self._beyond_authority(draft, self._playbook.limit(role))
        kept = _worst_first(found)
        if any(finding.taboo in self._playbook.sense.time_releases for finding in kept) and _names_time(
            draft
        ):
            kept = [
                finding
                for finding in kept
                if finding.taboo not in self._playbook.sense.time_releases or finding.severity == "block"
            ]
        kept.sort(key=lambda finding: finding.span)
        return DraftCheck(draft, tuple(kept), verdict_of(kept))

    def _beyond_authority(self, draft: str, limit: Authority) -> list[Finding]:
        """Sums promised above the limit (F30, F110)."""
        text = normalize(draft)
        found = []
        for amount in amounts(text):
            start, end = amount.span
            if amount.yuan <= limit.amount_cny or not self._is_promised(text, start, end):
                continue
            why = f"{draft[start:end]}超出了你的权限（{limit.amount_cny}元以内），先报主管再许"
            found.append(
                Finding(
                    "over_promise",
                    "warn",
                    (start, end),
                    draft[start:end],
                    why,
                    (limit.line,),
                    "F30",
                    "authority",
                )
            )
        return found

    def _is_promised(self, text: str, start: int, end: int) -> bool:
        """Whether we give the sum: a verb of giving stands before it in its clause, and nobody asks or caps it."""
        clause = _CLAUSE.split(text[max(0, start - 10) : start])[-1]
        return (
            self._promise.search(clause) is not None
            and _DECLINED.search(clause) is None
            and _CAP.match(text, end) is None
        )


def verdict_of(findings: list[Finding]) -> Verdict:
    """The verdict of the worst finding; `ok` when there is none."""
    verdicts: list[Verdict] = [finding.severity for finding in findings]
    return max(verdicts, key=_RANK.__getitem__, default="ok")


def _finding(draft: str, matched: Compact, hit: Hit) -> Finding:
    span = matched.original(hit.start, hit.end)
    entry = hit.wording.entry
    words = draft[slice(*span)]
    return Finding(
        hit.wording.taboo,
        entry.severity,
        span,
        words,
        entry.why,
        tuple(entry.instead),
        entry.source,
        entry.id,
    )


def _worst_first(found: list[Finding]) -> list[Finding]:
    """One finding a place for each taboo: the severest, then the longest, wins over what it overlaps."""
    kept: list[Finding] = []
    for finding in sorted(found, key=lambda f: (-_RANK[f.severity], f.span[0] - f.span[1], f.span, f.entry)):
        clash = any(
            other.span[0] < finding.span[1]
            and finding.span[0] < other.span[1]
            and (other.taboo == finding.taboo or _holds(other, finding))
            for other in kept
        )
        if not clash:
            kept.append(finding)
    return kept


def _holds(outer: Finding, inner: Finding) -> bool:
    return outer.span[0] <= inner.span[0] and inner.span[1] <= outer.span[1]


def _names_time(draft: str) -> bool:
    return moment(normalize(draft), _SOME_DAY) is not None
