"""The checked playbook kept as JSON, so that a command need not parse three dozen YAML files each time."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path

import msgspec

from anfu.playbook.book import Playbook, load_playbook

CACHE_FILE = "playbook.cache.json"


class _Kept(msgspec.Struct):
    key: str
    playbook: Playbook


def load_cached(root: Path, folder: Path) -> Playbook:
    """As `load_playbook`, from the copy in `folder` when neither a file nor the code has changed since.

    A copy that cannot be read or written is never an error: the files themselves are read then.
    """
    key = _key(root)
    with contextlib.suppress(OSError, msgspec.MsgspecError, RecursionError):
        kept = msgspec.json.decode((folder / CACHE_FILE).read_bytes(), type=_Kept)
        if kept.key == key:
            return kept.playbook
    playbook = load_playbook(root)
    with contextlib.suppress(OSError):
        _write(folder, msgspec.json.encode(_Kept(key, playbook)))
    return playbook


def _key(root: Path) -> str:
    """Changes with any YAML file below `root`, also one that should not be there, and with how they are read."""
    package = Path(__file__).parent
    files = [path for suffix in ("*.yml", "*.yaml") for path in root.rglob(suffix) if path.is_file()]
    code = [*package.glob("*.py"), package.parent / "labels.py"]
    digest = hashlib.sha256(str(root).encode())
    for path in sorted([*files, *code]):
        digest.update(str(path).encode())
        with contextlib.suppress(OSError):  # a file nobody may read: `load_playbook` says so
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _write(folder: Path, data: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=folder, prefix=f".{CACHE_FILE}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        Path(name).replace(folder / CACHE_FILE)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
