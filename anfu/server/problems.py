"""Every error as an RFC 9457 problem document that says what to do."""

from __future__ import annotations

import logging
from http import HTTPStatus

import msgspec
from sanic import Request
from sanic.exceptions import (
    HeaderExpectationFailed,
    InvalidUsage,
    MethodNotSupported,
    NotFound,
    PayloadTooLarge,
    RequestTimeout,
    SanicException,
)
from sanic.response import HTTPResponse

from anfu.errors import (
    CallEnded,
    DraftTooLong,
    KeyMismatch,
    NotAllowed,
    NotBlocked,
    NothingHeard,
    NothingToUndo,
    NotOffered,
    NotTrained,
    UnknownTicket,
)
from anfu.errors import UnknownCall as NoCall
from anfu.reporting import TooMuch
from anfu.reports.period import BadPeriod
from anfu.server.errors import BadInput, Forbidden, NotReady, TurnFailed
from anfu.server.texts import BODY_LIMIT
from anfu.store.errors import KeyReused, StoreUnavailable, Taken, UnknownCall
from anfu.tickets.gates import BadChange, Gate, NeedsReason, NotYours, UnknownTransition

logger = logging.getLogger(__name__)
CONTENT_TYPE = "application/problem+json"


class Problem(msgspec.Struct, frozen=True):
    """What went wrong. `type` names the kind of problem, `remedy` says what to do about it."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    remedy: str


class Kind(msgspec.Struct, frozen=True):
    """A kind of problem: the last part of its `type`, status, title and what usually helps."""

    name: str
    status: int
    title: str
    remedy: str


_NEW_KEY = "send a new key for a new request, or the same request again for the same key"
_AGAIN = "try again in a moment; with the same Idempotency-Key nothing happens twice"
KINDS: dict[type[Exception], Kind] = {
    NoCall: Kind("unknown-call", 404, "There is no such call", "create one with POST /api/v1/calls"),
    UnknownCall: Kind("unknown-call", 404, "There is no such call", "create one with POST /api/v1/calls"),
    UnknownTicket: Kind("unknown-ticket", 404, "There is no such ticket", "see GET /api/v1/tickets"),
    CallEnded: Kind("call-ended", 409, "The call is over", "create a new one with POST /api/v1/calls"),
    NothingHeard: Kind(
        "nothing-heard", 409, "Nothing was said yet", "send the first utterance, then set the step"
    ),
    NothingToUndo: Kind("nothing-to-undo", 409, "There is nothing to take back", "no step was set by hand"),
    BadPeriod: Kind("bad-period", 422, "These days make no period", "send from and to as 2026-11-30"),
    TooMuch: Kind("too-much", 422, "This would be too long to use", "ask for fewer days, or export as CSV"),
    Gate: Kind("gate", 409, "Something has to happen first", "see `possible` of GET /api/v1/tickets/{id}"),
    NotYours: Kind("not-allowed", 403, "Your role may not do this", "ask a supervisor or an admin"),
    UnknownTransition: Kind(
        "unknown-transition", 404, "There is no such transition", "see `possible` of GET /api/v1/tickets/{id}"
    ),
    NeedsReason: Kind("needs-reason", 422, "This needs a reason", "send a note"),
    BadChange: Kind("bad-change", 422, "This cannot be", "read the ticket, then decide again"),
    Taken: Kind("taken", 409, "Someone else was first", "read what is there now, then decide again"),
    NotOffered: Kind(
        "not-offered", 422, "The script was not offered there", "name a script from `say` of that turn"
    ),
    NotBlocked: Kind("not-blocked", 409, "The draft is not blocked", "check the draft again, then use it"),
    KeyMismatch: Kind("key-reused", 422, "The key stands for something else", _NEW_KEY),
    KeyReused: Kind("key-reused", 422, "The key stands for something else", _NEW_KEY),
    DraftTooLong: Kind("draft-too-long", 413, "The draft is too long", "check it in parts"),
    NotAllowed: Kind("not-signed-in", 401, "Sign in first", "send Authorization: Bearer and your token"),
    Forbidden: Kind("not-allowed", 403, "Your role may not do this", "ask a supervisor or an admin"),
    NotTrained: Kind("not-trained", 503, "There is no trained model", "run `anfu train` (about two minutes)"),
    NotReady: Kind("not-ready", 503, "The model is not ready", "see GET /readyz"),
    TurnFailed: Kind("turn-failed", 503, "The turn got no answer", _AGAIN),
    StoreUnavailable: Kind("store-unavailable", 503, "The database does not answer", _AGAIN),
    PayloadTooLarge: Kind(
        "too-large", 413, "The request is too large", f"send at most {BODY_LIMIT // 1024} KiB"
    ),
    MethodNotSupported: Kind("method", 405, "Not with this method", "see /api/v1/openapi.json"),
    NotFound: Kind("not-found", 404, "There is nothing here", "see /api/v1/openapi.json"),
    RequestTimeout: Kind("slow-request", 408, "The request took too long to arrive", "send it again"),
    HeaderExpectationFailed: Kind("expect", 417, "This Expect header is unknown", "leave it away"),
    InvalidUsage: Kind("malformed", 400, "The request cannot be read", "send well-formed HTTP"),
}
BAD_INPUT = "bad-input"
INTERNAL = Kind("internal", 500, "Anfu made a mistake", "try again; if it stays, look at the server's log")


def problem_of(error: BaseException, instance: str) -> Problem:
    """The problem document for an error."""
    if isinstance(error, BadInput):
        title = HTTPStatus(error.status).phrase
        return Problem(_type(BAD_INPUT), title, error.status, str(error), instance, error.remedy)
    for kind_of_error, kind in KINDS.items():
        if isinstance(error, kind_of_error):
            if isinstance(error, Gate):
                kind = msgspec.structs.replace(kind, remedy=error.remedy("zh"))
            return _problem(kind, str(error) or kind.title, instance)
    if isinstance(error, SanicException) and 400 <= error.status_code < 500:
        kind = Kind("http", error.status_code, HTTPStatus(error.status_code).phrase, INTERNAL.remedy)
        return _problem(kind, str(error), instance)
    # What the mistake was is for the log, not for whoever asked.
    return _problem(INTERNAL, INTERNAL.title, instance)


def answer_problem(request: Request | None, error: Exception) -> HTTPResponse:
    """The response for an error; a mistake of ours is logged with its trace."""
    problem = problem_of(error, request.path if request is not None else "")
    if problem.status >= 500:
        trace = error if problem.type == _type(INTERNAL.name) else None
        logger.error("%s %s: %s", problem.status, problem.instance, error, exc_info=trace)
    headers = dict(getattr(error, "headers", None) or {})
    if problem.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Bearer realm="anfu"'
    if problem.status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = "2"
    headers.pop("content-length", None)
    body = msgspec.json.encode(problem)
    return HTTPResponse(body, problem.status, headers=headers, content_type=CONTENT_TYPE)


def _problem(kind: Kind, detail: str, instance: str) -> Problem:
    return Problem(_type(kind.name), kind.title, kind.status, detail, instance, kind.remedy)


def _type(name: str) -> str:
    return f"/#problem-{name}"
