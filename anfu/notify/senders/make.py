"""A sender for every target."""

from __future__ import annotations

from collections.abc import Mapping

from anfu.notify.senders.base import Sender
from anfu.notify.senders.http import Post
from anfu.notify.senders.mail import MailSender
from anfu.notify.senders.other import OtherSender
from anfu.notify.senders.slack import SlackSender
from anfu.notify.senders.webhook import WebhookSender
from anfu.notify.senders.wecom import WecomSender
from anfu.notify.targets import Anywhere, Mail, Other, Slack, Webhook


def make_senders(
    targets: Mapping[str, Anywhere], timeout: float = 10.0, proxy: str = ""
) -> dict[str, Sender]:
    """The senders by target name. timeout: seconds a receiver may take; proxy: for HTTP, else the environment's."""
    return {name: _sender(target, timeout, proxy) for name, target in targets.items()}


def _sender(target: Anywhere, timeout: float, proxy: str) -> Sender:
    if isinstance(target, Mail):
        return MailSender(target, timeout)
    if isinstance(target, Other):
        return OtherSender(target)
    post = Post(target.url, timeout, proxy)
    if isinstance(target, Slack):
        return SlackSender(target, post)
    if isinstance(target, Webhook):
        return WebhookSender(target, post)
    return WecomSender(target, post)
