"""Single cells of a workbook: how they look, and values that are never taken for formulas."""

from __future__ import annotations

import re
from copy import copy
from datetime import datetime, tzinfo
from typing import Any, Literal, NamedTuple

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from anfu.labels import Language
from anfu.reports.clean import printable, risky
from anfu.reports.document import Change, Share, Value
from anfu.reports.fitting import LONGEST
from anfu.reports.shown import POINTS, SECONDS_FROM, shown

Part = Literal["heading", "title", "facts", "band", "label", "value", "nothing", "foot"]
_FONT = "微软雅黑"
_THIN = Side(style="thin", color="9AA5B1")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_FONTS: dict[Part, Font] = {
    "heading": Font(name=_FONT, size=11, color="52606D"),
    "title": Font(name=_FONT, size=18, bold=True),
    "facts": Font(name=_FONT, size=9, color="52606D"),
    "band": Font(name=_FONT, size=11, bold=True, color="FFFFFF"),
    "label": Font(name=_FONT, size=10, bold=True, color="334E68"),
    "value": Font(name=_FONT, size=10, color="102A43"),
    "nothing": Font(name=_FONT, size=10, color="829AB1"),
    "foot": Font(name=_FONT, size=8, color="829AB1"),
}
_FILLS: dict[Part, PatternFill] = {
    "band": PatternFill("solid", fgColor="1F3A5F"),
    "label": PatternFill("solid", fgColor="EEF2F6"),
}
_BOXED: frozenset[Part] = frozenset({"band", "label", "value", "nothing"})
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


class Look(NamedTuple):
    """How a cell looks: its part in the document, where its text stands, its number format."""

    part: Part
    align: str = "left"
    format: str = "General"
    quoted: bool = False


class Brush:
    """Paints cells. A look is worked out once: openpyxl takes a millisecond for it, and there are thousands."""

    def __init__(self) -> None:
        self._styles: dict[Look, Any] = {}

    def paint(self, cell: Any, look: Look) -> None:
        """Makes the cell look so."""
        style = self._styles.get(look)
        if style is None:
            self._style(cell, look)
            self._styles[look] = copy(cell._style)
        else:
            cell._style = copy(style)

    def _style(self, cell: Any, look: Look) -> None:
        cell.font = _FONTS[look.part]
        cell.alignment = Alignment(horizontal=look.align, vertical="center", wrap_text=True)
        cell.number_format = look.format
        if look.part in _FILLS:
            cell.fill = _FILLS[look.part]
        if look.part in _BOXED:
            cell.border = _BOX
        cell.quotePrefix = look.quoted


def put(cell: Any, value: Value, zone: tzinfo, language: Language, width: int) -> tuple[str, bool]:
    """Puts the value in as what it is, to be reckoned with. Gives its number format, and whether it needs a quote."""
    match value:
        case None:
            return "General", False
        case datetime():
            # Excel knows no zones: the time as the call centre's clock showed it.
            cell.value = value.astimezone(zone).replace(tzinfo=None, microsecond=0)
            return f"yyyy-mm-dd hh:mm{':ss' if width >= SECONDS_FROM else ''}", False
        case Share(of_one):
            cell.value = of_one
            return "0.0%", False
        case Change(by, points):
            cell.value = round(by * 100, 1) if points else by
            unit = f'0.0"{POINTS[language]}"' if points else "0.0%"
            return f'"↑"{unit};"↓"{unit}', False
        case int() | float():
            cell.value = value
            return "0" if isinstance(value, int) else "0.0", False
    return "General", _put_text(cell, shown(value, zone, language))


def _put_text(cell: Any, text: str) -> bool:
    # An empty text is no cell at all: Excel stumbles over a text cell without a text.
    if text:
        # Past the setter, which would take a leading = for a formula. The quote keeps it a text when edited.
        cell._value, cell.data_type = _ESCAPE.sub("_x005F_", printable(text, LONGEST)), "s"
    return risky(text)
