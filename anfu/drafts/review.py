"""Reviews a draft: what the guard finds, what the reading model hears besides, and better words for both."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache

import msgspec

from anfu.drafts.fit import Fit
from anfu.drafts.guard import RANK, Guard, verdict_of, worst_first
from anfu.drafts.honesty import Honesty
from anfu.drafts.rewrite import Rewriter
from anfu.drafts.types import DraftCheck, Finding
from anfu.errors import DraftTooLong
from anfu.labels import Industry, Role, Taboo
from anfu.playbook.book import Playbook
from anfu.reading.normalize import normalize
from anfu.reading.types import Span, TabooHeard

LONGEST_DRAFT = 10_000
"""Characters; nobody says more in one go."""
LONGEST_HEARD = 2_000
"""How many characters of a draft the model listens to, from its beginning: its time grows with them."""


class Review:
    """Judges drafts. It holds no state between them; `guard` and `taboos` are asked anew each time.

    taboos: what the reading model hears in an agent's words (`Reader.taboos`); None where there is no model.
    """

    def __init__(
        self,
        playbook: Playbook,
        guard: Callable[[], Guard],
        taboos: Callable[[str], Sequence[TabooHeard]] | None = None,
    ) -> None:
        self._rules = {rule.taboo: rule for rule in playbook.taboos.taboos}
        self._nudges = [(re.compile(nudge.pattern), nudge) for nudge in playbook.taboos.nudges]
        self._honesty = Honesty(playbook.taboos.honest)
        self._fit = Fit(playbook.taboos)
        self._rewriter = Rewriter(playbook.rewrite)
        self._guard = guard
        self._taboos = taboos

    def check(self, text: str, role: Role = "agent", industry: Industry = "general") -> DraftCheck:
        """The findings in a draft, each with replacements that fit in its place, and the draft rewritten.

        Raises `DraftTooLong`.
        """
        found = self.judge(text, role, industry)

        @cache
        def plain(draft: str) -> DraftCheck:
            return self.judge(draft, role, industry, ())

        fitted = self._fit.all(text, found.findings, plain)
        checked = msgspec.structs.replace(found, findings=fitted)
        if RANK[found.verdict] < RANK["warn"]:
            return checked
        return msgspec.structs.replace(checked, rewrite=self._rewriter.rewrite(checked, plain))

    def judge(
        self,
        text: str,
        role: Role = "agent",
        industry: Industry = "general",
        heard: Iterable[TabooHeard] | None = None,
    ) -> DraftCheck:
        """The findings alone. `heard`: what the model heard, where that is known already.

        Raises `DraftTooLong`.
        """
        if len(text) > LONGEST_DRAFT:
            raise DraftTooLong(len(text), LONGEST_DRAFT)
        if heard is None:
            heard = self._taboos(text[:LONGEST_HEARD]) if self._taboos else ()
        listed = self._guard().check(text, role, industry).findings
        heard = tuple(heard)
        excused = self._guard().excused(text, industry) if heard else []
        meant = [one for one in heard if not any(_excuses(place, one) for place in excused)]
        found = [*listed, *self._unlisted(text, meant, listed)]
        kept = self._honesty.soften(text, worst_first(found))
        kept += [nudge for nudge in self._nudged(text) if not any(_meet(nudge, other) for other in kept)]
        kept.sort(key=lambda finding: finding.span)
        return DraftCheck(text, tuple(kept), verdict_of(kept))

    def _unlisted(self, draft: str, heard: Iterable[TabooHeard], listed: Sequence[Finding]) -> list[Finding]:
        """What the model heard where no listed wording tells it already, and where it is meant."""
        text = normalize(draft)
        found = []
        for taboo in heard:
            if taboo.id in self._rules and not self._is_released(draft, text, taboo):
                finding = self._finding(taboo)
                if not any(other.severity != "hint" and _tells(other, finding) for other in listed):
                    found.append(finding)
        return found

    def _is_released(self, draft: str, text: str, heard: TabooHeard) -> bool:
        guard = self._guard()
        start, end = heard.span
        if heard.id in guard.time_releases and guard.promises.names_time(draft):
            return True
        if heard.id == "over_promise" and guard.promises.is_conditional(draft, heard.span):
            return True
        sense = self._guard().sense
        if sense.releases(text, start, end, heard.id) or sense.is_told(text, start, end, heard.id):
            return True
        quotations = sense.quotations(text, heard.id)
        return any(begin < end and start < stop for begin, stop in quotations)

    def _finding(self, heard: TabooHeard) -> Finding:
        rule = self._rules[heard.id]
        return Finding(
            heard.id,
            rule.severity,
            heard.span,
            heard.evidence,
            rule.why,
            tuple(rule.instead),
            rule.source,
            f"model-{heard.id}",
            "model",
            heard.confidence,
        )

    def _nudged(self, draft: str) -> list[Finding]:
        text = normalize(draft)
        return [
            Finding(
                nudge.taboo,
                "hint",
                hit.span(),
                draft[slice(*hit.span())],
                nudge.why,
                tuple(nudge.instead),
                nudge.source,
                nudge.id,
            )
            for pattern, nudge in self._nudges
            for hit in pattern.finditer(text)
        ]


def _tells(listed: Finding, heard: Finding) -> bool:
    """Whether the listed wording is what the model heard: the same taboo, or most of the clause."""
    common = min(listed.span[1], heard.span[1]) - max(listed.span[0], heard.span[0])
    return common > 0 and (listed.taboo == heard.taboo or 2 * common >= heard.span[1] - heard.span[0])


def _excuses(place: tuple[Taboo, Span], heard: TabooHeard) -> bool:
    """Whether a listed wording that is not meant there is what the model heard."""
    taboo, (start, end) = place
    return taboo == heard.id and start < heard.span[1] and heard.span[0] < end


def _meet(one: Finding, other: Finding) -> bool:
    return one.span[0] < other.span[1] and other.span[0] < one.span[1]
