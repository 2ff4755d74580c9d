"""Whispers into a call, and blocked drafts that were let pass."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta
from sanic.response import HTTPResponse

from anfu.labels import Role
from anfu.server import texts
from anfu.server.api.access import call_of, own_call
from anfu.server.api.once import once
from anfu.server.api.shapes import Body, Page
from anfu.server.errors import BadInput
from anfu.server.topics import ON_CALLS, Asked, Reply, Topic
from anfu.store.records import Override, Whisper

topic = Topic("oversight")
LEADS: frozenset[Role] = frozenset({"supervisor", "admin"})
WATCHERS: frozenset[Role] = frozenset({"supervisor", "trainer", "admin"})
SHORTEST_REASON, LONGEST_REASON = 4, 500
LONGEST_WHISPER = 500


class NewWhisper(Body, frozen=True):
    """What to say to the agent, and nobody else."""

    text: str


class NewOverride(Body, frozen=True):
    """A blocked draft that is used all the same, in which call, and why."""

    text: str
    reason: Annotated[str, Meta(max_length=4 * LONGEST_REASON)]
    call_id: str | None = None


class OverrideList(msgspec.Struct, frozen=True):
    """The drafts let pass last."""

    items: tuple[Override, ...]


@topic.post(
    "/calls/<call_id>/whispers", "给坐席递一句悄悄话，客户听不到", "Says something that only the call's agent sees",
    takes=NewWhisper, gives=Whisper, status=201, roles=LEADS, keyed=True, also=(404, 409, 422),
)  # fmt: skip
async def whisper(asked: Asked) -> Reply | HTTPResponse:
    text = texts.spoken(asked.body.text, longest=LONGEST_WHISPER)
    call_id, house = await call_of(asked), asked.house

    async def say() -> Reply:
        said = await house.off_loop(house.service.whisper, call_id, text, asked.person.name)
        house.hub.ring(call_id)
        return Reply(said, 201)

    return await once(asked, say)


@topic.post(
    "/overrides", "用一句被拦下的话，说明原因，留下记录", "Uses a blocked draft all the same, and says why",
    takes=NewOverride, gives=Override, status=201, roles=ON_CALLS, keyed=True, also=(404, 409, 413, 422),
)  # fmt: skip
async def override(asked: Asked) -> Reply | HTTPResponse:
    given: NewOverride = asked.body
    reason = texts.spoken(given.reason, "reason", LONGEST_REASON)
    if len(reason) < SHORTEST_REASON:
        raise BadInput(422, "reason says too little", f"say why in {SHORTEST_REASON} characters or more")
    texts.spoken(given.text, longest=None)
    house, person = asked.house, asked.person
    if given.call_id is not None:
        call_id = texts.name(given.call_id, "call_id")
        await house.off_loop(own_call, house.service.store, call_id, person)

    async def work() -> Reply:
        made = await house.off_loop(house.service.override, given.text, reason, given.call_id, person.name)
        return Reply(made, 201)

    return await once(asked, work)


@topic.get(
    "/overrides", "放行记录：谁、为什么用了被拦下的话", "Who let blocked drafts pass, and why", query=Page,
    gives=OverrideList, roles=WATCHERS,
)  # fmt: skip
async def list_overrides(asked: Asked) -> OverrideList:
    return OverrideList(
        tuple(await asked.house.off_loop(asked.house.service.store.overrides, asked.query.limit))
    )
