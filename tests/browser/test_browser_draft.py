"""What an agent is about to say: findings, better words, what may not go out, and what never gets lost."""

from __future__ import annotations

import re

import httpx
from playwright.sync_api import expect
from screens import AgentScreen, begin
from served import Restartable

WARNED = "我尽快给您处理。"
BLOCKED = "这不关我的事，您爱投诉就投诉去。"


def test_a_finding_is_found_explained_and_replaced_by_the_keyboard(agent: AgentScreen) -> None:
    page = agent.open().page
    agent.begin()
    agent.write(WARNED)
    findings = agent.verdict.get_by_role("list", name="逐处提醒")
    expect(findings).to_be_visible()
    expect(agent.verdict.get_by_text(re.compile("最好换个说法"))).to_be_visible()
    page.keyboard.press("F8")
    finding = findings.get_by_role("button", expanded=True)
    expect(finding).to_contain_text("尽快")
    better = findings.get_by_role("list", name="可以换成").get_by_role("button").first
    expect(better).to_be_visible()
    words = str(better.locator("span").first.inner_text())
    expect(findings.get_by_text(re.compile("依据 "))).to_be_visible()
    page.keyboard.press("Alt+1")
    expect(agent.draft).to_contain_text(words)
    expect(agent.draft).not_to_contain_text("尽快")
    expect(agent.verdict.get_by_text("可以说")).to_be_visible()
    page.keyboard.press("ControlOrMeta+z")
    expect(agent.draft).to_have_text(WARNED)
    page.keyboard.press("ControlOrMeta+Enter")
    expect(agent.verdict.get_by_text("已复制")).to_be_visible()
    assert agent.clipboard() == WARNED


def test_the_neutral_rewrite_takes_the_drafts_place_by_one_key(agent: AgentScreen) -> None:
    page = agent.open().page
    agent.begin()
    agent.write(BLOCKED)
    expect(agent.verdict.get_by_role("button", name="换成稳妥说法")).to_be_visible()
    page.keyboard.press("Alt+r")
    expect(agent.draft).not_to_contain_text("不关我的事")
    expect(agent.verdict.get_by_text(re.compile(r"^\s*可以说"))).to_be_visible()


def test_a_blocked_draft_goes_nowhere_until_somebody_says_why(
    agent: AgentScreen, panel: Restartable, http: httpx.Client
) -> None:
    page = agent.open().page
    call = agent.begin()
    page.evaluate("navigator.clipboard.writeText('从前')")
    agent.write(BLOCKED)
    expect(agent.verdict.get_by_text(re.compile("处不能这样说"))).to_be_visible()
    for keys in (["ControlOrMeta+Enter"], ["ControlOrMeta+a", "ControlOrMeta+c"], ["ControlOrMeta+x"]):
        for key in keys:
            page.keyboard.press(key)
        expect(agent.draft).to_have_text(BLOCKED)
        assert agent.clipboard() == "从前"
        page.keyboard.press("Escape")
        agent.draft.click()

    agent.verdict.get_by_role("button", name="还是要用…").click()
    if not agent.dialog.is_visible():
        agent.verdict.get_by_role("button", name="还是要用…").click()
    go = agent.dialog.get_by_role("button", name="我来负责，用这一次")
    expect(go).to_be_disabled()
    agent.dialog.get_by_role("textbox", name="为什么要用").fill("客户要求逐字读出来")
    go.click()
    expect(agent.verdict.get_by_text("已复制")).to_be_visible()
    assert agent.clipboard() == BLOCKED
    kept = [one for one in http.get("/api/v1/overrides").json()["items"] if one["call_id"] == call]
    assert [(one["reason"], one["by"]) for one in kept] == [("客户要求逐字读出来", "local")]

    page.evaluate("navigator.clipboard.writeText('从前')")
    agent.draft.click()
    page.keyboard.press("ControlOrMeta+Enter")
    expect(agent.draft).to_have_text(BLOCKED)
    assert agent.clipboard() == "从前", "the permission was for one time"


def test_a_blocked_suggestion_of_the_feed_is_no_way_around(agent: AgentScreen, http: httpx.Client) -> None:
    """A whole page selected and copied does not take a blocked draft along."""
    page = agent.open(begin(http)).page
    page.evaluate("navigator.clipboard.writeText('从前')")
    agent.write(BLOCKED)
    expect(agent.verdict.get_by_text(re.compile("处不能这样说"))).to_be_visible()
    page.evaluate("getSelection().selectAllChildren(document.body)")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("ControlOrMeta+c")
    assert BLOCKED not in agent.clipboard()


def test_a_draft_belongs_to_its_call_and_outlives_the_page(agent: AgentScreen, http: httpx.Client) -> None:
    one, other = begin(http), begin(http)
    agent.open(one).write("第一通的草稿")
    agent.open(other).tab("我要说")
    expect(agent.draft).not_to_contain_text("第一通的草稿")
    agent.write("第二通的草稿")
    agent.open(one).tab("我要说")
    expect(agent.draft).to_have_text("第一通的草稿")
    agent.reload().tab("我要说")
    expect(agent.draft).to_have_text("第一通的草稿")


def test_a_draft_that_could_not_be_checked_goes_only_by_the_agents_word(agent: AgentScreen) -> None:
    page = agent.open().page
    agent.begin()
    page.evaluate("navigator.clipboard.writeText('从前')")
    page.route("**/drafts/check", lambda route: route.abort())
    agent.write("我帮您看看")
    expect(agent.verdict.get_by_text(re.compile("连不上检查"))).to_be_visible()
    page.keyboard.press("ControlOrMeta+Enter")
    expect(agent.dialog.get_by_role("heading", name="这句话没有检查过")).to_be_visible()
    assert agent.clipboard() == "从前"
    agent.dialog.get_by_role("button", name="等检查好了再用").click()
    assert agent.clipboard() == "从前"
    page.keyboard.press("ControlOrMeta+Enter")
    agent.dialog.get_by_role("button", name="我看过了，用吧").click()
    expect(agent.verdict.get_by_text("已复制")).to_be_visible()
    assert agent.clipboard() == "我帮您看看"
