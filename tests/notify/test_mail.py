"""E-mail over real SMTP, with and without TLS."""

from __future__ import annotations

import asyncio
import datetime as dt
import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from anfu.notify.senders import Failed, Refused
from anfu.notify.senders.mail import MailSender
from anfu.notify.targets import Mail
from anfu.tickets.messages import Message

Write = Callable[..., Message]


class Office:
    """A mail server's mind: knows two people, and takes letters for them."""

    def __init__(self) -> None:
        self.got: list[Any] = []
        self.say = ""

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _: Any) -> str:
        if address.startswith("nobody"):
            return "550 no such mailbox"
        if address.startswith("full"):
            return "452 mailbox full, come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, session: Any, envelope: Any) -> str:
        if self.say:
            return self.say
        self.got.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"


class Anywhere(Controller):
    """On a port that is free. Looks whether it is up by connecting, as its parent does, but there and without TLS.

    Always on asyncio's own loop: Sanic makes uvloop everybody's once it has served, and aiosmtpd leaves a connection
    open behind it that uvloop does not forgive.
    """

    def __init__(self, handler: Any, **options: Any) -> None:
        super().__init__(handler, loop=asyncio.SelectorEventLoop(), **options)

    def _trigger_server(self) -> None:
        socket.create_connection(self.server.sockets[0].getsockname()[:2], 1).close()


@contextmanager
def office(**options: Any) -> Iterator[tuple[Office, int]]:
    mind = Office()
    controller = Anywhere(mind, hostname="127.0.0.1", port=0, **options)
    controller.start()
    try:
        yield mind, controller.server.sockets[0].getsockname()[1]
    finally:
        controller.stop()


def mail(port: int, security: Any = "none", **more: Any) -> Mail:
    given = {"sender": "anfu@example.com", "to": ["wang@example.com", "li@example.com"]} | more
    return Mail(host="127.0.0.1", port=port, security=security, **given)


def test_a_letter_has_the_words_and_a_name_of_its_own(write: Write) -> None:
    with office() as (mind, port):
        sender = MailSender(mail(port), 5)
        odd = write(1, id="M-0f", subject="【CR2】退款\r\nBcc: all@example.com", text="第一行\n.\n第二行")
        sender.send(odd)
        sender.send(odd)
    letter, again = mind.got
    assert letter["Subject"] == "【CR2】退款 Bcc: all@example.com"
    assert letter["Bcc"] is None
    assert letter.get_content().splitlines() == ["第一行", ".", "第二行"]
    assert (letter["From"], letter["To"]) == ("anfu@example.com", "wang@example.com, li@example.com")
    assert letter["Message-ID"] == again["Message-ID"] == "<M-0f@example.com>"


def test_one_known_recipient_is_enough_and_the_others_are_named_in_the_log_by_number(
    write: Write, caplog: pytest.LogCaptureFixture
) -> None:
    with office() as (mind, port):
        MailSender(mail(port, to=["wang@example.com", "nobody@example.com"]), 5).send(write(1))
    assert len(mind.got) == 1
    assert "1 of 2 recipients" in caplog.text
    assert "nobody@" not in caplog.text


@pytest.mark.parametrize(("person", "raised"), [("nobody", Refused), ("full", Failed)])
def test_a_mailbox_that_is_not_there_refuses_a_full_one_puts_off(
    write: Write, person: str, raised: Any
) -> None:
    with office() as (_, port), pytest.raises(raised, match="recipients"):
        MailSender(mail(port, to=[f"{person}@example.com"]), 5).send(write(1))


@pytest.mark.parametrize(
    ("say", "raised"), [("554 this is spam", Refused), ("451 come again", Failed), ("421 closing", Failed)]
)
def test_what_the_server_says_to_a_letter(write: Write, say: str, raised: Any) -> None:
    with office() as (mind, port):
        mind.say = say
        with pytest.raises(raised):
            MailSender(mail(port), 5).send(write(1))


def test_no_server_is_a_failure(write: Write) -> None:
    with office() as (_, port):
        pass
    with pytest.raises(Failed, match="no mail server"):
        MailSender(mail(port), 1).send(write(1))


@pytest.fixture(scope="module")
def contexts(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context with a certificate for 127.0.0.1, and a client's that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.test")])
    now = dt.datetime.now(dt.UTC)
    here = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(7).not_valid_before(now - dt.timedelta(days=1))
    made = made.not_valid_after(now + dt.timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([here]), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    certificate = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    pem = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    file: Path = tmp_path_factory.mktemp("tls") / "both.pem"
    file.write_bytes(key.private_bytes(*pem) + certificate)
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(file)
    return server, ssl.create_default_context(cadata=certificate.decode())


def test_tls_from_the_first_byte_with_user_and_password(write: Write, contexts: Any) -> None:
    known = {"login": b"anfu", "password": b"secret"}

    def door(_server: Any, _session: Any, _envelope: Any, _way: str, data: Any) -> AuthResult:
        return AuthResult(success=vars_of(data) == known, handled=False)

    options = {"authenticator": door, "auth_require_tls": False}
    with office(ssl_context=contexts[0], **options) as (mind, port):
        person = {"user": "anfu", "password": "secret"}
        MailSender(mail(port, "tls", **person), 5, contexts[1]).send(write(1))
        with pytest.raises(Failed, match="user or password"):
            MailSender(mail(port, "tls", user="anfu", password="wrong"), 5, contexts[1]).send(write(1))
        with pytest.raises(Failed, match="not trusted"):
            MailSender(mail(port, "tls", **person), 5).send(write(1))
    assert len(mind.got) == 1


def vars_of(data: Any) -> dict[str, bytes]:
    return {"login": data.login, "password": data.password}


def test_starttls_is_never_left_out(write: Write, contexts: Any) -> None:
    class Plain(Anywhere):
        def factory(self) -> SMTP:
            return SMTP(self.handler, tls_context=contexts[0], require_starttls=True)

    mind = Office()
    controller = Plain(mind, hostname="127.0.0.1", port=0)
    controller.start()
    port = controller.server.sockets[0].getsockname()[1]
    try:
        MailSender(mail(port, "starttls"), 5, contexts[1]).send(write(1))
        with pytest.raises(Failed, match="not trusted"):
            MailSender(mail(port, "starttls"), 5).send(write(1))
    finally:
        controller.stop()
    assert len(mind.got) == 1
    with office() as (_, bare), pytest.raises(Failed):
        MailSender(mail(bare, "starttls"), 5, contexts[1]).send(write(1))
