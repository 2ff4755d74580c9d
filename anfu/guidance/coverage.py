"""Whether the script library holds enough for every moment: counted with the score that chooses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product

import msgspec

from anfu.guidance.choose import Setting, excluded
from anfu.labels import EMOTIONS, KINDS, PURPOSES, SIGNALS, Channel, EmotionLabel, Kind, Purpose, SignalId
from anfu.playbook.book import LibraryScript, Playbook
from anfu.playbook.schema import OwnWords

# Any working day does: it only gives the clock times a date.
_DAY = datetime(2026, 1, 5)
_KINDS: tuple[Kind, ...] = tuple(kind for kind in KINDS if kind != "none")
_OF_SIGNALS: Purpose = "risk"


class Cell(msgspec.Struct, frozen=True):
    """How many scripts fit a purpose, emotion and kind at the worst strength, channel and clock time; how many name it."""

    purpose: Purpose
    emotion: EmotionLabel
    kind: Kind
    fit: int
    specific: int


class OfSignal(msgspec.Struct, frozen=True):
    """How many scripts name a signal, and the fewest of them that fit any emotion and kind."""

    signal: SignalId
    scripts: int
    fewest: int


class OfOwn(msgspec.Struct, frozen=True):
    """How many scripts an emotion or signal has of its own, and how many it must have."""

    id: str
    scripts: int
    at_least: int


class Coverage(msgspec.Struct, frozen=True):
    """The table, and what is missing in it, each hole a sentence that says what to write."""

    scripts: int
    short_share: float
    cells: tuple[Cell, ...]
    signals: tuple[OfSignal, ...]
    own_words: tuple[OfOwn, ...]
    holes: tuple[str, ...]


def coverage(book: Playbook) -> Coverage:
    """Counts the library of a playbook against its `coverage.yml`."""
    rules = book.coverage
    cells = tuple(_cells(book))
    signals = tuple(_signals(book))
    own = tuple(
        OfOwn(own.id, sum(_is_own(s, own) for s in book.scripts), own.at_least) for own in rules.own_words
    )
    short = sum(len(script.script.text) <= rules.short for script in book.scripts) / max(1, len(book.scripts))
    holes = [*_holes(book, cells, signals), *_own_holes(own)]
    if short < rules.short_share:
        holes.append(f"only {short:.0%} of the scripts have {rules.short} characters or fewer: shorten some")
    return Coverage(len(book.scripts), round(short, 3), cells, signals, own, tuple(holes))


def _cells(book: Playbook) -> Iterator[Cell]:
    for purpose in PURPOSES:
        if purpose == _OF_SIGNALS:
            continue  # counted by signal
        for emotion in EMOTIONS:
            for kind in _KINDS:
                counts = [_count(book.scripts_for(purpose), s) for s in _settings(book, emotion, kind)]
                fit, specific = (min(numbers) for numbers in zip(*counts, strict=True))
                yield Cell(purpose, emotion, kind, fit, specific)


def _count(scripts: tuple[LibraryScript, ...], setting: Setting) -> tuple[int, int]:
    fitting = [found.script for found in scripts if excluded(found, setting) is None]
    return len(fitting), sum(bool(script.emotion or script.kind) for script in fitting)


def _signals(book: Playbook) -> Iterator[OfSignal]:
    for signal in SIGNALS:
        naming = tuple(script for script in book.scripts if signal in script.script.signal)
        words = tuple(script for script in naming if script.purpose == _OF_SIGNALS)
        fewest = min(
            _count(words, setting)[0]
            for emotion in EMOTIONS
            for kind in _KINDS
            for setting in _settings(book, emotion, kind, signal)
        )
        yield OfSignal(signal, len(naming), fewest)


def _settings(
    book: Playbook, emotion: EmotionLabel, kind: Kind, signal: SignalId | None = None
) -> Iterator[Setting]:
    """The moment on every channel and at every clock time that must be covered."""
    heard = frozenset([signal] if signal else [])
    rules = book.coverage
    for strength, channel, hour in product(rules.typical(emotion), rules.channels, rules.clock):
        yield _setting(book, emotion, strength, kind, heard, channel, hour)


def _setting(
    book: Playbook,
    emotion: EmotionLabel,
    strength: int,
    kind: Kind,
    heard: frozenset[SignalId],
    channel: Channel,
    hour: int,
) -> Setting:
    return Setting(
        emotion=emotion,
        intensity=strength,
        kind=kind,
        signals=heard,
        pressing=heard,
        industry="general",
        known={},
        offered=(),
        led_with=(),
        channel=channel,
        now=_DAY.replace(hour=hour),
        farthest=timedelta(minutes=book.limit("agent").contact_within_minutes),
        rules=book.coverage,
    )


def _is_own(script: LibraryScript, own: OwnWords) -> bool:
    chosen = script.script
    return (
        (not own.purposes or script.purpose in own.purposes)
        and (own.emotion is None or own.emotion in chosen.emotion)
        and (own.signal is None or own.signal in chosen.signal)
        and (own.cites is None or own.cites == script.source)
    )


def _holes(book: Playbook, cells: tuple[Cell, ...], signals: tuple[OfSignal, ...]) -> Iterator[str]:
    rules = book.coverage
    for cell in cells:
        place = f"{cell.purpose} × {cell.emotion} × {cell.kind}"
        if cell.fit < rules.candidates:
            yield f"{place}: {cell.fit} of {rules.candidates} scripts: write {rules.candidates - cell.fit} more"
        if cell.specific < rules.specific:
            yield f"{place}: {cell.specific} of {rules.specific} scripts name the emotion or kind: write one that does"
    for found in signals:
        if found.scripts < rules.signal_scripts:
            more = rules.signal_scripts - found.scripts
            yield f"signal {found.signal}: {found.scripts} of {rules.signal_scripts} scripts: write {more} more"
        if found.fewest < rules.candidates:
            yield f"signal {found.signal}: at some moment only {found.fewest} of {rules.candidates} risk scripts fit: widen one"


def _own_holes(own: tuple[OfOwn, ...]) -> Iterator[str]:
    for one in own:
        if one.scripts < one.at_least:
            yield f"own words {one.id}: {one.scripts} of {one.at_least} scripts: write {one.at_least - one.scripts} more"
