"""Mistakes in `reports.yml` that its shape does not show: fields nobody can fill, ids used twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from anfu.labels import AGENT_ACTS, CUSTOMER_ACTS, EMOTIONS, PURPOSES, REPORTS, ROLES, SIGNALS, TABOOS
from anfu.playbook.problems import closest
from anfu.playbook.schema.reports import FILLED, MEASURES, Report, ReportField, ReportsFile

_NAMED: dict[str, Sequence[str]] = {
    "acts": (*CUSTOMER_ACTS, *AGENT_ACTS),
    "purposes": PURPOSES,
    "roles": ROLES,
    "moods": EMOTIONS,
    "signals": SIGNALS,
    "taboos": TABOOS,
}
"""What people meet on the screen and so must have a name."""
Path = list[str | int]
Found = tuple[Path, str, str]


def check_reports(file: ReportsFile) -> Iterator[Found]:
    """Every mistake, with its place and remedy."""
    ids = [report.id for report in file.reports]
    if sorted(ids) != sorted(REPORTS):
        yield (
            ["reports"],
            f"the reports are {', '.join(ids)}",
            f"describe each of these once: {', '.join(REPORTS)}",
        )
    for index, report in enumerate(file.reports):
        yield from _report(["reports", index], report)
    for name, rows in file.measures.items():
        if name not in MEASURES:
            yield ["measures", name], f"{name!r} has no overview", _choose(name, tuple(MEASURES))
            continue
        for index, row in enumerate(rows):
            if row.id not in MEASURES[name]:
                path: Path = ["measures", name, index, "id"]
                yield path, f"{row.id!r} is nothing that is counted", _choose(row.id, MEASURES[name])
    for name in MEASURES:
        if name not in file.measures:
            yield ["measures"], f"{name!r} is missing", f"add `{name}:` with its rows"
    for group, known in _NAMED.items():
        told = [named.id for named in getattr(file.names, group)]
        yield from _repeated(["names", group], told)
        for missing in sorted(set(known) - set(told)):
            yield ["names", group], f"{missing!r} has no name", f"add `- {{id: {missing}, name: …}}`"


def _report(path: Path, report: Report) -> Iterator[Found]:
    sections = FILLED[report.id]
    yield from _repeated([*path, "sections"], [section.id for section in report.sections])
    for index, section in enumerate(report.sections):
        place: Path = [*path, "sections", index]
        if section.id not in sections:
            yield (
                [*place, "id"],
                f"{section.id!r} is no section of {report.id}",
                _choose(section.id, tuple(sections)),
            )
            continue
        if bool(section.fields) == bool(section.columns):
            yield place, "a section is a form or a table", "write `fields` or `columns`, one of them"
        yield from _fields([*place, "fields"], section.fields, sections[section.id])
        yield from _fields([*place, "columns"], section.columns, sections[section.id])


def _fields(path: Path, fields: list[ReportField], known: tuple[str, ...]) -> Iterator[Found]:
    yield from _repeated(path, [field.id for field in fields])
    for index, field in enumerate(fields):
        if not field.fill and field.id not in known:
            what = f"Anfu has nothing to put into {field.id!r}"
            yield [*path, index, "id"], what, f"{_choose(field.id, known)}; or `fill: true` to write by hand"


def _repeated(path: Path, ids: Sequence[str]) -> Iterator[Found]:
    for index, name in enumerate(ids):
        if name in ids[:index]:
            yield [*path, index, "id"], f"the id {name!r} is used twice", "give this one an id of its own"


def _choose(word: str, choices: tuple[str, ...]) -> str:
    meant = closest(word, choices)
    return f"write {meant!r}" if meant else "choose one of: " + ", ".join(choices)
