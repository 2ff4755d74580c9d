"""What is known of the call, in the words a script speaks: 「五天」, 「6,000元」, 「单号尾号3321」."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from anfu.calls import Call
from anfu.labels import Role
from anfu.playbook.book import Playbook

_ONES = "零一二三四五六七八九"


def details(call: Call, book: Playbook, ticket_id: str | None = None) -> dict[str, str]:
    """Values for the variables of scripts; what is not known is left out and the fallback is spoken."""
    facts = call.facts
    found = {
        "amount": spoken_money(facts.amount_cny) if facts.amount_cny is not None else None,
        "duration": f"{spoken_count(facts.days_waiting)}天"
        if facts.days_waiting and facts.days_waiting < 100
        else None,
        "contacts": f"{spoken_count(facts.contacts)}次" if facts.contacts and facts.contacts > 1 else None,
        "product": facts.product,
        "order": f"尾号{facts.order_id[-4:]}这单" if facts.order_id else None,
        "ticket": f"工单{ticket_id}" if ticket_id else None,
        "due": spoken_time(call.promises[-1].due, call.turns[-1].at)
        if call.promises and call.turns
        else None,
        "limit": _limit(call.role, book),
    }
    return {name: words for name, words in found.items() if words}


def spoken_money(yuan: Decimal) -> str:
    """A sum as said aloud: 六千块 is written 6000元."""
    text = f"{yuan:f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text}元"


def spoken_count(number: int) -> str:
    """A small number in Chinese, with 两 before a measure word."""
    if number == 2:
        return "两"
    if number < 10:
        return _ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return f"{'' if tens == 1 else _ONES[tens]}十{_ONES[ones] if ones else ''}"
    return str(number)


def spoken_time(at: datetime, now: datetime) -> str:
    """A point in time as said aloud, seen from `now`: 今天18点, 明天10点半, 11月8日9点."""
    at = at.astimezone(now.tzinfo)
    days = (at.date() - now.date()).days
    day = {0: "今天", 1: "明天", 2: "后天"}.get(days, f"{at.month}月{at.day}日")
    minute = {0: "", 30: "半"}.get(at.minute, f"{at.minute:02d}分")
    return f"{day}{at.hour}点{minute}"


def _limit(role: Role, book: Playbook) -> str:
    return f"我的权限（{spoken_money(book.limit(role).amount_cny)}以内）"
