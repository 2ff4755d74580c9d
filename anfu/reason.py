"""Why a level holds. Stands by itself, so that calls, tickets and the store can share it."""

from __future__ import annotations

import msgspec


class Reason(msgspec.Struct, frozen=True):
    """Why a level holds: the trigger's id, its source, and the customer's own words."""

    rule: str
    source: str
    evidence: str
