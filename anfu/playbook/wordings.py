"""A forbidden wording: a lexicon entry, what it is about, and where it counts."""

from __future__ import annotations

import msgspec

from anfu.labels import Industry, Taboo
from anfu.playbook import schema


class ForbiddenWording(msgspec.Struct, frozen=True):
    """A lexicon entry with the taboo it is about and the calls it counts in; `general` is all of them."""

    taboo: Taboo
    entry: schema.LexiconEntry
    industry: Industry = "general"
