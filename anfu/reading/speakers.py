"""Who is speaking: told by the channel, or typed as a prefix where there is only one line to type in."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Voice = Literal["customer", "agent", "draft", "ask"]
"""Customer, agent on the line, agent's unsent draft, or the agent asking the assistant."""

_PREFIXES: dict[str, Voice] = {
    "客户": "customer",
    "客户说": "customer",
    "顾客": "customer",
    "customer": "customer",
    "我说": "agent",
    "客服": "agent",
    "坐席": "agent",
    "said": "agent",
    "agent": "agent",
    "草稿": "draft",
    "draft": "draft",
}
_PREFIX = re.compile(
    rf"\s*({'|'.join(sorted(_PREFIXES, key=len, reverse=True))})\s*[:\uff1a]\s*", re.IGNORECASE
)


class Spoken(NamedTuple):
    """A line without its prefix, and whose voice it is."""

    voice: Voice
    text: str


def whose(line: str, told: str | None = None) -> Spoken:
    """Whose words a line is: as `told` by the channel, else by its prefix, else a question to the bot."""
    if told in ("customer", "agent", "draft", "ask"):
        return Spoken(told, line)  # type: ignore[arg-type]  # narrowed by the line above
    found = _PREFIX.match(line)
    if found is None:
        return Spoken("ask", line)
    return Spoken(_PREFIXES[found[1].lower()], line[found.end() :])
