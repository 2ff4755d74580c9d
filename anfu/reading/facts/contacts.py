"""How often the customer has been in touch about the matter, as they say it."""

from __future__ import annotations

import re
from typing import NamedTuple

from anfu.reading.facts.numerals import value_of
from anfu.reading.types import Span

_DIGIT = r"[一二两三四五六七八九十百\d]"
_COUNT = rf"(?P<count>(?:好?几|上)[十百]|{_DIGIT}{{1,4}}[多来几]?)(?:[到至、~-]{_DIGIT}{{1,3}})?"
_TIMES = r"(?:次|遍|回|通|趟|个电话)"
_CALLING = r"(?:打|来电|打电话|电话|催|找|联系|反映|投诉|报修|报|问|说|讲|来|跑|修|换|维修|上门|申请|提|沟通|反馈|退|寄|弄|处理|解释|折腾|拨|呼)"
_OTHER = r"(?!(?:(?:在|来|到|去)?你们(?:店|家|这儿?|平台|酒店)里?)?(?:买|用|住|坐|吃|订|租|办|充|购|网购|下单|点外卖|光顾|见面|面试|了解|听说))"
_ORDINAL = re.compile(rf"第{_COUNT}{_TIMES}{_OTHER}")
_NO_CALL = r"(?!折|针|疫苗|车|球|点滴|包装)"
_COUNTED = re.compile(
    rf"{_CALLING}(?:电话|客服|你们|他们|给你们|到你们|我|打|来|过|了)*"
    rf"(?:都|有|不下|不少于|不止|至少|起码|快|将近|差不多|大概|得有|已经|足足|整整|超过|没有|少说也?|没)*"
    rf"{_COUNT}{_TIMES}{_NO_CALL}"
)
_TOTAL = re.compile(
    rf"(?:前前后后|来来回回|反反复复|前后|一共|总共|加起来|里里外外|拢共|统共)(?:都|有|打|找|催|跑|说|反映|联系|来|修|了|过|你们|给你们|电话|快|得|差不多|大概)*"
    rf"{_COUNT}{_TIMES}"
)
_DONE = re.compile(rf"(?:^|[,。!?\s]|都|已经|这是|这都)(?:都|已经|是)*{_COUNT}{_TIMES}(?:了|啦|咯|喽)")
_SEVERAL = re.compile(
    rf"{_CALLING}(?:电话|你们|给你们|过|了|都|有)*(?:好几|好多|无数|很多|多|几|数|不知道多少|数不清多少|n|N){_TIMES}|(?:好几|无数|好多){_TIMES}(?:电话|了|都|催|打|$)"
    r"|(?:多次|数次|屡次|再三|反复|三番[五两]次)(?:地|跟你们|向你们|给你们)*(?:反映|投诉|联系|致电|来电|拨打|打电话|打来|沟通|催|报修|申请|找你们|反馈|交涉)"
)
_ONCE_ONLY = re.compile(r"就(?:打|说|问|来)?[过了]?一次|第一次|头一回|头一次|一次没")


class Contacts(NamedTuple):
    """A count of contacts (None when only "several" was said) and where it was said."""

    number: int | None
    span: Span


def contacts(text: str) -> Contacts | None:
    """What a normalised text says about the number of contacts; the highest count when several are given."""
    counted: list[Contacts] = []
    for pattern in (_ORDINAL, _TOTAL, _COUNTED, _DONE):
        for hit in pattern.finditer(text):
            value = value_of(hit["count"].replace("上", "一"))
            if value is not None and 2 <= value <= 999 and not _ONCE_ONLY.search(hit[0]):
                counted.append(Contacts(int(value), hit.span()))
    if counted:
        return max(counted, key=lambda found: found.number or 0)
    several = _SEVERAL.search(text)
    return Contacts(None, several.span()) if several else None
