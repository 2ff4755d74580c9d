"""Draft checks: straight on the event loop, without Rasa, a lock or the store."""

from __future__ import annotations

import time

from anfu.drafts import DraftCheck, in_utf16
from anfu.server import texts
from anfu.server.api.shapes import Draft
from anfu.server.topics import Asked, Topic

topic = Topic("drafts")
QUICK = 400
"""Up to how many characters a draft is checked on the event loop: a thread would cost more than it saves."""


@topic.post(
    "/drafts/check", "检查准备说的话", "Checks what the agent is about to say", takes=Draft, gives=DraftCheck,
    also=(413, 422),
)  # fmt: skip
async def check_draft(asked: Asked) -> DraftCheck:
    started = time.perf_counter()
    draft: Draft = asked.body
    # Not stripped: the spans must point into what the agent typed.
    texts.spoken(draft.text, longest=None)
    given = (draft.text, draft.call_id, draft.role, draft.industry)
    check = asked.house.service.check_draft
    found = check(*given) if len(draft.text) <= QUICK else await asked.house.off_loop(check, *given)
    asked.house.metrics.draft_seconds.took(time.perf_counter() - started)
    asked.house.metrics.drafts.add(verdict=found.verdict)
    return in_utf16(found) if draft.positions == "utf16" else found
