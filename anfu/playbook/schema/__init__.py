"""The shape of every playbook file. A file is right exactly when it fits its type here.

Texts that people read come in Chinese and English (`Text`); ids are ascii and stable.
Every rule names its `source`: an F-number of the project's domain catalogue, or `own`.
"""

from __future__ import annotations

from anfu.playbook.schema.base import Entry, Heard, Id, Line, Source, Text
from anfu.playbook.schema.cues import ActCue, Cue, CuesFile, ScopeCue
from anfu.playbook.schema.escalation import (
    Authority,
    AuthorityFile,
    Clock,
    ClocksFile,
    EscalationFile,
    Level,
    Plan,
    Trigger,
    When,
)
from anfu.playbook.schema.language import (
    Answer,
    AnswersFile,
    Avoid,
    AvoidFile,
    LexiconEntry,
    LexiconFile,
    Moment,
    Release,
    Script,
    ScriptsFile,
    SenseFile,
)
from anfu.playbook.schema.protocol import (
    Ask,
    Beat,
    ChecklistFile,
    Node,
    RepairFile,
    Step,
    StepBack,
    StepsFile,
)

__all__ = [
    "ActCue",
    "Answer",
    "AnswersFile",
    "Ask",
    "Authority",
    "AuthorityFile",
    "Avoid",
    "AvoidFile",
    "Beat",
    "ChecklistFile",
    "Clock",
    "ClocksFile",
    "Cue",
    "CuesFile",
    "Entry",
    "EscalationFile",
    "Heard",
    "Id",
    "Level",
    "LexiconEntry",
    "LexiconFile",
    "Line",
    "Moment",
    "Node",
    "Plan",
    "Release",
    "RepairFile",
    "ScopeCue",
    "Script",
    "ScriptsFile",
    "SenseFile",
    "Source",
    "Step",
    "StepBack",
    "StepsFile",
    "Text",
    "Trigger",
    "When",
]
