"""A child that is killed: forked from a parent that has loaded Rasa once, it opens the store anew and hears a call.

Run by test_kill.py: `zygote.py MODEL DATABASE SCRIPT`. On stdin: `CALL FIRST MUTE` forks a child that hears the
script's utterances from FIRST on, and at utterance MUTE (0: none) stops between storing and acknowledging.
On stdout: `child PID`, then `heard N DIGEST` for each turn it acknowledges, `stored N` when it stops, `gone`.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import signal
import sys
import warnings
from datetime import datetime
from pathlib import Path
from typing import Any

warnings.simplefilter("ignore")

import msgspec  # noqa: E402

from anfu.server.conversation import Conversation  # noqa: E402
from anfu.server.locks import QuickLocks  # noqa: E402
from anfu.server.logs import quiet_rasa  # noqa: E402
from anfu.server.trackers import LiveTrackers  # noqa: E402
from anfu.service import Service  # noqa: E402
from anfu.settings import read_settings  # noqa: E402
from anfu.store import Store  # noqa: E402


def tell(line: str) -> None:
    """One write, so that a line is there whole or not at all."""
    os.write(1, f"{line}\n".encode())


async def talk(
    conversation: Conversation, call: str, script: list[dict[str, Any]], first: int, mute: int
) -> None:
    """Hears the utterances from `first` on, acknowledging each."""
    for number, line in enumerate(script[first - 1 :], first):
        at = datetime.fromisoformat(line["at"])
        guidance = await conversation.hear(call, line["speaker"], line["text"], at, f"key-{number}")
        if number == mute:
            tell(f"stored {number}")
            signal.pause()
        digest = hashlib.sha256(msgspec.json.encode(guidance)).hexdigest()
        tell(f"heard {number} {digest}")


def child(
    conversation: Conversation, warm: Service, url: str, call: str, script: Any, first: int, mute: int
) -> None:
    """What a restarted server does: everything new but the code and the model."""
    service = Service(warm.playbook, Store.open(url))
    trackers = LiveTrackers(service.store)
    agent = conversation.agent
    agent.processor.action_endpoint.service = service
    trackers.domain = agent.domain
    agent.tracker_store = agent.processor.tracker_store = trackers
    agent.lock_store = QuickLocks()
    if service.store.call(call) is None:
        service.begin_call(call_id=call)
    asyncio.run(talk(conversation, call, script, first, mute))


def main(model: str, url: str, script_path: str) -> None:
    """Forks a child for each line on stdin."""
    from anfu.bootstrap import build_service

    quiet_rasa()
    script = json.loads(Path(script_path).read_text(encoding="utf-8"))
    settings = read_settings()
    warm = build_service(settings, reader=False, store=Store.open("sqlite://"))
    conversation = Conversation.load(settings, warm, Path(model))
    tell("warm")
    for line in sys.stdin:
        call, first, mute = line.split()
        pid = os.fork()
        if pid == 0:
            try:
                child(conversation, warm, url, call, script, int(first), int(mute))
            finally:
                os._exit(0)
        tell(f"child {pid}")
        os.waitpid(pid, 0)
        tell("gone")


if __name__ == "__main__":
    main(*sys.argv[1:])
