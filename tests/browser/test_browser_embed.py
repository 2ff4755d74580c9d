"""The panel inside another system's page: only where it was invited, and only to those it knows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect
from screens import begin, say
from served import Restartable
from sites import Site, site

WIDE = {"width": 1280, "height": 900}


@pytest.fixture
def stranger() -> Iterator[Site]:
    """A site that was not invited."""
    with site() as served:
        yield served


@pytest.fixture
def desk(context: Callable[..., BrowserContext], host: Site, panel: Restartable, root: Path) -> Page:
    """The example of a host system, at an origin that was invited, with the panel in its frame."""
    host.pages["/host.html"] = (root / "examples" / "embed" / "host.html").read_text(encoding="utf-8")
    page = context(viewport=WIDE).new_page()
    page.goto(f"{host.origin}/host.html?panel={panel.url}/panel/")
    expect(page.get_by_text("已连上")).to_be_visible()
    return page


def test_the_host_opens_a_call_pushes_what_is_said_and_receives_what_to_say(
    desk: Page, http: httpx.Client
) -> None:
    call = begin(http, customer_ref="从业务系统来")
    frame = desk.frame_locator("iframe[title=安抚]")
    desk.get_by_role("textbox", name="通话编号").fill(call)
    desk.get_by_role("button", name="打开这通").click()
    desk.get_by_role("textbox", name="说的话").fill("都第三次了，再不退钱我就去起诉你们")
    desk.get_by_role("button", name="客户说的").click()
    heard = frame.get_by_role("log", name="对话").get_by_role("paragraph")
    expect(heard.filter(has_text="再不退钱我就去起诉你们")).to_have_count(1)
    expect(desk.get_by_text("anfu:level")).to_contain_text('"level":2')

    suggestion = frame.get_by_role("region", name="现在可以说").get_by_role(
        "button", name=re.compile(r"^1\s")
    )
    words = suggestion.inner_text().partition("1")[2].strip()
    suggestion.click()
    expect(desk.get_by_role("textbox", name="给客户的回复")).to_have_value(words)
    turns = http.get(f"/api/v1/calls/{call}").json()["turns"]
    assert [one["text"] for one in turns] == ["都第三次了，再不退钱我就去起诉你们"]

    desk.get_by_role("button", name="深色").click()
    expect(frame.locator("html")).to_have_class("dark")
    desk.get_by_role("button", name="English").click()
    expect(frame.get_by_role("log", name="Transcript").or_(frame.get_by_role("log").first)).to_be_visible()
    expect(frame.locator("html")).to_have_attribute("lang", "en")


def test_a_blocked_draft_does_not_reach_the_host(desk: Page, http: httpx.Client) -> None:
    call = begin(http)
    frame = desk.frame_locator("iframe[title=安抚]")
    desk.get_by_role("textbox", name="通话编号").fill(call)
    desk.get_by_role("button", name="打开这通").click()
    frame.get_by_role("tab", name="我要说").click()
    draft = frame.get_by_role("textbox", name="准备说的话，边写边看")
    draft.click()
    desk.keyboard.insert_text("这不关我的事，您爱投诉就投诉去。")
    desk.keyboard.press("ControlOrMeta+Enter")
    expect(frame.get_by_text("这句先不能用")).to_be_visible()
    expect(desk.get_by_role("textbox", name="给客户的回复")).to_have_value("")


def test_a_page_that_was_not_invited_may_not_frame_the_panel(
    context: Callable[..., BrowserContext], stranger: Site, panel: Restartable
) -> None:
    stranger.pages["/"] = f"<iframe src='{panel.url}/panel/' title='安抚'></iframe>"
    page = context(refuses="frame-ancestors").new_page()
    with page.expect_console_message(lambda told: "frame-ancestors" in told.text):
        page.goto(stranger.origin)
    expect(page.frame_locator("iframe").get_by_role("button", name="开始通话")).to_have_count(0)


def test_a_page_that_was_not_invited_is_not_listened_to(
    context: Callable[..., BrowserContext], stranger: Site, panel: Restartable, http: httpx.Client
) -> None:
    """It opens the panel in a window of its own and shouts at it; it gets no answer, either."""
    call, other = begin(http), begin(http)
    say(http, call, "原来的电话")
    stranger.pages["/"] = (
        "<button onclick=\"w = window.open('"
        + f"{panel.url}/panel/?call={call}"
        + "')\">打开</button><pre></pre>"
        "<script>onmessage = event => document.querySelector('pre').append(JSON.stringify(event.data))</script>"
    )
    page = context().new_page()
    page.goto(stranger.origin)
    with page.expect_popup() as opened:
        page.get_by_role("button", name="打开").click()
    shown = opened.value
    transcript = shown.get_by_role("log", name="对话")
    expect(transcript).to_contain_text("原来的电话")
    page.evaluate(
        "call => { for (const told of [{ type: 'anfu:set-call', call_id: call },"
        " { type: 'anfu:utterance', speaker: 'customer', text: '外人塞进来的' }, { type: 'anfu:end-call' }])"
        " w.postMessage(told, '*') }",
        other,
    )
    say(http, call, "后来说的")
    expect(transcript).to_contain_text("后来说的")
    expect(shown.get_by_text("外人塞进来的")).to_have_count(0)
    expect(shown.get_by_role("dialog")).to_have_count(0)
    assert call in shown.url
    assert http.get(f"/api/v1/calls/{other}").json()["turns"] == []
    assert page.locator("pre").inner_text() == ""
