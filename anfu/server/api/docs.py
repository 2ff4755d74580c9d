"""What this server is and how to use it: for people at `/`, for programs as OpenAPI and JSON Schema."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Any

from sanic.response import HTTPResponse

from anfu.guidance.schema import guidance_schema
from anfu.labels import Language
from anfu.server.openapi import openapi
from anfu.server.page import page
from anfu.server.topics import API, Asked, Topic

topic = Topic("docs", prefix="")
_STATIC = files("anfu.server") / "static"
_HOST = re.compile(r"[A-Za-z0-9.\-\[\]:]{1,255}")


@topic.get(f"{API}/openapi.json", "OpenAPI 3.1 文档", "This API as OpenAPI 3.1", roles=None)
async def openapi_document(asked: Asked) -> dict[str, Any]:
    return openapi(asked.request.app.ctx.topics)


@topic.get(
    "/schemas/guidance.json", "引导的 JSON Schema", "The JSON Schema of guidance", roles=None,
    media="application/schema+json",
)  # fmt: skip
async def guidance_schema_document(_asked: Asked) -> dict[str, Any]:
    return guidance_schema()


@topic.get("/", "本页", "This page", roles=None, media="text/html", described=False)
async def documentation(asked: Asked) -> HTTPResponse:
    wanted = asked.request.args.get("lang") or asked.house.settings.language
    language: Language = "en" if wanted == "en" else "zh"
    host = asked.request.headers.get("host", "")
    base = f"http://{host}" if _HOST.fullmatch(host) else ""
    text = page(asked.request.app.ctx.topics, await asked.house.readiness(), base, language)
    return HTTPResponse(text, content_type="text/html; charset=utf-8", headers={"Cache-Control": "no-cache"})


@topic.get("/docs.css", "本页样式", "This page's style", roles=None, media="text/css")
async def docs_style(_asked: Asked) -> bytes:
    return (_STATIC / "docs.css").read_bytes()


@topic.get("/anfu.svg", "图标", "The icon", roles=None, media="image/svg+xml")
async def icon(_asked: Asked) -> bytes:
    return (_STATIC / "anfu.svg").read_bytes()
