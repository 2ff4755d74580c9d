"""A WeCom group robot. It answers 200 to everything; whether it took the message stands in `errcode`."""

from __future__ import annotations

import msgspec

from anfu.notify.senders.base import Failed, Refused, shortened
from anfu.notify.senders.http import Post
from anfu.notify.targets import Wecom
from anfu.tickets.messages import Message

TEXT_BYTES = 2048
MARKDOWN_BYTES = 4096
_TOO_MANY = (45009, 45033)
_PAUSE = 60.0
"""Seconds to wait after too many messages: its limit is counted by the minute."""
_NOT_THE_MESSAGE = (-1, 40001, 40013, 40014, 40056, 41001, 42001, 48002, 60020, 93000, 93008)
"""Codes about a busy system, the key or the robot: the message is kept until that is put right."""
_HEADERS = {"Content-Type": "application/json; charset=utf-8"}


class _Answer(msgspec.Struct):
    errcode: int


class WecomSender:
    """Speaks to one robot."""

    def __init__(self, target: Wecom, post: Post) -> None:
        self._markdown = target.format == "markdown"
        self._post = post
        self.limit = target.limit

    def send(self, message: Message) -> None:
        """Sends subject and text, shortened to what a robot takes."""
        body = msgspec.json.encode(self._body(message))
        answer = self._post(body, _HEADERS)
        try:
            code = msgspec.json.decode(answer, type=_Answer).errcode
        except (msgspec.DecodeError, UnicodeError):
            raise Failed("an answer that is none of WeCom's") from None
        if code == 0:
            return
        if code in _TOO_MANY:
            raise Failed(f"errcode {code}: too many messages", _PAUSE, busy=True)
        if code in _NOT_THE_MESSAGE:
            raise Failed(f"errcode {code}")
        raise Refused(f"errcode {code}")

    def _body(self, message: Message) -> dict[str, object]:
        if self._markdown:
            text = f"**{_plain(message.subject)}**\n{_plain(message.text)}"
            return {"msgtype": "markdown", "markdown": {"content": shortened(text, MARKDOWN_BYTES)}}
        content = shortened(f"{message.subject}\n{message.text}", TEXT_BYTES)
        return {"msgtype": "text", "text": {"content": content}}


def _plain(text: str) -> str:
    """Text in which a customer's words can make no link, mention or colour: those signs in their wide form."""
    return text.translate(str.maketrans("<>[]*`#_", "＜＞［］＊｀＃＿"))
