"""SIGKILL in mid-call: what was acknowledged is kept once, and the call goes on as if nothing had happened.

Fifty kills. Rasa takes many seconds to import, so 48 of them hit children forked from one warm parent
(zygote.py): each opens the database anew and hears through the same `Conversation`, actions, service and
store as the server, but without HTTP. The other two hit whole servers, over HTTP, started from nothing.
A killed process leaves the disk's cache alone: a power cut is not exercised here.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import queue
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from anfu.guidance import Guidance
from anfu.store import Store

HERE = Path(__file__).parent
ROUNDS = 48
PATIENCE = 120
pytestmark = [pytest.mark.model, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def script(root: Path) -> list[dict[str, Any]]:
    """One long call: all the recorded ones, one after the other."""
    files = sorted((root / "examples/calls").glob("*.jsonl"))
    lines = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    assert len(lines) > 100
    return lines


class Zygote:
    """The warm parent, and what its children say."""

    def __init__(self, model: Path, url: str, script: Path, root: Path) -> None:
        command = [sys.executable, str(HERE / "zygote.py"), str(model), url, str(script)]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=root,
            env=_environment(root),
        )
        self._lines: queue.Queue[list[str]] = queue.Queue()
        self._ear = threading.Thread(target=self._listen, daemon=True)
        self._ear.start()
        assert self.line() == ["warm"]

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line.split())
        self._lines.put(["closed"])

    def close(self) -> None:
        """Ends it and whatever child it has."""
        with self.process:  # closes the pipes
            self.process.kill()
        self._ear.join(PATIENCE)

    def line(self) -> list[str]:
        """The next thing said."""
        return self._lines.get(timeout=PATIENCE)

    def fork(self, call: str, first: int, mute: int = 0) -> int:
        """A child that hears the call from utterance `first` on, and falls silent at `mute`; its process id."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{call} {first} {mute}\n")
        self.process.stdin.flush()
        said = self.line()
        early = []
        while said[0] != "child":  # the child may be quicker than its parent
            early.append(said)
            said = self.line()
        for line in early:
            self._lines.put(line)
        return int(said[1])


