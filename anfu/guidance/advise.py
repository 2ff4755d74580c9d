"""From a call to advice: what to say, what to avoid, what to ask, what is due."""

from __future__ import annotations

from collections.abc import Mapping

from anfu.calls import Call
from anfu.guidance.choose import GRAVE, OFFERS, choose, pressing, setting_of
from anfu.guidance.details import details
from anfu.guidance.notes import notes
from anfu.guidance.remind import reminders
from anfu.guidance.types import (
    AvoidNow,
    Check,
    Guidance,
    LevelNow,
    PromiseNow,
    RepairNow,
    Say,
    StepNow,
    TicketNow,
)
from anfu.guidance.worked import Record
from anfu.labels import STEPS, Language, LevelId, Purpose
from anfu.playbook.book import Playbook
from anfu.playbook.schema import Moment
from anfu.playbook.variables import fill
from anfu.reading.types import AgentReading

_AVOIDS = 3
NO_TICKET = TicketNow("none", None)


def advise(
    call: Call,
    book: Playbook,
    ticket: TicketNow = NO_TICKET,
    language: Language = "zh",
    record: Mapping[str, Record] | None = None,
) -> Guidance:
    """The guidance after the latest turn of `call`, which must have one.

    record: what became of each script in earlier calls, by its id; keep it the same throughout a call.
    """
    purposes = wanted_now(call, book)
    known = details(call, book, ticket.id)
    say = tuple(
        Say(script.id, script.purpose, fill(script.script.text, known))
        for script in choose(purposes, setting_of(call, known, book, record), book)
    )
    last = call.turns[-1]
    return Guidance(
        call_id=call.id,
        turn=last.number,
        step=step_now(call, book, language),
        repair=_repair(call, book, language),
        reading=last.reading,
        level=level_now(call, book, language),
        say=say,
        avoid=_avoid(call, book),
        ask=_ask(call, book),
        checklist=tuple(Check(node.id, node.id in call.nodes) for node in book.checklist.nodes),
        promises=tuple(
            PromiseNow(p.text, p.due, p.within_authority, p.turn, p.confirmed) for p in call.promises
        ),
        ticket=ticket,
        plans=tuple(
            plan.duty.to(language) for plan in book.escalation.plans if plan.signal in call.known.signals
        ),
        notes=notes(call, book, language),
        remind=reminders(call, book, language),
    )


def level_now(call: Call, book: Playbook, language: Language = "zh") -> LevelNow:
    """The level of the call with its codes, name and duty."""
    level: LevelId = call.level.id
    rung = book.level(level)
    return LevelNow(
        level, rung.cr, rung.priority, rung.name.to(language), rung.duty.to(language), call.level.reasons
    )


def step_now(call: Call, book: Playbook, language: Language = "zh") -> StepNow:
    """The step the agent is in, its place among five, and why."""
    step = call.steps.current(book.steps)
    why = call.steps.why(book.steps)[1 if language == "en" else 0]
    return StepNow(step.id, step.name.to(language), STEPS.index(step.id) + 1, len(STEPS), why)


def _repair(call: Call, book: Playbook, language: Language) -> RepairNow:
    beat = call.repair.current(book.repair)
    beats = book.repair.beats
    index = len(call.repair.done) if beat is None else beats.index(beat) + 1
    notes = [beat.missing.to(language) for beat in beats if beat.id in call.repair.passed_over]
    return RepairNow(
        stage=beat.id if beat else None,
        name=beat.name.to(language) if beat else None,
        index=index if call.repair.started else 0,
        of=len(beats),
        done=call.repair.done,
        note=notes[0] if notes else None,
    )


def wanted_now(call: Call, book: Playbook) -> list[Purpose]:
    """What the next words are for, most needed first."""
    now = pressing(call)
    if "self_harm" in now:
        return ["risk"] * OFFERS
    if now.intersection(GRAVE):
        return ["risk", "risk", *_wanted(call, book)][:OFFERS]
    wanted = _wanted(call, book)
    if call.is_complaint and now - {"amount", "outage"}:
        wanted.insert(1, "risk")
    return wanted[:OFFERS]


def _wanted(call: Call, book: Playbook) -> list[Purpose]:
    """What step and beat ask for."""
    unheard = call.anger == 3 and "empathize" not in call.steps.done
    if not call.is_complaint:
        return ["empathize", "receive", "empathize"] if unheard else ["enquiry", "receive", "enquiry"]
    if len(call.steps.done) == len(book.steps.steps):
        return ["close", "confirm", "summarize"]
    step = call.steps.current(book.steps)
    beat = call.repair.current(book.repair)
    # A fresh outburst is answered before the beat that was due (F212).
    wanted: list[Purpose] = ["empathize", "empathize"] if unheard else []
    if beat is not None and not unheard and not _repaired_enough(call):
        wanted += [beat.purpose, beat.purpose]
    return wanted + [step.purpose] * OFFERS


def _repaired_enough(call: Call) -> bool:
    """Once the customer is calm again, the remaining beats give way to the steps."""
    return call.mood.intensity == 0 and len(call.repair.done) >= 2


def _avoid(call: Call, book: Playbook) -> tuple[AvoidNow, ...]:
    fitting = [avoid for avoid in book.avoid.avoid if _fits(avoid.when, call)]
    # The more a line asks of the moment, the more it belongs to it.
    fitting.sort(
        key=lambda avoid: -len(avoid.when.signals) * 2 - bool(avoid.when.acts) - bool(avoid.when.kinds)
    )
    return tuple(AvoidNow(avoid.taboo, avoid.text, avoid.instead) for avoid in fitting[:_AVOIDS])


def _fits(when: Moment, call: Call) -> bool:
    mood, heard = call.mood, call.heard
    return (
        (not when.emotion or mood.label in when.emotion)
        and (when.intensity_at_least is None or mood.intensity >= when.intensity_at_least)
        and (not when.signals or not set(when.signals).isdisjoint(call.known.signals))
        and (not when.kinds or call.matter in when.kinds)
        and (not when.acts or heard.act in when.acts)
        and (when.complaint is None or when.complaint == call.is_complaint)
    )


def _ask(call: Call, book: Playbook) -> str | None:
    """One question, when a fact is missing and the customer can bear it."""
    if not call.is_complaint or call.anger == 3 or pressing(call).intersection(GRAVE):
        return None
    if isinstance(call.turns[-1].reading, AgentReading):
        return None
    facts = call.facts
    for ask in book.steps.asks:
        if ask.after not in call.steps.done or (ask.kinds and call.matter not in ask.kinds):
            continue
        if ask.fact == "contacts":
            if call.known.contacts_several and call.known.contacts < 2:
                return ask.ask
        elif getattr(facts, ask.fact, None) is None:
            return ask.ask
    return None
