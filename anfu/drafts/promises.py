"""Promises in a draft, measured against what the speaker's role may promise: sums, remedies, time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from anfu.drafts.gate import Gate
from anfu.drafts.sense import Sense
from anfu.drafts.types import Finding
from anfu.labels import Role, Severity
from anfu.playbook.book import Playbook
from anfu.playbook.schema import Authority
from anfu.reading.facts.amounts import amounts
from anfu.reading.facts.times import moment
from anfu.reading.normalize import normalize
from anfu.reading.types import Span

_PIECE = re.compile(r"[^。!！?？;；\n]{1,200}[。!！?？;；\n]*|[。!！?？;；\n]+")
"""A sentence; of one without an end 200 characters, for reading sums costs more the longer the text is."""
_CLAUSE = re.compile(r"[^,。!?;:、\n]+")
_CAP = re.compile(r"(?:元|块)?(?:以内|以下|之内|封顶)")
_SENTENCE_END = re.compile(r"[。!！?？;；\n]")
_LOOK = 100
"""How many characters around a promise its condition may stand."""
_REACH = 10
"""How many characters before a sum the verb of giving stands at most."""
LATE = datetime(2026, 1, 5, 22, 0, tzinfo=UTC)
"""Late in the evening, so that 「明天」 is never too far for someone who may promise a day."""


class Promises:
    """Knows what each role may promise. Build it once per playbook.

    sense: in which settings words do no harm, where that is built already.
    """

    def __init__(self, playbook: Playbook, sense: Sense | None = None) -> None:
        words = playbook.taboos.promises
        self._sense = sense or Sense(playbook.sense)
        self._playbook = playbook
        self._words = words
        self._verb = re.compile(playbook.sense.promise_verbs)
        self._conditions, self._bargains = any_of(words.conditions), any_of(words.bargains)
        self._certain, self._declined = any_of(words.certain), any_of(words.declined)
        self._asked, self._contact = any_of(words.asked), any_of(words.contact)
        self._reckoned, self._anyway = any_of(words.reckoned), any_of(words.granted_anyway)
        self._past, self._loose = any_of(words.past), any_of(playbook.sense.loose_times)
        said = {remedy.name: any_of(remedy.said) for remedy in words.remedies}
        named = {name for limit in playbook.authority.limits for name in limit.needs_supervisor}
        self._remedies = {name: said.get(name) or _by_name(name) for name in named}
        self._gate = Gate(self._verb, self._contact, self._remedies, playbook.authority.limits)

    @property
    def gate(self) -> Gate:
        """What tells at little cost that a draft promises nothing beyond anybody's authority."""
        return self._gate

    def beyond_authority(self, draft: str, role: Role) -> list[Finding]:
        """Promises in the draft that this role may not make, unless on a condition or with leave (F30, F110)."""
        limit = self._playbook.limit(role)
        text = normalize(draft)
        found: list[Finding] = []
        for piece in _pieces(draft) if self._gate.lets_through(text) else ():
            sentence = text[slice(*piece)]
            here = [
                *self._sums(draft, text, piece, limit),
                *self._beyond_remedies(draft, text, piece, limit),
            ]
            if here and self._follows(sentence):
                here = []
            here += self._too_far(draft, text, piece, limit)
            if here and not self._only_if(sentence) and not self._asked.search(sentence):
                found += here
        return found

    def names_time(self, draft: str) -> bool:
        """Whether a draft names a point in time that lies ahead, in words that speak of no bygone one."""
        text = normalize(draft)
        return any(
            self._past.search(clause) is None
            and (self._loose.search(clause) is not None or moment(clause, _SOME_DAY) is not None)
            for piece in _pieces(draft)
            for clause in _CLAUSE.findall(text[slice(*piece)])
        )

    def is_conditional(self, draft: str, span: Span) -> bool:
        """Whether the words at `span` of a draft promise only if something holds, which is no promise."""
        start, end = span
        if self._certain.search(normalize(draft[start:end])):
            return False
        before = _SENTENCE_END.split(draft[max(0, start - _LOOK) : start])[-1]
        after = _SENTENCE_END.split(draft[end : end + _LOOK])[0]
        return self._only_if(normalize(before + draft[start:end] + after))

    def _follows(self, sentence: str) -> bool:
        """Whether what is given follows from a calculation, a rule or a decision, and is not granted."""
        return self._reckoned.search(sentence) is not None and self._anyway.search(sentence) is None

    def _only_if(self, sentence: str) -> bool:
        return self._conditions.search(sentence) is not None and self._bargains.search(sentence) is None

    def _sums(self, draft: str, text: str, piece: Span, limit: Authority) -> Iterator[Finding]:
        sentence = text[slice(*piece)]
        if not self._gate.may_give(sentence):
            return
        for amount in amounts(sentence):
            start, end = (piece[0] + place for place in amount.span)
            clause = _clause(text, (start, end), piece)
            if amount.yuan <= limit.amount_cny or not self._is_given(text, clause, start, end):
                continue
            why = f"{draft[start:end]}超出了你的权限（{limit.amount_cny}元以内），先报主管再许。"
            yield _finding(draft, clause, self._words.amount, why, [limit.line])

    def _is_given(self, text: str, clause: Span, start: int, end: int) -> bool:
        """Whether we give the sum: a verb of giving stands before it in its clause, and nobody asks or caps it."""
        before = text[max(clause[0], start - _REACH) : start]
        return (
            self._verb.search(before) is not None
            and self._declined.search(text[slice(*clause)]) is None
            and _CAP.match(text, end) is None
            and not self._sense.releases(text, start, end, "over_promise")
        )

    def _beyond_remedies(self, draft: str, text: str, piece: Span, limit: Authority) -> Iterator[Finding]:
        sentence = text[slice(*piece)]
        for name in limit.needs_supervisor:
            if not self._gate.may_remedy(name, sentence):
                continue
            for hit in self._remedies[name].finditer(text, *piece):
                clause = _clause(text, hit.span(), piece)
                words = text[slice(*clause)]
                # A sum is measured as a sum, and what is asked is not promised.
                if self._declined.search(words) or amounts(words) or text[clause[1] : clause[1] + 1] == "?":
                    continue
                if self._sense.releases(text, *hit.span(), "over_promise"):
                    continue
                why = f"“{name}”要主管点头，先报上去再许。"
                yield _finding(draft, clause, self._words.remedy, why, [limit.line])

    def _too_far(self, draft: str, text: str, piece: Span, limit: Authority) -> Iterator[Finding]:
        if not self._gate.may_put_off(text[slice(*piece)]):
            return
        for hit in self._contact.finditer(text, *piece):
            clause = _clause(text, hit.span(), piece)
            found = moment(text[slice(*clause)], LATE)
            if found is None or found.at - LATE <= timedelta(minutes=limit.contact_within_minutes):
                continue
            why = f"下一次联系最晚约在{_span_of_time(limit.contact_within_minutes)}以内，再远先报主管。"
            yield _finding(draft, clause, self._words.time, why, self._words.time_lines)


