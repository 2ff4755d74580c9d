"""The side panel as it is served: pages, files, what they may load, what the panel is told before sign-in."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest

from anfu.labels import (
    AGENT_ACTS,
    CUSTOMER_ACTS,
    EMOTIONS,
    KINDS,
    NODES,
    PURPOSES,
    ROLES,
    SIGNALS,
    STEPS,
    TABOOS,
    BeatId,
)
from anfu.server.panel import accepts_gzip
from anfu.settings import BadSetting, read_settings

Serve = Callable[..., AbstractContextManager[Any]]
SCRIPT = "console.log('安抚')"


@pytest.fixture
def built(home: Path) -> Path:
    """A project folder with a built panel."""
    assets = home / "panel" / "dist" / "assets"
    assets.mkdir(parents=True)
    for page in ("index", "board"):
        (assets.parent / f"{page}.html").write_text(f"<!doctype html><title>{page}</title>", encoding="utf-8")
    (assets / "index-B1x_9Q.js").write_text(SCRIPT, encoding="utf-8")
    (assets / "index-B1x_9Q.js.gz").write_bytes(gzip.compress(SCRIPT.encode()))
    (assets / "plain-1.css").write_text("p{}", encoding="utf-8")
    (assets.parent.parent / "secret.json").write_text("{}", encoding="utf-8")
    return assets


@pytest.fixture
def browser(built: Path, serve: Serve) -> Any:
    """A client of a server with a built panel that one origin may frame."""
    with (
        serve(ANFU_EMBED_ORIGINS="https://crm.example http://10.0.0.5:8080") as served,
        served.client() as client,
    ):
        yield client


@pytest.mark.parametrize(
    ("path", "title"), [("/panel/", "index"), ("/panel", "index"), ("/panel/board", "board")]
)
def test_the_pages_load_nothing_but_our_own_and_are_framed_by_those_named(
    browser: httpx.Client, path: str, title: str
) -> None:
    answer = browser.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert f"<title>{title}</title>" in answer.text
    assert answer.headers["cache-control"] == "no-cache"
    policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
    assert policy["script-src"] == policy["connect-src"] == policy["default-src"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == "'none'"
    assert policy["frame-ancestors"] == "'self' https://crm.example http://10.0.0.5:8080"
    assert "unsafe-eval" not in answer.headers["content-security-policy"]


def test_files_are_kept_for_good_and_sent_small_to_those_who_take_it(browser: httpx.Client) -> None:
    path = "/panel/assets/index-B1x_9Q.js"
    small = browser.get(path, headers={"Accept-Encoding": "br, gzip"})
    large = browser.get(path, headers={"Accept-Encoding": "gzip;q=0"})
    assert small.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in large.headers
    assert small.text == large.text == SCRIPT
    for answer in (small, large):
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
        assert (answer.headers["vary"], answer.headers["x-content-type-options"]) == (
            "Accept-Encoding",
            "nosniff",
        )
    assert browser.get("/panel/assets/plain-1.css").text == "p{}"


@pytest.mark.parametrize(
    "name",
    [
        "nothing.js",
        "..%2Findex.html",
        "..%2F..%2Fsecret.json",
        "%2e%2e%2findex.html",
        ".hidden.js",
        "a%00.js",
        "index-B1x_9Q.js.gz",
    ],
)
def test_nothing_but_the_panels_own_files_is_given(browser: httpx.Client, name: str) -> None:
    assert browser.get(f"/panel/assets/{name}").status_code == 404


def test_a_panel_that_is_not_built_says_how_to_build_it(bare: Any) -> None:
    with bare.client() as http:
        for path in ("/panel/", "/panel/board"):
            answer = http.get(path)
            assert "npm run build" in answer.text
            assert "frame-ancestors 'self'" in answer.headers["content-security-policy"].split("; ")
        assert http.get("/panel/assets/index.js").status_code == 404


def test_the_documentation_links_to_the_panel(bare: Any) -> None:
    with bare.client() as http:
        assert 'href="/panel/"' in http.get("/").text


@pytest.mark.parametrize(
    ("header", "takes"),
    [
        ("gzip", True),
        ("br, gzip;q=0.5", True),
        ("*", True),
        ("", False),
        ("br", False),
        ("gzip;q=0", False),
        ("gzip; q=0.0", False),
    ],
)
def test_who_takes_gzip(header: str, takes: bool) -> None:
    assert accepts_gzip(header) is takes


def test_everything_the_panel_shows_has_a_name_in_both_languages(bare: Any) -> None:
    with bare.client() as http:
        config = http.get("/api/v1/panel/config").json()
    assert (config["language"], config["origins"], config["sign_in"]) == ("zh", [], False)
    assert config["names"]["zh"]["steps"]["empathize"] == "同理心"
    assert config["names"]["en"]["roles"]["supervisor"] == "Supervisor"
    for names in (config["names"]["zh"], config["names"]["en"]):
        assert all(name for group in names.values() for name in group.values())
        assert set(names["acts"]) >= {*AGENT_ACTS, *CUSTOMER_ACTS}
        assert set(names["kinds"]) >= {*KINDS} - {"none"}
        assert set(names["levels"]) == {"0", "1", "2", "3"}
        assert set(names["nodes"]) >= {*NODES, "investigate"}
        assert set(names["clocks"]) >= {"first_report", "promise"}
        assert set(names["transitions"]) >= {"confirmed", "closed"}
        for group, ids in (
            ("steps", STEPS), ("beats", get_args(BeatId)), ("emotions", EMOTIONS), ("signals", SIGNALS),
            ("taboos", TABOOS), ("purposes", PURPOSES), ("roles", ROLES),
        ):  # fmt: skip
            assert set(names[group]) >= set(ids), group


def test_the_panel_learns_before_sign_in_that_it_is_needed(browser: httpx.Client, bare: Any) -> None:
    assert browser.get("/api/v1/panel/config").json()["origins"] == [
        "https://crm.example",
        "http://10.0.0.5:8080",
    ]
    bare.house.service.add_user("甲", "agent")
    bare.house.gate.look()
    with bare.client() as http:
        assert http.get("/api/v1/panel/config").json()["sign_in"] is True
        assert http.get("/api/v1/examples").status_code == 401


def test_the_example_calls_can_be_played(http: httpx.Client) -> None:
    items = http.get("/api/v1/examples").json()["items"]
    assert {item["name"] for item in items} >= {"washing-machine-third-call", "calm-enquiry"}
    for item in items:
        assert item["title"]["zh"] != item["name"] != item["title"]["en"]
        assert {line["speaker"] for line in item["lines"]} == {"customer", "agent"}
        assert all(line["text"] for line in item["lines"])


@pytest.mark.parametrize(
    "origins",
    [
        "crm.example",
        "https://*.example",
        "https://crm.example/path",
        "https://a.example; script-src *",
        "'none'",
        "javascript:x",
    ],
)
def test_an_origin_that_is_none_is_refused(home: Path, origins: str) -> None:
    with pytest.raises(BadSetting, match="ANFU_EMBED_ORIGINS"):
        read_settings({"ANFU_EMBED_ORIGINS": origins}, home=str(home))


def test_a_short_link_key_is_refused_and_a_long_one_never_shown(home: Path) -> None:
    with pytest.raises(BadSetting, match="ANFU_LINK_KEY"):
        read_settings({"ANFU_LINK_KEY": "short-and-secret"}, home=str(home))
    key = "k" * 32
    settings = read_settings({"ANFU_LINK_KEY": key}, home=str(home))
    assert settings.link_key == key
    assert key not in repr(settings)
    assert "short-and-secret" not in str(_refusal(home))


def _refusal(home: Path) -> BaseException:
    with pytest.raises(BadSetting) as refused:
        read_settings({"ANFU_LINK_KEY": "short-and-secret"}, home=str(home))
    return refused.value
