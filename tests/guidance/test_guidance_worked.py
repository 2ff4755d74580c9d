"""What agents did with a script before moves its place, within bounds and not for one click."""

from __future__ import annotations

import msgspec
from builders import Talk
from hypothesis import given
from hypothesis import strategies as st

from anfu.guidance import advise
from anfu.guidance.choose import rank, score, setting_of
from anfu.guidance.worked import Record, lessons
from anfu.playbook import Playbook

COUNT = st.integers(0, 500)
RECORDS = st.builds(Record, COUNT, COUNT, COUNT, COUNT, COUNT)


@given(record=RECORDS)
def test_points_are_bounded_either_way(book: Playbook, record: Record) -> None:
    rules = book.coverage.feedback
    points = dict(lessons(record, rules))
    assert len(points) <= 2
    assert all(abs(gain) <= rules.taken_points for gain in points.values())
    assert sum(map(abs, points.values())) <= rules.taken_points + rules.calmed_points


def test_one_click_moves_nothing_and_five_dismissals_do(book: Playbook) -> None:
    rules = book.coverage.feedback
    assert lessons(Record(dismissed=1), rules) == []
    assert lessons(Record(), rules) == []
    [(ground, points)] = lessons(Record(dismissed=5), rules)
    assert ground == "often dismissed"
    assert points < -3
    [(ground, points)] = lessons(Record(used=4, edited=2), rules)
    assert ground == "worked before" and points > 0
    assert [ground for ground, _ in lessons(Record(calmed=6), rules)] == ["customers calmed down"]
    assert [ground for ground, _ in lessons(Record(not_calmed=6), rules)] == ["customers did not calm down"]


@given(used=COUNT, dismissed=COUNT)
def test_more_dismissals_never_raise_a_script(book: Playbook, used: int, dismissed: int) -> None:
    rules = book.coverage.feedback

    def total(record: Record) -> float:
        return sum(points for _, points in lessons(record, rules))

    if used + dismissed >= rules.heard_at_least:
        assert total(Record(used, 0, dismissed + 1)) <= total(Record(used, 0, dismissed))


def test_dismissals_change_the_order_in_a_later_call(book: Playbook) -> None:
    talk = Talk(book).customer("等了五天", "vent", mood="angry", intensity=2)
    first = advise(talk.call, book).say[0].id
    assert advise(talk.call, book, record={first: Record(dismissed=1)}).say[0].id == first
    later = advise(talk.call, book, record={first: Record(dismissed=5)})
    assert later.say[0].id != first


def test_a_favourite_comes_first_among_what_fits(book: Playbook) -> None:
    talk = Talk(book).customer("等了五天", "vent", mood="angry", intensity=2)
    setting = setting_of(talk.call, {}, book)
    last = rank(book.scripts_for("empathize"), setting, 0)[-1]
    liked = msgspec.structs.replace(setting, record={last.id: Record(used=40, calmed=40)})
    found = score(last, liked)
    assert found is not None
    assert {"worked before", "customers calmed down"} <= {ground for ground, _ in found.grounds}
    assert rank(book.scripts_for("empathize"), liked, 0)[0] == last
