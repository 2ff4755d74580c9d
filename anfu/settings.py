"""The settings, read once at start from the environment and one optional file (KEY=VALUE a line)."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from anfu.errors import AnfuError
from anfu.labels import Language

LOOPBACK = ("127.0.0.1", "localhost", "::1")
SHORTEST_LINK_KEY = 32
_ORIGIN = re.compile(r"https?://(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::\d{1,5})?")


class BadSetting(AnfuError):
    """A setting has a value that cannot be used."""


class Setting(NamedTuple):
    """A setting's name in the environment, its default, and what it is for."""

    name: str
    default: str
    about: str


SETTINGS = (
    Setting(
        "ANFU_HOME",
        "",
        "Project folder with playbook/, data/ and models/. Default: found from where you are.",
    ),
    Setting("ANFU_DATA_DIR", ".anfu", "Folder for the embedded database, relative to ANFU_HOME."),
    Setting("ANFU_DATABASE_URL", "", "postgresql://… or sqlite:///…; empty: SQLite in ANFU_DATA_DIR."),
    Setting("ANFU_OVERLAY", "", "Folder with your company's own wordings, relative to ANFU_HOME; see docs."),
    Setting(
        "ANFU_HOST", "127.0.0.1", "Address to listen on. Any but the loopback needs users (`anfu user add`)."
    ),
    Setting("ANFU_PORT", "5005", "Port to listen on."),
    Setting("ANFU_LANGUAGE", "zh", "Language of names and reasons in guidance: zh or en."),
    Setting(
        "ANFU_TIMEZONE", "Asia/Shanghai", "Where the call centre is: what 今天18点前 means in a promise."
    ),
    Setting(
        "ANFU_TURN_TIMEOUT", "10", "Seconds after which a turn that got no answer is reported as failed."
    ),
    Setting(
        "ANFU_NOTIFY_FILE", "", "File with the addresses and secrets of notification targets (`chmod 600`)."
    ),
    Setting("ANFU_NOTIFY_TIMEOUT", "10", "Seconds a notification target may take to answer."),
    Setting(
        "ANFU_NOTIFY_GIVE_UP", "48", "Hours after which a notification that never arrived is a dead letter."
    ),
    Setting(
        "ANFU_NOTIFY_PROXY", "", "Proxy for notifications over HTTP; empty: HTTPS_PROXY, if that is set."
    ),
    Setting(
        "ANFU_KEEP_NOTIFIED",
        "180",
        "Days for which `anfu purge` keeps notifications that arrived, and their notes.",
    ),
    Setting(
        "ANFU_EMBED_ORIGINS",
        "",
        "Origins that may frame the panel and talk to it, such as https://crm.example; separated by spaces.",
    ),
    Setting(
        "ANFU_LINK_KEY",
        "",
        "Secret shared with the host system that signs one-time sign-in links: 32 characters or more.",
    ),
    Setting(
        "ANFU_LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR. Texts are masked in logs at any level."
    ),
)


class Secrets(dict[str, str]):
    """Settings that may hold secrets: they do not show when printed."""

    def __repr__(self) -> str:
        return f"<{len(self)} settings>"


