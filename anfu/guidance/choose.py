"""Which three sentences to offer. The score is explainable and the same call always gets the same three."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from anfu.calls import Call
from anfu.guidance.hours import can_be_kept, within_authority
from anfu.guidance.worked import Record, lessons
from anfu.labels import Channel, EmotionLabel, Industry, Kind, Purpose, SignalId
from anfu.playbook.book import LibraryScript, Playbook
from anfu.playbook.schema import CoverageFile
from anfu.playbook.variables import VARIABLE, fill

OFFERS = 3
# What is never out of place when every better first sentence has been said.
_BESIDE: tuple[Purpose, ...] = ("hold", "boundary", "escalate", "verify", "confirm")
# Signals whose own careful words come before any step or beat, the gravest first.
GRAVE: tuple[SignalId, ...] = ("self_harm", "safety", "abuse")


class Setting(msgspec.Struct, frozen=True):
    """What a script must fit. `pressing` are the signals that want their words now.

    Without `now` and `rules` no hour is judged and nothing is learnt from `record`. `farthest` is how far
    ahead the speaker may promise.
    """

    emotion: EmotionLabel
    intensity: int
    kind: Kind | None
    signals: frozenset[SignalId]
    pressing: frozenset[SignalId]
    industry: Industry
    known: dict[str, str]
    offered: tuple[str, ...]
    led_with: tuple[str, ...]
    channel: Channel = "voice"
    now: datetime | None = None
    farthest: timedelta | None = None
    record: Mapping[str, Record] = {}
    rules: CoverageFile | None = None


class Score(msgspec.Struct, frozen=True, order=True):
    """Why a script ranks where it does: points per ground, highest total first."""

    total: float
    grounds: tuple[tuple[str, float], ...]


def setting_of(
    call: Call,
    known: dict[str, str],
    book: Playbook | None = None,
    record: Mapping[str, Record] | None = None,
) -> Setting:
    """The setting a call gives to its scripts; in danger only scripts for that danger answer a signal.

    record: what became of each script in earlier calls; it counts by the rules of `book`.
    """
    now = pressing(call)
    return Setting(
        emotion=call.mood.label,
        intensity=call.mood.intensity,
        kind=call.matter,
        signals=now if now.intersection(GRAVE) else frozenset(call.known.signals),
        pressing=now,
        industry=call.industry,
        known=known,
        offered=call.offered,
        led_with=call.led_with,
        channel=call.channel,
        now=call.turns[-1].at if call.turns else None,
        farthest=timedelta(minutes=book.limit(call.role).contact_within_minutes) if book else None,
        record=record or {},
        rules=book.coverage if book else None,
    )


def pressing(call: Call) -> frozenset[SignalId]:
    """The signals of the customer's latest words; of grave ones the gravest alone, and self-harm stays."""
    now = {signal.id for signal in call.heard.signals}
    if "self_harm" in call.known.signals:
        now.add("self_harm")
    grave = [signal for signal in GRAVE if signal in now]
    return frozenset(grave[:1] or now)


def excluded(script: LibraryScript, setting: Setting) -> str | None:
    """The selector that rules a script out here, or None."""
    chosen = script.script
    if chosen.emotion and setting.emotion not in chosen.emotion:
        return "emotion"
    if chosen.intensity and not chosen.intensity[0] <= setting.intensity <= chosen.intensity[1]:
        return "intensity"
    if chosen.kind and (setting.kind is None or setting.kind not in chosen.kind):
        return "kind"
    if chosen.signal and setting.signals.isdisjoint(chosen.signal):
        return "signal"
    if chosen.industry and setting.industry not in chosen.industry:
        return "industry"
    if chosen.channel and setting.channel not in chosen.channel:
        return "channel"
    if setting.now is not None and setting.rules is not None:
        text = fill(chosen.text, setting.known)
        if not can_be_kept(text, setting.now, setting.rules.call_times):
            return "clock time"
        if setting.farthest is not None and not within_authority(text, setting.now, setting.farthest):
            return "authority"
    return None


