"""Contacts in writing: 「发了三封邮件」."""

from __future__ import annotations

import re

from anfu.reading.facts.numerals import value_of
from anfu.reading.types import Span

_PAPER = r"邮件|电邮|投诉信|举报信|信件|挂号信|函件|函|传真|留言|工单|站内信|邮箱"
_CHAT = r"短信|微信|私信|消息|信息|qq"
_HOW = r"(?:我|了|过|都|给|你们|您|客服|官网|总部|平台|已经|有|快|不下|至少|整整|发|写|寄|留|投|提|下)*"
_N = r"(?P<count>[一二两三四五六七八九十百\d]{1,4}[多来几]?|几|好几|无数|很多|好多|n)"
_SENT = re.compile(
    rf"(?:发|写|寄|留|投|提|传|下)[^,。!?]{{0,3}}?{_HOW}{_N}(?:[封条份次遍回个张]|页)(?:投诉|举报|抱怨|催款)?(?:的)?(?:{_PAPER})(?!号)"
    rf"|(?<![收到])(?:{_PAPER}){_HOW}(?:发|写|寄|留|投|传|下)?{_HOW}(?<=[发写寄留投传了过给们有下]){_N.replace('count', 'after')}[封条份次遍回](?!工单)"
    rf"|我(?:[在给跟]?[^,。!?给]{{0,6}})?(?:{_CHAT})?(?:给你们|给客服)?(?:发|留)(?:了|过)?(?:{_CHAT})?(?:都)?(?:发|留)?(?:了|过)?{_N.replace('count', 'chat')}条"
    r"(?=$|[,。!?、]|短信|微信|消息|私信|信息|留言|都|没|了|给)"
)
_FROM_OTHERS = re.compile(
    r"(?<![给跟向往对])(?:你们?|你们的?人|系统|平台|银行|商家|卖家|他们?|她们?|公司|骗子|广告|推销)(?:一天|连着|就|都|又|也|老是|总是|还|只|光|天天)*$|收到?了?$"
)
_TO_ME = re.compile(r"给(?:我|俺|咱)|(?:了|过)我|我?收到|验证码")


def in_writing(text: str) -> list[tuple[int | None, Span]]:
    """The letters and messages the customer sent (None: several), and where they are told."""
    found: list[tuple[int | None, Span]] = []
    for hit in _SENT.finditer(text):
        clause = re.split(r"[,。!?;]", text[: hit.start()])[-1]
        if _FROM_OTHERS.search(clause) or _TO_ME.search(clause + hit[0] + text[hit.end() : hit.end() + 2]):
            continue
        said = hit["count"] or hit["after"] or hit["chat"]
        value = value_of(said) if said[0] not in "几好无很n" else None
        if value is None or value >= 2:
            found.append((None if value is None else int(value), hit.span()))
    return found
