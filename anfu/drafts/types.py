"""What the guard found in a draft. Values only."""

from __future__ import annotations

import msgspec

from anfu.labels import Severity, Taboo, Verdict
from anfu.reading.types import Span


class Finding(msgspec.Struct, frozen=True):
    """One thing the draft should not say: where, why, and what to say instead (each fits in place)."""

    taboo: Taboo
    severity: Severity
    span: Span
    text: str
    why: str
    instead: tuple[str, ...]
    source: str
    entry: str


class DraftCheck(msgspec.Struct, frozen=True):
    """All findings of a draft, by place, and the verdict: that of the worst."""

    text: str
    findings: tuple[Finding, ...]
    verdict: Verdict
