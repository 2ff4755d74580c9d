"""What trainers decide, read from YAML: loaded, typed, checked with file, line and remedy."""

from anfu.playbook.book import (
    LibraryScript,
    Playbook,
    check_playbook,
    load_playbook,
    playbook_files,
    reload_wordings,
    wording_files,
)
from anfu.playbook.overlay import overlay_files
from anfu.playbook.problems import PlaybookError, Problem
from anfu.playbook.wordings import ForbiddenWording

__all__ = [
    "ForbiddenWording",
    "LibraryScript",
    "Playbook",
    "PlaybookError",
    "Problem",
    "check_playbook",
    "load_playbook",
    "overlay_files",
    "playbook_files",
    "reload_wordings",
    "wording_files",
]
