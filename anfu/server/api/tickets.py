"""Tickets: file, find, look, and do what has to be done."""

from __future__ import annotations

from urllib.parse import unquote

from msgspec.structs import asdict, replace
from sanic.response import HTTPResponse

from anfu.casework import Case
from anfu.errors import UnknownTicket
from anfu.labels import Role
from anfu.server import texts
from anfu.server.api.access import own_call, sees_all
from anfu.server.api.once import once
from anfu.server.api.shapes import Doing, FindTickets, Gathering, Merging, NewTicket, Splitting, TicketList
from anfu.server.errors import BadInput, Forbidden
from anfu.server.gate import Person
from anfu.server.topics import ON_CALLS, Asked, Reply, Topic
from anfu.service import Service
from anfu.store.search import Wanted
from anfu.tickets.life import Wish
from anfu.tickets.types import Ticket

topic = Topic("tickets")
_MOST_FIELDS = 50
_NAMES = ("matter", "owner", "owner_role", "customer_ref", "call_id", "parent", "text", "after")
_LEADS: frozenset[Role] = frozenset({"supervisor", "admin"})


@topic.get(
    "/tickets", "查工单：级别、状态、事由、负责人、关键词、时间",
    "Finds tickets, a page at a time", query=FindTickets, gives=TicketList, also=(422,),
)  # fmt: skip
async def list_tickets(asked: Asked) -> TicketList:
    query: FindTickets = asked.query
    for field in _NAMES:
        if (value := getattr(query, field)) is not None:
            texts.name(value, field)
    told = asdict(query) | {"text": query.text or "", "overdue": None}
    if query.overdue:
        told["overdue"] = asked.house.service.now()
    try:
        found, following = await asked.house.off_loop(asked.house.service.find_tickets, Wanted(**told))
    except ValueError as error:
        raise BadInput(422, str(error), "leave `after` away for the first page") from error
    return TicketList(tuple(found), following)


@topic.get(
    "/tickets/<ticket_id>", "一张工单：经过、证据、能做什么",
    "A ticket with its history, its evidence and what may be done", gives=Case, also=(404,),
)  # fmt: skip
async def show_ticket(asked: Asked) -> Case:
    return await asked.house.off_loop(_case_for, asked.house.service, _id_of(asked), asked.person)


@topic.post(
    "/tickets", "提工单；同一通电话同一事由只有一张", "Files a ticket, or completes the open one of the same matter",
    takes=NewTicket, gives=Ticket, status=201, roles=ON_CALLS, keyed=True, also=(200, 404, 422),
)  # fmt: skip
async def file_ticket(asked: Asked) -> Reply | HTTPResponse:
    new: NewTicket = asked.body
    _check(new)

    async def file() -> Reply:
        done = await asked.house.off_loop(_file, asked.house.service, new, asked.person)
        asked.house.hub.ring(new.call_id)
        return done

    return await once(asked, file)


@topic.post(
    "/tickets/<ticket_id>/split", "拆出另一件事", "Gives another matter a ticket of its own", takes=Splitting,
    gives=Ticket, status=201, roles=_LEADS, keyed=True, also=(404, 409, 422),
)  # fmt: skip
async def split_ticket(asked: Asked) -> Reply | HTTPResponse:
    ticket_id, body = _id_of(asked), asked.body
    texts.name(body.matter, "matter")
    words = {"summary": _words(body.summary, "summary"), "note": _words(body.note, "note")}

    async def work() -> Reply:
        service = asked.house.service
        new = await asked.house.off_loop(
            service.split_ticket,
            ticket_id,
            body.matter,
            **words,
            by=asked.person.name,
            role=asked.person.role,
        )
        asked.house.hub.ring_all()
        return Reply(new, 201)

    return await once(asked, work)


