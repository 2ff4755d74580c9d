"""The published JSON Schema of Guidance, for those who build on it. `python -m anfu.guidance.schema FILE` writes it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import msgspec

from anfu.guidance.types import Guidance


def guidance_schema() -> dict[str, Any]:
    """The schema of what every channel and integration receives at a turn."""
    schema: dict[str, Any] = msgspec.json.schema(Guidance)
    about = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Guidance"}
    return about | schema


def write(path: Path) -> None:
    """Writes the schema, readable and always in the same order."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(guidance_schema(), ensure_ascii=False, indent=2, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/schemas/guidance.schema.json"))
