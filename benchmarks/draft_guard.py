"""The lexical draft check beside the bare tools, on the same words and the same texts, in one run.

    .venv/bin/python benchmarks/draft_guard.py [--texts 300] [--length 100] [--rounds 20]

Ours normalises, keeps the way back to the original places, finds words and patterns, honours allow words,
asks whether a wording is meant, and measures promises; the others only scan for the words.
"""

from __future__ import annotations

import argparse
import json
import re
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import ahocorasick_rs
from rich.console import Console
from rich.table import Table

from anfu.drafts import Guard
from anfu.drafts.compact import compact
from anfu.labels import Industry
from anfu.playbook import Playbook, load_playbook
from anfu.playbook.variables import fill

try:
    import ahocorasick
except ImportError:  # it is in the dev extra
    ahocorasick = None

ROOT = Path(__file__).resolve().parent.parent
BARE = "ahocorasick-rs, bare"


def main() -> None:
    """Measures all of them and prints the table."""
    options = _options()
    book = load_playbook(ROOT / "playbook")
    words = sorted({compact(phrase).text for wording in book.lexicon for phrase in wording.entry.say})
    texts = _texts(options.texts, options.length)
    taken = {name: _time(check, texts, options.rounds) for name, check in _checks(book, words).items()}
    _print(taken, words, book, texts)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=int, default=300, help="how many texts")
    parser.add_argument("--length", type=int, default=100, help="characters in each")
    parser.add_argument("--rounds", type=int, default=20, help="how often each is checked")
    return parser.parse_args()


def _texts(wanted: int, length: int) -> list[str]:
    """What agents say in the example calls, and the library's scripts, cut into texts of one length."""
    said = [
        turn["text"]
        for path in sorted((ROOT / "examples/calls").glob("*.jsonl"))
        for turn in map(json.loads, path.read_text(encoding="utf-8").splitlines())
        if turn.get("speaker") == "agent"
    ]
    said += [fill(script.script.text, {}) for script in load_playbook(ROOT / "playbook").scripts]
    stream = "".join(said)
    stream *= 1 + wanted * length // len(stream)
    return [stream[place * length : (place + 1) * length] for place in range(wanted)]


def _checks(book: Playbook, words: list[str]) -> dict[str, Callable[[str], Any] | None]:
    guard = Guard(book)
    bare = ahocorasick_rs.AhoCorasick(words)
    alternation = re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
    checks: dict[str, Callable[[str], Any] | None] = {
        BARE: lambda text: bare.find_matches_as_indexes(text, overlapping=True),
        "Anfu, the whole check": guard.check,
    }
    for industry in get_args(Industry)[:-1]:
        checks[f"Anfu, {industry} call"] = lambda text, industry=industry: guard.check(
            text, "agent", industry
        )
    checks["pyahocorasick + NFKC"] = _pyahocorasick(words)
    checks["re, one alternation"] = alternation.findall
    return checks


def _pyahocorasick(words: list[str]) -> Callable[[str], Any] | None:
    if ahocorasick is None:
        return None
    automaton = ahocorasick.Automaton()
    for word in words:
        automaton.add_word(word, word)
    automaton.make_automaton()
    return lambda text: list(automaton.iter(unicodedata.normalize("NFKC", text)))


def _time(check: Callable[[str], Any] | None, texts: list[str], rounds: int) -> list[float] | None:
    """Microseconds for each check, sorted; the first round only warms up."""
    if check is None:
        return None
    taken = []
    for turn in range(rounds + 1):
        for text in texts:
            began = time.perf_counter_ns()
            check(text)
            if turn:
                taken.append((time.perf_counter_ns() - began) / 1000)
    return sorted(taken)


def _print(taken: dict[str, list[float] | None], words: list[str], book: Playbook, texts: list[str]) -> None:
    guard = Guard(book)
    flagged = sum(guard.check(text).verdict != "ok" for text in texts)
    patterns = sum(len(wording.entry.patterns) for wording in book.lexicon)
    title = (
        f"{len(texts)} texts of {len(texts[0])} characters ({flagged} with a finding), "
        f"{len(words)} deny words; Anfu also {patterns} patterns"
    )
    table = Table("", "p50 µs", "p95 µs", "p99 µs", "p50 ÷ bare", title=title, title_justify="left")
    base = taken[BARE]
    assert base is not None
    for name, times in taken.items():
        if times is None:
            table.add_row(name, "not installed", "", "", "")
            continue
        points = [times[int(len(times) * share)] for share in (0.5, 0.95, 0.99)]
        ratio = points[0] / base[len(base) // 2]
        table.add_row(name, *(f"{point:.1f}" for point in points), f"{ratio:.1f}×")
    Console().print(table)


if __name__ == "__main__":
    main()
