"""Our own webhook: JSON, signed so that the receiver knows who wrote it and when."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from datetime import UTC, datetime

import msgspec

from anfu.notify.senders.http import Post
from anfu.notify.targets import Webhook
from anfu.tickets.messages import Message


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The signature of a body sent at `timestamp` (seconds since 1970): `v1=` and a hexadecimal HMAC-SHA256."""
    signed = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"v1={signed.hexdigest()}"


class WebhookSender:
    """Speaks to one receiver. The same message always carries the same `Idempotency-Key`."""

    def __init__(
        self, target: Webhook, post: Post, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._secret = target.secret
        self._post = post
        self._clock = clock
        self.limit = target.limit

    def send(self, message: Message) -> None:
        """Sends the whole message."""
        body = msgspec.json.encode(
            {
                "type": "notification",
                "id": message.id,
                "key": message.key,
                "kind": message.kind,
                "subject": message.subject,
                "text": message.text,
                "ticket": message.ticket_id,
                "number": message.number,
                "created_at": message.created_at,
            }
        )
        timestamp = str(int(self._clock().timestamp()))
        self._post(
            body,
            {
                "Content-Type": "application/json",
                # The key itself may be longer than a header should be; the id stands for it, one to one.
                "Idempotency-Key": message.id,
                "X-Anfu-Timestamp": timestamp,
                "X-Anfu-Signature": sign(self._secret, timestamp, body),
            },
        )
