"""What the model's belief in a taboo is worth: the playbook's thresholds, signs and exceptions."""

from __future__ import annotations

import re
from collections.abc import Iterable

from anfu.labels import Taboo
from anfu.playbook.book import Playbook
from anfu.playbook.schema import TabooRule
from anfu.playbook.variables import fill
from anfu.reading.normalize import normalize
from anfu.reading.types import Span, TabooBelief, TabooHeard

_CLAUSE_MARKS = re.compile(r"[,。!?;:、…\n]+")
_PLAIN = 0.9
_SECOND = 0.98
"""How sure a second taboo in a sentence must be: mostly it is the same wrong, heard in another way."""
_LONG_ENOUGH = 6
"""From how many characters on an offered wording is known again inside a clause."""


class TabooEar:
    """Takes the model's beliefs about an agent's words for what they are worth. Build it once per playbook."""

    def __init__(self, playbook: Playbook) -> None:
        self._rules = {rule.taboo: _Rule(rule) for rule in playbook.taboos.taboos}
        self._never = _any(playbook.taboos.not_in)
        lines = {clause for line in _offered(playbook) for clause in _CLAUSE_MARKS.split(normalize(line))}
        self._offered = frozenset(lines - {""})
        self._long = tuple(sorted(line for line in lines if len(line) >= _LONG_ENOUGH))

    def heard(self, said: str, beliefs: Iterable[TabooBelief]) -> list[TabooHeard]:
        """The taboos to take for heard, by place: in a sentence the strongest clause, and each that speaks for itself."""
        text = normalize(said)
        settled: set[tuple[Taboo, Span]] = set()
        told: dict[Span, Taboo] = {}
        found: list[TabooHeard] = []
        for belief in sorted(beliefs, key=lambda belief: -belief.probability):
            rule = self._rules.get(belief.taboo)
            if rule is None or belief.probability * 100 < rule.with_sign:
                continue
            place = belief.taboo, belief.sentence
            if told.get(belief.sentence, belief.taboo) != belief.taboo and belief.probability < _SECOND:
                continue
            if not self._is_innocent(rule, text, belief) and rule.counts(belief, text, place in settled):
                evidence = said[slice(*belief.clause)]
                found.append(TabooHeard(belief.taboo, evidence, belief.clause, belief.probability))
                told.setdefault(belief.sentence, belief.taboo)
            # What stands beside a clause that sounded worse must speak for itself.
            settled.add(place)
        return sorted(found, key=lambda heard: (heard.span, heard.id))

    def _is_innocent(self, rule: _Rule, text: str, belief: TabooBelief) -> bool:
        clause = text[slice(*belief.clause)]
        # Heard speech has blanks for commas: innocent words in one part excuse no other that is plain enough.
        if " " in clause and belief.probability >= _PLAIN:
            return False
        return bool(self._never.search(clause) or rule.never.search(clause) or self._is_offered(clause))

    def _is_offered(self, clause: str) -> bool:
        """Whether the playbook itself gives agents these words to say."""
        return clause in self._offered or any(line in clause for line in self._long)


class _Rule:
    def __init__(self, rule: TabooRule) -> None:
        self.alone, self.with_sign = rule.needs, rule.needs_with_sign
        self.signs, self.never = _any(rule.signs), _any(rule.not_in)

    def counts(self, belief: TabooBelief, text: str, beside: bool) -> bool:
        """Whether the belief is strong enough, given the signs around it. `beside` one that sounded worse: by itself."""
        needed = self.alone + (100 - self.alone) // 2 if beside else self.alone
        around = belief.clause if beside else belief.sentence
        return belief.probability * 100 >= needed or self.signs.search(text, *around) is not None


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    """One pattern for all; none at all for an empty list."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)")


def _offered(playbook: Playbook) -> Iterable[str]:
    """Everything the playbook gives agents to say."""
    yield from (fill(script.script.text, {}) for script in playbook.scripts)
    for wording in playbook.lexicon:
        yield from wording.entry.instead
    for rule in playbook.taboos.taboos:
        yield from rule.instead
    for lines in (*playbook.rewrite.feelings.values(), *playbook.rewrite.paths.values()):
        yield from lines
    yield from (avoid.instead for avoid in playbook.avoid.avoid)
    yield from (limit.line for limit in playbook.authority.limits)
