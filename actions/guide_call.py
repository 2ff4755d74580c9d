"""Guides the agent through what was just said on the line."""

from __future__ import annotations

from typing import Any

import msgspec
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.anfu_tools import at, call_id, metadata, off_loop, reading, said, service
from anfu.channels.text import guidance_text


class GuideCall(Action):
    """Hears the utterance and replies with guidance, as data and as text."""

    def name(self) -> str:
        return "action_guide_call"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        heard = reading(tracker)
        if heard is None:
            return []
        speaker = tracker.latest_message["voice"]
        guidance = await off_loop(
            service().hear_in_conversation,
            call_id(tracker),
            speaker,
            said(tracker),
            heard,
            at(tracker),
            metadata(tracker).get("key"),
        )
        dispatcher.utter_message(
            text=guidance_text(guidance, service().language), json_message=msgspec.to_builtins(guidance)
        )
        return []
