"""Sentences every sound model reads right. A damaged or untrained one must not go live."""

from __future__ import annotations

from typing import Any

import msgspec

from anfu.server.conversation import Conversation


class Golden(msgspec.Struct, frozen=True):
    """A sentence, who says it, and what must be read in it (`kind`, `act`, `signals`, `acts`, `intent`)."""

    speaker: str
    text: str
    reads: dict[str, str | tuple[str, ...]]


GOLDEN = (
    Golden(
        "customer",
        "这都是我第三次打电话了，6000块的货款你们一直不退，再不退我就去法院起诉你们！",
        {"act": "threaten", "kind": "refund", "signals": ("amount", "legal", "repeat")},
    ),
    Golden(
        "customer",
        "快递一个星期了还没到，物流一直不更新。",
        {"kind": "delivery", "intent": "customer_describe"},
    ),
    Golden("customer", "好的，谢谢你。", {"intent": "customer_thank", "signals": ()}),
    Golden("agent", "非常抱歉给您带来这么大的麻烦。", {"intent": "agent_speech", "acts": ("apologize",)}),
    Golden("ask", "下一步该怎么办", {"intent": "ask_next_step"}),
    Golden("ask", "要不要升级", {"intent": "ask_escalate"}),
    Golden("draft", "这个绝对不可能", {"intent": "draft"}),
)


async def misread(conversation: Conversation) -> list[str]:
    """What the model reads wrong, one line each; empty when it is sound."""
    lines = []
    for golden in GOLDEN:
        read = _flat(await conversation.read(golden.text, golden.speaker))
        wrong = {
            name: read.get(name) for name, wanted in golden.reads.items() if not _has(read, name, wanted)
        }
        if wrong:
            lines.append(f"“{golden.text}” was read as {wrong} instead of {golden.reads}")
    return lines


def _has(read: dict[str, Any], name: str, wanted: str | tuple[str, ...]) -> bool:
    found = read.get(name)
    if isinstance(wanted, str):
        return bool(found == wanted)
    return set(wanted) <= set(found or ()) if wanted else not found


def _flat(parsed: dict[str, Any]) -> dict[str, Any]:
    reading = parsed.get("reading") or {}
    return {
        "intent": (parsed.get("intent") or {}).get("name"),
        "kind": reading.get("kind"),
        "act": reading.get("act"),
        "signals": tuple(signal["id"] for signal in reading.get("signals", ())),
        "acts": tuple(act["id"] for act in reading.get("agent_acts", ())),
    }
