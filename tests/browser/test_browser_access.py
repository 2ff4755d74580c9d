"""Every screen for everybody: by axe, light and dark, in both languages, narrow, enlarged, and quick to load."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, Response, expect
from screens import AgentScreen
from served import Restartable, Running
from tour import agent_screens, board_screens, door, furnish
from words import Words

GRAVE = ("serious", "critical")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']}).then(found => found.violations.map(
    one => ({id: one.id, impact: one.impact, where: one.nodes.map(node => node.html.slice(0, 200))})))"""
TOO_WIDE = """() => { const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return [];
    return [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > room + 1)
        .slice(0, 5).map(one => one.outerHTML.slice(0, 160)) }"""
NARROW = {"width": 360, "height": 780}
# A window of 1280 pixels at 200 % shows what a window of 640 does.
ENLARGED = {"width": 640, "height": 450}
WIDE = {"width": 1280, "height": 900}
FIRST_LOAD = 350_000


@pytest.fixture(scope="session")
def axe(root: Path) -> str:
    """axe-core's source."""
    return (root / "panel" / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, axe: str) -> list[Any]:
    """What axe finds serious or critical."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(axe)
    return [one for one in page.evaluate(RUN, TAGS) if one["impact"] in GRAVE]


def screens(page: Page, panel: Restartable, floor: Running, http: httpx.Client, t: Words) -> Iterator[str]:
    """Every screen."""
    call = furnish(http, whole=False)
    return chain(
        door(page, floor.url, t),
        board_screens(page, panel.url, t),
        agent_screens(page, panel.url, call, t),
    )


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_screen_has_a_grave_violation_or_scrolls_sideways(
    theme: str,
    language: str,
    context: Callable[..., BrowserContext],
    panel: Restartable,
    floor: Running,
    people: object,
    http: httpx.Client,
    axe: str,
) -> None:
    page = context(viewport=NARROW, color_scheme=theme).new_page()
    found: dict[str, Any] = {}
    seen = 0
    for screen in screens(page, panel, floor, http, Words(language)):
        seen += 1
        for size in (NARROW, ENLARGED) if theme == "light" else (NARROW,):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            if wide := page.evaluate(TOO_WIDE):
                found[f"{screen} is too wide at {size['width']}"] = wide
        page.set_viewport_size(NARROW)  # type: ignore[arg-type]
        if grave := violations(page, axe):
            found[screen] = grave
    assert found == {}
    assert seen >= 18


def test_the_wide_screens_have_no_grave_violation(
    context: Callable[..., BrowserContext], panel: Restartable, http: httpx.Client, axe: str
) -> None:
    page = context(viewport=WIDE, color_scheme="dark").new_page()
    call = furnish(http, whole=False)
    t = Words("zh-CN")
    walks = chain(board_screens(page, panel.url, t), agent_screens(page, panel.url, call, t))
    assert {screen: grave for screen in walks if (grave := violations(page, axe))} == {}


def test_the_first_load_is_light(agent: AgentScreen) -> None:
    page = agent.page
    loaded: list[Response] = []
    page.on("response", lambda told: loaded.append(told) if "/panel/assets/" in told.url else None)
    agent.open()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("button", name="开始通话")).to_be_visible()
    weights = {one.url.rpartition("/")[2]: one.request.sizes()["responseBodySize"] for one in loaded}
    assert any(name.endswith(".js") for name in weights)
    assert any(name.endswith(".css") for name in weights)
    assert all(one.headers.get("content-encoding") == "gzip" for one in loaded)
    assert sum(weights.values()) <= FIRST_LOAD, weights
