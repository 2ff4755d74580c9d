"""Several people at once: agents among themselves, a link that opens once, a supervisor beside an agent."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect
from screens import AgentScreen, begin, say
from served import Running

THIRD = "这都第三次打电话了，你们再不退我6000块，我就去法院起诉你们！"


@pytest.fixture
def enter(
    context: Callable[..., BrowserContext], floor: Running, people: dict[str, tuple[str, str]]
) -> Callable[..., Page]:
    """Somebody signs in with their token, each in a window of their own."""

    def sign_in(name: str, path: str = "/panel/", **options: object) -> Page:
        page = context(**options).new_page()
        page.goto(floor.url + path)
        page.get_by_role("textbox", name="令牌").fill(people[name][1])
        page.get_by_role("textbox", name="令牌").press("Enter")
        expect(page.get_by_role("textbox", name="令牌")).to_have_count(0)
        return page

    return sign_in


@pytest.fixture
def line(floor: Running, people: dict[str, tuple[str, str]]) -> Iterator[Callable[[str], httpx.Client]]:
    """Somebody's telephone."""
    clients = {
        name: floor.client(headers={"Authorization": f"Bearer {token}"})
        for name, (_, token) in people.items()
    }
    yield lambda name: clients[name]
    for client in clients.values():
        client.close()


def test_two_agents_with_two_calls_see_only_their_own(
    enter: Callable[..., Page], floor: Running, line: Callable[[str], httpx.Client]
) -> None:
    lin = AgentScreen(enter("小林"), floor.url)
    zhou = AgentScreen(enter("小周"), floor.url)
    begin(line("小林"), customer_ref="林的旧客户")
    mine = lin.begin("林的客户")
    zhou.begin("周的客户")
    lin.hear("小林的客户说话")
    zhou.hear("小周的客户说话")
    expect(lin.lines("小林的客户说话")).to_have_count(1)
    expect(zhou.lines("小周的客户说话")).to_have_count(1)
    expect(lin.page.get_by_text("小周的客户说话")).to_have_count(0)
    expect(zhou.page.get_by_text("小林的客户说话")).to_have_count(0)

    zhou.page.get_by_role("button", name="回到我的电话").click()
    expect(zhou.page.get_by_role("button", name=re.compile("周的客户"))).to_be_visible()
    expect(zhou.page.get_by_text(re.compile("林的"))).to_have_count(0)
    # Not by its address either.
    zhou.page.goto(f"{zhou.url}?call={mine}")
    expect(zhou.page.get_by_role("alert").first).to_be_visible()
    expect(zhou.page.get_by_text("小林的客户说话")).to_have_count(0)


def test_a_signed_link_opens_the_door_once(context: Callable[..., BrowserContext], floor: Running) -> None:
    link = floor.house.links.link("小赵", "agent")
    first = context().new_page()
    first.goto(f"{floor.url}/panel/#link={link}")
    expect(first.get_by_role("button", name="开始通话")).to_be_visible()
    expect(first.get_by_text("小赵")).to_be_visible()
    assert "link" not in first.url
    first.reload()
    expect(first.get_by_text("小赵")).to_be_visible()

    second = context().new_page()
    second.goto(f"{floor.url}/panel/#link={link}")
    expect(second.get_by_role("alert")).to_contain_text("这个登录链接用不了")
    expect(second.get_by_role("textbox", name="令牌")).to_be_focused()

    first.get_by_role("button", name="退出").click()
    expect(first.get_by_role("textbox", name="令牌")).to_be_visible()
    first.reload()
    expect(first.get_by_role("textbox", name="令牌")).to_be_visible()


def test_a_wrong_token_says_what_to_do(context: Callable[..., BrowserContext], floor: Running) -> None:
    page = context().new_page()
    page.goto(f"{floor.url}/panel/")
    page.get_by_role("textbox", name="令牌").fill("wrong")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("没有这个令牌")
    expect(page.get_by_role("textbox", name="令牌")).to_have_value("wrong")


def test_a_supervisor_listens_along_and_whispers(
    enter: Callable[..., Page], floor: Running, line: Callable[[str], httpx.Client]
) -> None:
    lin = AgentScreen(enter("小林"), floor.url)
    lin.begin("要起诉的客户")
    board = enter("王芳", "/panel/board", viewport={"width": 1280, "height": 800})
    row = board.get_by_role("list", name="正在通话").get_by_role("listitem").filter(has_text="要起诉的客户")
    expect(row).to_be_visible()
    lin.hear(THIRD)
    expect(row).to_contain_text("CR")
    # The one in most need stands first.
    board.mouse.move(640, 790)
    expect(board.get_by_role("list", name="正在通话").get_by_role("listitem").first).to_contain_text(
        "要起诉的客户"
    )
    row.get_by_role("button", name="小林").click()
    heard = board.get_by_role("log", name="对话")
    expect(heard).to_contain_text(THIRD)
    lin.hear("你们主管呢")
    expect(heard).to_contain_text("你们主管呢")

    whisper = board.get_by_role("textbox", name="耳语给坐席")
    whisper.fill("先道歉，我来批退款")
    whisper.press("Enter")
    expect(board.get_by_role("log", name="发出的耳语")).to_contain_text("先道歉，我来批退款")
    told = lin.page.get_by_role("region", name="主管提示")
    expect(told).to_contain_text("先道歉，我来批退款")
    expect(told).to_contain_text("王芳")
    told.get_by_role("button", name="知道了").click()
    expect(told).to_have_count(0)
    lin.page.reload()
    expect(lin.lines("你们主管呢")).to_have_count(1)
    expect(told).to_have_count(0)


def test_a_supervisor_confirms_a_ticket(
    enter: Callable[..., Page], line: Callable[[str], httpx.Client]
) -> None:
    http = line("小林")
    call = begin(http, customer_ref="等确认的客户")
    say(http, call, THIRD)
    assert http.post(f"/api/v1/calls/{call}/end").is_success
    board = enter("王芳", "/panel/board", viewport={"width": 1280, "height": 800})
    board.get_by_role("navigation", name="看板分页").get_by_role("button", name="工单").click()
    board.get_by_role("searchbox", name=re.compile("搜工单")).fill("等确认的客户")
    row = board.get_by_role("table", name="工单").get_by_role("row").filter(has_text="等确认的客户")
    row.get_by_role("button").click()
    actions = board.get_by_role("region", name="可以做什么")
    words = "复核属实"
    actions.get_by_role("button", name=words).click()
    asked = board.get_by_role("dialog")
    asked.get_by_role("textbox").first.fill("证据清楚")
    asked.get_by_role("button", name=words).click()
    expect(asked).to_have_count(0)
    expect(board.get_by_text(f"已完成：{words}")).to_be_visible()
    items = line("王芳").get("/api/v1/tickets", params={"limit": 100}).json()["items"]
    assert [one["status"] for one in items if one["call_id"] == call] == ["confirmed"]


def test_an_agent_is_shown_the_way_from_the_board(enter: Callable[..., Page]) -> None:
    board = enter("小周", "/panel/board")
    expect(board.get_by_text("看板给主管和培训师用")).to_be_visible()
    board.get_by_role("link", name="去坐席面板").click()
    expect(board.get_by_role("button", name="开始通话")).to_be_visible()
