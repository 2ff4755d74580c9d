"""Drafts: when the model's ear is believed, which promises are whose, and how a bad draft is said well."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from anfu.labels import Severity, Taboo
from anfu.playbook.schema.base import Entry, Id, Line, Source

PerCent = Annotated[int, Meta(ge=0, le=100)]
Patterns = list[Line]

# --- taboos.yml -----------------------------------------------------------------------------------


class TabooRule(Entry, frozen=True):
    """When the model's word for a taboo counts, and what to tell the agent then.

    `needs` is the probability (per cent) that is enough by itself, `needs_with_sign` the one that is enough where one of
    the `signs` stands in the sentence; a `not_in` in the clause overrules both.
    """

    taboo: Taboo
    needs: PerCent
    needs_with_sign: PerCent
    why: Line
    instead: Annotated[list[Line], Meta(min_length=1, max_length=3)]
    source: Source
    severity: Literal["warn", "hint"] = "warn"
    signs: Patterns = []
    not_in: Patterns = []


class Remedy(Entry, frozen=True):
    """How a remedy of authority.yml sounds when it is promised. One without an entry is known by its name."""

    name: Line
    said: Patterns


class PromiseWords(Entry, frozen=True):
    """What makes words a promise of ours, and what makes it none."""

    conditions: Patterns
    bargains: Patterns
    certain: Patterns
    asked: Patterns
    declined: Patterns
    past: Patterns
    contact: Patterns
    remedies: list[Remedy]
    amount: Severity
    remedy: Severity
    time: Severity
    time_lines: Annotated[list[Line], Meta(min_length=1, max_length=3)]
    reckoned: Patterns = []
    """What a sum or a remedy follows from, in its sentence: it is told then, and not granted."""
    granted_anyway: Patterns = []
    """What makes a grant of it all the same."""


class Honesty(Entry, frozen=True):
    """An honest refusal: it says no, gives a reason and offers another way. Then it is a hint at most."""

    refusals: Patterns
    reasons: Patterns
    ways: Patterns
    taboos: list[Taboo]


class Nudge(Entry, frozen=True):
    """A wording that burdens the customer, and the shared one that fits in its place."""

    id: Id
    taboo: Taboo
    pattern: Line
    instead: Annotated[list[Line], Meta(min_length=1, max_length=3)]
    why: Line
    source: Source


class TaboosFile(Entry, frozen=True):
    """`taboos.yml`. A model's finding is never taken where one of `not_in` stands in the clause."""

    taboos: list[TabooRule]
    not_in: Patterns
    promises: PromiseWords
    honest: Honesty
    nudges: list[Nudge]


# --- rewrite.yml ----------------------------------------------------------------------------------

Variants = Annotated[list[Line], Meta(min_length=6)]


class RewriteFile(Entry, frozen=True):
    """`rewrite.yml`: the pieces a neutral draft is put together from, by taboo, and what to know of its clauses.

    `sums`, `refusals` and `facts` hold `{fact}` where the draft's own words go.
    """

    feelings: dict[Taboo, Variants]
    paths: dict[Taboo, Variants]
    sums: Variants
    refusals: Variants
    facts: Variants
    greeting: Patterns
    feeling: Patterns
    path: Patterns
    fact: Patterns
    refused: Patterns
    conditional: Patterns
    dangling: Patterns
    harsh: Patterns
    links: Patterns
