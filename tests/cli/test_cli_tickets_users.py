"""`anfu ticket` and `anfu user` over the store an operator has."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from anfu.bootstrap import open_store
from anfu.cli.parts import playbook
from anfu.errors import NotAllowed
from anfu.service import Service
from anfu.settings import read_settings
from anfu.signin import Links
from anfu.stamps import now


def file_one() -> str:
    """Files a ticket as the server would, and returns its id."""
    settings = read_settings()
    store = open_store(settings)
    service = Service(playbook(settings), store)
    call = service.begin_call()
    ticket = service.file_ticket(call.id, matter="refund", summary="要退[6000]块", fields={"demand": "退款"})
    store.close()
    return ticket.id


def test_a_filed_ticket_is_listed_and_shown(anfu: Callable[..., Any]) -> None:
    ticket = file_one()
    listed = anfu("ticket", "list")
    shown = anfu("ticket", "show", ticket)
    assert ticket in listed.out
    assert "要退[6000]块" in listed.out
    assert "退款" in shown.out
    assert "refund" in shown.out


def test_machines_get_json_with_filters(anfu: Callable[..., Any]) -> None:
    ticket = file_one()
    [item] = json.loads(anfu("ticket", "list", "--json").out)["items"]
    assert item["id"] == ticket
    shown = json.loads(anfu("ticket", "show", ticket, "--json").out)
    assert item.items() <= shown.items()
    assert [line["event"] for line in shown["events"]] == ["classified", "filed"]
    assert json.loads(anfu("ticket", "list", "--json", "--level", "1").out) == {"items": []}
    assert json.loads(anfu("ticket", "list", "--json", "--status", "closed").out) == {"items": []}


def test_an_unknown_ticket_is_an_error(anfu: Callable[..., Any]) -> None:
    done = anfu("ticket", "show", "T-NONE")
    assert done.code == 1
    assert "T-NONE" in done.err


def test_a_user_gets_a_token_once_and_loses_it(anfu: Callable[..., Any]) -> None:
    added = anfu("user", "add", "王芳", "--role", "supervisor")
    token = added.out.strip()
    assert len(token) > 30
    assert token not in added.err
    listed = anfu("user", "list")
    assert "王芳" in listed.out
    assert "supervisor" in listed.out
    assert token not in listed.out
    assert token not in anfu("user", "list", "--json").out
    assert anfu("user", "revoke", "王芳").code == 0
    [user] = json.loads(anfu("user", "list", "--json").out)["items"]
    assert user["revoked_at"] is not None


def test_the_printed_token_opens_the_door(anfu: Callable[..., Any]) -> None:
    token = anfu("user", "add", "li", "--role", "trainer").out.strip()
    settings = read_settings()
    store = open_store(settings)
    assert Service(playbook(settings), store).user(token).role == "trainer"
    store.close()


def test_mistakes_with_users_are_told(anfu: Callable[..., Any]) -> None:
    anfu("user", "add", "li")
    again = anfu("user", "add", "li")
    nobody = anfu("user", "revoke", "nobody")
    nameless = anfu("user", "add", " ")
    assert (again.code, nobody.code, nameless.code) == (1, 1, 1)
    assert "li" in again.err
    assert "anfu user list" in nobody.err
    assert "no name" in nameless.err


def test_a_database_address_that_cannot_be_is_told(anfu: Callable[..., Any], monkeypatch: Any) -> None:
    monkeypatch.setenv("ANFU_DATABASE_URL", "mysql://x/y")
    done = anfu("ticket", "list")
    assert done.code == 1
    assert "ANFU_DATABASE_URL" in done.err
    assert "sqlite:///" in done.err


KEY = "a-key-that-both-systems-know-0123456789"


def test_a_printed_link_signs_its_person_in_once(
    anfu: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANFU_LINK_KEY", KEY)
    printed = anfu("user", "link", " 王芳 ", "--role", "supervisor")
    page, _, signed = printed.out.strip().partition("#link=")
    assert page == "http://127.0.0.1:5005/panel/board"
    assert anfu("user", "link", "小林").out.startswith("http://127.0.0.1:5005/panel/#link=")
    store = open_store(read_settings())
    links = Links(store, KEY, now)
    came = links.sign_in(signed)
    assert (came.name, came.role) == ("王芳", "supervisor")
    with pytest.raises(NotAllowed, match="used already"):
        links.sign_in(signed)
    store.close()


def test_links_need_a_key_a_name_and_never_make_an_admin(
    anfu: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    keyless = anfu("user", "link", "王芳")
    assert (keyless.code, "ANFU_LINK_KEY" in keyless.err) == (1, True)
    monkeypatch.setenv("ANFU_LINK_KEY", "short")
    assert anfu("user", "link", "王芳").code == 1
    monkeypatch.setenv("ANFU_LINK_KEY", KEY)
    assert anfu("user", "link", " ").code == 1
    assert anfu("user", "link", "王芳", "--role", "admin").code == 2


def test_drafts_let_pass_are_listed(anfu: Callable[..., Any]) -> None:
    assert "no blocked draft" in anfu("audit", "overrides").err
    settings = read_settings()
    store = open_store(settings)
    made = Service(playbook(settings), store).override("这个绝对不可能", "客户要原话[b]", None, "小林")
    store.close()
    shown = anfu("audit", "overrides").out
    for words in ("小林", "absolute", "客户要原话[b]"):
        assert words in shown
    [listed] = json.loads(anfu("audit", "overrides", "--json").out)["items"]
    assert (listed["id"], listed["reason"], listed["text"]) == (made.id, "客户要原话[b]", "这个绝对不可能")
