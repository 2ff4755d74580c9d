"""Wires the parts a command needs, and only those: each function imports what it uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from anfu.cli.console import Complaint, note
from anfu.playbook import Playbook, load_playbook
from anfu.settings import Settings

if TYPE_CHECKING:
    from anfu.reading import Reader
    from anfu.service import Service
    from anfu.store.store import Store


def playbook(settings: Settings) -> Playbook:
    """The checked playbook. Raises `PlaybookError`."""
    return load_playbook(settings.playbook_dir, settings.overlay_dir)


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

    try:
        store = open_store(settings)
    except ValueError as error:
        what, _, remedy = str(error).partition(": ")
        raise Complaint(f"ANFU_DATABASE_URL: {what}", remedy) from error
    return _service(settings, store, None)


def service_in_memory(settings: Settings, **given: Any) -> Service:
    """A service that reads and keeps nothing. `given` goes to it before the settings."""
    from anfu.store.store import Store

    return _service(settings, Store.open("sqlite://"), reader(settings), **given)


def _service(settings: Settings, store: Store, reader: Reader | None, **given: Any) -> Service:
    from anfu.service import Service

    wiring = {"language": settings.language, "zone": settings.zone} | given
    return Service(playbook(settings), store, reader, **wiring)
