"""A sentence that names an hour is offered only while someone can still keep it."""

from __future__ import annotations

import pytest
from builders import START, Talk

from anfu.guidance.choose import excluded, setting_of
from anfu.guidance.hours import can_be_kept, names_hour
from anfu.playbook import LibraryScript, Playbook
from anfu.playbook.schema import Script
from anfu.playbook.variables import fill


@pytest.mark.parametrize(
    ("text", "hour", "kept"),
    [
        ("今晚七点我给您打。", 14, True),
        ("今晚七点我给您打。", 19, False),
        ("今晚七点我给您打。", 18, True),
        ("四点前给您准话。", 14, True),
        ("四点前给您准话。", 16, False),
        ("晚六点我来电。", 20, False),
        ("明早九点我先回您。", 21, True),
        ("今天下班前告诉您批没批。", 10, True),
        ("今天下班前告诉您批没批。", 18, False),
        ("今天下班前告诉您批没批。", 2, True),
        ("今晚十一点我给您打。", 14, False),
        ("六点前有回音。", 3, False),
        ("师傅今天下午先跟您通话。", 19, False),
        ("后天上午报您进度。", 21, True),
        ("今天这么办，您心里松一点了吗？", 22, True),
        ("两小时内给您回话。", 22, True),
        ("单号一时翻不着也行。", 20, True),
    ],
)
def test_an_hour_must_lie_ahead_and_within_calling_hours(
    text: str, hour: int, kept: bool, book: Playbook
) -> None:
    assert can_be_kept(text, START.replace(hour=hour), book.coverage.call_times) is kept


def test_an_hour_too_near_is_left_alone(book: Playbook) -> None:
    times = book.coverage.call_times
    assert not can_be_kept("今晚七点我给您打。", START.replace(hour=18, minute=50), times)


def test_scripts_that_name_an_hour_are_known_and_can_be_kept_in_the_morning(book: Playbook) -> None:
    naming = [script for script in book.scripts if names_hour(fill(script.script.text, {}))]
    assert len(naming) > 60
    for script in naming:
        text = fill(script.script.text, {})
        assert can_be_kept(text, START.replace(hour=9), book.coverage.call_times), text


def test_what_is_known_decides_about_the_hour(book: Playbook) -> None:
    """The promise already given stands in the sentence, and its hour has passed."""
    script = LibraryScript(Script("s-1", "{due|两小时内}我回您。"), "fix", "own")
    talk = Talk(book).customer()
    assert excluded(script, setting_of(talk.call, {}, book)) is None
    assert excluded(script, setting_of(talk.call, {"due": "今天9点"}, book)) == "clock time"
