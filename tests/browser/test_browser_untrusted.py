"""What customers, agents and other systems write stays text: in every field, on every screen."""

from __future__ import annotations

from collections.abc import Callable

import httpx
from playwright.sync_api import BrowserContext, Page, expect
from screens import AgentScreen, begin, say
from served import Restartable, Running

# Each would set `window.hit`, ask, or load something, if it were anything but text.
CORPUS = (
    "<script>window.hit=1</script>",
    "<img src=x onerror=window.hit=1>",
    "<svg/onload=window.hit=1>",
    '"><svg><animate onbegin=alert(1) attributeName=x dur=1s>',
    "<iframe srcdoc='<script>parent.hit=1</script>'></iframe>",
    "'\"--></style></script><script>alert(1)</script>",
    "<a href=javascript:alert(1) autofocus onfocus=alert(1)>点我</a>",
    "{{constructor.constructor('window.hit=1')()}}",
    "${window.hit=1} #{window.hit=1} <%= 1 %>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--><img src=x onerror=alert(1)>'>",
    "<details open ontoggle=alert(1)>",
    "\u202e<b>倒过来</b>\u202c &lt;script&gt; @:common.retry {'@'} {name}",
)
EVERYTHING = " ".join(CORPUS)
SHORT = CORPUS[1]
MADE = "img[src='x'], iframe, script:not([src]), svg[onload], animate, details[ontoggle], math, a[href^='javascript']"


def harmless(page: Page) -> None:
    """Nothing of it became an element, and nothing of it ran. What it tried, the window's own watch tells."""
    assert page.evaluate("window.hit") is None
    assert page.locator(MADE).count() == 0


def test_what_is_said_and_written_on_a_call_stays_text(agent: AgentScreen, http: httpx.Client) -> None:
    page = agent.open().page
    call = agent.begin(EVERYTHING[:100])
    for text in CORPUS:
        say(http, call, f"{text} 我要退款 13812345678", "customer")
    say(http, call, f"{EVERYTHING} 您先冷静一下", "agent")
    for text in (CORPUS[-2], "您先冷静一下"):
        expect(agent.lines(text).last).to_be_visible()
    agent.transcript.evaluate("box => { box.scrollTop = 0 }")
    expect(agent.lines(CORPUS[0]).first).to_be_visible()
    agent.hear(f"打字 {EVERYTHING}")
    agent.settle()
    harmless(page)

    agent.write(f"{SHORT}。这不关我的事，您爱投诉就投诉去。{EVERYTHING}")
    page.keyboard.press("F8")
    expect(agent.verdict.get_by_role("list", name="逐处提醒")).to_be_visible()
    expect(agent.draft).to_contain_text(SHORT)
    harmless(page)
    page.keyboard.press("Escape")
    agent.verdict.get_by_role("button", name="还是要用…").click()
    if not agent.dialog.is_visible():
        agent.verdict.get_by_role("button", name="还是要用…").click()
    expect(agent.dialog).to_contain_text(SHORT)
    agent.dialog.get_by_role("textbox").fill(f"为什么 {SHORT}")
    agent.dialog.get_by_role("button", name="我来负责，用这一次").click()
    expect(agent.dialog).to_have_count(0)
    harmless(page)

    agent.tab("问助手")
    question = page.get_by_role("textbox").last
    question.fill(f"怎么说 {EVERYTHING}"[:500])
    question.press("Enter")
    expect(page.get_by_role("log").last.get_by_role("listitem").nth(1)).to_be_visible()
    harmless(page)


def test_whispers_tickets_and_names_stay_text(
    context: Callable[..., BrowserContext], panel: Restartable, http: httpx.Client
) -> None:
    reference = f"客户 {SHORT}"
    call = begin(http, customer_ref=reference, agent=f"坐席 {SHORT}")
    say(http, call, f"第三次了，我要起诉 {EVERYTHING}")
    ticket = http.post(
        "/api/v1/tickets", json={"call_id": call, "summary": f"摘要 {EVERYTHING}"[:500]}
    ).json()["id"]
    board = context(viewport={"width": 1280, "height": 900}).new_page()
    board.goto(f"{panel.url}/panel/board")
    row = board.get_by_role("list", name="正在通话").get_by_role("listitem").filter(has_text=reference)
    expect(row).to_contain_text(f"坐席 {SHORT}")
    row.get_by_role("button").click()
    expect(board.get_by_role("log", name="对话")).to_contain_text(CORPUS[0])
    whisper = board.get_by_role("textbox", name="耳语给坐席")
    whisper.fill(f"耳语 {EVERYTHING}"[:500])
    whisper.press("Enter")
    expect(board.get_by_role("log", name="发出的耳语")).to_contain_text(CORPUS[0])
    harmless(board)

    screen = AgentScreen(context().new_page(), panel.url).open(call)
    expect(screen.page.get_by_role("region", name="主管提示")).to_contain_text(CORPUS[0])
    screen.tab("工单")
    expect(screen.page.get_by_role("region", name="工单")).to_contain_text(f"摘要 {CORPUS[0]}")
    harmless(screen.page)

    board.goto(f"{panel.url}/panel/board#tickets/{ticket}")
    expect(board.get_by_text(f"摘要 {CORPUS[0]}").last).to_be_visible()
    actions = board.get_by_role("region", name="可以做什么")
    actions.get_by_role("button", name="全部动作").click()
    actions.get_by_role("button", name="备注").first.click()
    note = board.get_by_role("dialog").get_by_role("textbox")
    note.fill(f"备注 {EVERYTHING}")
    board.get_by_role("dialog").get_by_role("button").last.click()
    expect(board.get_by_role("dialog")).to_have_count(0)
    expect(board.get_by_text(f"备注 {CORPUS[0]}").last).to_be_visible()
    board.get_by_role("searchbox", name="搜工单：诉求、客户、单号").fill(SHORT)
    harmless(board)


def test_a_name_stays_text(context: Callable[..., BrowserContext], floor: Running, people: object) -> None:
    name = "<img src=x onerror=alert(1)>"
    token = floor.house.service.add_user(name, "agent")
    page = context().new_page()
    page.goto(f"{floor.url}/panel/")
    page.get_by_role("textbox", name="令牌").fill(token)
    page.get_by_role("textbox", name="令牌").press("Enter")
    expect(page.get_by_text(name)).to_be_visible()
    harmless(page)
