"""Wires the parts a command needs, and only those: each function imports what it uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anfu.cli.console import Complaint, note
from anfu.playbook import Playbook
from anfu.playbook.cache import load_cached
from anfu.settings import Settings

if TYPE_CHECKING:
    from anfu.reading import Reader
    from anfu.service import Service


def playbook(settings: Settings) -> Playbook:
    """The checked playbook. Raises `PlaybookError`."""
    return load_cached(settings.playbook_dir, settings.data_dir)


def reader(settings: Settings) -> Reader:
    """The reader with the model that fits the data best. Raises `NotTrained`."""
    from anfu.errors import NotTrained
    from anfu.reading import Reader
    from anfu.reading.archive import load_model
    from anfu.training import best_model, is_stale

    archive = best_model(settings)
    if archive is None:
        raise NotTrained
    if is_stale(settings):
        note(
            "the model is older than the training data or the code that reads: `anfu train` brings it up to date"
        )
    try:
        model = load_model(archive)
    except ValueError as error:
        raise Complaint(
            f"{archive.name} cannot be used: {error}", "train a new one: `anfu train --force`"
        ) from error
    return Reader(playbook(settings), model)


def service(settings: Settings) -> Service:
    """The service over the settings' store, for commands that need no reading."""
    from anfu.bootstrap import open_store
    from anfu.service import Service

    try:
        store = open_store(settings)
    except ValueError as error:
        what, _, remedy = str(error).partition(": ")
        raise Complaint(f"ANFU_DATABASE_URL: {what}", remedy) from error
    return Service(playbook(settings), store, language=settings.language)
