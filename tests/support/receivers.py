"""Receivers on real sockets that behave as WeCom, Slack and a signed webhook's owner are documented to."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

SECRET = "a-secret-of-sixteen-or-more"
WECOM_KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"


class Fake(ThreadingHTTPServer):
    """Serves one kind of receiver. `next` answers (status, headers, body) go out before the usual ones."""

    daemon_threads = True

    def __init__(self, answer: Any) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.next: list[tuple[int, dict[str, str], str]] = []
        self.got: list[Any] = []
        self.requests: list[Any] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        fake: Fake = self.server  # type: ignore[assignment]
        body = self.rfile.read(int(self.headers["Content-Length"]))
        fake.requests.append((self.path, dict(self.headers), body))
        status, headers, text = (
            fake.next.pop(0) if fake.next else fake.answer(fake, self.path, self.headers, body)
        )
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: Any) -> None:
        pass


def wecom(fake: Fake, path: str, headers: Any, body: bytes) -> tuple[int, dict[str, str], str]:
    """A group robot: POST /cgi-bin/webhook/send?key=…, always 200, the verdict in errcode."""

    def said(code: int, words: str) -> tuple[int, dict[str, str], str]:
        answer = json.dumps({"errcode": code, "errmsg": words})
        return 200, {"Content-Type": "application/json; charset=UTF-8"}, answer

    parts = urlsplit(path)
    if parts.path != "/cgi-bin/webhook/send" or parse_qs(parts.query).get("key") != [WECOM_KEY]:
        return said(93000, "invalid webhook url")
    if len(fake.got) >= 20:
        return said(45009, "api freq out of limit")
    message = json.loads(body)
    kind = message.get("msgtype")
    longest = {"text": 2048, "markdown": 4096}.get(kind)
    if longest is None:
        return said(40008, "invalid message type")
    content = message[kind]["content"]
    if not content:
        return said(44004, "text content is empty")
    if len(content.encode()) > longest:
        return said(45002, "content size out of limit")
    fake.got.append((kind, content))
    return said(0, "ok")


def slack(fake: Fake, path: str, headers: Any, body: bytes) -> tuple[int, dict[str, str], str]:
    """An incoming webhook: `ok`, or 400 invalid_payload / no_text, 404 no_service."""
    plain = {"Content-Type": "text/html"}
    if path != "/services/T00/B00/XXX":
        return 404, plain, "no_service"
    try:
        text = json.loads(body).get("text")
    except ValueError:
        return 400, plain, "invalid_payload"
    if not text:
        return 400, plain, "no_text"
    fake.got.append(text)
    return 200, plain, "ok"


def webhook(fake: Fake, path: str, headers: Any, body: bytes) -> tuple[int, dict[str, str], str]:
    """What docs/notifications.md tells a receiver to do: check the signature, take each key once."""
    signed = hmac.new(SECRET.encode(), headers["X-Anfu-Timestamp"].encode() + b"." + body, hashlib.sha256)
    if not hmac.compare_digest("v1=" + signed.hexdigest(), headers["X-Anfu-Signature"]):
        return 401, {}, "bad signature"
    message = json.loads(body)
    if "毒" in message["text"]:
        return 422, {}, "no"
    if headers["Idempotency-Key"] not in [key for key, _ in fake.got]:
        fake.got.append((headers["Idempotency-Key"], message))
    return 200, {}, ""


@contextmanager
def serving(answer: Any) -> Iterator[Fake]:
    """Runs a receiver."""
    fake = Fake(answer)
    thread = threading.Thread(target=fake.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        fake.shutdown()
        fake.server_close()
        thread.join()
