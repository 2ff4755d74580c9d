"""`anfu ticket` and `anfu user` over the store an operator has."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from anfu.bootstrap import open_store
from anfu.cli.parts import playbook
from anfu.service import Service
from anfu.settings import read_settings


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
