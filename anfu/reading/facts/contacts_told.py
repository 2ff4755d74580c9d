"""Contacts told one by one, which add up: 「昨天一次今天又一次」, 「上午打了三个下午打了五个」, 「打了六个电话跑了两趟」."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from anfu.reading.facts.numerals import value_of
from anfu.reading.types import Span

_N = r"[一两二三四五六七八九十\d]{1,3}"
_DATE = rf"(?:{_N}月(?:{_N}[号日]|份|初|底)?|{_N}[号日]|国庆|中秋|五一|元旦|节前|节后)"
_WEEK = r"(?:周|礼拜|星期)"
_WHEN = (
    rf"大?前天|[昨今](?:天|晚上?|早上?|儿个?|日)|早上|上午|中午|下午|晚上|刚才|刚刚|现在|(?:上?上|这)个?{_WEEK}[一二三四五六日天末]?|"
    rf"{_WEEK}[一二三四五六日天末]|{_DATE}|[去今前]年|年[前后]|上?上个?月|这个?月|[上这][次回]|前面|[之先]前|头先|前头|后来|然后|中间|再|先是?|又"
)
_BY = r"微信|手机|座机|热线|电话|网上|线上|在线|客服|(?:你们)?(?:营业[厅部]|网点|柜台|门店|店里|总部|分公司)|公众号|app|邮箱|邮件|短信|平台|卖家"
_KIN = r"爸爸?|妈妈?|爷爷|奶奶|老[婆公伴]儿?|爱人|媳妇儿?|先生|太太|[姐哥弟妹][姐哥弟妹]?|儿子|女儿|闺女|婆婆|公公|家里?人|同事"
_LABEL = (
    rf"(?P<label>(?:(?:{_WHEN}|{_BY}|我(?:{_KIN}|们)?)(?:里|上|那次|自己|的|(?:[早中下晚]上?)?{_N}点)?)+)"
)
_DAY = re.compile(_WHEN)
_VERB = r"打电话|打给|打|拨|来电|催|问|找|反映|投诉|报修|报|联系|沟通|来店里|提|说|讲|来|去|跑|申请|留言|咨询|发|写"
_TO = rf"(?:我|你们|您|都|又|再|也|还|就|是|已经|直接|给|跟|找|过去|{_BY})*"
_UNIT = r"(?:次|回|遍|趟|通|封|条|个(?=电话|[,。;!?、]|$|[今昨中下晚早上现都又没])|轮)"
_OBJECT = r"(?:电话|邮件|短信|微信|消息|热线|营业[厅部]|网点|客服)?"
_COUNT = rf"(?P<count>{_N}){_UNIT}{_OBJECT}(?![半天小])"
_HAPPENED = re.compile(
    rf"{_LABEL}{_TO}(?:(?P<verb>{_VERB}){_TO}(?:{_VERB})?)?(?!一个?又一)(?:了|过|来)?{_TO}(?!一.又一){_COUNT}"
)
_UNLABELLED = re.compile(rf"(?P<verb>{_VERB})(?:了|过)?(?P<label>(?:{_BY})?){_COUNT}")
_NAMED = re.compile(
    rf"(?P<label>电话|短信|微信|邮件)(?:里|上)?{_COUNT}|(?P<count_first>一)[次回趟通](?P<by>热线|营业[厅部]|网点|门店|电话)"
)
_ACTED = re.compile(
    rf"(?P<label>(?:{_WHEN})(?:[早中下晚]?上?[一二三四五六七八九十\\d]{{1,2}}点)?){_TO}(?P<verb>打|催|找|来|问|联系)(?:你们|电话)*"
    rf"(?:(?:过|了|的)(?:你们|电话)?(?=[,、。 ]|没人|没通|占线|{_WHEN})|(?=[,、]))"
)
_AGAIN = re.compile(
    rf"{_LABEL}(?:你们)?[又再还](?:是|给你们|来)?(?P<verb>打|催|找|来)(?!了?[一二两三四五六七八九十几\d多])"
)
_THIS_ONE = re.compile(
    r"(?P<label>[加算连带]上?(?:今天|这|刚才|现在)的?(?:这)?(?P<verb>[次回个通趟])(?:电话)?)"
)
_JOINS = re.compile(r"(?:又|再|然后|先是?|后来|中间|之?前面?|我|的)+")
"""Labels that name no contact by themselves."""
_GAP = re.compile(r"[,、。;!? ]?(?:(?:没|不|占线|说|让我)[^,。;!?]{0,7})?[,、。;!? ]?")
_FAULT = re.compile(r"断|坏|停|漏|跳|死机|掉|卡|黑屏|错|扣|响|崩|响|丢|晚|迟|吵|疼|吐|药|吃|饭|课|洗|喂")
_TO_THEM = re.compile(r"你们|没人|解决|管|说法|^.{0,30}$")
_OF_A_CALL = re.compile(r"打|电话|反映|投诉|报修|催|联系|找你们|来店|热线|客服")
_TOTAL = re.compile(
    r"(?:一共|总共|统共|拢共|合计|加起来|加一[块起]儿?|前后|算)[^,。]{0,6}[一两二三四五六七八九十\d][次回遍趟通个]"
)
_COUNTING = re.compile(r"(?:数|算)[^,。]{0,5}[,、]?$")
_WAYS = (("call", "打拨电"), ("visit", "跑去店"), ("letter", "发写留邮短微"))


class _Told(NamedTuple):
    start: int
    end: int
    label: str
    way: str
    times: int
    sure: bool
    """Whether a verb or the count says that it was a contact."""
    once: bool
    """Whether it was said how often."""


def added_up(text: str, counted: Sequence[Span]) -> tuple[int, Span] | None:
    """The sum of the contacts told one after the other and where they are told; None when there is nothing to add.

    Counts above one are added only where `counted` has found them to be of contacts.
    """
    runs: list[list[_Told]] = []
    for told in _all_told(text, counted):
        if runs and told.start < runs[-1][-1].end:
            continue
        if runs and _GAP.fullmatch(text, runs[-1][-1].end, told.start) and _is_another(told, runs[-1]):
            runs[-1].append(told)
        elif told.label or told.way:
            runs.append([told])
    longest = max(runs, key=len, default=[])
    if len(longest) < 2 or not any(
        told.once for told in longest
    ):  # 「今天又打」 alone does not say when before
        return None
    times = sum(told.times for told in longest)
    sure = _OF_A_CALL.search(text) or any(told.sure for told in longest)
    if not sure and (longest[0].start < 4 or _COUNTING.search(text, 0, longest[0].start)):
        sure = _TO_THEM.search(text) is not None and not _FAULT.search(text)
    if not sure or (times > len(longest) and _TOTAL.search(text)):
        return None
    return times, (longest[0].start, longest[-1].end)


def _all_told(text: str, counted: Sequence[Span]) -> list[_Told]:
    found = []
    for shape in (_HAPPENED, _UNLABELLED, _NAMED, _ACTED, _AGAIN, _THIS_ONE):
        for hit in shape.finditer(text):
            if told := _told(hit, counted):
                found.append(told)
    return sorted(found, key=lambda told: (told.start, -told.end))


def _told(hit: re.Match[str], counted: Sequence[Span]) -> _Told | None:
    said = hit.groupdict()
    number = said.get("count") or said.get("count_first")
    times = int(value_of(number) or 0) if number else 1
    place = hit.start("count") if said.get("count") else hit.start()
    known = any(start <= place < end for start, end in counted)
    dated = (
        hit.re is _HAPPENED
        and not said["verb"]
        and _DAY.match(said["label"])
        and not _FAULT.search(hit.string)
    )
    written = hit.re is _HAPPENED and said["verb"] and re.search("微信|短信|邮件", said["label"])
    if not said.get("verb") and _JOINS.fullmatch(said.get("label") or ""):
        return None
    if hit.re is _UNLABELLED and not (known or said["label"] or said["verb"] in ("打电话", "跑")):
        return None
    if times < 1 or (times > 1 and not (known or dated or written) and hit.re is not _NAMED):
        return None
    way = next((way for way, signs in _WAYS if any(sign in hit[0] for sign in signs)), said.get("verb") or "")
    return _Told(
        hit.start(),
        hit.end(),
        said.get("label") or said.get("by") or "",
        way,
        times,
        bool(said.get("verb")) or known,
        number is not None or hit.re in (_ACTED, _THIS_ONE),
    )


def _is_another(told: _Told, before: Sequence[_Told]) -> bool:
    """Whether it is not the same contact said again: another day, person or way."""
    if told.label:
        return all((told.label, told.way) != (one.label, one.way) for one in before)
    return bool(told.way) and all(told.way != one.way for one in before)
