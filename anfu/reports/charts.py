"""What charts show of a period: levels over time, kinds, clocks kept, taboos found, scripts used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta, tzinfo
from typing import Literal, Protocol

import msgspec

from anfu.labels import TABOOS, Taboo
from anfu.playbook import Playbook
from anfu.reports.clocks import LATE
from anfu.reports.names import Names
from anfu.reports.period import Period

By = Literal["day", "month"]
TOP = 10
"""How many scripts are named."""
_RUNG: dict[int, int] = {1: 0, 2: 1, 3: 2, 0: 3}


class LevelsAt(msgspec.Struct, frozen=True):
    """How many calls began on a day (2026-11-04) or in a month (2026-11), and on which level they ended.

    `level4` are enquiries, which no rule raised. A call in which nothing was said is on no level.
    """

    at: str
    level1: int
    level2: int
    level3: int
    level4: int
    calls: int


class Counted(msgspec.Struct, frozen=True):
    """How often something was met."""

    id: str
    name: str
    count: int


class ClockKept(msgspec.Struct, frozen=True):
    """How often a clock was kept and how often it was missed."""

    clock: str
    name: str
    kept: int
    missed: int


class ScriptUse(msgspec.Struct, frozen=True):
    """What agents did with a script they were offered."""

    id: str
    text: str
    used: int
    edited: int
    dismissed: int


class ScriptsUse(msgspec.Struct, frozen=True):
    """What agents did with all scripts, and with those they took most."""

    used: int
    edited: int
    dismissed: int
    top: tuple[ScriptUse, ...]


class Figures(msgspec.Struct, frozen=True, rename={"first": "from", "last": "to"}):
    """The figures of a period, both days included."""

    first: date
    last: date
    by: By
    levels: tuple[LevelsAt, ...]
    kinds: tuple[Counted, ...]
    clocks: tuple[ClockKept, ...]
    taboos: tuple[Counted, ...]
    scripts: ScriptsUse


class Uses(Protocol):
    """What became of a script, in numbers."""

    @property
    def used(self) -> int:
        """How often it was said as it stood."""

    @property
    def edited(self) -> int:
        """How often it was said in other words."""

    @property
    def dismissed(self) -> int:
        """How often it was put aside."""


def levels(
    calls: Iterable[tuple[datetime, int | None]], days: Period, by: By, zone: tzinfo
) -> tuple[LevelsAt, ...]:
    """The calls of each day or month by the level they ended on; days without calls as well."""
    counts: dict[str, list[int]] = {at: [0] * 5 for at in _labels(days, by)}
    for began, level in calls:
        count = counts.get(f"{began.astimezone(zone):{_FORM[by]}}")
        if count is None:
            continue
        count[4] += 1
        if level in _RUNG:
            count[_RUNG[level]] += 1
    return tuple(LevelsAt(at, *count) for at, count in counts.items())


def kinds(matters: Mapping[str, int], names: Names) -> tuple[Counted, ...]:
    """The kinds of complaint, the commonest first."""
    return _ranked((Counted(kind, names.kind(kind), count) for kind, count in matters.items()))


def clocks(verdicts: Mapping[str, Mapping[str, int]], names: Names) -> tuple[ClockKept, ...]:
    """The kinds of clocks that were decided, in the playbook's order; promises last."""
    order = {rule.id: place for place, rule in enumerate(names.book.clocks.clocks)}
    found = (
        ClockKept(kind, names.rule(kind), counts.get("kept", 0), sum(counts.get(late, 0) for late in LATE))
        for kind, counts in verdicts.items()
    )
    decided = [one for one in found if one.kept or one.missed]
    return tuple(sorted(decided, key=lambda one: (order.get(one.clock, len(order)), one.clock)))


def taboos(hits: Mapping[str, int], names: Names) -> tuple[Counted, ...]:
    """The taboos by how often drafts and agents ran into them, the commonest first."""
    of_entry = _taboo_of(names.book)
    counts: Counter[str] = Counter()
    for entry, count in hits.items():
        if (taboo := of_entry.get(entry)) is not None:
            counts[taboo] += count
    return _ranked((Counted(taboo, names.of("taboos", taboo), count) for taboo, count in counts.items()))


def scripts(uses: Mapping[str, Uses], book: Playbook) -> ScriptsUse:
    """What became of the scripts, with those taken most."""
    texts = {script.id: script.script.text for script in book.scripts}
    each = [
        ScriptUse(name, texts.get(name, name), use.used, use.edited, use.dismissed)
        for name, use in uses.items()
    ]
    each.sort(key=lambda one: (-(one.used + one.edited), one.dismissed, one.id))
    return ScriptsUse(
        sum(one.used for one in each),
        sum(one.edited for one in each),
        sum(one.dismissed for one in each),
        tuple(each[:TOP]),
    )


def _taboo_of(book: Playbook) -> dict[str, Taboo]:
    """The taboo behind each entry that hits are counted under."""
    found: dict[str, Taboo] = {wording.entry.id: wording.taboo for wording in book.lexicon}
    found |= {nudge.id: nudge.taboo for nudge in book.taboos.nudges}
    found |= {f"model-{taboo}": taboo for taboo in TABOOS}
    return found | {"authority": "over_promise"}


def _ranked(counts: Iterable[Counted]) -> tuple[Counted, ...]:
    return tuple(sorted(counts, key=lambda one: (-one.count, one.id)))


def _labels(days: Period, by: By) -> list[str]:
    if by == "month":
        return list(days.months())
    span = (days.last - days.first).days + 1
    return [f"{days.first + timedelta(days=day):{_FORM[by]}}" for day in range(span)]


_FORM: dict[By, str] = {"day": "%Y-%m-%d", "month": "%Y-%m"}
