"""What is described is what is served: routes, answers, schemas, and the page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator, RefResolver

from anfu.guidance.schema import guidance_schema

Begin = Callable[[], str]
Say = Callable[..., httpx.Response]
NOT_OURS = {
    "/",  # the page itself
    "/panel",
    "/panel/board",
    "/panel/assets/{name}",
    "/webhooks/rest",  # Rasa's own channel
    "/webhooks/rest/webhook",
}


@pytest.fixture(scope="session")
def document(http: httpx.Client) -> dict[str, Any]:
    """The OpenAPI document."""
    answer: dict[str, Any] = http.get("/api/v1/openapi.json").json()
    return answer


def test_every_route_served_is_described_and_the_other_way_round(
    server: Any, document: dict[str, Any]
) -> None:
    served = {
        (method.lower(), re.sub(r"<(\w+?)(:\w+)?>", r"{\1}", f"/{route.path.lstrip('/')}"))
        for route in server.app.router.routes
        for method in route.methods
    }
    described = {(method, path) for path, methods in document["paths"].items() for method in methods}
    assert described == {(method, path) for method, path in served if path not in NOT_OURS}


def test_every_reference_in_the_document_leads_somewhere(document: dict[str, Any]) -> None:
    names = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(document)))
    assert names <= set(document["components"]["schemas"])
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    ids = [method["operationId"] for path in document["paths"].values() for method in path.values()]
    assert len(ids) == len(set(ids))


class Checked:
    """Sends requests and holds every answer against the document."""

    def __init__(self, http: httpx.Client, document: dict[str, Any]) -> None:
        self.http, self.document = http, document
        self.seen: set[tuple[str, str]] = set()

    def __call__(self, method: str, path: str, body: Any = None, **params: str) -> Any:
        answer = self.http.request(method.upper(), path.format(**params), json=body)
        described = self.document["paths"][path][method]["responses"][str(answer.status_code)]
        kind = answer.headers["content-type"].partition(";")[0]
        schema = next(
            shape["schema"] for name, shape in described["content"].items() if name.startswith(kind)
        )
        if "json" in kind:
            self._validator(schema).validate(answer.json())
        if answer.is_success:
            self.seen.add((method, path))
        return answer.json() if "json" in kind else answer.text

    def _validator(self, schema: dict[str, Any]) -> Draft202012Validator:
        return Draft202012Validator(schema, resolver=RefResolver("", self.document))


def test_real_answers_are_as_the_document_says(http: httpx.Client, document: dict[str, Any]) -> None:
    send = Checked(http, document)
    call = send("post", "/api/v1/calls", {"industry": "telecom"})["id"]
    for speaker, text in [
        ("customer", "这都第三次打电话了，你们再不退我6000块，我就去法院起诉你们！"),
        ("agent", "非常抱歉，给您添麻烦了。我两小时内给您回电，您看可以吗？绝对没问题。"),
    ]:
        send("post", "/api/v1/calls/{call_id}/utterances", {"speaker": speaker, "text": text}, call_id=call)
    send("post", "/api/v1/calls/{call_id}/utterances", {"speaker": "customer"}, call_id=call)
    shown = send("post", "/api/v1/calls/{call_id}/step", {"step": "empathize"}, call_id=call)
    word = {"turn": shown["turn"], "script": shown["say"][0]["id"], "outcome": "used"}
    send("post", "/api/v1/calls/{call_id}/feedback", word, call_id=call)
    send("post", "/api/v1/calls/{call_id}/feedback", {**word, "script": "none"}, call_id=call)
    send("post", "/api/v1/calls/{call_id}/step/undo", call_id=call)
    send("post", "/api/v1/calls/{call_id}/step/undo", call_id=call)
    for page in ("card", "confirmation"):
        send("get", f"/api/v1/calls/{{call_id}}/{page}", call_id=call)
    send("post", "/api/v1/calls/{call_id}/ask", {"text": "下一步怎么办"}, call_id=call)
    send("post", "/api/v1/drafts/check", {"text": "这个绝对不可能", "call_id": call})
    send("post", "/api/v1/overrides", {"text": "这个绝对不可能", "reason": "客户原话", "call_id": call})
    send("post", "/api/v1/overrides", {"text": "您好", "reason": "没有被拦"})
    send("get", "/api/v1/overrides")
    send("get", "/api/v1/board")
    send("get", "/api/v1/board/figures")
    with http.stream("GET", "/api/v1/board/events") as stream:  # has no end
        assert stream.headers["content-type"] == "text/event-stream"
        send.seen.add(("get", "/api/v1/board/events"))
    send("post", "/api/v1/calls/{call_id}/whispers", {"text": "先道歉"}, call_id=call)
    ticket = send("post", "/api/v1/tickets", {"call_id": call, "matter": "attitude", "summary": "态度"})
    send("post", "/api/v1/tickets", {"call_id": call, "matter": "attitude"})
    send("post", "/api/v1/tickets", {"call_id": "nowhere"})
    send("get", "/api/v1/tickets")
    send("get", "/api/v1/tickets/{ticket_id}", ticket_id=ticket["id"])
    here = {"ticket_id": ticket["id"]}
    act = "/api/v1/tickets/{ticket_id}/{transition}"
    for transition in ("confirmed", "solution_given", "fly"):
        send("post", act, {"note": "好"}, transition=transition, **here)
    split = send("post", "/api/v1/tickets/{ticket_id}/split", {"matter": "billing"}, **here)
    send("post", "/api/v1/tickets/{ticket_id}/children", {"children": [split["id"]]}, **here)
    send("post", "/api/v1/tickets/{ticket_id}/merge", {"into": ticket["id"]}, ticket_id=split["id"])
    send("get", "/api/v1/calls")
    send("get", "/api/v1/calls/{call_id}", call_id=call)
    send("get", "/api/v1/calls/{call_id}", call_id="nowhere")
    send("post", "/api/v1/calls/{call_id}/end", call_id=call)
    send("get", "/api/v1/calls/{call_id}/events", call_id=call)
    for report in ("quick", "retrospective"):
        send("get", f"/api/v1/reports/{report}/{{ticket_id}}", ticket_id=ticket["id"])
    for table in ("tracking", "analysis", "dissatisfied", "export/tickets", "export/calls"):
        send("get", f"/api/v1/reports/{table}")
    send("post", "/api/v1/sign-out")
    send("post", "/api/v1/sign-in", {"link": "none"})
    send.seen.add(("post", "/api/v1/sign-in"))  # see test_server_sign_in.py: here it would lock the door
    for path in (
        "/api/v1/me",
        "/api/v1/panel/config",
        "/api/v1/examples",
        "/healthz",
        "/readyz",
        "/metrics",
        "/api/v1/openapi.json",
        "/schemas/guidance.json",
    ):
        send("get", path)
    for path in ("/docs.css", "/anfu.svg"):
        send("get", path)
    every = {(method, path) for path, methods in document["paths"].items() for method in methods}
    assert send.seen == every


def test_guidance_is_as_its_published_schema_says(
    http: httpx.Client, begin: Begin, say: Say, root: Path
) -> None:
    published = http.get("/schemas/guidance.json").json()
    guidance = say(begin(), "这都第三次打电话了，再不退我6000块我就起诉！").json()
    Draft202012Validator(published).validate(guidance)
    guidance["level"]["id"] = 9
    assert not Draft202012Validator(published).is_valid(guidance)
    written = json.loads((root / "docs/schemas/guidance.schema.json").read_text(encoding="utf-8"))
    assert published == json.loads(json.dumps(guidance_schema()))
    assert written == published, "run: python -m anfu.guidance.schema"


class _Page(HTMLParser):
    """What a page loads and links to, and the ids in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: set[str] = set()
        self.links: set[str] = set()
        self.ids: set[str] = set()
        self.tags: set[str] = set()
        self.styled = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        self.styled |= "style" in given or any(name.startswith("on") for name in given)
        self.ids |= {given["id"]} if "id" in given else set()
        if tag == "a":
            self.links.add(given["href"])
        elif "href" in given or "src" in given:
            self.loads.add(given.get("href") or given["src"])


