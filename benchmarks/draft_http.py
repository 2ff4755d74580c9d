"""Drafts checked over HTTP at a steady rate, beside a call that goes on, with one server and the trained model.

    .venv/bin/python benchmarks/draft_http.py [--rate 50] [--seconds 20]

Checks leave at fixed moments, whether or not earlier ones came back, so that a slow answer is not hidden
by waiting for it; the time counts from the moment a check should have left.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import tempfile
import time
from pathlib import Path

import httpx
from guidance_latency import ROOT, _anfu, _at, _turns
from rich.console import Console
from rich.table import Table


def main() -> None:
    """Measures and prints the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rate", type=int, default=50, help="checks a second")
    parser.add_argument("--seconds", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, _anfu(Path(folder) / "anfu") as address:
        drafts, turns = asyncio.run(_measure(address, options.rate, options.seconds))
    _print(drafts, turns, options.rate)


async def _measure(address: str, rate: int, seconds: int) -> tuple[list[float], list[float]]:
    texts = _drafts()
    limits = httpx.Limits(max_connections=100, max_keepalive_connections=100)
    async with httpx.AsyncClient(base_url=address, timeout=30, limits=limits) as client:
        for text in itertools.islice(texts, rate):
            await client.post("/api/v1/drafts/check", json={"text": text})
        over = asyncio.Event()
        call = asyncio.create_task(_call(client, over))
        begin = time.perf_counter() + 0.2
        checks = [
            asyncio.create_task(_check(client, next(texts), begin + number / rate))
            for number in range(rate * seconds)
        ]
        taken = await asyncio.gather(*checks)
        over.set()
        return sorted(taken), sorted(await call)


async def _check(client: httpx.AsyncClient, text: str, due: float) -> float:
    await asyncio.sleep(due - time.perf_counter())
    answer = await client.post("/api/v1/drafts/check", json={"text": text})
    answer.raise_for_status()
    return 1000 * (time.perf_counter() - due)


async def _call(client: httpx.AsyncClient, over: asyncio.Event) -> list[float]:
    """A call with an utterance every second, until it is over."""
    call = (await client.post("/api/v1/calls", json={})).raise_for_status().json()["id"]
    taken = []
    for turn in itertools.cycle(_turns(60)):
        start = time.perf_counter()
        body = {"speaker": turn["speaker"], "text": turn["text"]}
        (await client.post(f"/api/v1/calls/{call}/utterances", json=body)).raise_for_status()
        taken.append(1000 * (time.perf_counter() - start))
        if over.is_set():
            break
        await asyncio.sleep(1)
    return taken


def _drafts() -> itertools.cycle[str]:
    lines = (ROOT / "tests/drafts/dev.jsonl").read_text(encoding="utf-8").splitlines()
    return itertools.cycle([json.loads(line)["text"] for line in lines])


def _print(drafts: list[float], turns: list[float], rate: int) -> None:
    table = Table(title=f"{len(drafts)} drafts at {rate} a second beside a call, milliseconds")
    for heading in ("", "p50", "p95", "p99", "slowest"):
        table.add_column(heading, justify="right")
    for name, taken in (("draft check", drafts), (f"utterance ({len(turns)})", turns)):
        cells = [_at(taken, share) for share in (0.5, 0.95, 0.99, 1.0)]
        table.add_row(name, *(f"{cell:.1f}" for cell in cells))
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
