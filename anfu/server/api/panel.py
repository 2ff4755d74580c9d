"""The side panel: its pages and files, what it must know before sign-in, and example calls to play."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from pathlib import Path

import msgspec
from sanic.exceptions import NotFound
from sanic.response import HTTPResponse

from anfu import __version__
from anfu.labels import Language, Speaker
from anfu.reports.glossary import Glossary, glossary
from anfu.server.panel import PanelFile, Screen, accepts_gzip, asset, policy, screen
from anfu.server.topics import API, Asked, Topic

topic = Topic("panel", prefix="")
_FOR_GOOD = "public, max-age=31536000, immutable"
_NOT_BUILT = {
    "zh": (
        "面板还没有构建",
        "在项目目录里运行 make run（或在 panel/ 里运行 npm ci、npm run build），再刷新本页。接口不受影响。",
    ),
    "en": (
        "The panel is not built yet",
        "Run make run in the project folder (or npm ci and npm run build in panel/), then reload this page. "
        "The API works without it.",
    ),
}


class PanelConfig(msgspec.Struct, frozen=True):
    """What the panel must know before anyone signs in.

    names: what people call things, by language, group and id. origins: who may frame the panel and post
    messages to it. sign_in: whether a token is needed.
    """

    version: str
    language: Language
    names: dict[Language, Glossary]
    origins: tuple[str, ...]
    sign_in: bool


class Title(msgspec.Struct, frozen=True):
    """What an example call is called."""

    zh: str
    en: str


class ExampleLine(msgspec.Struct, frozen=True):
    """Something said in an example call."""

    speaker: Speaker
    text: str


class Example(msgspec.Struct, frozen=True):
    """An example call."""

    name: str
    title: Title
    lines: tuple[ExampleLine, ...]


class ExampleList(msgspec.Struct, frozen=True):
    """The example calls."""

    items: tuple[Example, ...]


@topic.get(
    f"{API}/panel/config", "面板登录前要知道的：名称、语言、嵌入来源",
    "What the panel must know before sign-in: names, language, origins", roles=None, gives=PanelConfig,
)  # fmt: skip
async def panel_config(asked: Asked) -> PanelConfig:
    settings, book = asked.house.settings, asked.house.service.playbook
    return PanelConfig(
        __version__,
        settings.language,
        {"zh": glossary(book, "zh"), "en": glossary(book, "en")},
        settings.embed_origins,
        asked.house.gate.locked,
    )


@topic.get(f"{API}/examples", "示范通话", "Example calls to play", gives=ExampleList)
async def list_examples(asked: Asked) -> ExampleList:
    return ExampleList(await asked.house.off_loop(examples, asked.house.settings.examples_dir))


@topic.get("/panel/", "坐席面板", "The agent's side panel", roles=None, described=False)
async def agent_panel(asked: Asked) -> HTTPResponse:
    return await _page(asked, "index")


@topic.get("/panel/board", "主管看板", "The supervisor's board", roles=None, described=False)
async def supervisor_board(asked: Asked) -> HTTPResponse:
    return await _page(asked, "board")


@topic.get(
    "/panel/assets/<name>", "面板的脚本和样式", "The panel's scripts and styles", roles=None, described=False
)
async def panel_asset(asked: Asked) -> HTTPResponse:
    house, gzip = asked.house, accepts_gzip(asked.request.headers.get("accept-encoding", ""))
    found = await house.off_loop(asset, house.settings.panel_dir, asked.params["name"], gzip)
    if found is None:
        raise NotFound("there is no such file of the panel: reload the page")
    return _sent(found, {"Cache-Control": _FOR_GOOD})


async def _page(asked: Asked, name: Screen) -> HTTPResponse:
    house, gzip = asked.house, accepts_gzip(asked.request.headers.get("accept-encoding", ""))
    found = await house.off_loop(screen, house.settings.panel_dir, name, gzip)
    headers = {"Cache-Control": "no-cache", "Content-Security-Policy": policy(house.settings)}
    if found is None:
        text = _not_built(house.settings.language).encode()
        return HTTPResponse(text, content_type="text/html; charset=utf-8", headers=headers)
    return _sent(found, headers)


def _sent(file: PanelFile, headers: dict[str, str]) -> HTTPResponse:
    if file.twin:
        headers["Vary"] = "Accept-Encoding"
    if file.zipped:
        headers["Content-Encoding"] = "gzip"
    return HTTPResponse(file.content, content_type=file.media, headers=headers)


def _not_built(language: Language) -> str:
    title, words = _NOT_BUILT[language]
    lang = "en" if language == "en" else "zh-CN"
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<link rel="stylesheet" href="/docs.css"></head>'
        f'<body><main><h2>{escape(title)}</h2><p>{escape(words)}</p><p><a href="/">/</a></p></main></body></html>'
    )


@lru_cache(maxsize=2)
def examples(folder: Path) -> tuple[Example, ...]:
    """The example calls in the order of their titles; one without a title stands last, under its file's name."""
    file = folder / "titles.yml"
    titles = msgspec.yaml.decode(file.read_bytes(), type=dict[str, Title]) if file.is_file() else {}
    order = {name: place for place, name in enumerate(titles)}
    paths = sorted(folder.glob("*.jsonl"), key=lambda path: (order.get(path.stem, len(order)), path.stem))
    return tuple(_example(path, titles.get(path.stem) or Title(path.stem, path.stem)) for path in paths)


def _example(path: Path, title: Title) -> Example:
    lines = msgspec.json.Decoder(ExampleLine).decode_lines(path.read_bytes())
    return Example(path.stem, title, tuple(lines))
