"""Every service Apprise knows. It tells only whether a message arrived, so a failure is always tried again."""

from __future__ import annotations

import logging
from typing import Any

from anfu.notify.senders.base import Failed
from anfu.notify.targets import Other
from anfu.tickets.messages import Message

# Apprise writes whole messages and addresses at DEBUG.
logging.getLogger("apprise").setLevel(logging.ERROR)


class OtherSender:
    """Speaks to one service. Apprise is imported with the first message: it knows many services and loads slowly."""

    def __init__(self, target: Other) -> None:
        self._url = target.url
        self._service: Any = None
        self.limit = target.limit

    def send(self, message: Message) -> None:
        """Sends subject and text."""
        if not self._opened().notify(body=message.text, title=message.subject):
            raise Failed("the service did not take it")

    def _opened(self) -> Any:
        if self._service is None:
            import apprise

            service = apprise.Apprise()
            if not service.add(self._url):
                raise Failed("Apprise does not know the url in the settings")
            self._service = service
        return self._service
