"""WeCom, Slack and the signed webhook, over real sockets."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from receivers import SECRET, WECOM_KEY, Fake, serving, slack, webhook, wecom

from anfu.notify.senders import Failed, Refused, Sender, make_senders
from anfu.notify.targets import Slack, Webhook, Wecom
from anfu.tickets.messages import Message

Write = Callable[..., Message]


@pytest.fixture
def robot() -> Iterator[Fake]:
    with serving(wecom) as fake:
        yield fake


@pytest.fixture
def hook() -> Iterator[Fake]:
    with serving(webhook) as fake:
        yield fake


def to_robot(fake: Fake, key: str = WECOM_KEY, **more: Any) -> Sender:
    url = f"{fake.address}/cgi-bin/webhook/send?key={key}"
    return make_senders({"chat": Wecom(url=url, **more)}, timeout=2)["chat"]


def to_hook(fake: Fake, timeout: float = 2) -> Sender:
    return make_senders({"hook": Webhook(url=f"{fake.address}/in", secret=SECRET)}, timeout)["hook"]


def test_a_robot_takes_subject_and_text(robot: Fake, write: Write) -> None:
    to_robot(robot).send(write(1))
    assert robot.got == [("text", "第1条\n客户来电")]


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_a_long_message_is_cut_at_a_whole_character(robot: Fake, write: Write, form: str) -> None:
    to_robot(robot, format=form).send(write(1, text="很长" * 2000))
    [(kind, content)] = robot.got
    assert kind == form
    assert content.endswith(("很…", "长…"))


def test_what_a_customer_says_makes_no_link_and_calls_nobody(robot: Fake, write: Write) -> None:
    words = "<@all> [点这里](https://example.com) <font color='red'>"
    to_robot(robot, format="markdown").send(write(1, text=words))
    assert not set("<>[]") & set(robot.got[0][1])
    with serving(slack) as channel:
        url = f"{channel.address}/services/T00/B00/XXX"
        make_senders({"s": Slack(url=url)})["s"].send(write(1, text="<!channel> & <@U1>"))
        assert channel.got == ["第1条\n&lt;!channel&gt; &amp; &lt;@U1&gt;"]


def test_a_robot_that_had_too_many_is_left_alone_for_a_minute(robot: Fake, write: Write) -> None:
    sender = to_robot(robot)
    assert sender.limit == 20
    for number in range(20):
        sender.send(write(number))
    with pytest.raises(Failed, match="45009") as failed:
        sender.send(write(21))
    assert (failed.value.after, failed.value.busy) == (60, True)


def test_a_wrong_key_is_no_fault_of_the_message(robot: Fake, write: Write) -> None:
    with pytest.raises(Failed, match="93000"):
        to_robot(robot, key="other").send(write(1))


def test_an_empty_message_is_refused(robot: Fake, write: Write) -> None:
    robot.next = [(200, {}, '{"errcode": 44004, "errmsg": "text content is empty"}')]
    with pytest.raises(Refused, match="44004"):
        to_robot(robot).send(write(1))


@pytest.mark.parametrize("answer", ["", "<html>", "[]", "null", '{"errcode": "0"}'])
def test_an_answer_that_is_none_of_wecoms_is_a_failure(robot: Fake, write: Write, answer: str) -> None:
    robot.next = [(200, {}, answer)]
    with pytest.raises(Failed):
        to_robot(robot).send(write(1))


def test_a_webhook_is_signed_and_the_same_message_has_the_same_key(hook: Fake, write: Write) -> None:
    sender = to_hook(hook)
    for message in (write(1), write(1), write(2)):
        sender.send(message)
    assert [message["key"] for _, message in hook.got] == ["T-1:1:chat", "T-1:2:chat"]
    assert len(hook.requests) == 3
    assert set(hook.got[0][1]) == {
        "type", "id", "key", "kind", "subject", "text", "ticket", "number", "created_at",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("status", "headers", "raised", "after"),
    [
        (400, {}, Refused, None),
        (413, {}, Refused, None),
        (422, {}, Refused, None),
        (301, {"Location": "https://elsewhere.example"}, Failed, None),
        (401, {}, Failed, None),
        (404, {}, Failed, None),
        (429, {"Retry-After": "7"}, Failed, 7),
        (500, {}, Failed, None),
        (503, {"Retry-After": "99999"}, Failed, 3600),
        (503, {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, Failed, None),
    ],
)
def test_what_an_answer_means(
    hook: Fake, write: Write, status: int, headers: dict[str, str], raised: Any, after: float | None
) -> None:
    hook.next = [(status, headers, "")]
    with pytest.raises(raised, match=str(status)) as caught:
        to_hook(hook).send(write(1))
    assert getattr(caught.value, "after", None) == after
    assert len(hook.requests) == 1, "a redirect is not followed: it would carry the message elsewhere"


def test_a_receiver_that_is_gone_or_silent_is_a_failure(write: Write) -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}/in"
        sender = make_senders({"hook": Webhook(url=url, secret=SECRET)}, timeout=0.3)["hook"]
        with pytest.raises(Failed, match="no connection"):
            sender.send(write(1))
        deaf.listen()
        with pytest.raises(Failed, match=r"no answer in 0\.3 seconds"):
            sender.send(write(1))


def test_no_log_and_no_error_holds_a_key_or_secret(
    robot: Fake, hook: Fake, write: Write, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    told = []
    for sender in (to_robot(robot, key="sesame-key"), to_hook(hook)):
        for answer in ((500, {}, ""), (400, {}, ""), (302, {"Location": "/x"}, "")):
            robot.next, hook.next = [answer], [answer]
            with pytest.raises((Failed, Refused)) as caught:
                sender.send(write(1))
            told.append(repr(caught.value) + repr(caught.value.__context__ and ""))
    everything = caplog.text + "".join(told)
    assert "sesame-key" not in everything
    assert SECRET not in everything
