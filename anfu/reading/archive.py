"""Takes the reading model out of a trained Rasa model, without Rasa: one model file, one truth."""

from __future__ import annotations

import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from anfu.reading.model import ReadingModel

MODEL_FILE = "reading.npz"


def newest_model(folder: Path) -> Path | None:
    """The model trained last in a models folder, or None."""
    return max(folder.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime, default=None)


def load_model(archive: Path) -> ReadingModel:
    """The reading model inside a Rasa model archive. Raises ValueError when there is none or it is damaged."""
    from anfu.reading.model import ReadingModel

    try:
        with tarfile.open(archive) as packed:
            for member in packed:
                if member.name.endswith(f"/{MODEL_FILE}") and (file := packed.extractfile(member)):
                    return ReadingModel.from_bytes(file.read())
    except (tarfile.TarError, OSError, EOFError) as error:
        raise ValueError(f"{archive.name} is damaged: train again with `anfu train`") from error
    raise ValueError(f"{archive.name} holds no reading model: train again with `anfu train`")
