"""The Rasa agent inside this process: words go in, guidance or answers come out, errors come out as errors."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from anfu.guidance import Guidance
from anfu.labels import Speaker
from anfu.nlu.reader import UtteranceReader
from anfu.reading import Reader
from anfu.reading.masking import mask
from anfu.server.endpoint import ActionFailed, InProcessActions
from anfu.server.errors import TurnFailed
from anfu.server.locks import QuickLocks
from anfu.server.trackers import LiveTrackers
from anfu.service import Service
from anfu.settings import Settings

CHANNEL = "anfu"


class Conversation:
    """One Rasa agent for all calls. The call's id is the conversation's."""

    def __init__(self, agent: Agent, turn_timeout: float) -> None:
        self.agent = agent
        self._turn_timeout = turn_timeout

    @classmethod
    def load(cls, settings: Settings, service: Service, model_path: Path) -> Conversation:
        """Loads the model and makes the actions use this service. Raises ValueError for a damaged model."""
        trackers = LiveTrackers(service.store)
        try:
            agent = Agent.load(
                model_path,
                action_endpoint=InProcessActions(service),
                tracker_store=trackers,
                lock_store=QuickLocks(),
            )
        except Exception as error:
            raise ValueError(f"{model_path.name} cannot be loaded ({error}): run `anfu train`") from error
        # Rasa wraps every store in one that hides its failures: a form would be forgotten without a word.
        agent.tracker_store = trackers
        assert agent.processor is not None, "Agent.load returned without a model"
        agent.processor.tracker_store = trackers
        return cls(agent, settings.turn_timeout)

    @property
    def reader(self) -> Reader | None:
        """The reading model inside the agent, to ask without a turn; it holds no state."""
        assert self.agent.processor is not None
        # Rasa keeps its components to itself; a second copy of the model would cost memory and a second.
        nodes = getattr(self.agent.processor.graph_runner, "_instantiated_nodes", {}).values()
        components = (getattr(node, "_component", None) for node in nodes)
        return next((part._reader for part in components if isinstance(part, UtteranceReader)), None)

    async def hear(
        self,
        call_id: str,
        speaker: Speaker,
        text: str,
        at: datetime | None = None,
        key: str | None = None,
    ) -> Guidance:
        """Takes in an utterance and returns the guidance, which is stored by then.

        Raises what `Service.hear` raises, and `TurnFailed` when there is no answer in time.
        """
        told = {"speaker": speaker, "call_id": call_id, "at": at.isoformat() if at else None, "key": key}
        for reply in await self._say(call_id, text, told):
            custom = reply.get("custom") or {}
            if custom.get("type") == "guidance":
                return msgspec.convert(custom, Guidance)
        raise TurnFailed("the conversation gave no guidance for this utterance")

    async def ask(self, call_id: str, text: str) -> list[dict[str, Any]]:
        """The assistant's replies to a question, an answer to its form, or a line with a typed prefix."""
        replies = await self._say(call_id, text, {"call_id": call_id})
        return [{name: value for name, value in reply.items() if name != "recipient_id"} for reply in replies]

    async def read(self, text: str, speaker: str) -> dict[str, Any]:
        """What Rasa's pipeline reads in a text, without any call."""
        assert self.agent.processor is not None
        parsed: dict[str, Any] = await self.agent.processor.parse_message(
            UserMessage(text, metadata={"speaker": speaker})
        )
        return parsed

    async def handle(self, message: UserMessage) -> None:
        """Runs a message of any channel through Rasa. Raises what went wrong in an action."""
        try:
            async with asyncio.timeout(self._turn_timeout):
                await self.agent.handle_message(message)
        except TimeoutError:
            raise TurnFailed(f"no answer within {self._turn_timeout:g} seconds") from None
        except ActionFailed as failed:
            raise failed.cause from None

    async def _say(self, call_id: str, text: str, told: dict[str, Any]) -> list[dict[str, Any]]:
        output = CollectingOutputChannel()
        # Masked here already: a form keeps what was typed in a slot, as it came.
        message = UserMessage(mask(text), output, call_id, input_channel=CHANNEL, metadata=told)
        await self.handle(message)
        replies: list[dict[str, Any]] = output.messages
        return replies
