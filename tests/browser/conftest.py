"""The built panel in a real Chromium, before a real server with the trained model."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright
from served import Running, running

from anfu.settings import read_settings

WIDTH, HEIGHT = 420, 900


def missing(what: str, remedy: str) -> None:
    """Skips in sight of all, or fails where nothing may be skipped."""
    reason = f"{what}: {remedy}"
    if os.environ.get("ANFU_REQUIRE_SERVICES") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def built(root: Path) -> Path:
    """The built panel."""
    folder = root / "panel" / "dist"
    if not (folder / "index.html").is_file():
        missing("the panel is not built", "run `make panel`")
    return folder


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, or the one Playwright installed."""
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-dev-shm-usage"]
            )
        except Error as error:
            missing(
                f"no Chromium ({str(error).splitlines()[0]})",
                "`apt install chromium fonts-noto-cjk`, or `playwright install chromium`",
            )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def panel(
    model_path: Path, root: Path, built: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    """A server with the model and the panel; nobody has to sign in."""
    folder = tmp_path_factory.mktemp("panel")
    with running(read_settings({}, home=str(root), data_dir=str(folder), turn_timeout="20")) as served:
        yield served


@pytest.fixture
def http(panel: Running) -> Iterator[httpx.Client]:
    """Another client of the panel's server: the telephone, say."""
    with panel.client() as client:
        yield client


@pytest.fixture
def context(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Opens a browser window of its own; say what differs from an agent's. A page's errors fail the test."""
    opened: list[BrowserContext] = []
    trouble: list[str] = []

    def make(**options: Any) -> BrowserContext:
        wanted = {"viewport": {"width": WIDTH, "height": HEIGHT}, "locale": "zh-CN"} | options
        window = chromium.new_context(**wanted)
        window.on("weberror", lambda error: trouble.append(str(error.error)))
        opened.append(window)
        return window

    yield make
    for window in opened:
        window.close()
    assert trouble == []


@pytest.fixture
def page(context: Callable[..., BrowserContext]) -> Page:
    """A page of an agent's window."""
    return context().new_page()
