"""The databases that faults are tried on."""

from __future__ import annotations

from databases import *  # noqa: F403 - fixtures