def _pieces(draft: str) -> list[Span]:
    """The sentences of a draft. Not of the normalised text, in which a new line is a blank."""
    return [hit.span() for hit in _PIECE.finditer(draft)]


def any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """One pattern for all; none at all for an empty list."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)")


_SOME_DAY = LATE.replace(hour=9)
"""Only whether a draft names a time matters, not which."""


def _by_name(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?:我|我们|这边|给您)[^,。]{{0,6}}{re.escape(name)}")


def _clause(text: str, place: Span, piece: Span) -> Span:
    """The clause around a place of a sentence, without blanks at its ends."""
    start, end = place
    first = max(piece[0], *(text.rfind(mark, piece[0], start) + 1 for mark in ",。!?;:、"))
    after = _CLAUSE.match(text, end, piece[1])
    last = after.end() if after else end
    while first < start and text[first].isspace():
        first += 1
    while last > end and text[last - 1].isspace():
        last -= 1
    return first, last


def _finding(draft: str, span: Span, severity: Severity, why: str, instead: list[str]) -> Finding:
    words = draft[slice(*span)]
    return Finding(
        "over_promise", severity, span, words, why, tuple(instead), "F30", "authority", "authority"
    )


def _span_of_time(minutes: int) -> str:
    return f"{minutes // 60}小时" if minutes >= 60 else f"{minutes}分钟"
