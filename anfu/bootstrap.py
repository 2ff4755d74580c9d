"""Wires the parts together, once a process."""

from __future__ import annotations

from functools import lru_cache

from anfu.errors import NotTrained
from anfu.playbook import Playbook, load_playbook
from anfu.reading import Reader
from anfu.reading.archive import load_model
from anfu.service import Service
from anfu.settings import Settings, read_settings
from anfu.store.store import Store
from anfu.training import best_model


def open_store(settings: Settings) -> Store:
    """Opens the store the settings name, creating the data folder for the embedded one."""
    if settings.database_url.startswith("sqlite:///"):
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    return Store.open(settings.database_url)


def load_reader(settings: Settings, playbook: Playbook) -> Reader:
    """The reader of the fitting model. Raises `NotTrained`, or ValueError for a damaged model."""
    archive = best_model(settings)
    if archive is None:
        raise NotTrained
    return Reader(playbook, load_model(archive))


def build_service(settings: Settings, *, reader: bool = True, store: Store | None = None) -> Service:
    """A service over the settings' playbook and store; `reader=False` where Rasa does the reading."""
    playbook = load_playbook(settings.playbook_dir)
    return Service(
        playbook,
        store or open_store(settings),
        load_reader(settings, playbook) if reader else None,
        settings.language,
        zone=settings.zone,
    )


_given: list[Service] = []


def share(service: Service) -> None:
    """Makes this the service that Rasa's actions use in this process."""
    _given[:] = [service]


def shared_service() -> Service:
    """The service of this process: the one shared by the server, else one from the environment."""
    return _given[0] if _given else _from_environment()


@lru_cache(maxsize=1)
def _from_environment() -> Service:
    return build_service(read_settings(), reader=False)
