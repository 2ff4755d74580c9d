"""Delivery as one process does it: its ticker, its workers, and how full the outbox is."""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Callable, Collection
from datetime import datetime

import msgspec

from anfu.notify.senders import make_senders
from anfu.notify.targets import Anywhere, read_targets
from anfu.notify.ticker import Ticker
from anfu.notify.worker import Patience, Worker
from anfu.playbook.book import Playbook
from anfu.settings import Settings
from anfu.store.store import Store
from anfu.tickets.messages import Teller
from anfu.tickets.types import Ticket

logger = logging.getLogger(__name__)
_NAMED = 5
WORKERS = 3
"""Targets served at once: a slow one must not keep the others waiting."""


class Delivery(msgspec.Struct, frozen=True):
    """What ticks and what delivers. `missing`: what the settings lack of what the playbook names, in words."""

    store: Store
    ticker: Ticker
    workers: tuple[Worker, ...]
    missing: str


def targets_of(settings: Settings) -> dict[str, Anywhere]:
    """The targets the settings name. Raises `BadSetting`."""
    return read_targets(settings.notify_file, settings.notify)


def make_delivery(
    settings: Settings,
    store: Store,
    book: Playbook,
    teller: Teller,
    agent_of: Callable[[Ticket], str | None],
    clock: Callable[[], datetime],
) -> Delivery:
    """Wires ticker and workers under names of their own. Raises `BadSetting` for targets that cannot be used."""
    targets = targets_of(settings)
    senders = make_senders(targets, settings.notify_timeout, settings.notify_proxy)
    name = f"{os.getpid()}-{secrets.token_hex(4)}"
    patience = Patience(give_up=settings.notify_give_up, lease=max(60.0, 4 * settings.notify_timeout))
    workers = tuple(Worker(store, senders, clock, f"{name}-{number}", patience) for number in range(WORKERS))
    ticker = Ticker(store, book, teller, agent_of, clock, name)
    return Delivery(store, ticker, workers, missing_targets(book, targets))


def missing_targets(book: Playbook, targets: Collection[str]) -> str:
    """Which targets of contacts.yml have no address, in words; empty when all have one."""
    named = {name for contact in book.contacts.contacts for name in contact.targets.values()}
    missing = sorted(named.difference(targets))
    if not targets:
        return "notifications reach nobody: no target has an address yet (ANFU_NOTIFY_FILE)"
    listed = ", ".join(missing[:_NAMED]) + (f" and {len(missing) - _NAMED} more" if missing[_NAMED:] else "")
    return f"targets without an address: {listed}" if missing else ""
