"""One ticket becoming two, two becoming one, many gathered under one; and the evidence of a call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from builders import START, Talk, customer
from msgspec.structs import replace

from anfu.playbook import Playbook
from anfu.reading import AgentReading, TabooHeard
from anfu.tickets import ladder
from anfu.tickets.evidence import evidence
from anfu.tickets.gates import BadChange, Gate, NotYours
from anfu.tickets.regroup import gather, may_regroup, merge, moved, split
from anfu.tickets.types import Due, Pledge

Open = Callable[..., Any]
NOW = START + timedelta(hours=1)
BY: Any = {"by": "主管", "note": "两件事", "at": NOW}


def test_who_may(book: Playbook) -> None:
    may_regroup("supervisor", book)
    with pytest.raises(NotYours):
        may_regroup("agent", book)


def test_a_split_ticket_leaves_promises_and_progress_behind(book: Playbook, desk: Open) -> None:
    case = desk()
    case.does("planned", "approved", note="换新")
    dues = ladder.promised(case.ticket.due, [Pledge("回电", NOW, 2)], case.now, book)
    old, new = split(replace(case.ticket, due=dues), "T-2", "billing", "", **BY)
    assert (new.ticket.node, new.ticket.marks, new.ticket.fields) == ("investigate", {}, {})
    assert new.ticket.summary == case.ticket.summary
    assert {due.kind for due in new.ticket.due} == {due.kind for due in case.ticket.due}
    assert old.ticket.due == dues
    assert [entry.event for entry in new.entries] == ["detected", "classified", "filed", "split"]
    case.does("rejected", note="误报")
    with pytest.raises(Gate):
        split(case.ticket, "T-2", "billing", "", **BY)


def test_merged_clocks_are_the_earlier_ones_and_no_promise_is_lost(book: Playbook, desk: Open) -> None:
    early, late = desk(2).ticket, replace(desk(2, NOW).ticket, id="T-2", call_id="C-2")
    pledge = Pledge("回电", NOW, 2)
    early = replace(
        early, due=ladder.promised(early.due, [pledge], NOW, book), promises=(pledge,), demand="退款"
    )
    other = Pledge("退款", NOW + timedelta(days=1), 2)
    late = replace(
        late, due=ladder.promised(late.due, [other], NOW, book), promises=(other,), affected="两户"
    )
    late = replace(late, due=(*late.due, Due("support_reply", "回复", NOW, NOW)))
    gone, whole = merge(late, early, **BY, book=book)
    dues = {due.clock: due for due in whole.ticket.due}
    assert dues["team"] == next(due for due in early.due if due.clock == "team")
    assert {"promise#2", "promise#T-2-2", "support_reply"} <= set(dues)
    assert dues["promise#T-2-2"].kind == "promise"
    assert whole.ticket.promises == (pledge, other)
    assert (whole.ticket.demand, whole.ticket.affected) == ("退款", "两户")
    assert all(due.dropped for due in gone.ticket.due)
    swapped = merge(early, late, **BY, book=book)[1].ticket
    assert next(due.due for due in swapped.due if due.clock == "team") == dues["team"].due


def test_a_merge_with_a_graver_ticket_raises_the_level(book: Playbook, desk: Open) -> None:
    grave, mild = desk(1).ticket, replace(desk(3).ticket, id="T-2")
    whole = merge(grave, mild, **BY, book=book)[1]
    assert (whole.ticket.level, whole.ticket.cr, whole.entries[0].changes["level"]) == (1, "CR1", "1")


def test_what_was_approved_for_the_parent_is_approved_for_the_child(book: Playbook, desk: Open) -> None:
    case = desk()
    case.does("planned", "approved", note="统一退费")
    child = replace(desk().ticket, id="T-2")
    parent, joined = gather(case.ticket, [child], **BY)
    assert "approved" in joined.ticket.marks and joined.ticket.fields["plan"] == "统一退费"
    assert parent.entries[0].changes == {"child": "T-2"}
    assert gather(case.ticket, [joined.ticket], **BY) == ()
    assert moved(joined.ticket, "T-9", by="主管", at=NOW).ticket.parent == "T-9"
    with pytest.raises(BadChange):
        gather(joined.ticket, [case.ticket], **BY)


def test_the_evidence_of_a_call_is_what_matters_with_its_words(book: Playbook) -> None:
    talk = Talk(book).customer("喂", "chitchat", "none")
    talk = talk.customer(
        "六千块，我要起诉", signals={"legal": "起诉"}, amount_cny="6000", said={"amount_cny": "六千块"}
    )
    talk = talk.customer("快点退", "demand").agent("好的", "listen").agent("18点前回电", "commit_time")
    taboo = AgentReading(taboos=(TabooHeard("absolute", "绝对", (0, 2)),))
    talk = talk.hear("agent", "绝对没问题", taboo).hear("customer", "嗯", customer("嗯", "accept", "none"))
    pack = evidence("C-1", talk.call.turns)
    assert [(seen.turn, [mark.label for mark in seen.marks]) for seen in pack] == [
        (2, ["amount_cny", "legal"]), (3, []), (5, ["commit_time"]), (6, ["absolute"]),
    ]  # fmt: skip
    assert [mark.text for mark in pack[0].marks] == ["六千块", "起诉"]
