"""Calls: begin, hear, ask, look, end."""

from __future__ import annotations

import time

import msgspec
from sanic.response import HTTPResponse

from anfu.calls import Move
from anfu.errors import UnknownCall
from anfu.guidance import Guidance
from anfu.guidance.card import Card
from anfu.guidance.confirmation import Confirmation
from anfu.server import texts
from anfu.server.api.access import call_of, sees_all
from anfu.server.api.once import once
from anfu.server.api.shapes import (
    Answers,
    CallList,
    CallPage,
    CallView,
    Line,
    MoveView,
    NewCall,
    NewFeedback,
    NewStep,
    NewUtterance,
    Question,
    Summary,
)
from anfu.server.bodies import read_key
from anfu.server.errors import Forbidden
from anfu.server.topics import ON_CALLS, Asked, Reply, Topic
from anfu.service import Service
from anfu.store.records import CallRecord, FeedbackRecord, TurnRecord

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
        asked.house.hub.ring(record.id)
        return Reply(record, 201)

    return await once(asked, begin)


@topic.get(
    "/calls", "最近的电话；坐席只看自己的", "The newest calls; an agent's own only", query=CallPage, gives=CallList
)  # fmt: skip
async def list_calls(asked: Asked) -> CallList:
    query: CallPage = asked.query
    own = _own_name(asked) if query.mine or not sees_all(asked.person) else None
    recent = asked.house.service.store.recent_calls
    return CallList(tuple(await asked.house.off_loop(recent, query.limit, own, query.active)))


@topic.get(
    "/calls/<call_id>", "电话现状与逐句记录", "The call as it stands, with its transcript", gives=CallView,
    also=(404,),
)  # fmt: skip
async def show_call(asked: Asked) -> CallView:
    return await asked.house.off_loop(view, asked.house.service, await call_of(asked))


@topic.post(
    "/calls/<call_id>/utterances", "送一句话，得到引导", "Takes an utterance and gives guidance",
    takes=NewUtterance, gives=Guidance, roles=ON_CALLS, keyed=True, also=(404, 409, 422, 503),
)  # fmt: skip
async def hear(asked: Asked) -> Guidance:
    said: NewUtterance = asked.body
    text = texts.spoken(said.text)
    key = read_key(asked.request, said.key)
    house = asked.house
    conversation = house.conversation
    started = time.perf_counter()
    # Rasa would begin a call of any name; here it must exist.
    call_id = await call_of(asked)

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
    text = texts.spoken(asked.body.text)
    conversation = asked.house.conversation
    call_id = await call_of(asked)
    replies = await asked.house.finish(conversation.ask(call_id, text))
    # A typed 「客户：…」 is heard like any other utterance.
    asked.house.hub.ring(call_id)
    return Answers(tuple(replies))


@topic.post(
    "/calls/<call_id>/step", "手动设定当前步骤", "Sets the step by hand", takes=NewStep, gives=Guidance,
    roles=ON_CALLS, also=(404, 409, 422),
)  # fmt: skip
async def set_step(asked: Asked) -> Guidance:
    call_id = await call_of(asked)
    service = asked.house.service
    guidance = await asked.house.off_loop(service.set_step, call_id, asked.body.step, asked.person.name)
    asked.house.hub.ring(call_id)
    return guidance


@topic.post(
    "/calls/<call_id>/step/undo", "撤回手动设定的步骤", "Takes back the step set by hand", gives=Guidance,
    roles=ON_CALLS, also=(404, 409),
)  # fmt: skip
async def undo_step(asked: Asked) -> Guidance:
    call_id = await call_of(asked)
    guidance = await asked.house.off_loop(asked.house.service.undo_step, call_id, asked.person.name)
    asked.house.hub.ring(call_id)
    return guidance


@topic.post(
    "/calls/<call_id>/feedback", "推荐的话用了、改了还是没用", "What the agent did with a script that was offered",
    takes=NewFeedback, gives=FeedbackRecord, roles=ON_CALLS, also=(404, 422),
)  # fmt: skip
async def give_feedback(asked: Asked) -> FeedbackRecord:
    given: NewFeedback = asked.body
    script = texts.name(given.script, "script")
    words = texts.spoken(given.text) if given.text is not None and given.outcome == "edited" else None
    return await asked.house.off_loop(
        asked.house.service.feedback,
        await call_of(asked),
        given.turn,
        script,
        given.outcome,
        words,
        asked.person.name,
    )


@topic.get(
    "/calls/<call_id>/card", "接听前的卡片：背景、问题、级别、响应速度",
    "The pre-call card: background, problem, level, speed", gives=Card, also=(404,),
)  # fmt: skip
async def show_card(asked: Asked) -> Card:
    return await asked.house.off_loop(asked.house.service.card, await call_of(asked))


@topic.get(
    "/calls/<call_id>/confirmation", "给客户的书面确认：短信和邮件",
    "The written confirmation for the customer: text message and e-mail", gives=Confirmation, also=(404,),
)  # fmt: skip
async def show_confirmation(asked: Asked) -> Confirmation:
    return await asked.house.off_loop(asked.house.service.confirmation, await call_of(asked))


@topic.post(
    "/calls/<call_id>/end", "结束并给出小结", "Ends the call and sums it up", gives=Summary, roles=ON_CALLS,
    also=(404, 409),
)  # fmt: skip
async def end_call(asked: Asked) -> Summary:
    call_id = await call_of(asked)
    summary = await asked.house.off_loop(asked.house.service.end_call, call_id)
    asked.house.hub.ring(call_id)
    return Summary(call_id, summary)


def view(service: Service, call_id: str) -> CallView:
    """The call with its transcript. Waits for the store."""
    record = service.store.call(call_id)
    if record is None:
        raise UnknownCall(call_id)
    turns, moves = service.store.turns(call_id), service.store.moves(call_id)
    last = _latest(turns, moves)
    told = {name: value for name, value in msgspec.structs.asdict(record).items() if name != "moves"}
    return CallView(
        **told,
        step=last.step if last else None,
        repair=last.repair if last else None,
        level=last.level if last else None,
        checklist=last.checklist if last else (),
        promises=last.promises if last else (),
        ticket=service.open_ticket(call_id),
        turns=tuple(Line(turn.turn, turn.speaker, turn.text, turn.at) for turn in turns),
        whispers=tuple(service.store.whispers(call_id)),
        moves=tuple(MoveView(move.number, move.after_turn, move.step, move.by, move.at) for move in moves),
        guidance=last,
    )


def _latest(turns: list[TurnRecord], moves: list[Move]) -> Guidance | None:
    """What was advised last: at the last turn, or when the step was set by hand after it."""
    if not turns:
        return None
    given = turns[-1].guidance
    for move in moves:
        if move.after_turn == turns[-1].turn:
            given = move.guidance
    return msgspec.json.decode(given, type=Guidance)


def _own_name(asked: Asked) -> str | None:
    return asked.person.name if asked.person.signed_in else None
