"""An agent takes a call in the panel: played, typed, pasted, by keyboard alone, in two tabs, and a long one."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
from playwright.sync_api import BrowserContext, Page, expect
from screens import AgentScreen, begin, example, say
from served import Restartable

THIRD = "这都第三次打电话了，你们再不退我6000块，我就去法院起诉你们！"
FILED = re.compile(r"T-[\w-]+")


def test_an_example_plays_from_the_start_to_a_filed_ticket_and_a_summary(agent: AgentScreen) -> None:
    page = agent.page
    page.clock.install()
    agent.open()
    page.get_by_role("combobox", name="示范通话").select_option("洗衣机第三次坏了")
    page.get_by_role("button", name="播放").click()
    lines = example("washing-machine-third-call")
    # The second line follows the first within two seconds, and by then there is something to say.
    page.clock.fast_forward(1_000)
    expect(agent.lines(lines[1]["text"])).to_have_count(1)
    expect(agent.suggestion(1)).to_be_visible()
    progress = page.get_by_role("progressbar", name="示范通话")
    while (at := int(progress.get_attribute("value") or 0)) < len(lines):
        page.clock.fast_forward(3_000)
        expect(progress).not_to_have_attribute("value", str(at))
    expect(agent.lines(lines[-1]["text"])).to_have_count(1)
    expect(page.get_by_role("button", name=re.compile("^(一|二)级 CR"))).to_be_visible()

    agent.tab("工单")
    ticket = page.get_by_role("region", name="工单")
    expect(ticket.get_by_text(FILED)).to_be_visible()
    number = FILED.search(ticket.inner_text())
    assert number is not None
    expect(ticket.get_by_text(re.compile("还有|快到了|超时")).first).to_be_visible()

    agent.end.click()
    agent.dialog.get_by_role("button", name=re.compile("结束")).click()
    expect(page.get_by_role("heading", name="通话小结")).to_be_focused()
    summary = page.get_by_role("main")
    expect(summary.get_by_text(number.group()).first).to_be_visible()
    expect(summary.get_by_role("heading", name="确认短信")).to_be_visible()
    expect(summary.get_by_role("button", name="复制").first).to_be_visible()
    summary.get_by_role("button", name="下一通").click()
    expect(page.get_by_role("heading", name="开始一通电话")).to_be_visible()


def test_a_call_is_typed_from_the_first_word_to_a_ticket_filed_by_hand(agent: AgentScreen) -> None:
    page = agent.open().page
    agent.begin("会员 8812")
    expect(page.get_by_role("region", name="接听前先看")).to_contain_text("还没有说过是什么事")
    agent.hear("你好，我想问一下，我的包裹显示签收了，可我没收到。")
    expect(agent.suggestion(1)).to_be_visible()
    expect(agent.lines("我的包裹显示签收了")).to_have_count(1)

    agent.write("我马上帮您查这个包裹。")
    page.get_by_role("button", name="说过了").click()
    agent.settle()
    expect(agent.lines("我马上帮您查这个包裹。")).to_have_count(1)
    expect(agent.draft).not_to_contain_text("我马上帮您查这个包裹。")

    agent.tab("工单")
    page.get_by_role("region", name="工单").get_by_role("button", name="建工单").click()
    agent.dialog.get_by_role("textbox", name="摘要").fill("包裹显示签收，客户没收到")
    agent.dialog.get_by_role("button", name="建工单").click()
    ticket = page.get_by_role("region", name="工单")
    expect(ticket.get_by_text(FILED)).to_be_visible()
    expect(ticket.get_by_text("包裹显示签收，客户没收到")).to_be_visible()

    agent.end.click()
    expect(agent.dialog.get_by_role("heading")).to_have_text("还有没做到的，要结束吗？")
    expect(agent.dialog.get_by_role("listitem").first).to_be_visible()
    agent.dialog.get_by_role("button", name="仍然结束").click()
    expect(page.get_by_role("heading", name="通话小结")).to_be_visible()
    expect(page.get_by_text("包裹显示签收，客户没收到").first).to_be_visible()


def test_a_whole_conversation_is_pasted_and_heard_in_its_order(agent: AgentScreen) -> None:
    agent.open().begin()
    said = ["客户：我的快递到底在哪儿啊", "坐席：您把单号报给我", "客户：都第三天了还没动"]
    agent.customer.fill("\n".join(said))
    expect(agent.page.get_by_text("共 3 句：客户 2，坐席 1")).to_be_visible()
    agent.customer.press("Enter")
    expect(agent.lines("都第三天了还没动")).to_have_count(1)
    expect(agent.customer).to_have_value("")
    texts = agent.transcript.inner_text()
    places = [texts.index(one.partition("：")[2]) for one in said]
    assert places == sorted(places)


def test_a_suggestion_is_copied_changed_and_put_aside_by_keys(agent: AgentScreen, http: httpx.Client) -> None:
    call = begin(http)
    guidance = say(http, call, THIRD)
    first, second, third = (one["text"] for one in guidance["say"][:3])
    page = agent.open(call).page
    expect(agent.suggestion(1)).to_contain_text(first)
    with page.expect_response("**/feedback") as told:
        page.keyboard.press("1")
    assert told.value.ok
    assert told.value.request.post_data_json["outcome"] == "used"
    expect(agent.says.get_by_text("已复制").first).to_be_visible()
    assert agent.clipboard() == first

    page.keyboard.press("x")
    page.keyboard.press("3")
    restore = agent.says.get_by_role("button", name="恢复")
    expect(agent.says.get_by_text(third)).to_be_visible()
    expect(agent.suggestion(3)).to_have_count(0)
    restore.click()
    expect(agent.suggestion(3)).to_contain_text(third)

    page.keyboard.press("e")
    page.keyboard.press("2")
    expect(agent.draft).to_be_focused()
    expect(agent.draft).to_contain_text(second)


def test_a_call_is_led_by_the_keyboard_alone(agent: AgentScreen) -> None:
    page = agent.open().page
    keys = page.keyboard

    def walk_to(name: str) -> None:
        """Presses Tab until something of this name has the focus, and a visible one."""
        for _ in range(40):
            keys.press("Tab")
            told = page.evaluate(
                "() => { const one = document.activeElement; const style = getComputedStyle(one);"
                " if (one === document.body) return ['', false];"
                " return [one.getAttribute('aria-label') ?? one.labels?.[0]?.innerText ?? one.innerText,"
                " style.outlineStyle !== 'none' || style.boxShadow !== 'none'] }"
            )
            if name in (told[0] or ""):
                assert told[1], f"nothing shows that {name} has the focus"
                return
        raise AssertionError(f"Tab never comes to {name}")

    walk_to("开始通话")
    keys.press("Enter")
    expect(agent.customer).to_be_visible()
    keys.press("c")
    expect(agent.customer).to_be_focused()
    keys.insert_text(THIRD)
    keys.press("Enter")
    expect(agent.suggestion(1)).to_be_visible()
    expect(agent.customer).to_be_focused()
    keys.press("Escape")
    keys.press("d")
    expect(agent.draft).to_be_focused()
    keys.insert_text("我先把前两次的记录调出来。")
    keys.press("ControlOrMeta+Shift+Enter")
    agent.settle()
    expect(agent.lines("我先把前两次的记录调出来。")).to_have_count(1)
    keys.press("Escape")
    walk_to("结束通话")
    keys.press("Enter")
    expect(agent.dialog).to_be_visible()
    walk_to("仍然结束")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="通话小结")).to_be_focused()
    walk_to("下一通")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="开始一通电话")).to_be_visible()


def test_two_tabs_of_an_agent_agree(
    context: Callable[..., BrowserContext], panel: Restartable, http: httpx.Client
) -> None:
    window = context()
    left, right = (AgentScreen(window.new_page(), panel.url).open() for _ in range(2))
    call = left.begin("两个页签")
    expect(right.customer).to_be_visible()
    right.hear("我要退款")
    expect(left.lines("我要退款")).to_have_count(1)
    say(http, call, "您稍等", "agent")
    for tab in (left, right):
        expect(tab.lines("您稍等")).to_have_count(1)
        expect(tab.lines("我要退款")).to_have_count(1)
    left.write("我看一下订单")
    right.tab("我要说")
    expect(right.draft).to_contain_text("我看一下订单")
    left.end.click()
    left.dialog.get_by_role("button", name=re.compile("结束")).click()
    for tab in (left, right):
        expect(tab.page.get_by_role("heading", name="通话小结")).to_be_visible()


def test_an_input_method_is_not_disturbed(agent: AgentScreen, page: Page) -> None:
    agent.open().begin()
    keyboard = page.context.new_cdp_session(page)

    def compose(*parts: str) -> None:
        for part in parts:
            keyboard.send(
                "Input.imeSetComposition",
                {"text": part, "selectionStart": len(part), "selectionEnd": len(part)},
            )

    agent.customer.click()
    compose("wo", "wo yao", "我要")
    # Enter that an input method takes for itself comes as key 229, and sends nothing.
    keyboard.send(
        "Input.dispatchKeyEvent",
        {"type": "rawKeyDown", "key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229},
    )
    expect(agent.customer).to_have_value("我要")
    keyboard.send("Input.insertText", {"text": "我要退款"})
    expect(agent.customer).to_have_value("我要退款")
    agent.customer.press("Enter")
    expect(agent.lines("我要退款")).to_have_count(1)

    agent.tab("我要说")
    agent.draft.click()
    checks: list[str] = []
    page.on("request", lambda sent: checks.append(sent.url) if sent.url.endswith("/drafts/check") else None)
    compose("zhe", "zhe bu", "这不", "这不 guan")
    page.clock.install()
    page.clock.run_for(1_000)
    assert checks == []
    expect(agent.draft).to_contain_text("这不 guan")
    keyboard.send("Input.insertText", {"text": "这不关我的事"})
    page.clock.run_for(1_000)
    expect(agent.draft).to_have_text("这不关我的事")
    expect(agent.verdict.get_by_role("list", name="逐处提醒")).to_be_visible()
    assert checks


def test_a_call_of_300_turns_scrolls_and_draws_only_what_is_seen(
    agent: AgentScreen, http: httpx.Client
) -> None:
    call = begin(http)
    for number in range(1, 301):
        say(http, call, f"这是第{number}句话", "customer" if number % 2 else "agent")
    agent.open(call)
    expect(agent.lines("这是第300句话")).to_be_in_viewport()
    assert agent.lines("这是第").count() < 60
    agent.transcript.evaluate("box => { box.scrollTop = 0; box.dispatchEvent(new Event('scroll')) }")
    expect(agent.lines(re.compile("这是第1句话"))).to_be_in_viewport()
    assert agent.lines("这是第").count() < 60
    say(http, call, "这是第301句话")
    fresh = agent.page.get_by_role("button", name="新的 1 句")
    expect(fresh).to_be_visible()
    expect(agent.lines(re.compile("这是第1句话"))).to_be_in_viewport()
    fresh.click()
    expect(agent.lines("这是第301句话")).to_be_in_viewport()
