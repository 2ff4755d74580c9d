"""Tickets: file and look."""

from __future__ import annotations

from urllib.parse import unquote

from sanic.response import HTTPResponse

from anfu.errors import UnknownTicket
from anfu.server import texts
from anfu.server.api.once import once
from anfu.server.api.shapes import NewTicket, Page, TicketList
from anfu.server.errors import BadInput
from anfu.server.topics import ON_CALLS, Asked, Reply, Topic
from anfu.service import Service
from anfu.tickets.types import Ticket

topic = Topic("tickets")
_MOST_FIELDS = 50


@topic.get("/tickets", "最近的工单", "The newest tickets", query=Page, gives=TicketList)
async def list_tickets(asked: Asked) -> TicketList:
    return TicketList(tuple(await asked.house.off_loop(asked.house.service.store.tickets, asked.query.limit)))


@topic.get("/tickets/<ticket_id>", "一张工单", "A ticket", gives=Ticket, also=(404,))
async def show_ticket(asked: Asked) -> Ticket:
    ticket_id = unquote(asked.params["ticket_id"], errors="surrogateescape")
    try:
        texts.name(ticket_id, "the ticket's id")
    except BadInput:
        raise UnknownTicket(ticket_id[: texts.LONGEST_NAME]) from None
    return await asked.house.off_loop(asked.house.service.ticket, ticket_id)


@topic.post(
    "/tickets", "提工单；同一通电话同一事由只有一张", "Files a ticket, or completes the open one of the same matter",
    takes=NewTicket, gives=Ticket, status=201, roles=ON_CALLS, keyed=True, also=(200, 404, 422),
)  # fmt: skip
async def file_ticket(asked: Asked) -> Reply | HTTPResponse:
    new: NewTicket = asked.body
    _check(new)

    async def file() -> Reply:
        return await asked.house.off_loop(_file, asked.house.service, new, asked.person.name)

    return await once(asked, file)


def _file(service: Service, new: NewTicket, by: str) -> Reply:
    """201 for a new ticket, 200 when an open one was completed."""
    service.call(new.call_id)
    before = {ticket.id for ticket in service.store.tickets_of(new.call_id)}
    ticket = service.file_ticket(new.call_id, new.matter, new.summary, dict(new.fields), by)
    return Reply(ticket, 200 if ticket.id in before else 201)


def _check(new: NewTicket) -> None:
    texts.name(new.call_id, "call_id")
    if new.matter is not None:
        texts.name(new.matter, "matter")
    if new.summary is not None:
        texts.spoken(new.summary, "summary")
    if len(new.fields) > _MOST_FIELDS:
        raise BadInput(422, "there are too many fields", f"send at most {_MOST_FIELDS}")
    for field, text in new.fields.items():
        texts.name(field, "the name of a field")
        if text.strip():
            texts.spoken(text, f"fields.{field}")
