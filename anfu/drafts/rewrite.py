"""Says a bad draft well: the feeling first, the facts as they are, then the way on. Promises nothing by itself."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from anfu.drafts.fit import Judge
from anfu.drafts.promises import any_of
from anfu.drafts.types import DraftCheck, Finding
from anfu.labels import Taboo
from anfu.playbook.schema import RewriteFile
from anfu.reading.facts.amounts import amounts
from anfu.reading.normalize import normalize

LONGEST = 1_000
"""Longer drafts are not rewritten as a whole; each finding has its replacements."""
_CLAUSE = re.compile(r"([^，。！？；,;!?…\n]+)([，。！？；,;!?…\s]*)")
_STOPS = "。！？!?"
_TRIES = 12


class _Clause(NamedTuple):
    start: int
    end: int
    words: str
    mark: str


class _Said(NamedTuple):
    """A clause as it is said now; None where it is left out."""

    words: str | None
    mark: str
    untouched: bool


class Rewriter:
    """Rewrites drafts from the playbook's pieces. The same draft is always rewritten the same."""

    def __init__(self, file: RewriteFile) -> None:
        self._file = file
        self._greeting, self._feeling, self._path = (
            any_of(file.greeting),
            any_of(file.feeling),
            any_of(file.path),
        )
        self._fact, self._refused = any_of(file.fact), any_of(file.refused)
        self._conditional, self._dangling = any_of(file.conditional), any_of(file.dangling)
        self._harsh, self._links = any_of(file.harsh), any_of(file.links)

    def rewrite(self, checked: DraftCheck, judge: Judge) -> str | None:
        """The draft said neutrally, or None when it is too long to be one thing to say."""
        severe = [finding for finding in checked.findings if finding.severity != "hint"]
        if not severe or len(checked.text) > LONGEST:
            return None
        taboo = min(severe, key=lambda found: (found.severity != "block", found.span)).taboo
        seed = zlib.crc32(checked.text.encode("utf-8", "surrogatepass"))
        body = self._without_rests(self._body(checked, judge, seed))
        # Should a fact be what is wrong with every variant, the draft is said without it.
        for kept in (body, []):
            for draft in self._variants(taboo, kept, seed):
                if judge(draft).verdict == "ok":
                    return draft
        return None

    # --- the clauses ---------------------------------------------------------------------------

    def _body(self, checked: DraftCheck, judge: Judge, seed: int) -> list[_Said]:
        severe = [finding for finding in checked.findings if finding.severity != "hint"]
        said = []
        for hit in _CLAUSE.finditer(checked.text):
            words = hit[1].strip()
            start = hit.start(1) + len(hit[1]) - len(hit[1].lstrip())
            clause = _Clause(start, start + len(words), words, hit[2].strip())
            if not clause.words:
                continue
            found = [finding for finding in checked.findings if _touches(finding, clause)]
            near = any(_same_sentence(checked.text, clause, finding) for finding in severe)
            said.append(_Said(self._say(clause, found, near, judge, seed), clause.mark, not found))
        return said

    def _say(
        self, clause: _Clause, found: Sequence[Finding], near: bool, judge: Judge, seed: int
    ) -> str | None:
        if not found:
            worth = any(
                rule.search(clause.words)
                for rule in (self._fact, self._path, self._feeling, self._greeting, self._conditional)
            )
            return None if near and not worth and self._harsh.search(clause.words) else clause.words
        neutral = (self._neutral(clause, found), *self._told_facts(clause, seed))
        return next((line for line in neutral if line and judge(line).verdict == "ok"), None)

    def _neutral(self, clause: _Clause, found: Sequence[Finding]) -> str | None:
        """The clause with its findings replaced, where it has facts to keep, or they are all hints."""
        if any(one.span[0] < clause.start or clause.end < one.span[1] for one in found):
            return None
        mild = all(one.severity == "hint" for one in found)
        facts = [hit[0] for hit in self._fact.finditer(normalize(clause.words))]
        words = clause.words
        last = clause.end
        for one in sorted(found, key=lambda one: (-one.span[0], -one.span[1])):
            if one.span[1] <= last:
                at = one.span[0] - clause.start
                words = words[:at] + one.instead[0] + words[at + one.span[1] - one.span[0] :]
                last = one.span[0]
        told = normalize(words)
        if mild or (facts and all(fact in told for fact in facts) and not self._harsh.search(told)):
            return words.strip("，,")
        return None

    def _told_facts(self, clause: _Clause, seed: int) -> Iterator[str]:
        """The facts of a clause that cannot be said as it is."""
        text = normalize(clause.words)
        refused = self._refused.search(text)
        if refused and (what := next((group for group in refused.groups() if group), None)):
            yield _pick(self._file.refusals, seed).replace("{fact}", what)
        if sums := amounts(text):
            told = "、".join(clause.words[slice(*amount.span)] for amount in sums)
            yield _pick(self._file.sums, seed).replace("{fact}", told)
        if facts := [clause.words[slice(*hit.span())] for hit in self._fact.finditer(text)]:
            yield _pick(self._file.facts, seed).replace("{fact}", "、".join(dict.fromkeys(facts)))

    def _without_rests(self, body: list[_Said]) -> list[_Said]:
        """The body without words that led up to something left out, or linked to it."""
        kept: list[_Said] = []
        for place, said in enumerate(body):
            follows = body[place + 1] if place + 1 < len(body) else None
            if said.words is None or (
                follows and not follows.untouched and self._dangling.fullmatch(said.words)
            ):
                continue
            after_gap = place > 0 and not body[place - 1].untouched
            words = self._links.sub("", said.words, count=1) if after_gap or not kept else said.words
            if words:
                kept.append(said._replace(words=words))
        return kept

    # --- the whole -----------------------------------------------------------------------------

    def _variants(self, taboo: Taboo, body: Sequence[_Said], seed: int) -> Iterator[str]:
        feelings, paths = self._file.feelings[taboo], self._file.paths[taboo]
        for tried in range(_TRIES):
            feeling = feelings[(seed + tried) % len(feelings)]
            path = paths[(seed // len(feelings) + tried) % len(paths)]
            yield self._put_together(feeling, path, body)

    def _put_together(self, feeling: str, path: str, body: Sequence[_Said]) -> str:
        greeted = 0
        while greeted < len(body) and self._greeting.fullmatch(body[greeted].words or ""):
            greeted += 1
        parts = [_joined(body[:greeted], "，")] if greeted else []
        rest = body[greeted:]
        if not any(said.untouched and self._feeling.search(said.words or "") for said in rest):
            parts.append(f"{feeling}。")
        leads = bool(rest) and self._conditional.match(rest[-1].words or "") is not None
        if rest:
            parts.append(_joined(rest, "，" if leads else "。"))
        if leads or not any(self._path.search(said.words or "") for said in rest):
            parts.append(f"{path}。")
        return "".join(parts)


def _joined(clauses: Sequence[_Said], end: str) -> str:
    """Clauses with their own marks; one at a seam gets a comma, the last `end` where it has no stop."""
    told = [f"{said.words}{said.mark[:1] or '，'}" for said in clauses[:-1]]
    last = clauses[-1]
    mark = last.mark[:1] if last.mark[:1] and last.mark[0] in _STOPS and end == "。" else end
    return "".join((*told, last.words or "", mark))


def _pick(lines: Sequence[str], seed: int) -> str:
    return lines[seed % len(lines)]


def _touches(finding: Finding, clause: _Clause) -> bool:
    return finding.span[0] < clause.end and clause.start < finding.span[1]


def _same_sentence(text: str, clause: _Clause, finding: Finding) -> bool:
    between = text[min(clause.end, finding.span[1]) : max(clause.start, finding.span[0])]
    return not any(mark in between for mark in f"{_STOPS}\n")
