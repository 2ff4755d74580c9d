"""What the shapes of all playbook files are made of."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from anfu.labels import Language

Id = Annotated[str, Meta(pattern=r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$", max_length=80)]
Source = Annotated[str, Meta(pattern=r"^(F\d{1,3}|own)$")]
Line = Annotated[str, Meta(min_length=1, max_length=400)]
Heard = Annotated[str, Meta(pattern=r"^(customer|agent):[a-z_]+(\|[a-z_]+)*$")]
"""`speaker:act|act`: one of these acts by that speaker, for instance `agent:restate`."""


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of everything read from YAML: unknown keys are mistakes, not comments."""


class Text(Entry, frozen=True):
    """What people read, in Chinese and English."""

    zh: Line
    en: Line

    def to(self, language: Language) -> str:
        """The text in the reader's language."""
        return self.en if language == "en" else self.zh