def score(script: LibraryScript, setting: Setting) -> Score | None:
    """How well a script fits, or None when a selector rules it out."""
    if excluded(script, setting):
        return None
    chosen = script.script
    grounds = [
        ("emotion", 2.0 if chosen.emotion else 0.0),
        ("intensity", 1.0 if chosen.intensity else 0.0),
        ("kind", 3.0 if chosen.kind else 0.0),
        ("signal", 4.0 if chosen.signal else 0.0),
        ("signal heard now", 30.0 if not setting.pressing.isdisjoint(chosen.signal) else 0.0),
        ("industry", 1.0 if chosen.industry else 0.0),
        ("channel", 1.0 if "chat" in chosen.channel else 0.0),
        ("details known", 1.5 * _share_known(chosen.text, setting.known)),
        ("length", -_too_long(fill(chosen.text, setting.known), setting.intensity)),
        ("already offered", -6.0 if script.id in setting.offered else 0.0),
        ("already first", -20.0 if script.id in setting.led_with else 0.0),
    ]
    if setting.rules is not None and script.id in setting.record:
        grounds += lessons(setting.record[script.id], setting.rules.feedback)
    counted = tuple((ground, points) for ground, points in grounds if points)
    return Score(sum(points for _, points in counted), counted)


def choose(purposes: Sequence[Purpose], setting: Setting, book: Playbook) -> tuple[LibraryScript, ...]:
    """The scripts to offer, best first. `purposes` are in the order wanted, one script for each.

    No script comes first twice in a call while another one fits; only the words for someone who speaks of
    harming themselves may return, because nothing else fits then.
    """
    turn = len(setting.led_with)
    picked: list[LibraryScript] = []
    for purpose in purposes:
        ranked = rank((s for s in book.scripts_for(purpose) if s not in picked), setting, turn)
        picked += ranked[:1]
    if "self_harm" in setting.pressing:
        return tuple(picked)
    unsaid = (script for script in _by_fit(purposes, picked, setting, book) if not _led(script, setting))
    first = next(unsaid, None)
    return (first, *(s for s in picked if s != first))[: len(purposes)] if first else tuple(picked)


def _led(script: LibraryScript, setting: Setting) -> bool:
    return script.id in setting.led_with


def _by_fit(
    purposes: Sequence[Purpose], picked: list[LibraryScript], setting: Setting, book: Playbook
) -> Iterator[LibraryScript]:
    """The best script, then near ones of the same purposes, then any that fit."""
    yield from picked[:1]
    for purpose in dict.fromkeys(purposes):
        yield from _near(purpose, setting, book)
    for purpose in _BESIDE:
        yield from rank(book.scripts_for(purpose), setting, len(setting.led_with))


def _near(purpose: Purpose, setting: Setting, book: Playbook) -> list[LibraryScript]:
    """The scripts of a purpose that fit, and then those that only fit another strength of the same feeling."""
    turn = len(setting.led_with)
    strengths = sorted(range(4), key=lambda strength: abs(strength - setting.intensity))
    settings = [msgspec.structs.replace(setting, intensity=strength) for strength in strengths]
    return [script for near in settings for script in rank(book.scripts_for(purpose), near, turn)]


def rank(scripts: Iterable[LibraryScript], setting: Setting, turn: int) -> list[LibraryScript]:
    """The fitting scripts, best first; equals in an order that varies with the turn but never by chance."""
    scored = [(found.total, script) for script in scripts if (found := score(script, setting))]
    return [script for _, script in sorted(scored, key=lambda pair: (-pair[0], _shuffle(pair[1].id, turn)))]


def _share_known(text: str, known: dict[str, str]) -> float:
    names = [found[1] for found in VARIABLE.finditer(text)]
    return sum(name in known for name in names) / len(names) if names else 0.0


def _too_long(text: str, intensity: int) -> float:
    """The angrier the customer, the shorter the sentence: points lost for each character too many."""
    comfortable = {0: 40, 1: 36, 2: 30, 3: 24}[intensity]
    return max(0, len(text) - comfortable) * 0.08


def _shuffle(script: str, turn: int) -> bytes:
    return hashlib.blake2b(f"{turn}:{script}".encode(), digest_size=8).digest()
