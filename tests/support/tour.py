"""A walk through every screen, in either language: each is told by name when it is on show."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
from playwright.sync_api import Page, expect
from screens import begin, example, say, settled
from words import Words

WARNED = {
    "zh-CN": "这个不归我管，您先冷静一下，我尽快给您处理。",
    "en": "这个不归我管，您先冷静一下，我尽快给您处理。",
}
EXAMPLE = "washing-machine-third-call"


def furnish(http: httpx.Client, whole: bool = True) -> str:
    """A call in the middle of its trouble with a whisper; two others for the board, one ended. Gives the call's id."""
    names = [("telecom-overcharge", 16, "13800001111"), ("calm-enquiry", 12, "VIP 2031")]
    for name, until, reference in names if whole else []:
        call = begin(http, customer_ref=reference, industry="telecom" if "telecom" in name else "general")
        _feed(http, call, name, until)
    if whole:
        # The board's charts count calls that are over.
        ended = begin(http, customer_ref="金卡 7741", industry="finance")
        _feed(http, ended, "bank-account-frozen", 60)
        assert http.post(f"/api/v1/calls/{ended}/end").is_success
    call = begin(http, customer_ref="海棠会员 6620", industry="ecommerce")
    _feed(http, call, EXAMPLE, 26)
    assert http.post("/api/v1/tickets", json={"call_id": call}).is_success
    http.post(f"/api/v1/calls/{call}/whispers", json={"text": "先道歉，维修费可以直接免，我批。"})
    return call


def agent_screens(page: Page, url: str, call: str, t: Words) -> Iterator[str]:
    """The agent's page from the start to the summary; the call is ended on the way."""
    button, tab = _by(page, "button"), _by(page, "tab")
    lang = t.language
    page.goto(f"{url}/panel/?lang={lang}")
    expect(button(t("call.start.begin"))).to_be_visible()
    expect(page.get_by_role("combobox", name=t("call.start.example"))).to_be_visible()
    settled(page)
    yield "start"
    page.keyboard.press("?")
    page.get_by_role("dialog").get_by_role("button", name=t("help.tourAgain")).click()
    expect(page.get_by_text(t("help.tour.start.title"))).to_be_visible()
    settled(page)
    yield "tour"
    page.keyboard.press("Escape")
    page.get_by_role("textbox", name=t("call.start.customer")).fill("会员 8812")
    button(t("call.start.begin")).click()
    expect(
        page.get_by_role("region", name=t("call.card.title")).get_by_role("definition").first
    ).to_be_visible()
    settled(page)
    yield "card"
    page.goto(f"{url}/panel/?call={call}&lang={lang}")
    expect(page.get_by_role("region", name=t("call.say.title")).get_by_role("listitem").first).to_be_visible()
    settled(page)
    yield "call"
    seen = button(t("call.whisper.seen"))
    if seen.is_visible():
        seen.click()
    for name in ("notes", "ticket"):
        if tab(t(f"call.{name}.title")).count():
            tab(t(f"call.{name}.title")).click()
            settled(page)
            yield name
    if tab(t("call.draftTab")).count():
        tab(t("call.draftTab")).click()
    page.get_by_role("textbox", name=t("draft.name")).click()
    page.keyboard.insert_text(WARNED[lang])
    expect(page.get_by_role("list", name=t("draft.findings"))).to_be_visible()
    page.keyboard.press("F8")
    expect(page.get_by_role("list", name=t("draft.better")).first).to_be_visible()
    settled(page)
    yield "draft"
    page.keyboard.press("Escape")
    anyway = button(t("draft.anyway"))
    anyway.click()
    if not page.get_by_role("dialog").is_visible():
        anyway.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    settled(page)
    yield "override"
    page.keyboard.press("Escape")
    if tab(t("call.askTab")).count():
        tab(t("call.askTab")).click()
    question = page.get_by_role("region", name=t("ask.title")).get_by_role("textbox")
    question.fill("客户要求赔偿怎么说")
    question.press("Enter")
    expect(page.get_by_role("log", name=t("ask.log")).get_by_role("paragraph").nth(1)).to_be_visible()
    settled(page)
    yield "ask"
    page.get_by_role("heading").first.evaluate("() => document.activeElement?.blur()")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    settled(page)
    yield "shortcuts"
    page.keyboard.press("Escape")
    button(t("call.end")).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    settled(page)
    yield "ending"
    page.get_by_role("dialog").get_by_role("button").last.click()
    expect(page.get_by_role("heading", name=t("call.summary.sms"))).to_be_visible()
    expect(button(t("common.copy")).first).to_be_visible()
    settled(page)
    yield "summary"


def door(page: Page, url: str, t: Words) -> Iterator[str]:
    """The sign-in of a server with users."""
    page.goto(f"{url}/panel/?lang={t.language}")
    expect(page.get_by_role("heading", name=t("account.title"))).to_be_visible()
    settled(page)
    yield "sign-in"


def board_screens(page: Page, url: str, t: Words) -> Iterator[str]:
    """The supervisor's board: calls, listening along, tickets, a ticket, its dialogs, figures."""
    page.goto(f"{url}/panel/board?lang={t.language}")
    rows = page.get_by_role("list", name=t("board.tab.calls")).get_by_role("listitem")
    expect(rows.first).to_be_visible()
    settled(page)
    yield "board-calls"
    rows.filter(has_text="海棠会员").first.get_by_role("button").click()
    expect(
        page.get_by_role("log", name=t("board.listen.transcript")).get_by_role("paragraph").first
    ).to_be_visible()
    settled(page)
    yield "board-listen"
    page.goto(f"{url}/panel/board?lang={t.language}#tickets")
    table = page.get_by_role("table", name=t("board.tab.tickets"))
    expect(table.get_by_role("button").first).to_be_visible()
    settled(page)
    yield "board-tickets"
    table.get_by_role("button").first.click()
    expect(page.get_by_role("heading", name=t("board.ticket.history"))).to_be_visible()
    settled(page)
    yield "board-ticket"
    page.get_by_role("region", name=t("board.act.title")).get_by_role("button").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    settled(page)
    yield "board-act"
    page.keyboard.press("Escape")
    page.goto(f"{url}/panel/board?lang={t.language}#figures")
    charts = page.get_by_role("heading", name=t("board.figures.kinds"))
    expect(charts.or_(page.get_by_role("heading", name=t("board.figures.nothing")))).to_be_visible()
    if charts.is_visible():
        # The library that draws comes after everything else.
        expect(page.locator("canvas").first).to_be_visible()
    settled(page)
    yield "board-figures"


def _by(page: Page, role: str):  # type: ignore[no-untyped-def]
    return lambda name: page.get_by_role(role, name=name)  # type: ignore[arg-type]


def _feed(http: httpx.Client, call: str, name: str, until: int) -> None:
    for line in example(name)[:until]:
        say(http, call, line["text"], line["speaker"])
