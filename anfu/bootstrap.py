"""Wires the parts together, once a process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import TYPE_CHECKING

from anfu.errors import NotTrained
from anfu.guards import LiveGuard
from anfu.playbook import Playbook, load_playbook
from anfu.reading import Reader
from anfu.reading.archive import load_model
from anfu.service import Service
from anfu.settings import Settings, read_settings
from anfu.store.store import Store
from anfu.training import best_model

if TYPE_CHECKING:
    from anfu.notify.delivery import Delivery


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


def build_service(
    settings: Settings, *, reader: bool = True, store: Store | None = None, live: bool = False
) -> Service:
    """A service over the settings' playbook and store; `reader=False` where Rasa does the reading.

    live: its guard is a `LiveGuard`, which follows the files of the lexicon once it is started.
    """
    playbook = load_playbook(settings.playbook_dir, settings.overlay_dir)
    guard = LiveGuard(playbook, settings.playbook_dir, settings.overlay_dir) if live else None
    return Service(
        playbook,
        store or open_store(settings),
        load_reader(settings, playbook) if reader else None,
        settings.language,
        zone=settings.zone,
        guard=guard,
    )


def build_delivery(settings: Settings, service: Service) -> Delivery:
    """What ticks the clocks and delivers the outbox of this service. Raises `BadSetting`."""
    # Only a server delivers: no command needs to wait for the HTTP and mail libraries.
    from anfu.notify.delivery import make_delivery

    return make_delivery(
        settings,
        service.store,
        service.playbook,
        service.teller,
        service.agent_of,
        service.now,
    )


_serving: ContextVar[Service] = ContextVar("anfu_service")


@contextmanager
def serving(service: Service) -> Iterator[None]:
    """Makes this the service that Rasa's actions use meanwhile, here and in no other server of the process."""
    before = _serving.set(service)
    try:
        yield
    finally:
        _serving.reset(before)


def shared_service() -> Service:
    """The service an action uses: its server's, else, in an action server of Rasa's, one from the environment."""
    return _serving.get(None) or _from_environment()


@lru_cache(maxsize=1)
def _from_environment() -> Service:
    return build_service(read_settings(), reader=False)
