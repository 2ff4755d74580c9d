"""Forbidden language in what an agent is about to say. Pure; never waits for Rasa, a lock or a database."""

from anfu.drafts.guard import Guard
from anfu.drafts.positions import in_utf16
from anfu.drafts.review import LONGEST_DRAFT, Review
from anfu.drafts.types import DraftCheck, Finding

__all__ = ["LONGEST_DRAFT", "DraftCheck", "Finding", "Guard", "Review", "in_utf16"]
