"""The panel beside a call, in a real Chromium, before the whole server with the trained model.

    .venv/bin/python benchmarks/panel_latency.py [--turns 60] [--loads 7] [--keys 60]

An utterance counts from the moment another process posts it until its guidance stands in the panel, seen by a
MutationObserver; both read the same clock of this machine. Loading counts from the navigation until the first
button can be pressed. A keystroke counts from the event until the frame after it is painted.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
from guidance_latency import _anfu, _turns
from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console
from rich.table import Table

NARROW = {"width": 420, "height": 900}
WARNED = "我尽快给您处理，"
FINDINGS = 60
ROW = tuple[str, list[float], float | None]

# When each turn of the call was first to be seen: its line in the transcript, and the advice that goes with it.
WATCH = """() => {
  window.seen = {}
  const log = document.querySelector('[role=log]'), say = document.querySelector('[data-tour=say]') ?? document.body
  const look = () => requestAnimationFrame(() => {
    const now = performance.timeOrigin + performance.now()
    for (const found of log.innerText.matchAll(/\\u3010(\\d+)\\u3011/g)) window.seen[found[1]] ??= now
  })
  new MutationObserver(look).observe(document.body, {childList: true, subtree: true, characterData: true})
}"""
# How long until the frame that shows a keystroke is painted.
TYPING = """() => {
  window.took = []
  document.addEventListener('keydown', event => requestAnimationFrame(() => {
    const channel = new MessageChannel()
    channel.port1.onmessage = () => window.took.push(performance.now() - event.timeStamp)
    channel.port2.postMessage(null)
  }), {capture: true})
}"""


def main() -> None:
    """Measures and prints the table."""
    options = _options()
    with (
        tempfile.TemporaryDirectory() as folder,
        _anfu(Path(folder) / "anfu") as address,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        with httpx.Client(base_url=address, timeout=30, trust_env=False) as http:
            posted, answered = _guidance(browser, address, http, options.turns)
            plain, marked = (_typing(browser, address, http, many, options.keys) for many in (0, FINDINGS))
        rows: list[ROW] = [
            ("posted -> answered to the poster", answered, None),
            ("posted -> guidance on the screen", posted, 150),
            ("panel: navigation -> interactive", _loads(browser, address, options.loads), 1500),
            ("keystroke -> painted, no finding", plain, None),
            (f"keystroke -> painted, {FINDINGS} findings", marked, None),
        ]
        browser.close()
    _print(rows)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--turns", type=int, default=60)
    parser.add_argument("--loads", type=int, default=7)
    parser.add_argument("--keys", type=int, default=60)
    return parser.parse_args()


def _guidance(
    browser: Browser, address: str, http: httpx.Client, count: int
) -> tuple[list[float], list[float]]:
    """Milliseconds from the post to the screen, and to the answer."""
    call = _begin(http)
    _say(http, call, "customer", "你好")
    page = _open(browser, address, call)
    page.get_by_role("log").first.get_by_text("你好").wait_for()
    page.evaluate(WATCH)
    begun, answered = {}, []
    for number, turn in enumerate(_turns(count)):
        begun[str(number)] = time.time() * 1000
        # The number tells one line from another of the same words.
        _say(http, call, turn["speaker"], f"{turn['text']}【{number}】")
        answered.append(time.time() * 1000 - begun[str(number)])
        page.wait_for_function("number => number in window.seen", arg=str(number))
    seen: dict[str, float] = page.evaluate("window.seen")
    page.context.close()
    return [seen[number] - at for number, at in begun.items()], answered


def _loads(browser: Browser, address: str, count: int) -> list[float]:
    """Milliseconds until the first button can be pressed, each time with an empty cache."""
    taken = []
    for _ in range(count):
        context = browser.new_context(viewport=NARROW, locale="zh-CN")
        context.add_init_script("localStorage.setItem('anfu.tour', 'seen')")
        page = context.new_page()
        page.goto(f"{address}/panel/", wait_until="commit")
        at = page.evaluate(
            "() => new Promise(done => { const look = () => document.querySelector('button[type=submit]:enabled')"
            " ? setTimeout(() => done(performance.now())) : requestAnimationFrame(look); look() })"
        )
        taken.append(float(at))
        context.close()
    return taken


def _typing(browser: Browser, address: str, http: httpx.Client, findings: int, keys: int) -> list[float]:
    """Milliseconds from a key to the frame that shows it, at the end of a draft with that many findings."""
    page = _open(browser, address, _begin(http))
    page.get_by_role("tab", name="我要说").click()
    page.get_by_role("textbox", name="准备说的话，边写边看").click()
    page.keyboard.insert_text(WARNED * findings or "我来查一下，")
    if findings:
        page.wait_for_function(
            "wanted => document.querySelectorAll('.cm-lintRange').length >= wanted", arg=findings
        )
    page.evaluate(TYPING)
    for number in range(keys):
        page.keyboard.press("abcdefghij"[number % 10])
        page.wait_for_function("wanted => window.took.length >= wanted", arg=number + 1)
    taken: list[float] = page.evaluate("window.took")
    page.context.close()
    return taken


def _open(browser: Browser, address: str, call: str) -> Page:
    context = browser.new_context(viewport=NARROW, locale="zh-CN")
    context.add_init_script("localStorage.setItem('anfu.tour', 'seen')")
    page = context.new_page()
    page.goto(f"{address}/panel/?call={call}")
    page.get_by_role("log").first.wait_for()
    return page


def _begin(http: httpx.Client) -> str:
    return str(http.post("/api/v1/calls", json={}).json()["id"])


def _say(http: httpx.Client, call: str, speaker: str, text: str) -> Any:
    answer = http.post(f"/api/v1/calls/{call}/utterances", json={"speaker": speaker, "text": text})
    answer.raise_for_status()
    return answer.json()


def _print(rows: list[ROW]) -> None:
    table = Table(title="The panel in Chromium, ms")
    for name in ("", "n", "p50", "p95", "max", "wanted p95"):
        table.add_column(name, justify="left" if not name else "right")
    for name, taken, wanted in rows:
        ranked = sorted(taken)
        p95 = statistics.quantiles(ranked, n=20, method="inclusive")[18]
        limit = "" if wanted is None else f"<= {wanted:.0f}{' missed' if p95 > wanted else ''}"
        figures = (statistics.median(ranked), p95, ranked[-1])
        table.add_row(name, str(len(ranked)), *(f"{one:.1f}" for one in figures), limit)
    Console().print(table)


if __name__ == "__main__":
    main()
