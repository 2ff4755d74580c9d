"""What people do at the screens, by the words they see; and what another system does beside them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Locator, Page, Response, expect

ROOT = Path(__file__).resolve().parents[2]
# An input method's Enter, a slow machine: what is waited for comes within this, in milliseconds.
SOON = 15_000
UNDERWAY = re.compile("没送出去|排队中|正在送出|已送出")
expect.set_options(timeout=SOON)


def example(name: str) -> list[dict[str, str]]:
    """The lines of an example call: speaker and text."""
    lines = (ROOT / "examples" / "calls" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [{key: json.loads(line)[key] for key in ("speaker", "text")} for line in lines if line.strip()]


def begin(http: httpx.Client, **given: Any) -> str:
    """Another system begins a call; gives its id."""
    answer = http.post("/api/v1/calls", json=given)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def say(http: httpx.Client, call: str, text: str, speaker: str = "customer", key: str | None = None) -> Any:
    """Another system heard somebody say something; gives the guidance."""
    headers = {"Idempotency-Key": key} if key else {}
    answer = http.post(
        f"/api/v1/calls/{call}/utterances", json={"speaker": speaker, "text": text}, headers=headers
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


class AgentScreen:
    """The side panel in Chinese, narrow."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = f"{url}/panel/"
        self.says = page.get_by_role("region", name="现在可以说")
        self.transcript = page.get_by_role("log", name="对话")
        self.customer = page.get_by_role("textbox", name="客户说的话")
        self.draft = page.get_by_role("textbox", name="准备说的话，边写边看")
        self.verdict = page.get_by_role("region", name="准备说的话")
        self.reference = page.get_by_role("textbox", name="客户标识（可不填）")
        self.end = page.get_by_role("button", name="结束通话")
        self.dialog = page.get_by_role("dialog")

    def open(self, call: str | None = None, **given: str) -> AgentScreen:
        """Goes to the panel; to a call, if one is named."""
        query = {"call": call, **given} if call else given
        self.page.goto(str(httpx.URL(self.url, params=query)))
        if call:
            expect(self.transcript).to_be_visible()
        return self

    def reload(self) -> AgentScreen:
        """Loads the page with its call again."""
        self.page.reload()
        expect(self.transcript).to_be_visible()
        return self

    def begin(self, reference: str = "") -> str:
        """Begins a call; gives its id."""
        self.reference.fill(reference)
        with self.page.expect_response(begins_call) as told:
            self.page.get_by_role("button", name="开始通话").click()
        expect(self.customer).to_be_visible()
        return str(told.value.json()["id"])

    def hear(self, text: str) -> None:
        """Types what the customer said, and sends it with Enter."""
        self.tab("客户说")
        self.customer.fill(text)
        self.customer.press("Enter")

    def write(self, text: str) -> None:
        """Types a draft over what is there."""
        self.tab("我要说")
        self.draft.click()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(text)

    def tab(self, name: str) -> None:
        """Turns to a tab, where there are tabs."""
        tab = self.page.get_by_role("tab", name=name)
        if tab.count():
            tab.click()

    def suggestion(self, number: int) -> Locator:
        """One of the three suggestions."""
        return self.says.get_by_role("button", name=re.compile(rf"^{number}\s"))

    def lines(self, text: str) -> Locator:
        """The lines of the transcript with this text."""
        return self.transcript.get_by_role("paragraph").filter(has_text=text)

    def settle(self) -> None:
        """Waits until everything that was said has reached the server and come back."""
        expect(self.transcript.get_by_text(UNDERWAY)).to_have_count(0)

    def clipboard(self) -> str:
        """What was copied."""
        return str(self.page.evaluate("navigator.clipboard.readText()"))


def begins_call(response: Response) -> bool:
    """Whether this answers the beginning of a call."""
    return response.url.endswith("/api/v1/calls") and response.request.method == "POST"


def settled(page: Page) -> None:
    """Waits until the screen shows what it has: nothing is loading, fonts are there, nothing moves."""
    page.wait_for_function(
        "() => document.fonts.status === 'loaded' && document.getAnimations().every(one =>"
        " one.playState !== 'running' || one.effect?.getComputedTiming().iterations === Infinity)"
    )
