"""The call: steps, repair, emotion over time, promises, checklist, level. Pure; no clock, no files."""

from anfu.calls.call import Call
from anfu.calls.level import Level
from anfu.calls.moves import Move
from anfu.calls.promises import Promise
from anfu.calls.repair import Repair
from anfu.calls.steps import Steps
from anfu.calls.turn import Turn

__all__ = ["Call", "Level", "Move", "Promise", "Repair", "Steps", "Turn"]
