"""Calls: begin, hear, ask, look, end."""

from __future__ import annotations

import time
from urllib.parse import unquote

import msgspec
from sanic.response import HTTPResponse

from anfu.errors import UnknownCall
from anfu.guidance import Guidance
from anfu.server import texts
from anfu.server.api.once import once
from anfu.server.api.shapes import (
    Answers,
    CallList,
    CallView,
    Line,
    NewCall,
    NewUtterance,
    Page,
    Question,
    Summary,
)
from anfu.server.bodies import read_key
from anfu.server.errors import BadInput, Forbidden
from anfu.server.topics import ON_CALLS, Asked, Reply, Topic
from anfu.service import Service
from anfu.store.records import CallRecord

topic = Topic("calls")
_SENIOR = ("supervisor", "admin")


@topic.post(
    "/calls", "开始一通电话", "Begins a call", takes=NewCall, body_optional=True, gives=CallRecord, status=201,
    roles=ON_CALLS, keyed=True, also=(403, 422),
)  # fmt: skip
async def begin_call(asked: Asked) -> Reply | HTTPResponse:
    new: NewCall = asked.body
    if new.role == "supervisor" and asked.person.role not in _SENIOR:
        raise Forbidden("only a supervisor may begin a call with a supervisor's authority")
    for field in ("channel", "agent", "customer_ref"):
        if (value := getattr(new, field)) is not None:
            texts.name(value, field)
    agent = new.agent if new.agent and asked.person.role in _SENIOR else _own_name(asked) or new.agent

    async def begin() -> Reply:
        record = await asked.house.off_loop(
            asked.house.service.begin_call,
            industry=new.industry,
            channel=new.channel,
            role=new.role,
            agent=agent,
            customer_ref=new.customer_ref,
        )
        return Reply(record, 201)

    return await once(asked, begin)


@topic.get("/calls", "最近的电话", "The newest calls", query=Page, gives=CallList)
async def list_calls(asked: Asked) -> CallList:
    return CallList(
        tuple(await asked.house.off_loop(asked.house.service.store.recent_calls, asked.query.limit))
    )


@topic.get(
    "/calls/<call_id>", "电话现状与逐句记录", "The call as it stands, with its transcript", gives=CallView,
    also=(404,),
)  # fmt: skip
async def show_call(asked: Asked) -> CallView:
    return await asked.house.off_loop(view, asked.house.service, id_of(asked))


@topic.post(
    "/calls/<call_id>/utterances", "送一句话，得到引导", "Takes an utterance and gives guidance",
    takes=NewUtterance, gives=Guidance, roles=ON_CALLS, keyed=True, also=(404, 409, 422, 503),
)  # fmt: skip
async def hear(asked: Asked) -> Guidance:
    said: NewUtterance = asked.body
    call_id, text = id_of(asked), texts.spoken(said.text)
    key = read_key(asked.request, said.key)
    house = asked.house
    conversation = house.conversation
    started = time.perf_counter()
    # Rasa would begin a call of any name; here it must exist.
    await house.off_loop(house.service.call, call_id)

    async def take_in() -> Guidance:
        guidance = await conversation.hear(call_id, said.speaker, text, said.at, key)
        house.hub.ring(call_id)
        return guidance

    guidance = await house.finish(take_in())
    house.metrics.turn_seconds.took(time.perf_counter() - started)
    house.metrics.turns.add(speaker=said.speaker)
    return guidance


@topic.post(
    "/calls/<call_id>/ask", "问助手、填工单表", "Asks the assistant, or answers its form", takes=Question,
    gives=Answers, roles=ON_CALLS, also=(404, 422, 503),
)  # fmt: skip
async def ask(asked: Asked) -> Answers:
    call_id, text = id_of(asked), texts.spoken(asked.body.text)
    conversation = asked.house.conversation
    await asked.house.off_loop(asked.house.service.call, call_id)
    replies = await asked.house.finish(conversation.ask(call_id, text))
    # A typed 「客户：…」 is heard like any other utterance.
    asked.house.hub.ring(call_id)
    return Answers(tuple(replies))


@topic.post(
    "/calls/<call_id>/end", "结束并给出小结", "Ends the call and sums it up", gives=Summary, roles=ON_CALLS,
    also=(404, 409),
)  # fmt: skip
async def end_call(asked: Asked) -> Summary:
    call_id = id_of(asked)
    summary = await asked.house.off_loop(asked.house.service.end_call, call_id)
    asked.house.hub.ring(call_id)
    return Summary(call_id, summary)


def id_of(asked: Asked) -> str:
    """The call named in the path. Raises `UnknownCall` for what can be no id."""
    call_id = unquote(asked.params["call_id"], errors="surrogateescape")
    try:
        return texts.name(call_id, "the call's id")
    except BadInput:
        raise UnknownCall(call_id[: texts.LONGEST_NAME]) from None


def view(service: Service, call_id: str) -> CallView:
    """The call with its transcript. Waits for the store."""
    record = service.store.call(call_id)
    if record is None:
        raise UnknownCall(call_id)
    turns = service.store.turns(call_id)
    last = msgspec.json.decode(turns[-1].guidance, type=Guidance) if turns else None
    return CallView(
        **msgspec.structs.asdict(record),
        step=last.step if last else None,
        repair=last.repair if last else None,
        level=last.level if last else None,
        checklist=last.checklist if last else (),
        promises=last.promises if last else (),
        ticket=service.open_ticket(call_id),
        turns=tuple(Line(turn.turn, turn.speaker, turn.text, turn.at) for turn in turns),
    )


def _own_name(asked: Asked) -> str | None:
    return asked.person.name if asked.person.signed_in else None
