"""What trainers decide, read from YAML: loaded, typed, checked with file, line and remedy."""

from anfu.playbook.book import (
    ForbiddenWording,
    LibraryScript,
    Playbook,
    check_playbook,
    load_playbook,
    playbook_files,
)
from anfu.playbook.problems import PlaybookError, Problem

__all__ = [
    "ForbiddenWording",
    "LibraryScript",
    "Playbook",
    "PlaybookError",
    "Problem",
    "check_playbook",
    "load_playbook",
    "playbook_files",
]