class Secret(str):
    """A setting that does not show when the settings are printed."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<secret>" if self else "''"


class Settings(msgspec.Struct, frozen=True):
    """What the environment decides. `notify`: all variables that begin with ANFU_NOTIFY_.

    embed_origins: who may frame the panel. link_key: signs sign-in links; empty when there are none.
    """

    home: Path
    data_dir: Path
    database_url: str
    overlay_dir: Path | None
    host: str
    port: int
    language: Language
    zone: ZoneInfo
    turn_timeout: float
    log_level: str
    notify_file: Path | None = None
    notify_timeout: float = 10
    notify_give_up: float = 48
    notify_proxy: str = ""
    keep_notified: int = 180
    notify: Secrets = Secrets()
    embed_origins: tuple[str, ...] = ()
    link_key: Secret = Secret()

    @property
    def playbook_dir(self) -> Path:
        """Where trainers edit the playbook."""
        return self.home / "playbook"

    @property
    def models_dir(self) -> Path:
        """Where trained models are kept."""
        return self.home / "models"

    @property
    def panel_dir(self) -> Path:
        """Where the built side panel is."""
        return self.home / "panel" / "dist"

    @property
    def examples_dir(self) -> Path:
        """Where the example calls are."""
        return self.home / "examples" / "calls"

    @property
    def on_loopback(self) -> bool:
        """Whether only this machine can connect."""
        return self.host in LOOPBACK


def read_settings(environ: Mapping[str, str] | None = None, **given: str | None) -> Settings:
    """The settings from `given` (name without ANFU_, lower case), else the environment, else `ANFU_FILE`, else defaults.

    Raises `BadSetting` naming the setting and what it may be.
    """
    environ = os.environ if environ is None else environ
    filed = _read_file(environ.get("ANFU_FILE"))

    def value(name: str) -> str:
        short = name.removeprefix("ANFU_").lower()
        default = next(setting.default for setting in SETTINGS if setting.name == name)
        return given.get(short) or environ.get(name) or filed.get(name) or default

    everything = {**filed, **environ}
    notify = {name: text for name, text in everything.items() if name.startswith("ANFU_NOTIFY_")}
    home = find_home(value("ANFU_HOME"))
    data_dir = home / value("ANFU_DATA_DIR")
    overlay = value("ANFU_OVERLAY")
    return Settings(
        home=home,
        data_dir=data_dir,
        database_url=value("ANFU_DATABASE_URL") or f"sqlite:///{data_dir / 'anfu.db'}",
        overlay_dir=home / Path(overlay).expanduser() if overlay else None,
        host=value("ANFU_HOST"),
        port=_number("ANFU_PORT", value("ANFU_PORT"), 0, 65535),
        language=_language(value("ANFU_LANGUAGE")),
        zone=_zone(value("ANFU_TIMEZONE")),
        turn_timeout=_number("ANFU_TURN_TIMEOUT", value("ANFU_TURN_TIMEOUT"), 1, 300),
        log_level=_log_level(value("ANFU_LOG_LEVEL")),
        notify_file=home / value("ANFU_NOTIFY_FILE") if value("ANFU_NOTIFY_FILE") else None,
        notify_timeout=_number("ANFU_NOTIFY_TIMEOUT", value("ANFU_NOTIFY_TIMEOUT"), 1, 60),
        notify_give_up=_number("ANFU_NOTIFY_GIVE_UP", value("ANFU_NOTIFY_GIVE_UP"), 1, 24 * 30),
        notify_proxy=value("ANFU_NOTIFY_PROXY"),
        keep_notified=_number("ANFU_KEEP_NOTIFIED", value("ANFU_KEEP_NOTIFIED"), 1, 36500),
        notify=Secrets(notify),
        embed_origins=_origins(value("ANFU_EMBED_ORIGINS")),
        link_key=_link_key(value("ANFU_LINK_KEY")),
    )


def find_home(told: str = "") -> Path:
    """The project folder: as told, else the nearest above here with a playbook, else where the package stands."""
    if told:
        return Path(told).expanduser().resolve()
    here = Path.cwd()
    for folder in (here, *here.parents, Path(__file__).resolve().parent.parent):
        if (folder / "playbook" / "steps.yml").is_file():
            return folder
    raise BadSetting("no playbook/ folder found here or above: go to the project folder, or set ANFU_HOME")


def _read_file(path: str | None) -> dict[str, str]:
    if not path:
        return {}
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise BadSetting(f"ANFU_FILE={path}: {error.strerror}") from error
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.lstrip().startswith("#"))
    return {name.strip(): text.strip().strip("\"'") for name, text in pairs}


def _number(name: str, text: str, low: int, high: int) -> int:
    if text.isascii() and text.isdigit() and low <= int(text) <= high:
        return int(text)
    raise BadSetting(f"{name}={text!r}: write a whole number from {low} to {high}")


def _origins(text: str) -> tuple[str, ...]:
    """The origins named. Nothing else gets into the policy that is made of them."""
    found = tuple(dict.fromkeys(text.lower().split()))
    for origin in found:
        if not _ORIGIN.fullmatch(origin):
            raise BadSetting(
                f"ANFU_EMBED_ORIGINS={origin!r}: write origins such as https://crm.example or http://10.0.0.5:8080, "
                "without a path and without *"
            )
    return found


def _link_key(text: str) -> Secret:
    if text and len(text) < SHORTEST_LINK_KEY:
        raise BadSetting(f"ANFU_LINK_KEY: write at least {SHORTEST_LINK_KEY} characters, chosen at random")
    return Secret(text)


def _language(text: str) -> Language:
    if text in ("zh", "en"):
        return text  # type: ignore[return-value]  # narrowed by the line above
    raise BadSetting(f"ANFU_LANGUAGE={text!r}: write zh or en")


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadSetting(f"ANFU_TIMEZONE={text!r}: write a zone such as Asia/Shanghai") from None


def _log_level(text: str) -> str:
    if text.upper() in ("DEBUG", "INFO", "WARNING", "ERROR"):
        return text.upper()
    raise BadSetting(f"ANFU_LOG_LEVEL={text!r}: write DEBUG, INFO, WARNING or ERROR")
