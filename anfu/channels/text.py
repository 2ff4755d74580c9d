"""Guidance, findings and tickets as plain text, for channels that show nothing else."""

from __future__ import annotations

from anfu.drafts import DraftCheck
from anfu.guidance import Guidance
from anfu.labels import Language
from anfu.tickets.types import Ticket

_WORDS: dict[Language, dict[str, str]] = {
    "zh": {
        "step": "第{index}步 {name}：{why}",
        "repair": "补救：{name}（{index}/{of}）",
        "level": "{name} {codes}",
        "say": "可以说：{text}",
        "avoid": "别说“{text}”，可以说“{instead}”",
        "ask": "可以问：{text}",
        "filed": "已自动提工单 {id}",
        "upgraded": "工单 {id} 已升级",
        "proposed": "建议提工单，说“建单”就行",
        "ok": "可以说，没有问题。",
        "finding": "“{text}”：{why} 换成：{instead}",
        "rewrite": "整句可以说：{text}",
        "ticket": "工单 {id} 已提交（{cr}）。",
    },
    "en": {
        "step": "Step {index} {name}: {why}",
        "repair": "Repair: {name} ({index}/{of})",
        "level": "{name} {codes}",
        "say": "Say: {text}",
        "avoid": "Not “{text}” but “{instead}”",
        "ask": "Ask: {text}",
        "filed": "Ticket {id} filed",
        "upgraded": "Ticket {id} upgraded",
        "proposed": "A ticket is advised: say “ticket”",
        "ok": "Fine to say.",
        "finding": "“{text}”: {why} Instead: {instead}",
        "rewrite": "As a whole: {text}",
        "ticket": "Ticket {id} is filed ({cr}).",
    },
}


def guidance_text(guidance: Guidance, language: Language) -> str:
    """The guidance in a few lines, most urgent first."""
    words = _WORDS[language]
    lines = []
    if guidance.level.id:
        codes = "/".join(code for code in (guidance.level.cr, guidance.level.priority) if code)
        reasons = "；".join(f"{reason.source} “{reason.evidence}”" for reason in guidance.level.reasons)
        lines.append(f"{words['level'].format(name=guidance.level.name, codes=codes)} {reasons}".rstrip())
    if guidance.ticket.action != "none":
        lines.append(words[guidance.ticket.action].format(id=guidance.ticket.id))
    lines += guidance.plans
    step = guidance.step
    lines.append(words["step"].format(index=step.index, name=step.name, why=step.why))
    repair = guidance.repair
    if repair.stage:
        lines.append(words["repair"].format(name=repair.name, index=repair.index, of=repair.of))
    if repair.note:
        lines.append(repair.note)
    lines += [words["say"].format(text=say.text) for say in guidance.say]
    lines += [words["avoid"].format(text=avoid.text, instead=avoid.instead) for avoid in guidance.avoid]
    if guidance.ask:
        lines.append(words["ask"].format(text=guidance.ask))
    return "\n".join(lines)


def check_text(check: DraftCheck, language: Language) -> str:
    """The findings of a draft, one a line, and the draft said well."""
    words = _WORDS[language]
    if not check.findings:
        return words["ok"]
    lines = [
        words["finding"].format(text=finding.text, why=finding.why, instead=" / ".join(finding.instead))
        for finding in check.findings
    ]
    if check.rewrite:
        lines.append(words["rewrite"].format(text=check.rewrite))
    return "\n".join(lines)


def ticket_text(ticket: Ticket, language: Language) -> str:
    """A filed ticket in one line."""
    return _WORDS[language]["ticket"].format(id=ticket.id, cr=ticket.cr or ticket.priority)
