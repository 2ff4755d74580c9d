"""Counts of contacts spelt with characters that only sound alike: 打了武次, 催了五边, 第四同电话, 反应过两回.

The frame has to leave no other sense: a verb of contact before the count, or a call named after it.
"""

from __future__ import annotations

import re

from anfu.reading.sounds import sound

_DIGITS = {
    "er": "二", "san": "三", "si": "四", "wu": "五", "liu": "六", "qi": "七", "ba": "八", "jiu": "九", "liang": "两",
}  # fmt: skip
_UNITS = {"ci": "次", "bian": "遍", "tang": "趟", "hui": "回", "tong": "通"}
_VERBS = {
    ("fan", "ying"): "反映", ("fan", "yin"): "反映", ("tou", "su"): "投诉", ("tou", "shu"): "投诉", ("bao", "xiu"): "报修", ("lian", "xi"): "联系",
    ("gou", "tong"): "沟通", ("zi", "xun"): "咨询", ("dian", "hua"): "电话",
}  # fmt: skip
_NUMBER, _UNIT = "一二三四五六七八九两十几多0-9", "次遍趟回通"
_ANY = r"[一-鿿]"
_CONTACT = (
    r"(?:打|拨|催|找|问|说|讲|跑|报|修|求|反映|投诉|报修|联系|沟通|咨询|申请|申诉|前前后后|前后)"
    r"(?:你们|客服|电话)?(?:了|过)?(?:都|有|不下|整整|快)?"
)
_ENDS = rf"(?=$|[,。!?;、\s]|了|啦|都|还|没|才|电话|就|也|你们|不|吧|呢|{_ANY}{{2}}不)"
_ODD_NUMBER = re.compile(rf"{_CONTACT}(?<=[了过有都后])(?P<odd>{_ANY})(?P<unit>{_ANY}){_ENDS}")
_ODD_UNIT = re.compile(rf"(?:第|{_CONTACT}|这)(?:好?几|[{_NUMBER}]{{1,3}})(?P<odd>{_ANY}){_ENDS}")
_THIS_TIME = re.compile(
    rf"(?:加上?|算上?|连上?|带上?|包括)[这今](?P<odd>{_ANY})(?=[都是共]?[{_NUMBER}]+[{_UNIT}])"
)
_ODD_VERB = re.compile(
    rf"(?<![没有无敏统器])(?P<odd>{_ANY}{{2}})(?=(?:了|过)?(?:好?几|[{_NUMBER}]{{1,3}}|好?多)[{_UNIT}])"
)
_ODD_OBJECT = re.compile(rf"(?<=[{_NUMBER}][{_UNIT}个])(?P<odd>{_ANY}{{2}})")
_TOLD = re.compile(r"(?:跟|向|给|和)(?:你们|客服|您)[^,。]{0,4}?(?P<odd>反应)")
_RANG = re.compile(rf"(?P<odd>[大搭达])(?=[了过]?[{_NUMBER}]{{1,3}}[{_UNIT}个]电话)")
_OWN_NUMBER = frozenset("这那上下有无又是时事一整半每多几好两数第二次遍趟回通个些")
_OWN_UNIT = frozenset("次遍趟回通")


def counts_as_meant(text: str) -> str:
    """The text with the counts put right; of the same length."""
    text = _ODD_NUMBER.sub(_number_meant, text)
    text = _ODD_UNIT.sub(_unit_meant, text)
    text = _THIS_TIME.sub(_unit_meant, text)
    for frame in (_ODD_VERB, _ODD_OBJECT):
        text = frame.sub(_verb_meant, text)
    text = _TOLD.sub(lambda hit: hit[0][:-2] + "反映", text)
    return _RANG.sub("打", text)


def _number_meant(hit: re.Match[str]) -> str:
    odd, unit = hit["odd"], hit["unit"]
    if odd in _OWN_NUMBER or unit not in _OWN_UNIT or sound(odd) not in _DIGITS:
        return hit[0]
    return hit[0][:-2] + _DIGITS[sound(odd)] + unit


def _unit_meant(hit: re.Match[str]) -> str:
    odd = hit["odd"]
    # 「第三边」, 「三堂课」 and 「说了一会」 are said in their own right.
    if hit[0][-2] == "一" or odd == "堂" or (hit[0][0] in "第这" and odd in "边会"):
        return hit[0]
    return hit[0][:-1] + _UNITS.get(sound(odd), odd)


def _verb_meant(hit: re.Match[str]) -> str:
    odd = hit["odd"]
    return _VERBS.get((sound(odd[0]), sound(odd[1])), hit[0])
