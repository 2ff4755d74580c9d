"""Answers what the agent asks the assistant."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.anfu_tools import call_id, intent, off_loop, said, service


class Answer(Action):
    """Replies from the playbook, filled from this call."""

    def name(self) -> str:
        return "action_answer"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        text = await off_loop(
            service().answer_in_conversation, call_id(tracker), intent(tracker), said(tracker)
        )
        dispatcher.utter_message(text=text)
        return []
