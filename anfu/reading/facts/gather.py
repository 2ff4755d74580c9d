"""Puts the facts of one utterance together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from anfu.playbook.schema import CuesFile
from anfu.reading.facts.amounts import amounts
from anfu.reading.facts.contacts import contacts
from anfu.reading.facts.misheard import as_meant
from anfu.reading.facts.numerals import NUMERAL, value_of
from anfu.reading.types import Facts, Span

_WHOLE = r"(?![\da-z*-])(?!\s*(?:块|元|多|来块|公里|年|月|天|万|千|百|人|个|件|次|度|米|平))"
_TICKET = re.compile(
    rf"(?:工单|公单|投诉单|受理单|服务单|维修单)(?:号|编号|号码)?(?:是|为|:|\s)*(?P<id>[a-z]{{0,6}}[-_]?\d[\da-z-]{{3,24}}){_WHOLE}",
    re.I,
)
_ORDER = re.compile(
    rf"(?:订单|单|运单|快递单|物流|订单尾|保单|合同)(?:号码|编号|号|尾号)?(?:是|为|:|\s|后[四六]位)*(?P<id>[a-z]{{0,4}}[-_]?\d[\da-z-]{{3,29}}){_WHOLE}",
    re.I,
)
_BARE_ORDER = re.compile(r"(?<![\da-z*])(?P<id>[a-z]{1,4}\d{6,24}|\d{10,24})(?![\da-z*])", re.I)
_PHONE = re.compile(r"1[3-9]\d\*{4}\d{4}")
_DAYS = re.compile(
    rf"(?P<number>{NUMERAL}|几|好几|半)(?P<half>个半)?(?:个?多)?(?P<unit>天|个?星期|周|个?礼拜|个月|(?<=[个半多])月|年)(?:了|多|前|没|都|还|$|,|。|,|过去|下来|[^后内之以底初份]|$)"
)
_WAITING = re.compile(
    r"等|拖|过去|没(?:人|动静|消息|收到|解决|处理|到|修|退|发)|还(?:没|不)|前|了|都|催|卡|停|整整|足足"
)
_OWNED = re.compile(r"(?:买|用|住|办|开|存|入网|合作|结婚|工作|干|做)[了过]?(?:都|有|快|才|不到)*$")
_PER_UNIT = {"天": 1, "星期": 7, "周": 7, "礼拜": 7, "月": 30, "年": 365}
_PERCENT = re.compile(
    rf"(?:百分之(?P<said>{NUMERAL})|(?P<written>\d+(?:\.\d+)?)\s*%)(?=.{{0,8}}(?:客户|用户|人|业主|商户|门店|户|设备|线路|基站|服务|网点))"
)
_MOST = re.compile(
    r"(?:超?过一?半|一?大半|一半以上|半数以上)(?:的)?(?:客户|用户|人|业主|商户|门店)(?:都|全|也)?(?:.{0,4})(?:断|用不|没|上不|打不|不能|瘫)"
)


def gather_facts(text: str, cues: CuesFile) -> Facts:
    """The facts in a normalised utterance. Each comes with the place it was read from."""
    text = as_meant(text)
    spans: dict[str, Span] = {}
    money = max(amounts(text), key=lambda amount: amount.yuan, default=None)
    if money:
        spans["amount_cny"] = money.span
    contact = contacts(text)
    if contact:
        spans["contacts"] = contact.span
    ticket = _named(_TICKET, text, "ticket_id", spans)
    order = _named(_ORDER, text, "order_id", spans) if not ticket else None
    if not order and not ticket:
        order = _named(_BARE_ORDER, text, "order_id", spans)
    phone = _PHONE.search(text)
    if phone:
        spans["phone"] = phone.span()
    return Facts(
        amount_cny=money.yuan if money else None,
        amount_and_more=bool(money and money.and_more),
        contacts=contact.number if contact else None,
        contacts_several=bool(contact and contact.number is None),
        days_waiting=_days(text, spans),
        order_id=order,
        ticket_id=ticket,
        phone=phone[0] if phone else None,
        product=_listed(cues.products, text, "product", spans),
        platform=_listed(cues.platforms, text, "platform", spans),
        regulator=_listed(cues.regulators, text, "regulator", spans),
        affected_percent=_percent(text, spans),
        scope=_scope(text, cues, spans),
        spans=spans,
    )


def _named(pattern: re.Pattern[str], text: str, name: str, spans: dict[str, Span]) -> str | None:
    found = pattern.search(text)
    if found is None:
        return None
    spans[name] = found.span("id")
    return found["id"].upper()


def _listed(words: Iterable[str], text: str, name: str, spans: dict[str, Span]) -> str | None:
    """The listed word that comes first in the text; of two at one place the longer."""
    hits = [(start, -len(word), word) for word in words if (start := _find(word.lower(), text)) >= 0]
    if not hits:
        return None
    start, _, word = min(hits)
    spans[name] = (start, start + len(word))
    return word


def _find(word: str, text: str) -> int:
    """Where `word` stands, or -1; a hotline's number inside a longer number is not it."""
    if not word.isdecimal():
        return text.find(word)
    found = re.search(rf"(?<![\da-z]){word}(?!\d)", text)
    return found.start() if found else -1


def _days(text: str, spans: dict[str, Span]) -> int | None:
    for hit in _DAYS.finditer(text):
        if not _WAITING.search(text[max(0, hit.start() - 8) : hit.end() + 6]):
            continue
        if _OWNED.search(text[: hit.start()]) and not re.search("没|还不", text[hit.end("unit") :][:6]):
            continue
        number = hit["number"]
        value = Decimal("0.5") if number == "半" else value_of(number) or Decimal(0)
        if hit["half"]:
            value += Decimal("0.5")
        days = int(value * _PER_UNIT[hit["unit"].lstrip("个")])
        if 1 <= days <= 3650:
            spans["days_waiting"] = (hit.start(), hit.end("unit"))
            return days
    return None


def _percent(text: str, spans: dict[str, Span]) -> int | None:
    if found := _PERCENT.search(text):
        value = value_of(found["said"] or found["written"])
        if value is not None and 0 < value <= 100:
            spans["affected_percent"] = found.span()
            return int(value)
    if found := _MOST.search(text):
        spans["affected_percent"] = found.span()
        return 51
    return None


def _scope(text: str, cues: CuesFile, spans: dict[str, Span]) -> str | None:
    for cue in cues.scopes:
        for pattern in cue.patterns:
            if found := re.search(pattern, text):
                spans["scope"] = found.span()
                return cue.scope
    return None
