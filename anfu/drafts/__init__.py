"""Forbidden language in what an agent is about to say. Pure; never waits for Rasa, a lock or a database."""

from anfu.drafts.guard import Guard
from anfu.drafts.types import DraftCheck, Finding

__all__ = ["DraftCheck", "Finding", "Guard"]
