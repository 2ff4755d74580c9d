"""The built panel in a real Chromium, before a real server with the trained model."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, sync_playwright
from screens import AgentScreen
from served import Restartable, Running, running
from sites import Site, site

from anfu.settings import read_settings

WIDTH, HEIGHT = 420, 900
LINK_KEY = "only-for-tests-" + "k" * 32
PEOPLE = {"小林": "agent", "小周": "agent", "王芳": "supervisor"}
# The first-run tour lies over the screen; it has a test of its own.
SEEN = "if (origin !== 'null') localStorage.setItem('anfu.tour', 'seen')"


class Person(NamedTuple):
    """Somebody with a token."""

    name: str
    token: str


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


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, or the one Playwright installed.

    Not for the whole session: until Playwright stops, its loop runs in this thread, and no asynchronous test can.
    """
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
def host() -> Iterator[Site]:
    """The CRM that may frame the panel."""
    with site() as served:
        yield served


@pytest.fixture(scope="session")
def panel(
    model_path: Path, root: Path, built: Path, host: Site, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Restartable]:
    """A server with the model and the panel; nobody has to sign in."""
    environ = {"ANFU_EMBED_ORIGINS": host.origin}
    folder = tmp_path_factory.mktemp("panel")
    served = Restartable(read_settings(environ, home=str(root), data_dir=str(folder), turn_timeout="20"))
    yield served
    served.stop()


@pytest.fixture(scope="session")
def floor(
    model_path: Path, root: Path, built: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    """A server where everybody signs in."""
    environ = {"ANFU_LINK_KEY": LINK_KEY}
    folder = tmp_path_factory.mktemp("floor")
    with running(read_settings(environ, home=str(root), data_dir=str(folder), turn_timeout="20")) as served:
        yield served


@pytest.fixture(scope="session")
def people(floor: Running) -> dict[str, Person]:
    """Two agents and a supervisor with their tokens."""
    known = {name: Person(name, floor.house.service.add_user(name, role)) for name, role in PEOPLE.items()}
    floor.house.gate.look()
    return known


@pytest.fixture
def http(panel: Restartable) -> Iterator[httpx.Client]:
    """Another client of the panel's server: the telephone, say."""
    with panel.client() as client:
        yield client


@pytest.fixture
def context(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Opens a browser window of its own; say what differs from an agent's.

    An error in a page, a violation of its policy and a dialog of the browser's own fail the test; `refuses` names
    the rule of the policy that is meant to be violated.
    """
    opened: list[BrowserContext] = []
    trouble: list[str] = []

    def make(*, refuses: str | None = None, **options: Any) -> BrowserContext:
        def listen(told: ConsoleMessage) -> None:
            if "Content Security Policy" in told.text and not (refuses and refuses in told.text):
                trouble.append(told.text)

        wanted = {
            "viewport": {"width": WIDTH, "height": HEIGHT},
            "locale": "zh-CN",
            "timezone_id": "Asia/Shanghai",
            "reduced_motion": "reduce",
            "permissions": ["clipboard-read", "clipboard-write"],
        }
        window = chromium.new_context(**(wanted | options))
        window.add_init_script(SEEN)
        window.on("weberror", lambda error: trouble.append(str(error.error)))
        window.on("console", listen)
        window.on("dialog", lambda dialog: (trouble.append(f"a dialog: {dialog.message}"), dialog.dismiss()))
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


@pytest.fixture
def agent(page: Page, panel: Restartable) -> AgentScreen:
    """An agent before the panel that wants no sign-in."""
    return AgentScreen(page, panel.url)
