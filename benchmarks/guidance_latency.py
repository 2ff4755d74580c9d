"""Guidance through the API, beside a stock Rasa bot on the same machine, model and turns.

    .venv/bin/python benchmarks/guidance_latency.py [--turns 60] [--rounds 3]

Anfu: `anfu serve`, POST /api/v1/calls/{id}/utterances. Stock: `rasa run` and `rasa run actions`, the REST
webhook, the same trained model and the same actions in the action server. Both store every turn on disk.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
from rich.console import Console
from rich.table import Table

from anfu.reading.archive import newest_model

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
START_WITHIN = 180
BUCKETS = ((1, 20), (21, 40), (41, 60), (61, 300))


def main() -> None:
    """Measures both and prints the table."""
    options = _options()
    turns = _turns(options.turns)
    with tempfile.TemporaryDirectory() as folder:
        with _anfu(Path(folder) / "anfu") as address:
            ours = [_anfu_call(address, turns) for _ in range(options.rounds)]
        with _stock(Path(folder) / "stock") as address:
            stock = [_stock_call(address, turns, round_) for round_ in range(options.rounds)]
    _print(ours, stock)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--turns", type=int, default=60, help="turns in the call")
    parser.add_argument("--rounds", type=int, default=3, help="calls to measure with each")
    return parser.parse_args()


def _turns(wanted: int) -> list[dict[str, str]]:
    """Real turns from the example calls, one call after the other, until there are enough."""
    lines = [
        json.loads(line)
        for path in sorted((ROOT / "examples/calls").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return [lines[at % len(lines)] for at in range(wanted)]


def _anfu_call(address: str, turns: list[dict[str, str]]) -> list[float]:
    with httpx.Client(base_url=address, timeout=30) as client:
        call = client.post("/api/v1/calls", json={}).raise_for_status().json()["id"]
        taken = []
        for turn in turns:
            body = {"speaker": turn["speaker"], "text": turn["text"]}
            start = time.perf_counter()
            answer = client.post(f"/api/v1/calls/{call}/utterances", json=body).raise_for_status()
            taken.append(1000 * (time.perf_counter() - start))
            assert answer.json()["type"] == "guidance"
    return taken


def _stock_call(address: str, turns: list[dict[str, str]], round_: int) -> list[float]:
    with httpx.Client(base_url=address, timeout=60) as client:
        taken = []
        for turn in turns:
            body = {
                "sender": f"stock-{round_}",
                "message": turn["text"],
                "metadata": {"speaker": turn["speaker"]},
            }
            start = time.perf_counter()
            answer = client.post("/webhooks/rest/webhook", json=body).raise_for_status()
            taken.append(1000 * (time.perf_counter() - start))
            assert any("custom" in message for message in answer.json()), answer.text[:200]
    return taken


@contextlib.contextmanager
def _anfu(data_dir: Path) -> Iterator[str]:
    port = _free_port()
    command = [str(BIN / "anfu"), "serve", "--port", str(port), "--data-dir", str(data_dir)]
    with _process(command, data_dir), _answering(f"http://127.0.0.1:{port}", "/readyz") as address:
        yield address


@contextlib.contextmanager
def _stock(data_dir: Path) -> Iterator[str]:
    model = newest_model(ROOT / "models")
    assert model is not None, "train first: anfu train"
    port, actions = _free_port(), _free_port()
    data_dir.mkdir()
    endpoints = data_dir / "endpoints.yml"
    endpoints.write_text(
        f'action_endpoint:\n  url: "http://127.0.0.1:{actions}/webhook"\n  enable_selective_domain: true\n'
        f"tracker_store:\n  type: SQL\n  dialect: sqlite\n  db: {data_dir / 'tracker.db'}\n"
    )
    serve = [str(BIN / "rasa"), "run", "-m", str(model), "-p", str(port), "-i", "127.0.0.1"]
    serve += ["--endpoints", str(endpoints), "--credentials", str(ROOT / "credentials.yml")]
    act = [str(BIN / "rasa"), "run", "actions", "-p", str(actions)]
    with (
        _process(act, data_dir),
        _answering(f"http://127.0.0.1:{actions}", "/health"),
        _process(serve, data_dir),
        _answering(f"http://127.0.0.1:{port}", "/") as address,
    ):
        yield address


@contextlib.contextmanager
def _process(command: list[str], data_dir: Path) -> Iterator[None]:
    environment = os.environ | {
        "ANFU_DATA_DIR": str(data_dir),
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONWARNINGS": "ignore",
    }
    child = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        os.killpg(child.pid, signal.SIGTERM)
        child.wait(timeout=30)


@contextlib.contextmanager
def _answering(address: str, path: str) -> Iterator[str]:
    for _ in range(START_WITHIN * 2):
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(address + path, timeout=2).status_code == 200:
                break
        time.sleep(0.5)
    else:
        raise SystemExit(f"{address} did not start within {START_WITHIN} s")
    yield address


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _print(ours: list[list[float]], stock: list[list[float]]) -> None:
    table = Table(title="One utterance to guidance over HTTP, milliseconds")
    for heading in ("turns", "Anfu p50", "Anfu p95", "stock p50", "stock p95", "stock / Anfu p50"):
        table.add_column(heading, justify="right")
    length = len(ours[0])
    for first, last in (*BUCKETS, (1, length)):
        if first > length:
            continue
        mine = sorted(ms for call in ours for ms in call[first - 1 : last])
        theirs = sorted(ms for call in stock for ms in call[first - 1 : last])
        ratio = statistics.median(theirs) / statistics.median(mine)
        cells = [_at(mine, 0.5), _at(mine, 0.95), _at(theirs, 0.5), _at(theirs, 0.95)]
        table.add_row(f"{first}-{min(last, length)}", *(f"{cell:.1f}" for cell in cells), f"{ratio:.1f}")
    Console(width=100).print(table)


def _at(values: list[float], share: float) -> float:
    return values[min(len(values) - 1, int(share * len(values)))]


if __name__ == "__main__":
    main()