def _environment(root: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ANFU_")}
    return kept | {"PYTHONPATH": str(root), "PYTHONWARNINGS": "ignore", "ANFU_HOME": str(root), **more}


@pytest.fixture
def zygote(
    model_path: Path, root: Path, tmp_path: Path, script: list[dict[str, Any]]
) -> Iterator[tuple[Zygote, str]]:
    """A warm parent on an empty database."""
    written = tmp_path / "script.json"
    written.write_text(json.dumps(script), encoding="utf-8")
    url = f"sqlite:///{tmp_path / 'anfu.db'}"
    warm = Zygote(model_path, url, written, root)
    yield warm, url
    warm.close()


def _outcome(store: Store, call: str) -> list[tuple[Any, ...]]:
    """What an agent was told at each turn, without ids and times of day that differ between runs."""
    told = []
    for turn in store.turns(call):
        given = msgspec.json.decode(turn.guidance, type=Guidance)
        known = (given.step.id, given.repair.stage, given.level.id, given.level.reasons, given.checklist)
        told.append((turn.turn, turn.speaker, turn.text, turn.key, *known, given.ticket.action))
    return told


def _listen(warm: Zygote, acknowledged: dict[int, str], until: str) -> None:
    """Notes what is acknowledged until a line begins with `until`."""
    while True:
        said = warm.line()
        if said[0] == "heard":
            acknowledged[int(said[1])] = said[2]
        if " ".join(said).startswith(f"{until} ") or " ".join(said) == until:
            return


def test_forty_eight_kills_lose_and_double_nothing(
    zygote: tuple[Zygote, str], script: list[dict[str, Any]]
) -> None:
    warm, url = zygote
    chance = random.Random(48)
    acknowledged: dict[int, str] = {}
    for kill in range(ROUNDS):
        first = len(acknowledged) + 1
        last = min(first + chance.randint(0, 3), len(script))
        # Every third is killed when its turn is stored and nobody knows; the others at any moment.
        unknown = kill % 3 == 0
        child = warm.fork("killed", first, last if unknown else 0)
        _listen(warm, acknowledged, f"stored {last}" if unknown else f"heard {last}")
        if not unknown:
            time.sleep(chance.uniform(0, 0.05))  # anywhere in the turn that is running
        os.kill(child, signal.SIGKILL)
        _listen(warm, acknowledged, "gone")
    assert len(acknowledged) < len(script), "the call was over before the last kill"
    warm.fork("killed", len(acknowledged) + 1)
    _listen(warm, acknowledged, "gone")

    warm.fork("undisturbed", 1)
    _listen(warm, {}, "gone")
    store = Store.open(url)
    killed, undisturbed = _outcome(store, "killed"), _outcome(store, "undisturbed")
    assert [told[0] for told in killed] == list(range(1, len(script) + 1))
    assert [told[2] for told in killed] == [told[2] for told in undisturbed]
    assert killed == undisturbed
    kept = [turn.guidance.encode() for turn in store.turns("killed")]
    assert {n: hashlib.sha256(told).hexdigest() for n, told in enumerate(kept, 1)} == acknowledged
    assert len(store.tickets_of("killed")) == len(store.tickets_of("undisturbed"))
    store.close()


SERVE = "import anfu.server, anfu.settings; anfu.server.run(anfu.settings.read_settings())"


class Server:
    """A whole server in its own process."""

    def __init__(self, root: Path, folder: Path) -> None:
        environment = _environment(root, ANFU_PORT="0", ANFU_DATA_DIR=str(folder))
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVE], stdout=subprocess.PIPE, text=True, cwd=root, env=environment
        )
        assert self.process.stdout is not None
        said = self.process.stdout.readline()
        assert said.startswith("Anfu: http://"), said
        self.http = httpx.Client(
            base_url=said.split()[1].removesuffix("/panel/"), timeout=60, trust_env=False
        )

    def kill(self, how: signal.Signals = signal.SIGKILL) -> int:
        """Ends the process; its exit code."""
        self.process.send_signal(how)
        return self.process.wait(60)

    def close(self) -> None:
        """Leaves nothing of it behind."""
        self.http.close()
        with self.process:
            self.process.kill()


def test_two_whole_servers_are_killed_and_a_third_stops_in_good_order(
    model_path: Path, root: Path, tmp_path: Path, script: list[dict[str, Any]]
) -> None:
    lines = script[:30]
    acknowledged: dict[int, Any] = {}
    chance = random.Random(2)
    call = ""
    for stop_at in (10, 20):
        server = Server(root, tmp_path)
        call = call or server.http.post("/api/v1/calls").json()["id"]
        killer = threading.Timer(chance.uniform(0, 0.04), server.kill)
        with contextlib.suppress(httpx.TransportError):
            for number in range(len(acknowledged) + 1, len(lines) + 1):
                if number == stop_at:
                    killer.start()
                acknowledged[number] = _send(server, call, number, lines)
        killer.join()
        server.close()
    assert len(acknowledged) < len(lines), "the call was over before the last kill"

    server = Server(root, tmp_path)
    for number in range(len(acknowledged) + 1, len(lines) + 1):
        acknowledged[number] = _send(server, call, number, lines)
    seen = server.http.get(f"/api/v1/calls/{call}").json()
    assert [turn["text"] for turn in seen["turns"]] == [line["text"] for line in lines]
    assert [given["turn"] for given in acknowledged.values()] == list(range(1, len(lines) + 1))
    with server.http.stream("GET", f"/api/v1/calls/{call}/events") as events:
        assert any("id: 1\n" in part for part in events.iter_text())
        started = time.monotonic()
        assert server.kill(signal.SIGTERM) == 0
        assert time.monotonic() - started < 20
    server.close()


def _send(server: Server, call: str, number: int, lines: list[dict[str, Any]]) -> Any:
    """Sends an utterance as a client that may have sent it before."""
    headers = {"Idempotency-Key": f"key-{number}"}
    path = f"/api/v1/calls/{call}/utterances"
    answer = server.http.post(path, json=lines[number - 1], headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()
