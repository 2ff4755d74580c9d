"""The documents a call centre hands on: what they are called, which fields they show and in which order."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from anfu.labels import EmotionLabel, ReportId
from anfu.playbook.schema.base import Entry, Id, Source, Text

Width = Annotated[int, Meta(ge=3, le=80)]
Lines = Annotated[int, Meta(ge=0, le=30)]

FILLED: dict[ReportId, dict[str, tuple[str, ...]]] = {
    "quick": {
        "event": (
            "ticket", "cr", "level", "priority", "status", "event_type", "matter", "industry", "happened_at",
            "filed_at", "call", "channel", "customer", "agent", "filed_by", "updated_at", "duty", "summary",
            "node", "owner", "affected",
        ),
        "reasons": ("rule", "words", "source"),
        "form": ("item", "text"),
        "evidence": ("turn", "at", "signal", "words", "text"),
        "promises": ("text", "due", "within", "agreed", "state"),
        "clocks": ("clock", "due", "stopped", "state", "source"),
        "actions": ("at", "what", "by", "note"),
        "support": (),
        "review": (),
    },
    "retrospective": {
        "case": (
            "ticket", "cr", "level", "status", "event_type", "matter", "customer", "agent", "call", "channel",
            "call_started", "call_ended", "filed_at", "closed_at", "open_for", "filed_by", "summary",
            "node", "owner", "affected",
        ),
        "outcome": ("clocks", "promises", "peak", "ending", "missing", "taboos"),
        "timeline": ("at", "what", "by", "text", "evidence"),
        "clocks": ("clock", "due", "stopped", "late", "state", "source"),
        "promises": ("text", "made_at", "due", "within", "agreed", "state"),
        "reasons": ("rule", "words", "source"),
        "cause": (),
        "responsibility": ("matter",),
        "improvements": ("measure",),
        "transcript": ("turn", "at", "speaker", "text"),
    },
    "tracking": {
        "cases": (
            "number", "ticket", "filed_at", "customer", "matter", "level", "status", "agent", "summary",
            "reason", "clocks", "next_due", "closed_at", "open_for",
        ),
    },
    "analysis": {
        "overview": ("item", "now", "before", "change", "target", "reached"),
        "kinds": ("kind", "tickets", "share", "before", "change", "level_1", "level_2", "level_3", "on_time"),
        "levels": ("level", "tickets", "share", "before", "change", "on_time"),
        "causes": ("cause", "tickets", "share", "before", "change", "source"),
        "clocks": ("clock", "kept", "missed", "running", "on_time", "source"),
        "months": ("month", "calls", "tickets", "per_hundred", "serious", "on_time", "change"),
        "findings": (),
    },
    "dissatisfied": {
        "overview": ("item", "now", "before", "change", "target", "reached"),
        "kinds": (
            "kind", "calls", "dissatisfied", "rate", "share", "before", "change", "angry", "disappointed",
            "unconfirmed",
        ),
        "months": ("month", "calls", "dissatisfied", "rate", "change"),
        "causes": ("cause", "calls", "share", "source"),
        "cases": ("call", "at", "matter", "level", "mood", "peak", "confirmed"),
        "plan": (),
    },
}  # fmt: skip
"""What Anfu can fill in, by document and section; any other field stays empty for a person to write in."""
MEASURES = {
    "analysis": (
        "calls",
        "tickets",
        "excluded",
        "per_hundred",
        "serious",
        "on_time",
        "crisis",
        "closed",
        "days",
    ),
    "dissatisfied": ("calls", "complaints", "dissatisfied", "satisfaction", "unconfirmed"),
}
"""The rows of an overview."""


class Named(Entry, frozen=True):
    """What people call something that has an id."""

    id: Id
    name: Text


class ReportField(Entry, frozen=True):
    """A field of a form or a column of a table. `width` counts Latin characters; a Chinese one takes two.

    `wide`: a field that takes the whole width of the form. `fill: true`: left empty for a person to write in.
    """

    id: Id
    name: Text
    width: Width = 12
    wide: bool = False
    fill: bool = False


class ReportSection(Entry, frozen=True):
    """A part of a document: a form of `fields`, or a table of `columns` with `empty_lines` to write in."""

    id: Id
    name: Text
    source: Source
    fields: list[ReportField] = []
    columns: Annotated[list[ReportField], Meta(max_length=20)] = []
    empty_lines: Lines = 0
    note: Text | None = None
    new_page: bool = False


class Report(Entry, frozen=True):
    """A document: its title, its sections in order, and who signs it."""

    id: ReportId
    title: Text
    source: Source
    sections: Annotated[list[ReportSection], Meta(min_length=1)]
    signatures: list[Text]
    landscape: bool = False


class Measure(Entry, frozen=True):
    """A row of an overview, with the percentage or number it should reach."""

    id: Id
    name: Text
    source: Source
    at_least_percent: Annotated[int, Meta(ge=0, le=100)] | None = None


class Dissatisfied(Entry, frozen=True):
    """When a call counts as ended dissatisfied: the customer's last mood, at this strength or more."""

    moods: Annotated[list[EmotionLabel], Meta(min_length=1)]
    intensity_at_least: Annotated[int, Meta(ge=1, le=3)]
    cases_listed: Annotated[int, Meta(ge=0, le=1000)]
    source: Source


class ReportNames(Entry, frozen=True):
    """What documents and screens call the things they tell of. What is not listed is shown by its id."""

    events: list[Named]
    statuses: list[Named]
    verdicts: list[Named]
    signals: list[Named]
    speakers: list[Named]
    moods: list[Named]
    industries: list[Named]
    channels: list[Named]
    people: list[Named]
    taboos: list[Named]
    acts: list[Named]
    purposes: list[Named]
    roles: list[Named]
    fields: list[Named]
    words: list[Named]


class ReportsFile(Entry, frozen=True):
    """`reports.yml`."""

    heading: Text
    crisis_clocks: list[Id]
    taboos_sure_from_percent: Annotated[int, Meta(ge=0, le=100)]
    dissatisfied: Dissatisfied
    measures: dict[str, list[Measure]]
    reports: list[Report]
    names: ReportNames
