"""The five-step tracker: a step is done when its evidence was heard, not when turns have passed (F1)."""

from __future__ import annotations

import re

import msgspec

from anfu.calls.turn import Turn
from anfu.labels import StepId
from anfu.playbook.schema import Heard, Step, StepBack, StepsFile
from anfu.reading.types import CustomerReading

_FLARING = ("threaten", "reject", "vent", "demand", "describe", "question")
_SURE = 0.6
"""How sure it must be that the customer is angry before the call goes back for it."""
_LOUD, _MARKS = re.compile(r"[!！]"), re.compile(r"[!！?？]")
Progress = dict[StepId, tuple[int, ...]]


class Steps(msgspec.Struct, frozen=True):
    """Which steps are done, how far the evidence for the others has come, and why we are where we are.

    `back` is the event that last sent the call back, until that step is done again. `by_hand` is the step
    the agent set, until evidence for it was heard.
    """

    done: tuple[StepId, ...] = ()
    progress: Progress = {}
    back: str | None = None
    by_hand: StepId | None = None

    def current(self, book: StepsFile) -> Step:
        """The first step whose evidence is missing; the last one when all was heard."""
        return next((step for step in book.steps if step.id not in self.done), book.steps[-1])

    def why(self, book: StepsFile) -> tuple[str, str]:
        """Why this is the step, in Chinese and English."""
        for back in book.back:
            if back.when == self.back:
                return back.why.zh, back.why.en
        step = self.current(book)
        said = book.when_set if self.by_hand == step.id else step.why
        if len(self.done) == len(book.steps):
            said = book.when_done
        return said.zh, said.en


def hear_steps(steps: Steps, turn: Turn, anger_before: int, matter: str | None, book: StepsFile) -> Steps:
    """The tracker after one more turn. `anger_before` is the customer's anger (0-3) before it."""
    for back in book.back:
        if back.to in steps.done and _happened(back, turn, anger_before, matter):
            steps = _send_back(steps, back, book)
    done, progress = list(steps.done), dict(steps.progress)
    for step in book.steps:
        if step.id in done:
            continue
        progress[step.id] = _advance(step, progress.get(step.id), turn)
        if any(at == len(way) for at, way in zip(progress[step.id], step.heard_when, strict=True)):
            done.append(step.id)
    back_to = next((back.to for back in book.back if back.when == steps.back), None)
    by_hand = None if steps.by_hand in done else steps.by_hand
    return Steps(tuple(done), progress, None if back_to in done else steps.back, by_hand)


def set_step(to: StepId, book: StepsFile) -> Steps:
    """The tracker set by hand: everything before `to` counts as done, `to` and what follows does not."""
    order = [step.id for step in book.steps]
    return Steps(done=tuple(order[: order.index(to)]), by_hand=to)


def _advance(step: Step, at: tuple[int, ...] | None, turn: Turn) -> tuple[int, ...]:
    pointers = at or (0,) * len(step.heard_when)
    return tuple(
        pointer + (pointer < len(way) and _matches(way[pointer], turn))
        for pointer, way in zip(pointers, step.heard_when, strict=True)
    )


def _matches(heard: str, turn: Turn) -> bool:
    speaker, acts = heard.split(":")
    return turn.speaker == speaker and not turn.acts.isdisjoint(acts.split("|"))


def _happened(back: StepBack, turn: Turn, anger_before: int, matter: str | None) -> bool:
    reading = turn.reading
    if not isinstance(reading, CustomerReading):
        return False
    if back.when == "rejected":
        return reading.act == "reject"
    if back.when == "flared":
        return reading.act in _FLARING and _flares(reading, turn.text, anger_before)
    named = reading.kind not in ("none", "other", matter)
    return named and matter is not None and any(re.search(cue, turn.text) for cue in back.cues)


def _flares(reading: CustomerReading, text: str, before: int) -> bool:
    """Whether this is new anger: beside oneself, or shouting, above what was there a moment ago."""
    if reading.emotion.label != "angry" or reading.confidence.get("emotion", 1.0) < _SURE:
        return False
    if reading.emotion.intensity == 2 and _shouts(text):
        return before < 2
    return reading.emotion.intensity == 3 and before < 3


def _shouts(text: str) -> bool:
    """Whether sentence after sentence is called out."""
    loud = len(_LOUD.findall(text))
    return loud > 1 or (loud == 1 and len(_MARKS.findall(text)) > 2)


def _send_back(steps: Steps, back: StepBack, book: StepsFile) -> Steps:
    # A new grievance has a feeling and a wish of its own.
    gone: dict[str, tuple[StepId, ...]] = {
        "rejected": ("logic", "summarize"),
        "new_matter": tuple(step.id for step in book.steps),
    }
    undone = gone.get(back.when, (back.to,))
    again = {step.id: step.heard_when for step in book.steps if step.id in undone}
    return Steps(
        done=tuple(step for step in steps.done if step not in undone),
        progress={
            step: _afresh(at, again.get(step), last=back.when == "rejected" and step == back.to)
            for step, at in steps.progress.items()
        },
        back=back.when,
        by_hand=steps.by_hand,
    )


def _afresh(at: tuple[int, ...], ways: list[list[Heard]] | None, *, last: bool) -> tuple[int, ...]:
    """What was heard in full must be heard again, or only its last item; what was under way goes on.

    Who turns one remedy down was asked already what they want: only the remedy is due again.
    """
    if ways is None:
        return at
    return tuple(
        (len(way) - 1 if last else 0) if pointer == len(way) else pointer
        for pointer, way in zip(at, ways, strict=True)
    )
