"""The first table of an analysis: a measure a line, this period beside the one before and beside what is wanted."""

from __future__ import annotations

from collections.abc import Mapping

from anfu.reports.document import Share, Value
from anfu.reports.figures import change
from anfu.reports.layout import Row
from anfu.reports.names import Names


def overview(report: str, now: Mapping[str, Value], before: Mapping[str, Value], names: Names) -> list[Row]:
    """The rows the playbook lists for this report."""
    rows: list[Row] = []
    for measure in names.book.reports.measures[report]:
        value, earlier = now.get(measure.id), before.get(measure.id)
        wanted = measure.at_least_percent
        reached = None
        if wanted is not None and isinstance(value, Share):
            # In tenths of a percent, as it is shown: what reads 95.0 % has reached 95 %.
            reached = names.word("reached" if round(value.of_one * 1000) >= wanted * 10 else "missed")
        rows.append(
            {
                "item": names.text(measure.name),
                "now": value,
                "before": earlier,
                "change": change(value, earlier, names),
                "target": f"≥{wanted}%" if wanted is not None else None,
                "reached": reached,
            }
        )
    return rows
