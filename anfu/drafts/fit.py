"""Makes replacements fit: nothing doubled at the seams, marks kept, and nothing the guard would find again."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import msgspec

from anfu.drafts.types import DraftCheck, Finding
from anfu.labels import Taboo
from anfu.playbook.schema import TaboosFile
from anfu.reading.types import Span

Judge = Callable[[str], DraftCheck]
"""Judges a piece of a draft by listed words and limits alone."""

_MARKS = "，。！？；、：,.!?;:…\n"
_PARTICLES = re.compile(rf"[吧啊呢呀嘛哦呗啦嘞哈吗了的]{{1,2}}(?=[{_MARKS}]|\s*$)")
_SENTENCE_END = re.compile(r"[。！？!?；;\n]")
_OURSELVES = ("我们这边", "我这边", "我们", "咱们", "这边", "我")
_SINGLE = frozenset("我您你的了就都也还先再给")
"""Characters that are wrong when they stand twice in a row."""
_OPENERS = re.compile(r"(?:您好|好的?|嗯|那么?|这|所以|但是?|不过|其实|因为|而且|就是|说|讲)$")
_SUBJECT = re.compile(r"我|您|你|咱|这|那|原因|系统|卡在|路上|先|由")
_OPEN_END = re.compile(r"(?:给您?|[把要为由在会能还先是被]|直接|不|记录|看)$")
_REST = re.compile(rf"[^{_MARKS}]+")
_TELLS = re.compile(r"\d|[零一二两三四五六七八九十百千万][个元块号月天点小时分]|今|明|如果|因为")
"""What must not be swallowed with the words around it."""
_SENTENCE = 5
_STUMP = 3
_AROUND = 60
"""How many characters around a finding are judged together with a replacement."""
_MOST = 30
"""How many findings of a draft get replacements made to fit; nobody looks at more."""


class Fit:
    """Fits the replacements of findings into their drafts."""

    def __init__(self, file: TaboosFile) -> None:
        self._spare: dict[Taboo, list[str]] = {rule.taboo: rule.instead for rule in file.taboos}

    def all(self, draft: str, findings: Sequence[Finding], judge: Judge) -> tuple[Finding, ...]:
        """The findings, each over the words to replace and with one to three replacements for exactly these."""
        return (
            *(self._fitted(draft, finding, judge) for finding in findings[:_MOST]),
            *findings[_MOST:],
        )

    def _fitted(self, draft: str, finding: Finding, judge: Judge) -> Finding:
        tight = with_particles(draft, finding.span)
        wide = whole_clause(draft, tight)
        for offered in (finding.instead, self._spare.get(finding.taboo, ())):
            # A sentence of its own takes the place of the clause, a phrase that of the words.
            phrases = [line for line in offered if tight == wide or not stands_alone(line)]
            for span, lines in ((tight, phrases), (wide, offered)):
                if lines and (fits := _Trial(draft, span, judge).fits(lines)):
                    return _with(finding, draft, span, fits)
        return finding


def _with(finding: Finding, draft: str, span: Span, instead: Sequence[str]) -> Finding:
    return msgspec.structs.replace(finding, span=span, text=draft[slice(*span)], instead=tuple(instead[:3]))


class _Trial:
    """One place of a draft, to try replacements in."""

    def __init__(self, draft: str, span: Span, judge: Judge) -> None:
        self._before, self._after = _around(draft, span)
        self._words, self._judge = draft[slice(*span)], judge
        self._others = len(self._severe(self._words)[1])

    def fits(self, offered: Sequence[str]) -> list[str]:
        """What of the offered may stand here, what is found fault with least first."""
        rated: list[tuple[int, str]] = []
        for line in offered:
            fit = seamless(self._before, line, self._after)
            if fit and fit != self._words and fit not in (known for _, known in rated):
                inside, outside, faults = self._severe(fit)
                if not inside and len(outside) <= self._others:
                    rated.append((faults, fit))
        return [fit for _, fit in sorted(rated, key=lambda found: found[0])]

    def _severe(self, words: str) -> tuple[list[Finding], list[Finding], int]:
        """What must not be said: in these words, beside them; and how many findings there are in all."""
        found = self._judge(self._before + words + self._after).findings
        start, end = len(self._before), len(self._before) + len(words)
        severe = [finding for finding in found if finding.severity != "hint"]
        inside = [finding for finding in severe if finding.span[0] < end and start < finding.span[1]]
        return inside, [finding for finding in severe if finding not in inside], len(found)


def with_particles(draft: str, span: Span) -> Span:
    """The span with the particles that end its clause: they belong to the words that go."""
    hit = _PARTICLES.match(draft, span[1])
    return (span[0], hit.end()) if hit else span


def whole_clause(draft: str, span: Span) -> Span:
    """The span with what would hang loose of its clause, unless that says something of its own."""
    start, end = span
    tail = _tail(draft[max(0, start - _AROUND) : start])
    if tail and len(tail) <= _STUMP and not _OPENERS.search(tail):
        start -= len(draft[:start]) - len(draft[:start].rstrip()) + len(tail)
    rest = _REST.match(draft, end)
    if rest and not _TELLS.search(rest[0]):
        end = rest.end()
    return start, end


def seamless(before: str, line: str, after: str) -> str:
    """A replacement as it reads between `before` and `after`; empty when nothing of it is left."""
    line = line.strip().rstrip(_MARKS)
    line = _not_said_twice(_tail(before), line)
    line = _not_said_before(line, after)
    if line and stands_alone(line):
        tail = _tail(before)
        if tail and not _OPENERS.search(tail) and not _joins(tail, line):
            line = f"，{line}"
        if after.strip() and after.lstrip()[0] not in _MARKS and not _PARTICLES.match(after):
            line = f"{line}，"
    return line


def _not_said_twice(tail: str, line: str) -> str:
    """The line without what already stands right before it."""
    for length in range(min(4, len(line) - 1), 0, -1):
        if tail.endswith(line[:length]) and (length > 1 or line[0] in _SINGLE):
            return line[length:]
    if tail.endswith(_OURSELVES):
        for subject in _OURSELVES:
            if line.startswith(subject):
                return line.removeprefix(subject)
    return line


def _not_said_before(line: str, after: str) -> str:
    """The line without what follows it anyway."""
    for length in range(min(3, len(line) - 1), 0, -1):
        if after.startswith(line[-length:]) and (length > 1 or line[-1] in _SINGLE):
            return line[:-length]
    return line


def stands_alone(line: str) -> bool:
    """Whether a replacement is a sentence of its own rather than a phrase to be gone on with."""
    return "，" in line or (
        len(line) >= _SENTENCE and _SUBJECT.match(line) is not None and not _OPEN_END.search(line)
    )


def _joins(tail: str, line: str) -> bool:
    """Whether the words before are the subject, or something said about the line."""
    return tail.endswith((*_OURSELVES, "跟您说", "跟您讲", "告诉您")) and not line.startswith(_OURSELVES)


def _tail(before: str) -> str:
    """The beginning of the clause that a replacement goes on with."""
    return re.split(f"[{_MARKS}]", before)[-1].strip()


def _around(draft: str, span: Span) -> tuple[str, str]:
    start, end = span
    before = _SENTENCE_END.split(draft[max(0, start - _AROUND) : start])[-1]
    found = _SENTENCE_END.search(draft, end, end + _AROUND)
    return before, draft[end : found.end() if found else end + _AROUND]
