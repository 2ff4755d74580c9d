"""Sums of money in what a customer says."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from anfu.reading.facts.numerals import NUMERAL, value_of
from anfu.reading.types import Span

_ROUGH = r"(?:多|来|好几|几)?"
_UNIT = r"(?:块钱|块|元钱|元|圆|人民币|rmb|大洋)"
_SUM = rf"(?:{NUMERAL}|上[百千万]+)"
_COUNTED = set(
    "天年月日号次回遍趟个人户台件张条份小时分秒点级楼栋层岁斤克公米寸度折%倍家位名毫兆路线期本集课节页字粉瓦安匹英多室站班届代步项种款双只颗粒桶箱瓶袋盒车辆里平方吨升句声根片头座幢套亩匝针顿gm*像火人客单"
)
_CHANGE = rf"(?:(?P<change>[一二三四五六七八九\d])(?:毛|角)?(?![一二三四五六七八九十百千万\d{''.join(sorted(_COUNTED))}]))?"
# 「一块去」 is together, 「两块手表」 are two things.
_NO_UNIT = r"(?!(?<=一块)(?:儿|去|来|过|投诉|告|找|反映|维权|走|算|退|办|给))(?!(?<=块)(?:手?表|电池|屏|板|玻璃|地|砖|硬盘|肉|蛋糕|布|石|木|牌))"
_WITH_UNIT = re.compile(
    rf"(?P<number>{_SUM})(?P<rough>{_ROUGH})(?P<scale>[万千百亿]?)\s*{_UNIT}{_NO_UNIT}{_CHANGE}"
)
_WITH_SIGN = re.compile(rf"(?:[¥￥]|rmb)\s*(?P<number>{NUMERAL})")
# Without a unit a numeral is money only behind a word of money, or when it is large and round.
_MONEY_WORD = (
    r"(?:(?<![多至])少了|扣|收|花|付|赔|退|欠|多收|多扣|刷|转|充|缴|交|损失|价值|罚|贷|借|存|骗|亏|给|押金|定金|货款|退款|本金|余额|冻结|总共|一共|"
    r"合计|金额|价格|原价|卖|入账|到账|报销|赔付|补偿|赔偿|报价|保额|学费|房租|工程款|尾款|首付|值)"
)
_LINK = r"(?:走|掉|去|款|到|出|进|了|我们?|的|是|他们|你们|将近|大概|差不多|快|有|整整|足足|那|这|小|近|都|就|不止|至少|起码|里|还|剩)*"
_BEHIND = re.compile(
    rf"{_MONEY_WORD}{_LINK}(?P<number>{_SUM})(?P<rough>{_ROUGH})(?P<scale>[万千百亿]?)(?P<after>.?)"
)
_LONE = re.compile(
    rf"(?<![第\d.一二两三四五六七八九十])(?P<number>{NUMERAL})(?<=[万千kw百亿一二三四五六七八九\d])(?P<rough>{_ROUGH})(?P<after>.?)"
)
# 「三百六」 and 「一百八十七」 alone are prices; 「二百五」 is a name one calls people.
_ROUND = re.compile(r"[万千kw]|^(?!二百五$)[一二两三四五六七八九]百(?![0-9])")
# Numbers that are called, and sizes and dates written like sums: 「打12345」, 「4k电视」, 「2024-05-01」.
_HOTLINE = re.compile(r"(?:给|打|拨|转|投诉到?)[^了,。]{0,4}$")
_SIZE = re.compile(
    r"[\d.万亿]+(?:[kw](?:的|超|大)?(?:电视|屏|高清|画质|超清|分辨率|显示器|投影|视频|快?充|功率|灯|电机|闪充|适配)|积分|转速|[-/:]\d)"
)
_NO_STAKE = re.compile(
    r"(?:月薪|工资|年薪|月入|收入|预算|毫安|流量|年终奖|粉丝|阅读量|播放量|浏览量|步数|评论|转发|点赞|积分|[假退]一赔)[^,。;!?]{0,4}$"
)
_NOBODY_HAS = Decimal(10) ** 13
_UP_TO = re.compile(r"\s*(?:到|至|-|~)\s*")


class Amount(NamedTuple):
    """A sum in yuan and where it stands; `and_more` when it was said with 「多」."""

    yuan: Decimal
    span: Span
    and_more: bool = False


def amounts(text: str) -> list[Amount]:
    """All sums of money in a normalised text, from left to right, without overlaps; of a range the lower end."""
    found: list[Amount] = []
    for pattern in (_WITH_UNIT, _WITH_SIGN, _BEHIND, _LONE):
        for hit in pattern.finditer(text):
            amount = _read(hit, text)
            if amount and not any(_overlap(amount.span, other.span) for other in found):
                found.append(amount)
    found.sort(key=lambda amount: amount.span)
    return [
        amount
        for before, amount in zip([None, *found], found, strict=False)
        if before is None or not _UP_TO.fullmatch(text[before.span[1] : amount.span[0]])
    ]


def _read(hit: re.Match[str], text: str) -> Amount | None:
    part = hit.groupdict()
    if _NO_STAKE.search(text[: hit.start("number")]):
        return None
    yuan = value_of(part["number"].replace("上", "一"))
    if yuan is None:
        return None
    if scale := part.get("scale"):
        yuan *= {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}[scale]
    if "after" in part and (part["after"] in _COUNTED or yuan < (100 if hit.re is _LONE else 10)):
        return None
    if hit.re is _LONE and not _ROUND.search(part["number"]):
        return None
    if "after" in part and (_called(text, *hit.span("number")) or _SIZE.match(text, hit.start("number"))):
        return None
    if change := part.get("change"):
        yuan += (value_of(change) or Decimal(0)) / 10
    if hit.re is _WITH_UNIT and hit[0].strip() == "一块":
        return None  # a piece of something, or "together"
    if not 0 < yuan < _NOBODY_HAS:
        return None
    end = hit.start("after") if "after" in part else hit.end()
    return Amount(_tidy(yuan), (hit.start("number"), end), "多" in text[hit.start("number") : end])


def _called(text: str, start: int, end: int) -> bool:
    """Whether the number is one to call, not a sum: five digits behind 「给」 or 「打」, or very many."""
    digits = text[start:end]
    return digits.isdecimal() and (
        len(digits) > 8 or (len(digits) == 5 and bool(_HOTLINE.search(text[:start])))
    )


def _tidy(yuan: Decimal) -> Decimal:
    """At most two decimals, and none that say nothing."""
    rounded = yuan.quantize(Decimal("0.01"))
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
