"""The repair tracker: five beats and their order, two apologies told apart (F19)."""

from __future__ import annotations

import msgspec

from anfu.calls.turn import Turn
from anfu.labels import BeatId
from anfu.playbook.schema import Beat, RepairFile
from anfu.reading.types import AgentReading, CustomerReading

_UPSET = ("vent", "threaten")
"""What nobody does who is content, however calmly it is put."""
_ANSWERS = frozenset(("empathize", "apologize"))


class Repair(msgspec.Struct, frozen=True):
    """How far the repair has come. It starts with dissatisfaction, or when the agent answers the feeling in a
    complaint: they hear the voice. A calm enquiry needs none.

    `done` are the beats heard, in the order of the playbook; `acted` tells whether a remedy was under way, without
    which a second apology is only the first one again. `passed_over` are beats that a later one has just overtaken
    and that were not pointed out yet.
    """

    started: bool = False
    done: tuple[BeatId, ...] = ()
    acted: bool = False
    passed_over: tuple[BeatId, ...] = ()
    pointed_out: tuple[BeatId, ...] = ()

    def current(self, book: RepairFile) -> Beat | None:
        """The beat that is due: the first not heard. None when no repair is needed or all was heard."""
        if not self.started:
            return None
        return next((beat for beat in book.beats if beat.id not in self.done), None)


def hear_repair(repair: Repair, turn: Turn, complaint: bool, book: RepairFile) -> Repair:
    """The tracker after one more turn; `complaint` tells whether the call is a complaint by now."""
    reading = turn.reading
    if isinstance(reading, CustomerReading):
        upset = reading.emotion.intensity >= book.starts_at_intensity or reading.act in _UPSET
        return msgspec.structs.replace(
            repair, started=repair.started or (upset and complaint), passed_over=()
        )
    remedies = {act for beat in book.beats for act in beat.after}
    answered = complaint and not reading.acts.isdisjoint(_ANSWERS)
    repair = msgspec.structs.replace(
        repair,
        started=repair.started or answered,
        acted=repair.acted or not reading.acts.isdisjoint(remedies),
    )
    return _hear_agent(repair, reading, book) if repair.started else repair


def _hear_agent(repair: Repair, reading: AgentReading, book: RepairFile) -> Repair:
    """A beat counts whenever it is heard: to apologise again because the first came too early would be empty."""
    heard: set[BeatId] = set()
    for act in reading.agent_acts:
        open_beats = (beat for beat in book.beats if beat.id not in repair.done and beat.id not in heard)
        counts = (beat for beat in open_beats if act.id in beat.heard_by and (repair.acted or not beat.after))
        if (beat := next(counts, None)) is not None:
            heard.add(beat.id)
    done = tuple(beat.id for beat in book.beats if beat.id in repair.done or beat.id in heard)
    skipped = _overtaken(done, heard, repair, book)
    return msgspec.structs.replace(
        repair, done=done, passed_over=skipped, pointed_out=repair.pointed_out + skipped
    )


def _overtaken(
    done: tuple[BeatId, ...], heard: set[BeatId], repair: Repair, book: RepairFile
) -> tuple[BeatId, ...]:
    """The beat that is due although a later one was just heard, unless that was said before."""
    order = [beat.id for beat in book.beats]
    due = next((beat for beat in order if beat not in done), None)
    if due is None or due in repair.pointed_out:
        return ()
    return (due,) if any(order.index(beat) > order.index(due) for beat in heard) else ()
