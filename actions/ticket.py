"""The ticket form: what it asks for, and what becomes of it."""

from __future__ import annotations

from typing import Any

import msgspec
from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.anfu_tools import call_id, off_loop, service
from anfu.channels.text import ticket_text

FIELDS = {"ticket_demand": "demand", "ticket_contact": "contact", "ticket_note": "note"}
SKIP = ("跳过", "没有", "不用", "不填", "无", "skip", "none")
LONGEST = 500


class ValidateTicketForm(FormValidationAction):
    """Asks only for what the ticket lacks; an answer may be skipped."""

    def name(self) -> str:
        return "validate_ticket_form"

    async def required_slots(
        self,
        domain_slots: list[str],
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],
    ) -> list[str]:
        known = await off_loop(service().known_fields, call_id(tracker))
        return [slot for slot in domain_slots if FIELDS[slot] not in known]

    def validate_ticket_demand(self, value: Any, *_: Any) -> dict[str, Any]:
        return {"ticket_demand": _tidy(value)}

    def validate_ticket_contact(self, value: Any, *_: Any) -> dict[str, Any]:
        return {"ticket_contact": _tidy(value)}

    def validate_ticket_note(self, value: Any, *_: Any) -> dict[str, Any]:
        return {"ticket_note": _tidy(value)}


class FileTicket(Action):
    """Files the ticket, or completes the one that is open."""

    def name(self) -> str:
        return "action_file_ticket"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        told = {field: tracker.get_slot(slot) for slot, field in FIELDS.items()}
        fields = {field: text for field, text in told.items() if text}
        ticket = await off_loop(service().file_in_conversation, call_id(tracker), fields)
        dispatcher.utter_message(
            text=ticket_text(ticket, service().language), json_message=msgspec.to_builtins(ticket)
        )
        return [SlotSet(slot, None) for slot in FIELDS]


class CancelTicket(Action):
    """Leaves the form and forgets what was typed into it."""

    def name(self) -> str:
        return "action_cancel_ticket"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        zh = service().language == "zh"
        dispatcher.utter_message(
            text="好，先不填了。要填的时候说“建单”。" if zh else "All right, left. Say “ticket” any time."
        )
        return [SlotSet(slot, None) for slot in FIELDS]


def _tidy(value: Any) -> str:
    """What was typed, shortened; an empty text when it was skipped."""
    text = str(value).strip()[:LONGEST]
    return "" if text.lower() in SKIP else text
