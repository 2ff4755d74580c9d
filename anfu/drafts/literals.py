"""What a pattern cannot match without: words one of which stands in every match.

An automaton looks for these words in one go, so that a pattern is only tried where it has a chance.
"""

from __future__ import annotations

import re
import re._constants as kinds
import re._parser as parser
from collections.abc import Iterable
from itertools import product
from math import prod
from typing import Any, NamedTuple

_MOST = 512
"""More alternatives than this say nothing any more."""
_MOST_CHARACTERS = 64
"""A set with more characters says nothing any more."""
_HARDLY_MISSING = frozenset(",。!?;:您我")
_EVERYDAY = frozenset(
    "的一是不了你们这那在有就好给没到来点说要会个人可以能为什么请问把下上天时后都也还再先对"
    "看着过话打去家别用跟电回事吧出行机定前发听自多手办单走查分"
)
_ALWAYS, _OFTEN, _SELDOM = 0.1, 0.01, 0.001
"""How likely a mark or a you, another everyday character in particular, or any other one stands in a place."""
_REFERENCE = re.compile(r"\\[1-9]|\(\?P")
_TOKEN = re.compile(r"\\.|\[\^?\]?|[\]()|]", re.DOTALL)
"""What decides where a choice ends: an escaped character, the beginning of a set, its end, a group, or the mark of a choice."""
_Words = frozenset[str]
_EMPTY: _Words = frozenset([""])
_REPEATS = (kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT)
_ZERO_WIDTH = (kinds.AT, kinds.ASSERT, kinds.ASSERT_NOT)


_Groups = tuple[_Words, ...]


class _Known(NamedTuple):
    """What is known of the texts a part matches: all of them (`exact`), or groups of words.

    Each text holds a word of every group.
    """

    exact: _Words | None
    groups: _Groups = ()


def needed_words(pattern: str) -> _Groups:
    """Groups of words, the rarest first; every match of the pattern holds a word of each. May be empty.

    Raises `re.error` for what is no pattern.
    """
    tree = parser.parse(pattern)
    if tree.state.flags & (kinds.SRE_FLAG_IGNORECASE | kinds.SRE_FLAG_VERBOSE):
        return ()
    return tuple(sorted(set(_groups(_sequence(tree))), key=_rarest_first))


def alternatives(pattern: str) -> list[str]:
    """The patterns that a pattern is a choice of, each of which has words of its own; itself when it is none.

    A pattern with a reference to one of its groups stays whole: parted from the others, the number would be wrong.
    """
    if _REFERENCE.search(pattern):
        return [pattern]
    parts, depth, start, within = [], 0, 0, False
    for token in _TOKEN.finditer(pattern):
        mark = token[0]
        if within:
            within = mark != "]"
        elif mark[0] == "[":
            within = True
        elif mark == "(":
            depth += 1
        elif mark == ")":
            depth -= 1
        elif mark == "|" and not depth:
            parts.append(pattern[start : token.start()])
            start = token.end()
    return [*parts, pattern[start:]]


def longest_match(pattern: str) -> int:
    """How many characters a match of the pattern has at most; a very large number when there is no limit."""
    return int(parser.parse(pattern).getwidth()[1])


def looks_on(pattern: str) -> int:
    """How many characters behind its end a match depends on at most; a very large number when there is no limit.

    What stands before a match costs nothing to look at, wherever a search begins.
    """
    return _farthest(parser.parse(pattern))


def _farthest(tree: Any) -> int:
    """The sum of what is looked at ahead, wherever that stands: never too little."""
    seen = 0
    for kind, value in tree:
        if kind in (kinds.ASSERT, kinds.ASSERT_NOT):
            ahead, looked = value
            seen += _farthest(looked) + (int(looked.getwidth()[1]) if ahead > 0 else 0)
        elif kind is kinds.BRANCH:
            seen += sum(map(_farthest, value[1]))
        elif kind is kinds.SUBPATTERN:
            seen += _farthest(value[3])
        elif kind is kinds.ATOMIC_GROUP:
            seen += _farthest(value)
        elif kind in _REPEATS:
            seen += _farthest(value[2])
        elif kind is kinds.GROUPREF_EXISTS:
            seen += sum(_farthest(way) for way in value[1:] if way)
    return seen


