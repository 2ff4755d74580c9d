"""Checks what the agent is about to say."""

from __future__ import annotations

from typing import Any

import msgspec
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.anfu_tools import call_id, said, service
from anfu.channels.text import check_text


class CheckDraft(Action):
    """Replies with the findings of the guard."""

    def name(self) -> str:
        return "action_check_draft"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        found = service().check_draft(said(tracker), call_id(tracker))
        dispatcher.utter_message(
            text=check_text(found, service().language), json_message=msgspec.to_builtins(found)
        )
        return []
