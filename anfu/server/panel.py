"""The built side panel as files: which there are, their types, their compressed twins."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import msgspec

from anfu.settings import Settings

_FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.~-]{0,199}")
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".woff": "font/woff",
    ".map": "application/json",
}
Screen = Literal["index", "board"]


class PanelFile(msgspec.Struct, frozen=True):
    """A file as it goes out. `zipped`: the content is compressed with gzip; `twin`: it may be sent either way."""

    content: bytes
    media: str
    zipped: bool
    twin: bool


def policy(settings: Settings) -> str:
    """What the panel's pages may load, and who may frame them (Content-Security-Policy)."""
    return "; ".join(
        [
            "default-src 'self'",
            "script-src 'self'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "connect-src 'self'",
            "font-src 'self' data:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            " ".join(["frame-ancestors 'self'", *settings.embed_origins]),
        ]
    )


def screen(folder: Path, name: Screen, gzip: bool) -> PanelFile | None:
    """One of the panel's pages; None when the panel is not built."""
    return _read(folder / f"{name}.html", gzip)


def asset(folder: Path, name: str, gzip: bool) -> PanelFile | None:
    """A file of `assets/` whose name carries the hash of its content; None when there is none of this name."""
    return _read(folder / "assets" / name, gzip) if _FILE.fullmatch(name) else None


def accepts_gzip(header: str) -> bool:
    """Whether an Accept-Encoding header takes gzip."""
    for part in header.lower().split(","):
        coding, _, weight = part.partition(";")
        if coding.strip() in ("gzip", "*"):
            return not re.fullmatch(r"\s*q\s*=\s*0(?:\.0*)?\s*", weight)
    return False


def _read(path: Path, gzip: bool) -> PanelFile | None:
    media = _TYPES.get(path.suffix)
    if media is None or not path.is_file():
        return None
    twin = path.with_name(f"{path.name}.gz")
    zipped = twin.is_file()
    content = (twin if gzip and zipped else path).read_bytes()
    return PanelFile(content, media, gzip and zipped, zipped)
