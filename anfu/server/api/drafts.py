"""Draft checks: straight on the event loop, without Rasa, a lock or the store."""

from __future__ import annotations

import time

from anfu.drafts import DraftCheck
from anfu.server import texts
from anfu.server.api.shapes import Draft
from anfu.server.topics import Asked, Topic

topic = Topic("drafts")


@topic.post(
    "/drafts/check", "检查准备说的话", "Checks what the agent is about to say", takes=Draft, gives=DraftCheck,
    also=(422,),
)  # fmt: skip
async def check_draft(asked: Asked) -> DraftCheck:
    started = time.perf_counter()
    draft: Draft = asked.body
    # Not stripped: the spans must point into what the agent typed.
    texts.spoken(draft.text)
    found = asked.house.service.check_draft(draft.text, draft.call_id)
    asked.house.metrics.draft_seconds.took(time.perf_counter() - started)
    asked.house.metrics.drafts.add(verdict=found.verdict)
    return found
