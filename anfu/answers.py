"""What the assistant answers when asked: the playbook's words, filled from the call. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import msgspec

from anfu.calls import Call
from anfu.guidance.advise import level_now
from anfu.guidance.choose import choose, setting_of
from anfu.guidance.details import details, spoken_money, spoken_time
from anfu.guidance.notes import notes
from anfu.labels import BeatId, Language, Purpose, SignalId
from anfu.playbook import Playbook
from anfu.playbook.schema import Answer, Text
from anfu.playbook.variables import VARIABLE, fill
from anfu.reading.normalize import normalize
from anfu.reading.types import Emotion
from anfu.tickets.ladder import PROMISE
from anfu.tickets.types import Ticket

DONT_KNOW = {
    "zh": "这个我没听懂，不敢乱答。可以问我：下一步、怎么道歉、怎么回他、要升级吗、我的权限、还差什么、小结。",
    "en": "I did not understand that and will not guess. Ask me: next step, how to apologise, what to say, "
    "does it escalate, my authority, what is missing, summary.",
}
_WORDS: dict[str, dict[Language, str]] = {
    "no_call": {"zh": "现在没有在听的电话", "en": "no call is being listened to"},
    "no_say": {"zh": "您慢慢说，我边听边记。", "en": "您慢慢说，我边听边记。"},
    "all_done": {"zh": "五步、四个必做节点都齐了。", "en": "All four nodes are done."},
    "missing": {"zh": "还差：{}", "en": "Still missing: {}"},
    "ticket": {
        "zh": "已提工单{}（{}），要补内容说“补充工单”。",
        "en": "Ticket {} is filed ({}); say “ticket” to add to it.",
    },
    "no_ticket": {"zh": "还没有工单。说“建单”我来提。", "en": "No ticket yet. Say “ticket” to file one."},
    "nothing_due": {"zh": "这通电话现在没有在走的时限。", "en": "No clock is running for this call."},
    "source": {"zh": "\n依据 {}", "en": "\nSource {}"},
    "limit": {
        "zh": "你的权限：{}以内；可以做：{}。要报主管的：{}。可以说：{}",
        "en": "Your limit: {}; you may: {}. Supervisor needed: {}. You could say: {}",
    },
}
_APOLOGY: tuple[Purpose, ...] = ("apologize", "apologize_again")


def answer(
    intent: str, question: str, call: Call | None, ticket: Ticket | None, book: Playbook, language: Language
) -> str:
    """The answer to a question of this intent; says so when there is none."""
    found = _fitting(intent, normalize(question), book)
    if found is None:
        return DONT_KNOW[language]
    fillings = _fillings(intent, found.signal, call, ticket, book, language)
    # In one pass: a brace in what the customer said is theirs, not a placeholder.
    text = VARIABLE.sub(
        lambda name: fillings[name[1]]() if name[1] in fillings else name[0], found.text.to(language)
    )
    return text + (_WORDS["source"][language].format(found.source) if found.source != "own" else "")


def _fitting(intent: str, asked: str, book: Playbook) -> Answer | None:
    """The answer for this intent whose topic was named; for a question that was not understood, any such.

    A named risk (曝光, 12315) says what is asked even where the question as a whole does not.
    """
    named = [
        found
        for found in book.answers.answers
        if any(normalize(word) in asked for word in found.topic)
        and (found.intent == intent or intent in _UNCLEAR or (found.signal and intent in _ON_WORDS))
    ]
    if named:
        return max(named, key=lambda found: (found.intent == intent, _longest(found, asked)))
    return next((found for found in book.answers.answers if found.intent == intent and not found.topic), None)


def _longest(found: Answer, asked: str) -> int:
    return max(len(word) for word in found.topic if normalize(word) in asked)


_UNCLEAR = ("nlu_fallback", "out_of_scope")
_ON_WORDS = ("ask_calm", "ask_wording")


def summarize(call: Call, ticket: Ticket | None, book: Playbook, language: Language) -> str:
    """The call in a few lines: matter, level, steps done and missed, promises, ticket."""
    level = level_now(call, book, language)
    done = [step.name.to(language) for step in book.steps.steps if step.id in call.steps.done]
    missed = [step.name.to(language) for step in book.steps.steps if step.id not in call.steps.done]
    words = _SUMMARY[language]
    lines = [
        words["matter"].format(_matter(call, book, language)),
        words["level"].format(level.name, _reasons(call)),
    ]
    lines += _heard(call, book, language)
    lines.append(words["steps"].format("、".join(done) or "—", "、".join(missed) or "—"))
    for promise in call.promises:
        lines.append(words["promise"].format(spoken_time(promise.due, call.turns[-1].at), promise.text))
    lines.append(_ticket(ticket, language))
    return "\n".join(lines)


def _heard(call: Call, book: Playbook, language: Language) -> list[str]:
    """The facts told and how the feeling went, as far as there is anything to tell."""
    words, noted = _SUMMARY[language], notes(call, book, language)
    facts = "，".join(f"{fact.name} {fact.text}" for fact in noted.facts)
    curve = _curve([emotion for _, emotion in call.emotions], book, language)
    return [words["facts"].format(facts)] * bool(facts) + [words["mood"].format(curve)] * bool(curve)


def _curve(emotions: list[Emotion], book: Playbook, language: Language) -> str:
    """The feelings in the order they came, each named once while it lasted: 「生气3 → 焦虑1 → 平静」."""
    named = [f"{book.feeling(emotion.label, language)}{emotion.intensity or ''}" for emotion in emotions]
    changes = [name for at, name in enumerate(named) if at == 0 or name != named[at - 1]]
    if len(changes) > _CHANGES:
        changes = [*changes[: _CHANGES // 2], "…", *changes[-_CHANGES // 2 :]]
    return " → ".join(changes)


_CHANGES = 8
_SUMMARY: dict[Language, dict[str, str]] = {
    "zh": {
        "matter": "事由：{}",
        "facts": "事实：{}",
        "mood": "情绪：{}",
        "level": "级别：{}{}",
        "steps": "已走：{}；没走到：{}",
        "promise": "承诺（{}前）：{}",
    },
    "en": {
        "matter": "Matter: {}",
        "facts": "Facts: {}",
        "mood": "Feeling: {}",
        "level": "Level: {}{}",
        "steps": "Done: {}; missed: {}",
        "promise": "Promise (by {}): {}",
    },
}


def _fillings(
    intent: str,
    signal: SignalId | None,
    call: Call | None,
    ticket: Ticket | None,
    book: Playbook,
    language: Language,
) -> dict[str, Callable[[], str]]:
    """For each placeholder how to fill it; only those used are worked out."""

    def word(name: str) -> str:
        return _WORDS[name][language]

    def step() -> str:
        return call.steps.current(book.steps).name.to(language) if call else word("no_call")

    def why() -> str:
        return call.steps.why(book.steps)[1 if language == "en" else 0] if call else word("no_call")

    def beat() -> str:
        due = call.repair.current(book.repair) if call else None
        return (due or book.repair.beats[0]).name.to(language)

    def level() -> str:
        if call is None:
            return word("no_call")
        now = level_now(call, book, language)
        return f"{now.name} {now.cr or ''}".strip() + f"：{now.duty}"

    return {
        "step": step,
        "step_why": why,
        "beat": beat,
        "say": lambda: _say(intent, signal, call, book) or word("no_say"),
        "apology": lambda: _apology(call, book).to(language),
        "level": level,
        "reasons": lambda: _reasons(call) if call else "",
        "limit": lambda: _limit(call, book, language),
        "missing": lambda: _missing(call, book, language),
        "ticket": lambda: _ticket(ticket, language),
        "due": lambda: _due(call, ticket, language),
        "summary": lambda: summarize(call, ticket, book, language) if call else word("no_call"),
    }


def _say(intent: str, signal: SignalId | None, call: Call | None, book: Playbook) -> str | None:
    """The sentence to say: to the risk that was asked about, else to the step and beat of the call."""
    call = call or _NO_CALL
    beat = call.repair.current(book.repair)
    step = call.steps.current(book.steps)
    purpose: Purpose = beat.purpose if beat else step.purpose
    if intent == "ask_apology":
        purpose = _APOLOGY["apologize" in call.repair.done]
    if intent == "ask_calm":
        purpose = "risk" if "abuse" in call.known.signals else "empathize"
    known = details(call, book)
    setting = setting_of(call, known, book)
    if signal is not None:
        purpose, about = "risk", frozenset((signal,))
        setting = msgspec.structs.replace(setting, signals=about, pressing=about)
    elif call is _NO_CALL:
        return None
    picked = choose([purpose], setting, book)
    return fill(picked[0].script.text, known) if picked else None


_NO_CALL = Call("", datetime(2026, 1, 1, tzinfo=UTC))
"""Asked outside of a call, for what may come."""


def _apology(call: Call | None, book: Playbook) -> Text:
    """What there is to say about an apology now (F19)."""
    words = book.answers.apology
    if call is None or not call.repair.started:
        return words.none if call is not None else words.wait
    beat = call.repair.current(book.repair)
    if "apologize_again" in call.repair.done or beat is None:
        return words.enough
    now: dict[BeatId, Text] = {"understand": words.wait, "apologize": words.first, "urgency": words.not_yet}
    return now.get(beat.id, words.second)


def _reasons(call: Call) -> str:
    if not call.level.reasons:
        return ""
    return "（" + "；".join(f"{reason.source} “{reason.evidence}”" for reason in call.level.reasons) + "）"


def _matter(call: Call, book: Playbook, language: Language) -> str:
    names = {kind.id: kind.name.to(language) for kind in book.listening.kinds}
    return names.get(call.matter or "none", "—")


def _limit(call: Call | None, book: Playbook, language: Language) -> str:
    limit = book.limit(call.role if call else "agent")
    may, needs = "、".join(limit.may), "、".join(limit.needs_supervisor)
    return _WORDS["limit"][language].format(spoken_money(limit.amount_cny), may, needs, limit.line)


def _missing(call: Call | None, book: Playbook, language: Language) -> str:
    if call is None:
        return _WORDS["no_call"][language]
    steps = [step.name.to(language) for step in book.steps.steps if step.id not in call.steps.done]
    nodes = [node.name.to(language) for node in book.checklist.nodes if node.id not in call.nodes]
    if not steps and not nodes:
        return _WORDS["all_done"][language]
    return _WORDS["missing"][language].format("、".join(dict.fromkeys(nodes + steps)))


def _ticket(ticket: Ticket | None, language: Language) -> str:
    if ticket is None:
        return _WORDS["no_ticket"][language]
    return _WORDS["ticket"][language].format(ticket.id, ticket.cr or ticket.priority)


def _due(call: Call | None, ticket: Ticket | None, language: Language) -> str:
    if call is None or not call.turns:
        return _WORDS["nothing_due"][language]
    at = call.turns[-1].at
    clocks = [due for due in (ticket.awaited if ticket else ()) if due.kind != PROMISE]
    running = [f"{due.name} {spoken_time(due.due, at)}" for due in clocks]
    running += [f"“{promise.text}” {spoken_time(promise.due, at)}" for promise in call.promises]
    return "；".join(running) or _WORDS["nothing_due"][language]
