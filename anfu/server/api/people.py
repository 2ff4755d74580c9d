"""Who is asking."""

from __future__ import annotations

from anfu.server.api.shapes import Me
from anfu.server.topics import Asked, Topic

topic = Topic("people")


@topic.get("/me", "我是谁、什么角色", "Who is asking, and in which role", gives=Me)
async def me(asked: Asked) -> Me:
    return Me(asked.person.name, asked.person.role, asked.person.signed_in)
