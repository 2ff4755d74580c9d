"""Rasa's own REST webhook, with personal numbers masked before Rasa, its tracker and its logs see them."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.rest import RestInput
from sanic.request import Request

from anfu.reading.masking import mask


class MaskingRestInput(RestInput):
    """`/webhooks/rest/webhook` as Rasa's users know it. `metadata.speaker` may be customer, agent, draft or ask."""

    @classmethod
    def name(cls) -> str:
        """Keeps the stock channel's address."""
        return "rest"

    def _extract_message(self, req: Request) -> str | None:
        text = req.json.get("message")
        return mask(text) if isinstance(text, str) else text

    def get_metadata(self, request: Request) -> dict[str, Any] | None:
        """The metadata of the request: the speaker, and the call when it is not the sender."""
        metadata = request.json.get("metadata")
        return metadata if isinstance(metadata, dict) else None
