"""Numbers that speech recognition spelt with characters that only sound alike: 散百块, 第三刺, 八石六块.

A character is put right only between characters that leave no other sense, and one for one, so that every
place in the text stays what it was. Words that often stand beside numbers in their own right are left alone.
"""

from __future__ import annotations

from anfu.reading.facts.misheard_counts import counts_as_meant
from anfu.reading.sounds import sound

_DIGITS = {
    "yi": "一", "er": "二", "san": "三", "si": "四", "wu": "五", "liu": "六", "qi": "七", "ba": "八", "jiu": "九",
    "liang": "两", "ji": "几",
}  # fmt: skip
_STEPS = {"shi": "十", "bai": "百", "qian": "千", "wan": "万"}
_TIMES = {"ci": "次", "bian": "遍", "tang": "趟", "hui": "回"}
_DIGIT, _STEP = frozenset("一二三四五六七八九两几") | frozenset("123456789"), frozenset("十百千万")
_NUMBER = _DIGIT | _STEP | frozenset("零多来半点0")
_UNIT = frozenset("块元次遍趟回")
_OWN_SENSE = frozenset(
    "是时事实就以已亿起气其期把吧无有又似死而儿耳留流及级急即极记机己计既会钱前晚碗完这边到的了也还都被没给说变弟底室式际积量汤寄"
)
"""Characters that often stand between numbers and say something themselves."""
_BEHIND_MONEY = frozenset("钱,。!?;、的了呢啊吧 ")


def as_meant(text: str) -> str:
    """The text with numbers spelt as they sound put right; of the same length."""
    if _NUMBER.isdisjoint(text) and _UNIT.isdisjoint(text):
        return text
    chars = list(text)
    for place, char in enumerate(text):
        if char in _NUMBER or char in _UNIT or not "㐀" <= char <= "鿿":
            continue
        before = chars[place - 1] if place else ""
        after = text[place + 1] if place + 1 < len(text) else ""
        beyond = text[place + 2] if place + 2 < len(text) else ""
        if meant := _meant(char, before, after, beyond):
            chars[place] = meant
    return counts_as_meant("".join(chars))


def _meant(char: str, before: str, after: str, beyond: str) -> str:
    heard = sound(char)
    ends = not after or after in _BEHIND_MONEY
    if char in _OWN_SENSE:
        between = char != "把" and before in _STEP and (after in _STEP or after in _UNIT)
        return _DIGITS.get(heard, "") if between else ""
    if heard == "di" and after in _DIGIT and (beyond in _UNIT or sound(beyond or " ") in _TIMES):
        return "第"
    if heard == "kuai" and before in _DIGIT | _STEP and (before != "几" or after == "钱") and ends:
        return "块"
    if heard in _DIGITS and _digit_fits(before, after, ends):
        return _DIGITS[heard]
    if (
        heard in _STEPS
        and before in _DIGIT
        and (after in _NUMBER or after in _UNIT or (heard == "bai" and ends))
    ):
        return _STEPS[heard]
    if heard in _TIMES and before in _DIGIT and before != "一":
        return _TIMES[heard]
    return ""


def _digit_fits(before: str, after: str, ends: bool) -> bool:
    """A digit stands before a step (散百), behind 「第」 or a digit before a unit, or behind a step."""
    before_step = after in ("百", "千", "万") and before not in _DIGIT
    counted = after in _UNIT and (before == "第" or before in _STEP or before in _DIGIT)
    return (
        before_step
        or (after != "" and counted)
        or (before in ("百", "千", "万") and (ends or after in _STEP))
    )
