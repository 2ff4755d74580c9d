"""Where notifications go: addresses and secrets, from a file and the environment, never from the playbook."""

from __future__ import annotations

import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import msgspec
import yaml
from msgspec import Meta

from anfu.settings import LOOPBACK, BadSetting

PREFIX = "ANFU_NOTIFY_"
_RESERVED = ("ANFU_NOTIFY_FILE", "ANFU_NOTIFY_TIMEOUT", "ANFU_NOTIFY_GIVE_UP", "ANFU_NOTIFY_PROXY")


class Target(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What all targets have. `per_minute`: at most so many messages in any 60 seconds; 0 sets no limit."""

    per_minute: Annotated[int, Meta(ge=0)] | None = None

    @property
    def limit(self) -> int:
        """Messages in any 60 seconds."""
        return self.usual_limit if self.per_minute is None else self.per_minute

    @property
    def usual_limit(self) -> int:
        """The kind's own limit."""
        return 0


class Wecom(Target, frozen=True, kw_only=True, tag_field="kind", tag="wecom"):
    """A WeCom group robot: the address its page shows, with the key. `format`: text (default) or markdown."""

    url: str
    format: Literal["text", "markdown"] = "text"

    @property
    def usual_limit(self) -> int:
        """What WeCom allows a robot."""
        return 20


class Slack(Target, frozen=True, kw_only=True, tag_field="kind", tag="slack"):
    """A Slack incoming webhook."""

    url: str

    @property
    def usual_limit(self) -> int:
        """Slack allows about one message a second."""
        return 60


class Webhook(Target, frozen=True, kw_only=True, tag_field="kind", tag="webhook"):
    """Any HTTP receiver of our own JSON, signed with `secret`."""

    url: str
    secret: Annotated[str, Meta(min_length=16)]


class Mail(Target, frozen=True, kw_only=True, tag_field="kind", tag="mail"):
    """A mail server and whom it writes to. `security`: tls (port 465), starttls (587), or none on this machine."""

    host: str
    sender: str
    to: Annotated[list[str], Meta(min_length=1)]
    port: int | None = None
    security: Literal["tls", "starttls", "none"] = "tls"
    user: str = ""
    password: str = ""

    @property
    def usual_limit(self) -> int:
        """Gentle enough for any provider."""
        return 60


class Other(Target, frozen=True, kw_only=True, tag_field="kind", tag="apprise"):
    """Any service the library Apprise knows (DingTalk, Feishu, SMS gateways, …), by its Apprise URL."""

    url: str

    @property
    def usual_limit(self) -> int:
        """Gentle enough for any service."""
        return 20


Anywhere = Wecom | Slack | Webhook | Mail | Other


def read_targets(path: Path | None, environ: Mapping[str, str]) -> dict[str, Anywhere]:
    """The targets by name: those of the file, with `ANFU_NOTIFY_<TARGET>_<FIELD>` of the environment laid over.

    Raises `BadSetting` that names the target and the field, never a value.
    """
    written = _read_file(path) if path is not None else {}
    for name, field, value in _from_environment(environ):
        target = written.setdefault(name, {})
        target[field] = value.split(",") if field == "to" else value
    return {name: _target(name, fields) for name, fields in sorted(written.items())}


def _read_file(path: Path) -> dict[str, dict[str, Any]]:
    try:
        if path.stat().st_mode & stat.S_IROTH:
            raise BadSetting(f"{path} holds secrets and everybody may read it: chmod 600 {path}")
        tree = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadSetting(f"ANFU_NOTIFY_FILE={path}: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError):
        raise BadSetting(f"ANFU_NOTIFY_FILE={path}: this is not YAML: see docs/notifications.md") from None
    targets = tree.get("targets") if isinstance(tree, dict) else None
    if not isinstance(targets, dict) or not all(isinstance(fields, dict) for fields in targets.values()):
        raise BadSetting(f"ANFU_NOTIFY_FILE={path}: write `targets:` with a name and its fields below")
    return {str(name): dict(fields) for name, fields in targets.items()}


def _from_environment(environ: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Target, field and value of every variable that sets one."""
    fields = "kind|per_minute|url|format|secret|host|sender|to|port|security|user|password"
    found = []
    for variable, value in environ.items():
        if variable.startswith(PREFIX) and variable not in _RESERVED and value:
            parts = re.fullmatch(rf"([a-z0-9_-]+?)_({fields})", variable.removeprefix(PREFIX).lower())
            if parts is None:
                remedy = f"write {PREFIX}<TARGET>_<FIELD>, with one of {fields.replace('|', ', ')}"
                raise BadSetting(f"{variable} is not understood: {remedy}")
            found.append((parts[1], parts[2], value))
    return found


def _target(name: str, fields: dict[str, Any]) -> Anywhere:
    try:
        target: Anywhere = msgspec.convert(fields, Anywhere, strict=False)
    except msgspec.ValidationError as error:
        raise BadSetting(f"the notification target {name!r}: {_without_values(str(error))}") from None
    if isinstance(target, Wecom | Slack | Webhook):
        _sound_url(name, target.url)
    if isinstance(target, Mail) and target.security == "none" and target.host not in LOOPBACK:
        raise BadSetting(f"the notification target {name!r}: without TLS only a mail server on this machine")
    return target


def _sound_url(name: str, url: str) -> None:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
        parts = urlsplit("")
    if not host or parts.scheme not in ("http", "https"):
        raise BadSetting(f"the notification target {name!r}: its url is no https://… address")
    if parts.scheme == "http" and host not in LOOPBACK:
        raise BadSetting(f"the notification target {name!r}: its url must begin with https://")


def _without_values(text: str) -> str:
    """msgspec's words, without what might be a secret in them."""
    return re.sub(r"'[^']*'", "…", text) if "Invalid" in text else text
