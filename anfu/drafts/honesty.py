"""An honest no: it gives a reason and offers another way, and is then a hint at most."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from anfu.drafts.promises import any_of
from anfu.drafts.types import Finding
from anfu.playbook.schema import Honesty as HonestyRules
from anfu.reading.normalize import normalize


class Honesty:
    """The playbook's idea of an honest refusal, ready to ask."""

    def __init__(self, rules: HonestyRules) -> None:
        self._taboos = frozenset(rules.taboos)
        self._refusals, self._reasons = any_of(rules.refusals), any_of(rules.reasons)
        self._ways = any_of(rules.ways)

    def soften(self, draft: str, findings: Iterable[Finding]) -> list[Finding]:
        """The findings, with those that an honest reason and another way go with turned into hints."""
        text = normalize(draft)
        return [
            msgspec.structs.replace(finding, severity="hint") if self._is_honest(text, finding) else finding
            for finding in findings
        ]

    def _is_honest(self, text: str, finding: Finding) -> bool:
        if finding.severity == "hint" or finding.taboo not in self._taboos:
            return False
        start, end = finding.span
        if not self._refusals.search(text, start, end):
            return False
        # The other way must be offered beside the refusal, not in the words that refuse.
        others = (text[max(0, start - _LOOK) : start], text[end : end + _LOOK])
        reasoned = any(self._reasons.search(part) for part in (*others, text[start:end]))
        return reasoned and any(self._ways.search(part) for part in others)


_LOOK = 120
"""How many characters around a refusal its reason and the other way are looked for."""