@topic.post(
    "/tickets/<ticket_id>/merge", "并进另一张工单", "Makes the ticket part of another, which is given back",
    takes=Merging, gives=Ticket, roles=_LEADS, keyed=True, also=(404, 409, 422),
)  # fmt: skip
async def merge_tickets(asked: Asked) -> Reply | HTTPResponse:
    ticket_id, body = _id_of(asked), asked.body
    texts.name(body.into, "into")
    note = _words(body.note, "note")

    async def work() -> Reply:
        service = asked.house.service
        whole = await asked.house.off_loop(
            service.merge_tickets,
            ticket_id,
            body.into,
            by=asked.person.name,
            role=asked.person.role,
            note=note,
        )
        asked.house.hub.ring_all()
        return Reply(whole, 200)

    return await once(asked, work)


@topic.post(
    "/tickets/<ticket_id>/children", "群体投诉归到一张总单下", "Gathers tickets of a mass complaint under this one",
    takes=Gathering, gives=Ticket, roles=_LEADS, keyed=True, also=(404, 409, 422),
)  # fmt: skip
async def gather_tickets(asked: Asked) -> Reply | HTTPResponse:
    ticket_id, body = _id_of(asked), asked.body
    for child in body.children:
        texts.name(child, "children")
    note = _words(body.note, "note")

    async def work() -> Reply:
        service, person = asked.house.service, asked.person
        parent = await asked.house.off_loop(
            service.gather_tickets, ticket_id, body.children, by=person.name, role=person.role, note=note
        )
        asked.house.hub.ring_all()
        return Reply(parent, 200)

    return await once(asked, work)


@topic.post(
    "/tickets/<ticket_id>/<transition>", "推进工单：批准、告知、同意、结案等（见 playbook/lifecycle.yml）",
    "Does a transition of playbook/lifecycle.yml to a ticket", takes=Doing, body_optional=True, gives=Ticket,
    keyed=True, also=(403, 404, 409, 422),
)  # fmt: skip
async def act_on_ticket(asked: Asked) -> Reply | HTTPResponse:
    ticket_id, body = _id_of(asked), asked.body
    transition = unquote(asked.params["transition"], errors="replace")[: texts.LONGEST_NAME]
    by, role = _for_whom(asked, body)
    for field in ("owner", "owner_role"):
        if (value := getattr(body, field)) is not None:
            texts.name(value, field)
    note = _words(body.note, "note")
    wish = Wish(body.level, body.owner, body.owner_role, body.override)

    async def work() -> Reply:
        act = asked.house.service.act
        done = await asked.house.off_loop(
            act, ticket_id, transition, by=by, role=role, note=note, wish=wish, version=body.version
        )
        asked.house.hub.ring(done.call_id)
        return Reply(done, 200)

    return await once(asked, work)


def _case_for(service: Service, ticket_id: str, person: Person) -> Case:
    """The case. What was said in another agent's call is left out, unless the case was given to this one."""
    case = service.case(ticket_id, person.role)
    if sees_all(person) or person.name in (case.owner, service.agent_of(case)):
        return case
    return replace(case, evidence=())


def _for_whom(asked: Asked, body: Doing) -> tuple[str, Role]:
    """Who does it: the person asking, or whom an admin names."""
    person = asked.person
    if body.role not in (None, person.role) and person.role != "admin":
        raise Forbidden(f"you are {person.role}; only an admin may act as {body.role}")
    if body.by is not None:
        texts.name(body.by, "by")
    by = body.by if body.by and person.role == "admin" else person.name
    return by, body.role or person.role


def _id_of(asked: Asked) -> str:
    """The ticket named in the path. Raises `UnknownTicket` for what can be no id."""
    ticket_id = unquote(asked.params["ticket_id"], errors="surrogateescape")
    try:
        return texts.name(ticket_id, "the ticket's id")
    except BadInput:
        raise UnknownTicket(ticket_id[: texts.LONGEST_NAME]) from None


def _words(text: str, field: str) -> str:
    return texts.spoken(text, field) if text.strip() else ""


def _file(service: Service, new: NewTicket, person: Person) -> Reply:
    """201 for a new ticket, 200 when an open one was completed."""
    own_call(service.store, new.call_id, person)
    before = {ticket.id for ticket in service.store.tickets_of(new.call_id)}
    ticket = service.file_ticket(new.call_id, new.matter, new.summary, dict(new.fields), person.name)
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
