"""The network goes and comes back, and so does the server: nothing is lost, nothing comes twice."""

from __future__ import annotations

import httpx
from playwright.sync_api import Route, expect
from screens import AgentScreen, begin, say
from served import Restartable

HELD = "网断的时候写的草稿"


def test_the_network_goes_and_comes_back(agent: AgentScreen, http: httpx.Client) -> None:
    call = begin(http)
    page = agent.open(call).page
    say(http, call, "断网之前说的")
    expect(agent.lines("断网之前说的")).to_have_count(1)
    agent.write(HELD)

    page.context.set_offline(True)
    agent.hear("断网时客户说的")
    expect(agent.transcript.get_by_text("没送出去：连不上服务器。")).to_be_visible()
    expect(agent.customer).to_have_value("")
    say(http, call, "别处听到的", "agent")
    page.context.set_offline(False)

    agent.settle()
    for text in ("断网之前说的", "别处听到的", "断网时客户说的"):
        expect(agent.lines(text)).to_have_count(1)
    turns = http.get(f"/api/v1/calls/{call}").json()["turns"]
    assert [one["text"] for one in turns] == ["断网之前说的", "别处听到的", "断网时客户说的"]
    agent.tab("我要说")
    expect(agent.draft).to_have_text(HELD)


def test_the_server_stops_and_starts_again(agent: AgentScreen, panel: Restartable) -> None:
    with panel.client() as http:
        call = begin(http)
        say(http, call, "停机之前说的")
    page = agent.open(call).page
    expect(agent.lines("停机之前说的")).to_have_count(1)
    agent.write(HELD)
    panel.stop()
    try:
        expect(page.get_by_text("网络断了，正在重连。")).to_be_visible()
        agent.hear("停机时客户说的")
        expect(agent.transcript.get_by_text("没送出去：连不上服务器。")).to_be_visible()
    finally:
        panel.start()
    agent.settle()
    expect(agent.lines("停机时客户说的")).to_have_count(1)
    expect(page.get_by_text("网络断了")).to_have_count(0)
    expect(agent.lines("停机之前说的")).to_have_count(1)
    with panel.client() as http:
        turns = http.get(f"/api/v1/calls/{call}").json()["turns"]
    assert [one["text"] for one in turns] == ["停机之前说的", "停机时客户说的"]
    agent.tab("我要说")
    expect(agent.draft).to_have_text(HELD)


def test_what_was_not_sent_waits_even_when_the_page_is_closed(agent: AgentScreen, http: httpx.Client) -> None:
    call = begin(http)
    page = agent.open(call).page
    page.route("**/utterances", lambda route: route.abort())
    agent.hear("关掉页面之前说的")
    expect(agent.transcript.get_by_text("没送出去：连不上服务器。")).to_be_visible()
    page.close()
    again = AgentScreen(page.context.new_page(), agent.url.removesuffix("/panel/")).open(call)
    again.settle()
    expect(again.lines("关掉页面之前说的")).to_have_count(1)
    turns = http.get(f"/api/v1/calls/{call}").json()["turns"]
    assert [one["text"] for one in turns] == ["关掉页面之前说的"]


def test_an_answer_that_never_came_does_not_say_it_twice(agent: AgentScreen, http: httpx.Client) -> None:
    """The server heard the sentence, but its answer got lost on the way."""
    call = begin(http)
    page = agent.open(call).page

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/utterances", lose, times=1)
    agent.hear("只说了一遍")
    expect(agent.lines("只说了一遍").first).to_be_visible()
    agent.settle()
    expect(agent.lines("只说了一遍")).to_have_count(1)
    assert len(http.get(f"/api/v1/calls/{call}").json()["turns"]) == 1
