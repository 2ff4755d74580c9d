"""The repair tracker: five beats in order, two apologies told apart (F19)."""

from __future__ import annotations

import msgspec

from anfu.calls.turn import Turn
from anfu.labels import BeatId
from anfu.playbook.schema import Beat, RepairFile
from anfu.reading.types import AgentReading, CustomerReading


class Repair(msgspec.Struct, frozen=True):
    """How far the repair has come. It starts with dissatisfaction; a calm enquiry needs none.

    `passed_over` are beats that were skipped by a later one and have not been pointed out yet.
    """

    started: bool = False
    done: tuple[BeatId, ...] = ()
    passed_over: tuple[BeatId, ...] = ()
    pointed_out: tuple[BeatId, ...] = ()

    def current(self, book: RepairFile) -> Beat | None:
        """The beat that is due, or None when no repair is needed or all was heard."""
        if not self.started:
            return None
        return next((beat for beat in book.beats if beat.id not in self.done), None)


def hear_repair(repair: Repair, turn: Turn, complaint: bool, book: RepairFile) -> Repair:
    """The tracker after one more turn; `complaint` tells whether the call is a complaint by now."""
    reading = turn.reading
    if isinstance(reading, CustomerReading):
        upset = reading.emotion.intensity >= book.starts_at_intensity and complaint
        return msgspec.structs.replace(repair, started=repair.started or upset, passed_over=())
    if not repair.started:
        return repair
    return _hear_agent(repair, reading, book)


def _hear_agent(repair: Repair, reading: AgentReading, book: RepairFile) -> Repair:
    """Beats are heard one after the other, in the order of the words within the utterance."""
    done = list(repair.done)
    for heard in reading.agent_acts:
        due = next((beat for beat in book.beats if beat.id not in done), None)
        if due is not None and heard.id in due.heard_by:
            done.append(due.id)
    due = next((beat for beat in book.beats if beat.id not in done), None)
    skipped: tuple[BeatId, ...] = ()
    if due is not None and due.id not in repair.pointed_out and _jumped_ahead(due, reading, book, repair):
        skipped = (due.id,)
    return Repair(True, tuple(done), skipped, repair.pointed_out + skipped)


def _jumped_ahead(due: Beat, reading: AgentReading, book: RepairFile, before: Repair) -> bool:
    """Whether the agent did a later beat's work while `due` is still missing."""
    if due.id not in [beat.id for beat in book.beats if beat.id not in before.done][:1]:
        return False
    later = book.beats[[beat.id for beat in book.beats].index(due.id) + 1 :]
    return any(not reading.acts.isdisjoint(beat.heard_by) for beat in later)
