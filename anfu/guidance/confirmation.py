"""The written confirmation for the customer: a text message in parts, and an e-mail (F77). Pure."""

from __future__ import annotations

import re
from datetime import datetime

import msgspec

from anfu.calls import Call
from anfu.guidance.details import spoken_time
from anfu.labels import Language
from anfu.playbook.book import Playbook
from anfu.playbook.schema import Text

_NAME = re.compile(r"\{(\w+)\}")
_BREAK = re.compile(r"(?<=[。！？；，,.!?;])")


class Confirmation(msgspec.Struct, frozen=True):
    """What the customer is sent: parts of a text message, and an e-mail with its subject."""

    sms: tuple[str, ...]
    mail_subject: str
    mail: str


def confirmation(
    call: Call, ticket_id: str | None, due: datetime | None, book: Playbook, language: Language = "zh"
) -> Confirmation:
    """The confirmation of a call. `due` is when the customer hears from us at the latest, if that is known."""
    told = _told(call, ticket_id, due, book, language)
    words = book.confirmation
    return Confirmation(
        sms=parts("".join(_lines(words.sms, told, language)), words.sms_part),
        mail_subject=next(iter(_lines([words.mail_subject], told, language)), told["matter"]),
        mail="\n".join(_lines(words.mail, told, language)),
    )


def parts(text: str, longest: int) -> tuple[str, ...]:
    """The text in parts of at most `longest` characters, cut after punctuation where possible, numbered 1/2."""
    if len(text) <= longest:
        return (text,)
    total = 2
    while len(cut := _cut(text, longest - len(f"({total}/{total})"))) > total:
        total = len(cut)
    return tuple(f"({number}/{len(cut)}){part}" for number, part in enumerate(cut, 1))


def _cut(text: str, room: int) -> list[str]:
    cut = [""]
    for clause in _BREAK.split(text):
        if len(cut[-1]) + len(clause) <= room:
            cut[-1] += clause
            continue
        while len(clause) > room:
            space = room - len(cut[-1])
            cut[-1] += clause[:space]
            clause = clause[space:]
            cut.append("")
        if cut[-1] and len(cut[-1]) + len(clause) > room:
            cut.append("")
        cut[-1] += clause
    return [part for part in cut if part]


def _told(
    call: Call, ticket_id: str | None, due: datetime | None, book: Playbook, language: Language
) -> dict[str, str]:
    now = call.turns[-1].at if call.turns else call.started_at
    kinds = {kind.id: kind.name.to(language) for kind in book.listening.kinds}
    known = {
        "matter": kinds.get(call.matter or "other", call.matter or ""),
        "contact": book.confirmation.contact.to(language),
        "ticket": ticket_id,
        "promises": "；".join(promise.text for promise in call.promises),
        "due": spoken_time(due, now) if due else None,
    }
    return {name: text for name, text in known.items() if text}


def _lines(lines: list[Text], told: dict[str, str], language: Language) -> list[str]:
    """The lines whose variables are all known, filled in."""
    texts = [line.to(language) for line in lines]
    return [
        _NAME.sub(lambda found: told[found[1]], text)
        for text in texts
        if all(name in told for name in _NAME.findall(text))
    ]
