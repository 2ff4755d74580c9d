"""A Slack incoming webhook."""

from __future__ import annotations

import msgspec

from anfu.notify.senders.http import Post
from anfu.notify.targets import Slack
from anfu.tickets.messages import Message

LONGEST = 3000
_HEADERS = {"Content-Type": "application/json; charset=utf-8"}
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


class SlackSender:
    """Speaks to one webhook."""

    def __init__(self, target: Slack, post: Post) -> None:
        self._post = post
        self.limit = target.limit

    def send(self, message: Message) -> None:
        """Sends subject and text. `<`, `>` and `&` are escaped, so no words can call a channel or make a link."""
        said = f"{message.subject}\n{message.text}"
        text = (said if len(said) <= LONGEST else said[: LONGEST - 1] + "…").translate(_ESCAPES)
        self._post(msgspec.json.encode({"text": text, "mrkdwn": False}), _HEADERS)