def test_the_page_loads_nothing_from_elsewhere_and_its_links_work(http: httpx.Client) -> None:
    for language, words in (("zh", "接口"), ("en", "Endpoints")):
        answer = http.get(f"/?lang={language}")
        assert words in answer.text
        assert answer.headers["content-security-policy"].startswith("default-src 'self';")
        page = _Page(answer.text)
        assert not page.tags & {"script", "style", "iframe"}
        assert not page.styled
        for link in page.loads | page.links:
            assert link.startswith("/")
            assert http.get(link).status_code == 200


def test_the_page_explains_every_problem_it_is_pointed_to_from(http: httpx.Client) -> None:
    page = _Page(http.get("/").text)
    for answer in (
        http.get("/nothing"),
        http.get("/api/v1/calls/nowhere"),
        http.post("/api/v1/calls", content=b"{"),
        http.delete("/api/v1/calls"),
    ):
        assert answer.json()["type"].removeprefix("/#") in page.ids


def test_the_walk_on_the_page_works(http: httpx.Client) -> None:
    """Its four commands, as they stand there."""
    import subprocess
    from html import unescape

    commands = [unescape(part) for part in re.findall(r"<pre>(.*?)</pre>", http.get("/").text, re.DOTALL)]
    script = "; ".join(["set -e", *commands])
    told = subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, timeout=120, check=True
    ).stdout
    assert '"type":"guidance"' in told
    assert '"verdict":"block"' in told
    assert '"summary":"事由' in told


def test_counters_count(http: httpx.Client, begin: Begin, say: Say) -> None:
    def counted(name: str) -> float:
        found = re.search(rf"^{re.escape(name)} (\S+)$", http.get("/metrics").text, re.MULTILINE)
        return float(found[1]) if found else 0.0

    before = {
        name: counted(name)
        for name in (
            'anfu_turns_total{speaker="customer"}',
            "anfu_turn_seconds_count",
            'anfu_draft_checks_total{verdict="block"}',
        )
    }
    say(begin(), "喂，你好")
    http.post("/api/v1/drafts/check", json={"text": "绝对不可能"})
    assert {name: counted(name) for name in before} == {name: count + 1 for name, count in before.items()}
    assert counted("anfu_ready") == 1
