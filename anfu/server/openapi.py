"""The OpenAPI document, built from the table of routes and the types that are really taken and given."""

from __future__ import annotations

import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import msgspec

from anfu import __version__
from anfu.server.problems import CONTENT_TYPE, Problem
from anfu.server.topics import Route, Topic

_REF = "#/components/schemas/{name}"
_PARAM = re.compile(r"<(\w+)>")
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key with the same request gives the same answer and does nothing twice.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
}


def openapi(topics: Sequence[Topic]) -> dict[str, Any]:
    """The document for these topics."""
    routes = [route for topic in topics for route in topic.routes if route.described]
    shapes, schemas = _schemas(routes)
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(_PARAM.sub(r"{\1}", route.path), {})[route.method.lower()] = _operation(
            route, shapes
        )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Anfu 安抚",
            "version": __version__,
            "description": "Guidance for a call-centre agent while a customer is angry. "
            "客户在生气的时候，坐席该走哪一步、怎么说、别说什么、要不要升级。",
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": topic.name} for topic in topics],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _schemas(routes: Sequence[Route]) -> tuple[dict[Any, Any], dict[str, Any]]:
    """For each type of the table its schema, and the components those refer to."""
    types: list[Any] = [Problem]
    types += [
        kind for route in routes for kind in (route.takes, route.gives, route.query) if kind is not None
    ]
    unique = list(dict.fromkeys(types))
    shapes, components = msgspec.json.schema_components(unique, ref_template=_REF)
    return dict(zip(unique, shapes, strict=True)), components


def _operation(route: Route, shapes: dict[Any, Any]) -> dict[str, Any]:
    zh, en = route.about
    operation: dict[str, Any] = {
        "operationId": route.name,
        "tags": [route.topic],
        "summary": zh,
        "description": en,
        "parameters": _parameters(route),
        "responses": _responses(route, shapes),
    }
    if route.takes is not None:
        content = {"application/json": {"schema": shapes[route.takes]}}
        operation["requestBody"] = {"required": not route.body_optional, "content": content}
    if route.roles is not None:
        # Empty beside it: while there are no users, this machine needs no token.
        operation["security"] = [{"token": []}, {}]
        operation["x-roles"] = sorted(route.roles)
    return operation


def _parameters(route: Route) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _PARAM.findall(route.path)
    ]
    if route.query is not None:
        _, components = msgspec.json.schema_components([route.query], ref_template=_REF)
        fields = components[route.query.__name__]["properties"]
        found += [
            {"name": name, "in": "query", "required": False, "schema": shape}
            for name, shape in fields.items()
        ]
    if route.keyed:
        found.append(_KEY)
    return found


def _responses(route: Route, shapes: dict[Any, Any]) -> dict[str, Any]:
    problem = {"description": "A problem document", "content": {CONTENT_TYPE: {"schema": shapes[Problem]}}}
    good: dict[str, Any] = {"schema": shapes[route.gives]} if route.gives is not None else {}
    if not good and "json" in route.media:
        good = {"schema": {"type": "object"}}
    elif not good:
        good = {"schema": {"type": "string"}}
    forms = {form: {"schema": {"type": "string"}} for form in route.forms if form != route.media}
    answer = {"content": {route.media: good, **forms}}
    responses: dict[str, Any] = {
        str(route.status): {"description": HTTPStatus(route.status).phrase, **answer},
        "default": problem,
    }
    for status in route.also:
        own = status < 400 or (route.path == "/readyz" and status == 503)
        told = answer if own else {"content": problem["content"]}
        responses[str(status)] = {"description": HTTPStatus(status).phrase, **told}
    if route.roles is not None:
        for status in (401, 403):
            responses.setdefault(str(status), {**problem, "description": HTTPStatus(status).phrase})
    return responses
