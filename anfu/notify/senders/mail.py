"""E-mail over SMTP."""

from __future__ import annotations

import logging
import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import NoReturn

from anfu.notify.senders.base import Failed, Refused
from anfu.notify.targets import Mail
from anfu.tickets.messages import Message

logger = logging.getLogger(__name__)
_PORTS = {"tls": 465, "starttls": 587, "none": 25}


class MailSender:
    """Speaks to one mail server. The same message always carries the same `Message-ID`."""

    def __init__(self, target: Mail, timeout: float, context: ssl.SSLContext | None = None) -> None:
        self._target = target
        self._timeout = timeout
        self._context = context or ssl.create_default_context()
        self.limit = target.limit

    def send(self, message: Message) -> None:
        """Sends the message to everyone the target names; it arrived when the server took it for one of them."""
        try:
            server = self._connect()
            try:
                if self._target.user:
                    server.login(self._target.user, self._target.password)
                left_out = server.send_message(self._letter(message), self._target.sender, self._target.to)
            finally:
                # Not QUIT: an answer that does not come would make a letter fail that was taken.
                server.close()
            if left_out:
                logger.warning("%s of %s recipients were refused", len(left_out), len(self._target.to))
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            _refuse_or_fail(max(codes, default=450), "recipients")
        except smtplib.SMTPAuthenticationError:
            raise Failed("the mail server refused user or password") from None
        except smtplib.SMTPSenderRefused:
            raise Failed("the mail server refused the sender") from None
        except smtplib.SMTPDataError as error:
            _refuse_or_fail(error.smtp_code, "message")
        except ssl.SSLError:
            raise Failed("the mail server's certificate is not trusted") from None
        except (smtplib.SMTPException, OSError) as error:
            raise Failed(f"no mail server ({type(error).__name__})") from None

    def _connect(self) -> smtplib.SMTP:
        host, security = self._target.host, self._target.security
        port = self._target.port or _PORTS[security]
        if security == "tls":
            return smtplib.SMTP_SSL(host, port, timeout=self._timeout, context=self._context)
        server = smtplib.SMTP(host, port, timeout=self._timeout)
        if security == "starttls":
            try:
                server.starttls(context=self._context)
            except BaseException:
                server.close()
                raise
        return server

    def _letter(self, message: Message) -> EmailMessage:
        letter = EmailMessage()
        letter["Subject"] = " ".join(message.subject.split())
        letter["From"] = self._target.sender
        letter["To"] = ", ".join(self._target.to)
        letter["Date"] = format_datetime(message.created_at)
        letter["Message-ID"] = f"<{message.id}@{Address(addr_spec=self._target.sender).domain}>"
        letter["X-Anfu-Key"] = message.id
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(message.text)
        return letter


def _refuse_or_fail(code: int, what: str) -> NoReturn:
    if code >= 500:
        raise Refused(f"the mail server refused the {what} ({code})") from None
    raise Failed(f"the mail server put the {what} off ({code})") from None
