"""What the agent is reminded of, each at its moment and once in a call."""

from __future__ import annotations

from anfu.calls import Call
from anfu.guidance.types import Remind
from anfu.labels import Language, ReminderMoment
from anfu.playbook.book import Playbook
from anfu.reading.types import AgentReading

_CLOSING = frozenset(("close", "confirm_satisfaction"))
_APOLOGIES = 3
# A promise that binds us wrongly is pointed out each time, whatever was said before.
_EVERY_TIME: frozenset[ReminderMoment] = frozenset({"promise_beyond"})


def reminders(call: Call, book: Playbook, language: Language = "zh") -> tuple[Remind, ...]:
    """The reminders whose moment has come with the latest turn."""
    due = (entry for entry in book.listening.reminders if _has_come(entry.when, call, book))
    return tuple(
        Remind(entry.id, entry.text.to(language), entry.source)
        for entry in due
        if entry.id not in call.reminded or entry.when in _EVERY_TIME
    )


def _has_come(when: ReminderMoment, call: Call, book: Playbook) -> bool:
    last = call.turns[-1]
    acts = last.acts if isinstance(last.reading, AgentReading) else frozenset()
    match when:
        case "before_solution":
            offered = any("propose_fix" in turn.acts for turn in call.turns)
            return call.is_complaint and call.steps.current(book.steps).id == "logic" and not offered
        case "promise_made":
            return any(promise.turn == last.number and not promise.confirmed for promise in call.promises)
        case "promise_beyond":
            return any(
                promise.turn == last.number and not promise.within_authority for promise in call.promises
            )
        case "third_apology":
            return "apologize" in acts and sum("apologize" in turn.acts for turn in call.turns) >= _APOLOGIES
        case "closing_with_gaps":
            return bool(acts & _CLOSING) and call.is_complaint and _gaps(call, book)


def _gaps(call: Call, book: Playbook) -> bool:
    return any(node.id not in call.nodes for node in book.checklist.nodes)
