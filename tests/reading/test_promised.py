"""Which times bind us: those at which we say that we do something, not the customer's own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from anfu.playbook import Playbook
from anfu.reading.facts.promised import promised
from anfu.reading.normalize import normalize

WEDNESDAY = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)


def times(book: Playbook, said: str) -> list[str]:
    return [f"{hit.at:%d %H:%M}" for hit in promised(normalize(said), WEDNESDAY, book.cues.promises)]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("今晚八点我打给您", ["04 20:00"]),
        ("今天下午五点，我打给您", ["04 17:00"]),
        ("主管四点前给您准话", ["04 16:00"]),
        ("明天上午十点，社区的小周去您家", ["05 10:00"]),
        ("换谁都急 半小时后我打给您 看您进去没有", ["04 10:30"]),
        ("今晚八点我来电话；明天十点师傅上门", ["04 20:00", "05 10:00"]),
        ("今天我把话说大了，对不起。下午六点半前我打给您", ["04 18:30"]),
    ],
)
def test_ours(book: Playbook, said: str, expected: list[str]) -> None:
    assert times(book, said) == expected


@pytest.mark.parametrize(
    "said",
    [
        "您七号出发，十一号晚上回到国内，对吧？",
        "团队提前三天约就行",
        "您想上午九点那场还是下午一点半那场？",
        "您是要今晚送到酒店，还是明天送到公司？",
        "按天算，一天十五",
        "前面说两小时肯定退，说满了",
        "三天没做到，让您空等",
        "我们明天上午九点开门",
    ],
)
def test_not_ours(book: Playbook, said: str) -> None:
    assert times(book, said) == []
