"""Trains the model with Rasa, and knows whether the one at hand still fits the data it was trained from."""

from __future__ import annotations

import contextlib
import hashlib
import io
import logging
import os
import shutil
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

from anfu.errors import AnfuError
from anfu.reading.archive import newest_model
from anfu.settings import Settings

KEPT_MODELS = 3
LEARNS_FROM = (
    "labels.py",
    "nlu/importer.py",
    "nlu/reader.py",
    "reading/clauses.py",
    "reading/examples.py",
    "reading/model.py",
    "reading/normalize.py",
    "reading/segment.py",
    "reading/sounds.py",
)
"""The code whose change makes another model of the same data; what only reads with a model is not among it."""
_FILES = ("domain.yml", "config.yml")
_LEFT_OVER_SECONDS = 24 * 3600
_WATCHED = ("anfu.nlu.reader", "rasa.engine.training.hooks")
_STAGES = 13
"""Rasa's import, the data, the rules, nine questions of the reading model, and packing it all up."""


_RASA_SAYS = {
    "Starting to train component 'RulePolicy'.": "learning the rules",
    "Finished training component 'UtteranceReader'.": "packing the model",
}


class TrainingFailed(AnfuError):
    """Rasa could not train. The model that was there before is untouched."""


Report = Callable[[str, int, int], None]
"""Told what is being worked on, how many stages are done, and of how many."""


def fingerprint(settings: Settings) -> str:
    """Changes whenever the model must be trained again: with data, domain, configuration, or how it learns."""
    package = Path(__file__).parent
    data = (settings.home / "data").rglob("*.y*ml")
    told = [path for path in sorted(data) if path.is_file()]
    told += [settings.home / name for name in _FILES]
    code = [package / name for name in LEARNS_FROM]
    digest = hashlib.sha256()
    for root, paths in ((settings.home, told), (package, code)):
        for path in paths:
            digest.update(path.relative_to(root).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest() if path.exists() else b"")
    return digest.hexdigest()[:12]


def model_path(settings: Settings) -> Path:
    """Where the model that fits the data as it is now stands, or will stand."""
    return settings.models_dir / f"anfu-{fingerprint(settings)}.tar.gz"


def is_stale(settings: Settings) -> bool:
    """Whether there is no model, or only models of older data."""
    return not model_path(settings).exists()


def best_model(settings: Settings) -> Path | None:
    """The model that fits the data, else the newest, else None."""
    fitting = model_path(settings)
    return fitting if fitting.exists() else newest_model(settings.models_dir)


def train(settings: Settings, report: Report, force: bool = False) -> Path:
    """Trains if need be and returns the model, which is then the newest. Raises `TrainingFailed`.

    force: train also when a fitting model is there and Rasa's cache holds every part.
    """
    wanted = model_path(settings)
    if wanted.exists() and not force:
        os.utime(wanted)
        return wanted
    settings.models_dir.mkdir(parents=True, exist_ok=True)
    _sweep(settings.models_dir)
    with tempfile.TemporaryDirectory(dir=settings.models_dir, prefix=".training-") as workshop:
        made = _run_rasa(settings, Path(workshop), wanted.name, report, force)
        made.replace(wanted)
    for old in _own_models(settings.models_dir)[KEPT_MODELS:]:
        old.unlink(missing_ok=True)
    report("done", _STAGES, _STAGES)
    return wanted


def _run_rasa(settings: Settings, folder: Path, name: str, report: Report, force: bool) -> Path:
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("LOG_LEVEL", "ERROR")  # Rasa draws bars of its own otherwise
    report("waking Rasa", 0, _STAGES)
    said = io.StringIO()
    home = settings.home
    # Rasa looks for components, its cache and our playbook from the folder it is run in.
    # What its libraries tell their developers goes to `unheard`.
    unheard = io.StringIO()
    with (
        contextlib.chdir(home),
        warnings.catch_warnings(),
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(unheard),
    ):
        warnings.simplefilter("ignore")
        try:
            import rasa.model_training

            with _watching(report):
                result = rasa.model_training.train(
                    domain=str(home / "domain.yml"),
                    config=str(home / "config.yml"),
                    training_files=[str(home / "data")],
                    output=str(folder),
                    fixed_model_name=name.removesuffix(".tar.gz"),
                    force_training=force,
                )
        except SystemExit as error:  # how Rasa reports some mistakes
            raise TrainingFailed(_failure(said.getvalue())) from error
        except Exception as error:
            raise TrainingFailed(_failure(f"{type(error).__name__}: {error}")) from error
    if result.code or not result.model:
        raise TrainingFailed(_failure(said.getvalue()))
    return Path(result.model)


def _failure(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return f"training failed ({lines[-1] if lines else 'Rasa gave no reason'}): run `anfu check --rasa`"


@contextlib.contextmanager
def _watching(report: Report) -> Iterator[None]:
    """Turns what Rasa and our components log while they train into reports."""
    listener = _Listener(report)
    loggers = [logging.getLogger(name) for name in _WATCHED]
    before = [(logger.level, logger.propagate) for logger in loggers]
    for logger in loggers:
        logger.addHandler(listener)
        logger.setLevel(logging.INFO)
        logger.propagate = False
    report("reading the training data", 1, _STAGES)
    try:
        yield
    finally:
        for logger, (level, propagate) in zip(loggers, before, strict=True):
            logger.removeHandler(listener)
            logger.setLevel(level)
            logger.propagate = propagate


class _Listener(logging.Handler):
    def __init__(self, report: Report) -> None:
        super().__init__(logging.INFO)
        self._report = report
        self._done = 1

    def emit(self, record: logging.LogRecord) -> None:
        """Reports a component's own words, that the rules begin, and that the reader is done."""
        text = record.getMessage()
        if not record.name.startswith("anfu."):
            text = _RASA_SAYS.get(text, "")
        if text:
            self._done = min(self._done + 1, _STAGES - 1)
            self._report(text, self._done, _STAGES)


def _own_models(folder: Path) -> list[Path]:
    """The models trained by Anfu, newest first. Models with names of their own are never touched."""
    return sorted(folder.glob("anfu-*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)


def _sweep(folder: Path) -> None:
    """Removes what trainings that were killed long ago left behind."""
    for left in folder.glob(".training-*"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > _LEFT_OVER_SECONDS:
                shutil.rmtree(left)
