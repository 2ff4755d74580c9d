"""Checks a draft: forbidden wordings that are meant, and promises beyond authority. Pure and fast."""

from __future__ import annotations

from bisect import bisect_left, insort

from anfu.drafts.compact import Compact, compact
from anfu.drafts.lexicon import Hit, Lexicon
from anfu.drafts.promises import Promises
from anfu.drafts.sense import Sense
from anfu.drafts.types import DraftCheck, Finding
from anfu.labels import Industry, Role, Taboo, Verdict
from anfu.playbook.book import Playbook
from anfu.reading.types import Span

RANK: dict[Verdict, int] = {"ok": 0, "hint": 1, "warn": 2, "block": 3}


class Guard:
    """Knows what an agent must not say. Build it once per playbook; it holds no state between drafts."""

    def __init__(self, playbook: Playbook) -> None:
        self._playbook = playbook
        self._sense = Sense(playbook.sense)
        self._promises = Promises(playbook, self._sense)
        self._lexicon = Lexicon(playbook.lexicon, self._promises.gate.words)

    @property
    def sense(self) -> Sense:
        """In which settings a forbidden wording does no harm."""
        return self._sense

    @property
    def promises(self) -> Promises:
        """What each role may promise."""
        return self._promises

    @property
    def time_releases(self) -> frozenset[Taboo]:
        """The taboos that a point in time in the same draft releases."""
        return frozenset(self._playbook.sense.time_releases)

    def check(self, draft: str, role: Role = "agent", industry: Industry = "general") -> DraftCheck:
        """The findings in a draft about to be spoken by someone with this role in a call of this industry."""
        matched = compact(draft)
        hits, worded = self._lexicon.look(matched.text, industry)
        meant = [
            hit
            for hit in hits
            if not self._sense.releases(matched.text, hit.start, hit.end, hit.wording.taboo)
        ]
        found = [_finding(draft, matched, hit) for hit in meant]
        found = [
            finding
            for finding in found
            if finding.taboo != "over_promise" or not self._promises.is_conditional(draft, finding.span)
        ]
        if self._promises.gate.lets_through(matched.text, worded):
            found += self._promises.beyond_authority(draft, role)
        if not found:
            return DraftCheck(draft, (), "ok")
        kept = worst_first(found)
        if any(
            finding.taboo in self._playbook.sense.time_releases for finding in kept
        ) and self._promises.names_time(draft):
            kept = [
                finding
                for finding in kept
                if finding.taboo not in self._playbook.sense.time_releases or finding.severity == "block"
            ]
        kept.sort(key=lambda finding: finding.span)
        return DraftCheck(draft, tuple(kept), verdict_of(kept))

    def excused(self, draft: str, industry: Industry = "general") -> list[tuple[Taboo, Span]]:
        """The forbidden wordings in a draft that are not meant as such there, with their places."""
        matched = compact(draft)
        return [
            (hit.wording.taboo, matched.original(hit.start, hit.end))
            for hit in self._lexicon.hits(matched.text, industry)
            if self._sense.releases(matched.text, hit.start, hit.end, hit.wording.taboo)
        ]


def verdict_of(findings: list[Finding]) -> Verdict:
    """The verdict of the worst finding; `ok` when there is none."""
    verdicts: list[Verdict] = [finding.severity for finding in findings]
    return max(verdicts, key=RANK.__getitem__, default="ok")


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


def worst_first(found: list[Finding]) -> list[Finding]:
    """One finding a place for each taboo: the severest, then the longest, wins over what it overlaps."""
    kept: list[Finding] = []
    taken: dict[Taboo, list[Span]] = {}
    for finding in sorted(found, key=_first):
        own = taken.setdefault(finding.taboo, [])
        if _overlaps(own, finding.span) or any(_holds(spans, finding.span) for spans in taken.values()):
            continue
        insort(own, finding.span)
        kept.append(finding)
    return kept


def _first(finding: Finding) -> tuple[object, ...]:
    start, end = finding.span
    return -RANK[finding.severity], start - end, finding.span, -finding.confidence, finding.entry


# The spans of one taboo never overlap, so that in order of their beginnings their ends are in order too.


def _overlaps(spans: list[Span], span: Span) -> bool:
    behind = bisect_left(spans, (span[1], 0))  # the first that begins where this one is over
    return behind > 0 and spans[behind - 1][1] > span[0]


def _holds(spans: list[Span], span: Span) -> bool:
    behind = bisect_left(spans, (span[0] + 1, 0))
    return behind > 0 and spans[behind - 1][1] >= span[1]
