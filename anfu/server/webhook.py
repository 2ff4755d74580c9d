"""Rasa's own REST webhook on our agent, behind the gate: `POST /webhooks/rest/webhook`."""

from __future__ import annotations

import logging
from typing import Annotated, Literal

import msgspec
from msgspec import Meta
from rasa.core.channels.channel import UserMessage
from sanic import Blueprint, Request

from anfu.channels.rest import MaskingRestInput
from anfu.errors import AnfuError
from anfu.server import texts
from anfu.server.api.access import allowed
from anfu.server.bodies import read_body
from anfu.server.house import House
from anfu.server.problems import problem_of
from anfu.server.topics import ON_CALLS
from anfu.store.errors import StoreError

logger = logging.getLogger(__name__)
_FAILED = {
    "zh": "这句没有记下（{}），请稍后再发一次。",
    "en": "This was not taken ({}): please send it again in a moment.",
}
_Aware = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT.*([+-]\d\d:?\d\d|Z)$")]


class Told(msgspec.Struct):
    """What the sender may say about a message."""

    speaker: Literal["customer", "agent", "draft", "ask"] | None = None
    call_id: str | None = None
    at: _Aware | None = None
    key: str | None = None


class WebhookMessage(msgspec.Struct):
    """A message as Rasa's REST channel takes it. A sender is required: without, Rasa mixes everyone up."""

    sender: str
    message: str
    input_channel: str | None = None
    metadata: Told | None = None


def rest_webhook(house: House) -> Blueprint:
    """The channel's blueprint, with who may and what is taken checked before Rasa sees it."""

    async def take(message: UserMessage) -> None:
        try:
            await house.finish(house.conversation.handle(message))
        except (AnfuError, StoreError) as error:
            problem = problem_of(error, "/webhooks/rest/webhook")
            logger.warning("webhook: %s", problem.detail)
            told = _FAILED[house.settings.language].format(problem.title)
            await message.output_channel.send_text_message(message.sender_id, told)
        else:
            house.hub.ring(str((message.metadata or {}).get("call_id") or message.sender_id))

    blueprint: Blueprint = MaskingRestInput().blueprint(take)

    @blueprint.middleware("request")
    async def admit(request: Request) -> None:
        if request.method != "POST":
            return
        person = await house.gate.admit(request, ON_CALLS)
        sent = read_body(request, WebhookMessage, optional=False)
        assert isinstance(sent, WebhookMessage)
        texts.name(sent.sender, "sender")
        texts.spoken(sent.message, "message")
        for field in ("call_id", "key"):
            if (value := getattr(sent.metadata, field, None)) is not None:
                texts.name(value, field)
        call_id = (sent.metadata.call_id if sent.metadata else None) or sent.sender
        known = await house.off_loop(house.service.store.call, call_id)
        # A conversation of this channel begins by talking and has no agent: it is nobody's own.
        if known is not None and known.agent is not None:
            allowed(known, person)

    return blueprint
