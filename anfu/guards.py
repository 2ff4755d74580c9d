"""The guard that follows its files: an edited lexicon is live within a second, a broken one changes nothing."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from anfu.drafts import Guard
from anfu.playbook import (
    Playbook,
    PlaybookError,
    Problem,
    overlay_files,
    reload_wordings,
    wording_files,
)

logger = logging.getLogger(__name__)
LOOK_EVERY = 0.2
"""Seconds between looks at the files."""
_Seen = tuple[tuple[str, int, int, int], ...]


class LiveGuard:
    """Gives the guard of the moment when called; a thread of its own looks at the files and exchanges it.

    A check in progress keeps the guard it began with. Until `start`, and after `stop`, nothing changes.
    """

    def __init__(
        self,
        playbook: Playbook,
        root: Path,
        overlay: Path | None = None,
        build: Callable[[Playbook], Guard] = Guard,
    ) -> None:
        self._playbook = playbook
        self._root = root
        self._overlay = overlay
        self._build = build
        self._guard = build(playbook)
        self._seen = self._look_at_files()
        self._problems: tuple[Problem, ...] = ()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def __call__(self) -> Guard:
        """The guard as the files were when they were last right."""
        return self._guard

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What keeps the files as they are now from being used; empty when they are in use."""
        return self._problems

    def start(self) -> None:
        """Begins to follow the files."""
        if self._thread is None:
            self._stopped.clear()
            self._thread = threading.Thread(target=self._follow, name="anfu-lexicon", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Follows the files no longer."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def look(self) -> bool:
        """Looks at the files now; True when that brought another guard."""
        seen = self._look_at_files()
        if seen == self._seen:
            return False
        self._seen = seen
        try:
            playbook = reload_wordings(self._playbook, self._root, self._overlay)
        except PlaybookError as error:
            self._keep(tuple(error.problems))
            return False
        self._problems = ()
        if (playbook.lexicon, playbook.sense) == (self._playbook.lexicon, self._playbook.sense):
            return False
        self._guard, self._playbook = self._build(playbook), playbook
        logger.info("lexicon: %d entries are live", len(playbook.lexicon))
        return True

    def _keep(self, problems: tuple[Problem, ...]) -> None:
        if problems != self._problems:
            first = problems[0]
            told = f"{first.file}:{first.line}: {first.what}: {first.remedy}"
            logger.error("lexicon: %d mistake(s), the old one stays: %s", len(problems), told)
        self._problems = problems

    def _follow(self) -> None:
        while not self._stopped.wait(LOOK_EVERY):
            try:
                self.look()
            except Exception:  # whatever is wrong with a file, the next look must come
                logger.exception("lexicon: the files could not be looked at, the old one stays")

    def _look_at_files(self) -> _Seen:
        seen = []
        for path in (*wording_files(self._root), *overlay_files(self._overlay)):
            try:
                stat = path.stat()
            except OSError:
                continue
            seen.append((str(path), stat.st_mtime_ns, stat.st_size, stat.st_ino))
        return tuple(seen)
