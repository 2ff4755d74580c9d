"""Finds sentences that are the same but for a word or two, by the character pairs they share."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from anfu.playbook import schema
from anfu.playbook.problems import Problem, locate
from anfu.playbook.variables import fill


def pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters, marks and blanks left out."""
    bare = re.sub(r"\W", "", text)
    return frozenset(bare[at : at + 2] for at in range(len(bare) - 1))


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Share of the pairs that two sentences have in common (Jaccard)."""
    return len(one & other) / len(one | other) if one or other else 0.0


def near(
    texts: Sequence[str], share: float, against: Sequence[str] | None = None
) -> Iterator[tuple[int, int]]:
    """Places of sentences alike by `share` or more: within `texts`, or of one in `texts` and one in `against`.

    Sentences of fewer than four pairs are too short to judge. Two sets that share much must share one of
    their rarest members, so only those are looked up (prefix filtering).
    """
    mine = [pairs(text) for text in texts]
    others = mine if against is None else [pairs(text) for text in against]
    rarity = Counter(pair for held in (mine, others) for one in held for pair in one)

    def rarest(held: frozenset[str]) -> list[str]:
        ordered = sorted(held, key=lambda pair: (rarity[pair], pair))
        return ordered[: len(ordered) - int(share * len(ordered) + 0.999) + 1]

    index: dict[str, list[int]] = defaultdict(list)
    if against is not None:
        for place, held in enumerate(others):
            for pair in rarest(held) if len(held) >= 4 else ():
                index[pair].append(place)
    for place, held in enumerate(mine):
        if len(held) < 4:
            continue
        keys = rarest(held)
        for other in {other for pair in keys for other in index[pair]}:
            if alike(held, others[other]) >= share:
                yield place, other
        if against is None:
            for pair in keys:
                index[pair].append(place)


def too_near(files: Mapping[str, Any], trees: Mapping[str, Any]) -> list[Problem]:
    """The scripts that say nearly the same as an earlier one, by the share `coverage.yml` allows."""
    rules = next((file for file in files.values() if isinstance(file, schema.CoverageFile)), None)
    if rules is None:
        return []
    placed = [
        (name, index, script)
        for name, file in files.items()
        if isinstance(file, schema.ScriptsFile)
        for index, script in enumerate(file.scripts)
    ]
    problems = []
    texts = [fill(script.text, {}) for _, _, script in placed]
    for found in near(texts, rules.nearness):
        (name, index, script), (before, at, earlier) = (
            placed[place] for place in sorted(found, reverse=True)
        )
        shared = alike(pairs(fill(script.text, {})), pairs(fill(earlier.text, {})))
        line, _ = locate(trees[before], ["scripts", at, "text"])
        what = f"{script.id!r} says nearly what {earlier.id!r} at {before}:{line} says ({shared:.0%} alike)"
        remedy = f"say it another way, or remove one; {rules.nearness:.0%} is too near (coverage.yml)"
        problems.append(Problem(name, *locate(trees[name], ["scripts", index, "text"]), what, remedy))
    return problems
