"""The panel's own words, so that a walk through its screens works in either language."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "panel" / "src" / "i18n"


class Words:
    """The words of a language: `words("call.end")`."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._areas = _areas(language)

    def __call__(self, key: str, **given: object) -> str:
        """What stands on the screen for this key."""
        found: Any = self._areas
        for part in key.split("."):
            found = found[part]
        return re.sub(r"\{(\w+)\}", lambda match: str(given[match.group(1)]), str(found))

    def begin(self, key: str) -> re.Pattern[str]:
        """The words of this key up to the first thing put into them."""
        return re.compile("^" + re.escape(self._raw(key).partition("{")[0].strip()))

    def _raw(self, key: str) -> str:
        found: Any = self._areas
        for part in key.split("."):
            found = found[part]
        return str(found)


@cache
def _areas(language: str) -> dict[str, Any]:
    files = (FOLDER / language).glob("*.json")
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in files}
