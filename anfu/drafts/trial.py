"""A trial of an edited lexicon: what it would newly flag, and newly release, in texts already said."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from anfu.drafts.guard import Guard
from anfu.drafts.types import Finding
from anfu.labels import Industry


class Said(msgspec.Struct, frozen=True):
    """A text an agent said or drafted, and the calls it belongs to."""

    text: str
    industry: Industry = "general"


class Example(msgspec.Struct, frozen=True):
    """A text with the words in it that a change is about."""

    text: str
    words: str
    span: tuple[int, int]


class Change(msgspec.Struct):
    """What becomes different at one entry: how often, and in which texts for instance."""

    entry: str
    severity: str
    count: int = 0
    examples: list[Example] = []


class Trial(msgspec.Struct, frozen=True):
    """All that becomes different; `texts` were looked at, `verdicts` of them get another verdict."""

    texts: int
    verdicts: int
    flagged: list[Change]
    released: list[Change]


def compare(before: Guard, after: Guard, corpus: Iterable[Said], examples: int = 3) -> Trial:
    """What `after` finds that `before` does not, and the other way round; the commonest first."""
    flagged: dict[tuple[str, str], Change] = {}
    released: dict[tuple[str, str], Change] = {}
    texts = verdicts = 0
    for said in corpus:
        old, new = (guard.check(said.text, "agent", said.industry) for guard in (before, after))
        texts += 1
        verdicts += old.verdict != new.verdict
        known, now = set(map(_place, old.findings)), set(map(_place, new.findings))
        _count(flagged, said, (finding for finding in new.findings if _place(finding) not in known), examples)
        _count(released, said, (finding for finding in old.findings if _place(finding) not in now), examples)
    return Trial(texts, verdicts, _sorted(flagged), _sorted(released))


def _place(finding: Finding) -> tuple[str, str, tuple[int, int]]:
    return finding.entry, finding.severity, finding.span


def _count(
    changes: dict[tuple[str, str], Change], said: Said, findings: Iterable[Finding], examples: int
) -> None:
    for finding in findings:
        key = (finding.entry, finding.severity)
        change = changes.setdefault(key, Change(*key))
        change.count += 1
        if len(change.examples) < examples:
            change.examples.append(Example(said.text, finding.text, finding.span))


def _sorted(changes: dict[tuple[str, str], Change]) -> list[Change]:
    return sorted(changes.values(), key=lambda change: (-change.count, change.entry, change.severity))
