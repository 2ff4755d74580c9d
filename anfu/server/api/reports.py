"""Documents and tables of tickets and calls, to look at or to save."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from itertools import islice
from typing import Any, Literal
from urllib.parse import quote, unquote

import msgspec
from sanic.response import HTTPResponse

from anfu.errors import UnknownTicket
from anfu.labels import Role
from anfu.reports.document import Document
from anfu.reports.page import POLICY
from anfu.reports.written import MEDIA, Form, written
from anfu.server import texts
from anfu.server.api.shapes import Body
from anfu.server.errors import BadInput, Forbidden
from anfu.server.topics import Asked, Topic
from anfu.service import Service
from anfu.store.errors import StoreError

logger = logging.getLogger(__name__)
topic = Topic("reports")
READERS: frozenset[Role] = frozenset({"supervisor", "trainer", "admin"})
LINES_AT_ONCE = 500
_CSV = "text/csv; charset=utf-8"
_INLINE = ("json", "html")


class AsForm(Body, frozen=True):
    """How the document is written."""

    format: Form = "json"


class Days(Body, frozen=True):
    """The period, both days included; by default the month so far."""

    first: date | None = msgspec.field(default=None, name="from")
    last: date | None = msgspec.field(default=None, name="to")


class DaysAsForm(Days, frozen=True):
    """The period, and how the document is written."""

    format: Form = "json"


@topic.get(
    "/reports/quick/<ticket_id>", "危机事件速报表；坐席可取自己电话的", "The quick report; an agent's own calls only",
    query=AsForm, forms=MEDIA, also=(404, 422),
)  # fmt: skip
async def report_quick(asked: Asked) -> HTTPResponse:
    ticket_id, service = _ticket_id(asked), asked.house.service
    if asked.person.role not in READERS:
        await asked.house.off_loop(_only_own, service, ticket_id, asked.person.name)
    return await _answer(asked, lambda: service.quick_report(ticket_id))


@topic.get(
    "/reports/retrospective/<ticket_id>", "事件回溯报告（草稿）", "The retrospective report, as a draft",
    query=AsForm, forms=MEDIA, roles=READERS, also=(404, 422),
)  # fmt: skip
async def report_retrospective(asked: Asked) -> HTTPResponse:
    ticket_id = _ticket_id(asked)
    return await _answer(asked, lambda: asked.house.service.retrospective(ticket_id))


@topic.get(
    "/reports/tracking", "客户投诉跟踪表", "The tickets of a period and where they stand",
    query=DaysAsForm, forms=MEDIA, roles=READERS, also=(422,),
)  # fmt: skip
async def report_tracking(asked: Asked) -> HTTPResponse:
    days: DaysAsForm = asked.query
    return await _answer(asked, lambda: asked.house.service.tracking(days.first, days.last))


@topic.get(
    "/reports/analysis", "客户投诉分析表", "What a period's tickets add up to, beside the period before",
    query=DaysAsForm, forms=MEDIA, roles=READERS, also=(422,),
)  # fmt: skip
async def report_analysis(asked: Asked) -> HTTPResponse:
    days: DaysAsForm = asked.query
    return await _answer(asked, lambda: asked.house.service.analysis(days.first, days.last))


@topic.get(
    "/reports/dissatisfied", "不满意月度分析表", "The complaint calls that ended dissatisfied",
    query=DaysAsForm, forms=MEDIA, roles=READERS, also=(422,),
)  # fmt: skip
async def report_dissatisfied(asked: Asked) -> HTTPResponse:
    days: DaysAsForm = asked.query
    return await _answer(asked, lambda: asked.house.service.dissatisfied(days.first, days.last))


@topic.get(
    "/reports/export/tickets", "导出工单（CSV，Excel 可直接打开）", "A period's tickets as CSV", query=Days,
    media=_CSV, roles=READERS, also=(422,),
)  # fmt: skip
async def export_tickets(asked: Asked) -> None:
    await _stream(asked, "tickets", "投诉工单")


@topic.get(
    "/reports/export/calls", "导出电话清单（CSV，Excel 可直接打开）", "A period's calls as CSV", query=Days,
    media=_CSV, roles=READERS, also=(422,),
)  # fmt: skip
async def export_calls(asked: Asked) -> None:
    await _stream(asked, "calls", "来电清单")


def _only_own(service: Service, ticket_id: str, name: str) -> None:
    if service.agent_of(service.ticket(ticket_id)) != name:
        raise Forbidden("an agent may see the quick report of their own calls: ask a supervisor")


async def _answer(asked: Asked, make: Callable[[], Document]) -> HTTPResponse:
    """The document in the form asked for. Only a few are made at a time, so that calls keep their threads."""
    form: Form = asked.query.format
    house = asked.house

    def work() -> Any:
        return written(make(), form, house.service.zone)

    async with house.desk:
        done = await house.off_loop(work)
    headers = {"Content-Disposition": disposition(done.name, form in _INLINE)}
    if form == "html":
        headers["Content-Security-Policy"] = POLICY
    return HTTPResponse(done.content, content_type=done.media, headers=headers)


async def _stream(asked: Asked, what: Literal["tickets", "calls"], name: str) -> None:
    days: Days = asked.query
    house = asked.house
    lines = house.service.export(what, days.first, days.last)

    def some() -> bytes:
        return "".join(islice(lines, LINES_AT_ONCE)).encode()

    async def more() -> bytes:
        async with house.desk:
            return await house.off_loop(some)

    # The first lines before the answer begins: a database that is down is a 503, not half a file.
    part = await more()
    headers = {
        "Content-Disposition": disposition(f"{name}.csv", False),
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    response = await asked.request.respond(content_type=_CSV, headers=headers)
    while part:
        await response.send(part)
        try:
            part = await more()
        except StoreError as error:
            # Half a file must not look like a whole one: the connection breaks off instead of ending.
            logger.error("%s broke off: %s", asked.request.path, error)
            asked.request.transport.abort()
            return
    await response.eof()


def disposition(name: str, inline: bool) -> str:
    """Content-Disposition for a file whose name may be Chinese (RFC 6266, RFC 5987)."""
    plain = "".join(char for char in name if char.isascii() and (char.isalnum() or char in "-_.")).lstrip(
        "-_."
    )
    fallback = plain if "." in plain else f"anfu.{plain}"
    how = "inline" if inline else "attachment"
    return f"{how}; filename=\"{fallback}\"; filename*=UTF-8''{quote(name, safe='')}"


def _ticket_id(asked: Asked) -> str:
    """The ticket named in the path. Raises `UnknownTicket` for what can be no id."""
    ticket_id = unquote(asked.params["ticket_id"], errors="surrogateescape")
    try:
        return texts.name(ticket_id, "the ticket's id")
    except BadInput:
        raise UnknownTicket(ticket_id[: texts.LONGEST_NAME]) from None
