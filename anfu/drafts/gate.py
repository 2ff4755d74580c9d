"""What no promise beyond authority can be made without: words that are quickly looked for, before anything is measured.

A gate may let through what turns out to be no such promise; it never holds one back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from anfu.drafts.literals import needed_words
from anfu.playbook.schema import Authority

_DIGIT = r"[\d零〇幺一二两三四五六七八九十百千万壹贰叁肆伍陆柒捌玖拾佰仟]"
_NUMERAL = rf"{_DIGIT}|[几数亿]|上[百千万]|块[把儿八]|毛把"
_HUNDREDS = rf"[百千万亿佰仟]|{_DIGIT}{{3}}|\d,\d|\d[多来几]?[kw]"
"""Every numeral above 99 holds one of these."""
_DAY = 1440
_FAR = (
    rf"[明后][天日早晚儿]|(?:周|星期|礼拜)[一二三四五六日天]"
    rf"|(?:{_DIGIT}|[多来几个半俩])(?:[天日号周月]|工作日|星期|礼拜)"
    rf"|(?:{_DIGIT}{{2}}|[kw]|\.\d+)[多来几]?个?半?(?:小时|钟头|刻钟)"
    rf"|(?:{_DIGIT}{{3}}|[千万kw]|\.\d+)[多来几]?个?分钟"
)
"""Every moment more than a day away is named with one of these."""


class Gate:
    """Whether a text may hold a promise beyond what any of the roles may give. Build it once per playbook.

    verb, contact, remedies: the patterns of giving, of the next contact, and of each remedy.
    """

    def __init__(
        self,
        verb: re.Pattern[str],
        contact: re.Pattern[str],
        remedies: dict[str, re.Pattern[str]],
        limits: Iterable[Authority],
    ) -> None:
        limits = tuple(limits)
        small = any(limit.amount_cny < 100 for limit in limits)
        soon = any(limit.contact_within_minutes < _DAY for limit in limits)
        sum_said = _NUMERAL if small else _HUNDREDS
        self._sum = re.compile(rf"(?:{verb.pattern})[^。!?;]{{0,40}}?(?:{sum_said})")
        self._contact = _words_of(needed_words(contact.pattern)[:1])
        self._far = re.compile("" if soon else _FAR)
        needed = {name: needed_words(pattern.pattern) for name, pattern in remedies.items()}
        self._remedies = {name: [_words_of([group]) for group in groups] for name, groups in needed.items()}
        first = [groups[0] for groups in needed.values() if groups]
        first += needed_words(contact.pattern)[:1]
        self._words = frozenset().union(*first) if len(first) == len(needed) + 1 else None
        self._any_word = _words_of(first) if self._words else re.compile("")

    @property
    def words(self) -> frozenset[str]:
        """Words one of which stands in every text with a remedy or a next contact; none when there are no such words."""
        return self._words or frozenset()

    def lets_through(self, text: str, worded: bool | None = None) -> bool:
        """Whether a compact or normalised text is worth measuring at all.

        worded: whether one of `words` is in it, where somebody has looked already.
        """
        if self.may_give(text):
            return True
        if worded is None or self._words is None:
            worded = self._any_word.search(text) is not None
        return worded and (
            self.may_put_off(text) or any(self.may_remedy(name, text) for name in self._remedies)
        )

    def may_give(self, text: str) -> bool:
        """Whether a sum that somebody may not give could be promised."""
        return self._sum.search(text) is not None

    def may_put_off(self, text: str) -> bool:
        """Whether a next contact could be promised for later than somebody may."""
        return self._contact.search(text) is not None and self._far.search(text) is not None

    def may_remedy(self, name: str, text: str) -> bool:
        """Whether this remedy could be promised."""
        return all(group.search(text) for group in self._remedies[name])


def _words_of(groups: Iterable[frozenset[str]]) -> re.Pattern[str]:
    """A pattern of all the words of these groups; one that always matches when there is no group."""
    words = frozenset[str]().union(*groups)
    shortest = sorted(word for word in words if not any(other in word for other in words - {word}))
    return re.compile("|".join(map(re.escape, shortest)))