def _sequence(items: Iterable[Any]) -> _Known:
    """Joins what its parts match as long as that stays countable; each run so joined is a group."""
    run = _EMPTY
    whole = True
    groups: _Groups = ()
    for kind, value in items:
        part = _part(kind, value)
        joined = None if part.exact is None else _joined(run, part.exact)
        if joined is not None:
            run = joined
            continue
        whole = False
        # What may stand in front makes too many of a few: their ends, joined, still stand in every match.
        joined = None if part.exact is None else _joined(_ends(run), part.exact)
        if joined is not None:
            run = joined
            continue
        groups += _useful(run) + part.groups
        run = part.exact if part.exact is not None else _EMPTY
    return _Known(run) if whole else _Known(None, groups + _useful(run))


def _part(kind: Any, value: Any) -> _Known:
    if kind is kinds.LITERAL:
        return _Known(frozenset([chr(value)]))
    if kind in _ZERO_WIDTH:
        return _Known(_EMPTY)
    if kind is kinds.IN:
        return _Known(_characters(value))
    if kind is kinds.SUBPATTERN:
        return _Known(None) if value[1] & kinds.SRE_FLAG_IGNORECASE else _sequence(value[3])
    if kind is kinds.ATOMIC_GROUP:
        return _sequence(value)
    if kind is kinds.BRANCH:
        return _either([_sequence(branch) for branch in value[1]])
    if kind in _REPEATS:
        return _repeated(*value)
    return _Known(None)


def _either(ways: list[_Known]) -> _Known:
    if all(way.exact is not None for way in ways):
        exact = frozenset().union(*(way.exact or () for way in ways))
        if len(exact) <= _MOST:
            return _Known(exact)
    choices = [max(_groups(way), key=_rarity, default=None) for way in ways]
    if any(choice is None for choice in choices):
        return _Known(None)
    either = frozenset().union(*(choice or () for choice in choices))
    if len(either) > _MOST:  # then fewer words, even if they are to be expected more often
        either = frozenset().union(*(min(_groups(way), key=len) for way in ways))
    return _Known(None, (either,) if len(either) <= _MOST else ())


def _repeated(least: int, most: int, items: Iterable[Any]) -> _Known:
    known = _sequence(items)
    if (least, most) == (0, 1) and known.exact is not None:
        return _Known(known.exact | _EMPTY)
    if least == most == 1:
        return known
    return _Known(None, _groups(known) if least else ())


def _characters(members: list[Any]) -> _Words | None:
    """The characters of a set such as [这那], or None for one that is open or large."""
    chars = set()
    for kind, value in members:
        if kind is kinds.LITERAL:
            chars.add(chr(value))
        elif kind is kinds.RANGE and value[1] - value[0] < _MOST_CHARACTERS:
            chars.update(chr(code) for code in range(value[0], value[1] + 1))
        else:
            return None
    return frozenset(chars) if len(chars) <= _MOST_CHARACTERS else None


def _joined(left: _Words, right: _Words) -> _Words | None:
    if len(left) * len(right) > _MOST:
        return None
    return frozenset(one + other for one, other in product(left, right))


def _ends(words: _Words) -> _Words:
    """The shortest of the words, with one of which every one of them ends."""
    return frozenset(word for word in words if not any(word[at:] in words for at in range(1, len(word) + 1)))


def _groups(known: _Known) -> _Groups:
    return known.groups if known.exact is None else _useful(known.exact)


def _useful(words: _Words) -> _Groups:
    """The words as a group, without those that hold another; no group when nothing at all would do too."""
    if "" in words:
        return ()
    return (frozenset(word for word in words if not any(other in word for other in words - {word})),)


def _rarest_first(words: _Words) -> tuple[float, list[str]]:
    return -_rarity(words), sorted(words)


def _rarity(words: _Words) -> float:
    """The less often one of the words is to be expected, the greater."""
    return -sum(prod(map(_chance, word)) for word in words)


def _chance(char: str) -> float:
    if char in _HARDLY_MISSING:
        return _ALWAYS
    return _OFTEN if char in _EVERYDAY else _SELDOM
