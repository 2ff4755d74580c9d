"""What every action shares: the service, and what the tracker says about the latest message."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

import msgspec
from rasa_sdk import Tracker

from anfu.bootstrap import shared_service
from anfu.reading import Reading
from anfu.service import Service

Result = TypeVar("Result")


def service() -> Service:
    """The one service of this process."""
    return shared_service()


async def off_loop(work: Callable[..., Result], *args: Any, **kwargs: Any) -> Result:
    """Runs work that waits for the disk without holding up the event loop."""
    return await asyncio.get_running_loop().run_in_executor(None, partial(work, *args, **kwargs))


def metadata(tracker: Tracker) -> dict[str, Any]:
    """What the channel said about the latest message."""
    return tracker.latest_message.get("metadata") or {}


def call_id(tracker: Tracker) -> str:
    """The call the conversation is about: as the channel says, else the conversation itself."""
    return str(metadata(tracker).get("call_id") or tracker.sender_id)


def said(tracker: Tracker) -> str:
    """The latest words, masked and without a typed prefix."""
    return str(tracker.latest_message.get("said") or tracker.latest_message.get("text") or "")


def reading(tracker: Tracker) -> Reading | None:
    """What the latest words were read as, if they were spoken on the line."""
    found = tracker.latest_message.get("reading")
    return msgspec.convert(found, Reading) if found else None  # type: ignore[arg-type]  # a union of Structs


def at(tracker: Tracker) -> datetime | None:
    """When the words were spoken, if the channel says so."""
    told = metadata(tracker).get("at")
    return datetime.fromisoformat(told) if told else None


def intent(tracker: Tracker) -> str:
    """The intent of the latest message."""
    return str((tracker.latest_message.get("intent") or {}).get("name") or "")
