"""Sums nobody stands to lose: what one earns, points, followers, 「假一赔十」."""

from __future__ import annotations

import re

_GAP = r"[^,。;!?扣收花付退划转骗走]{0,4}$"
_NO_STAKE = re.compile(
    rf"(?:月薪|年薪|月入|收入|起薪|预算|毫安|流量(?!费|包|套餐)|年终奖|粉丝[^。;!?]{{0,6}}|阅读量?|销量|播放量|浏览量|步数|评论|转发|点赞|积分|里程|[假退]一[赔罚]|"
    rf"一个月[才就只]?[挣赚拿领]|(?:每个?|一个?)月的?(?:工资|退休金)|(?:工资|退休金)(?:每个?|一个?)月){_GAP}"
)
_NOT_OURS = re.compile(
    r"(?:同学|朋友|邻居|同事|别人|人家|亲戚)[^,。;!?我]{0,3}在别(?:家|的)[^,。;!?我]{0,6}$"
)
_PAY = re.compile(rf"(?:(?<![拖欠扣发])工资(?!卡)|退休金(?!卡)){_GAP}")
_HELD_BACK = re.compile(
    r"拖|欠|冻|骗了|骗走|被骗|转走|划走|盗|克扣|扣(?:了|我|发|走)?(?:的|我)*工资|没发|不发|发了?不"
)
_OWN_PAY = re.compile(r"(?:的|来)?(?:退休金|养老金|工资|低保|薪水)")
_A_MONTH = re.compile(r"(?:每个?|一个?)月(?:才|就|只|也就|拿|领|有)*$")


def is_at_stake(text: str, start: int, end: int) -> bool:
    """Whether the sum at a place is more than what somebody earns or owns in points; pay held back is at stake."""
    before = text[:start]
    if (
        _NO_STAKE.search(before)
        or _NOT_OURS.search(before)
        or (_OWN_PAY.match(text, end) and _A_MONTH.search(before))
    ):
        return False
    return not _PAY.search(before) or _HELD_BACK.search(text) is not None
