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

_MOST = 64
"""More alternatives than this say nothing any more."""
_EVERYDAY = frozenset(
    "的一是不了我您你们这那在有就好给没到来点说要会个人可以能为什么请问把下上天时后都也还再先对"
)
_OFTEN, _SELDOM = 0.02, 0.001
"""How likely a character is an everyday one in particular, or any other one."""
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


def longest_match(pattern: str) -> int:
    """How many characters a match of the pattern has at most; a very large number when there is no limit."""
    return int(parser.parse(pattern).getwidth()[1])


def looks_around(pattern: str) -> bool:
    """Whether a match depends on what stands before or after it."""
    return re.search(r"\(\?<?[=!]|[$^]|\\[bBAZ]", pattern) is not None


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
        elif kind is kinds.RANGE and value[1] - value[0] < _MOST:
            chars.update(chr(code) for code in range(value[0], value[1] + 1))
        else:
            return None
    return frozenset(chars) if len(chars) <= _MOST else None


def _joined(left: _Words, right: _Words) -> _Words | None:
    if len(left) * len(right) > _MOST:
        return None
    return frozenset(one + other for one, other in product(left, right))


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
    return -sum(prod(_OFTEN if char in _EVERYDAY else _SELDOM for char in word) for word in words)
