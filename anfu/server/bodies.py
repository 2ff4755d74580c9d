"""Request bodies and query strings, decoded in one place: exactly what was promised, or a problem."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from sanic import Request

from anfu.server import texts
from anfu.server.errors import BadInput

_HALF_CHARACTER = re.compile(rb"\\u[dD][89a-fA-F]")
_DOCS = "see /api/v1/openapi.json for what is taken here"


def read_body(request: Request, wanted: type[msgspec.Struct], optional: bool) -> msgspec.Struct:
    """The body as `wanted`. Raises `BadInput`: 415 not JSON, 400 malformed, 422 not what is wanted."""
    raw = request.body or b""
    if not raw and optional:
        return wanted()
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise BadInput(415, f"the body is {kind or 'of no type'}", "send Content-Type: application/json")
    try:
        return msgspec.json.decode(raw, type=wanted)
    except msgspec.ValidationError as error:
        raise BadInput(422, str(error), _DOCS) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        if _HALF_CHARACTER.search(raw):
            raise BadInput(422, "the body holds half of a surrogate pair", "send whole characters") from error
        raise BadInput(400, f"the body is not JSON: {error}", "send one JSON object in UTF-8") from error


def read_query(request: Request, wanted: type[msgspec.Struct]) -> msgspec.Struct:
    """The query string as `wanted`. Raises `BadInput`."""
    given = {name: values[-1] for name, values in request.get_args(keep_blank_values=True).items()}
    try:
        return msgspec.convert(given, wanted, strict=False)
    except msgspec.ValidationError as error:
        raise BadInput(422, str(error), _DOCS) from error


def read_key(request: Request, in_body: str | None = None) -> str | None:
    """The idempotency key, from the header or the body. Raises `BadInput` when they differ."""
    in_header = request.headers.get("idempotency-key")
    if in_header is not None and in_body is not None and in_header != in_body:
        raise BadInput(422, "the Idempotency-Key header and the field key differ", "send one of them")
    key = in_header if in_header is not None else in_body
    return None if key is None else texts.name(key, "the idempotency key")


def read_params(params: dict[str, Any]) -> dict[str, str]:
    """The names in the path. One that cannot be an id is no id: the caller finds nothing there."""
    return {name: str(value) for name, value in params.items()}
