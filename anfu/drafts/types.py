"""What the guard found in a draft. Values only."""

from __future__ import annotations

from typing import Literal

import msgspec

from anfu.labels import Severity, Taboo, Verdict
from anfu.reading.types import Span

FoundBy = Literal["lexicon", "authority", "model"]


class Finding(msgspec.Struct, frozen=True):
    """One thing the draft should not say: where, why, and what to say instead (each fits in place).

    `by` is who found it: listed words, the limits of a role, or the reading model, which is `confidence` sure
    (0 to 1) and never blocks.
    """

    taboo: Taboo
    severity: Severity
    span: Span
    text: str
    why: str
    instead: tuple[str, ...]
    source: str
    entry: str
    by: FoundBy = "lexicon"
    confidence: float = 1.0


class DraftCheck(msgspec.Struct, frozen=True):
    """All findings of a draft, by place, and the verdict: that of the worst.

    `rewrite` is the whole draft said neutrally, where something in it should not be said.
    """

    text: str
    findings: tuple[Finding, ...]
    verdict: Verdict
    rewrite: str | None = None
