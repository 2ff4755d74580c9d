"""The board: what it shows of the calls going on, in which order, and that it keeps up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from builders import agent, customer

from anfu.service import Service

ANGRY = customer("太过分了，我要投诉", "vent", "delivery", "angry", 3)
THREAT = "这都第三次了，再不退我就去法院起诉你们"
SERIOUS = customer(
    THREAT,
    "threaten",
    "refund",
    "angry",
    3,
    signals={"legal": "起诉"},
    said={"contacts": "第三次"},
    contacts=3,
)
CALM = customer("请问营业时间", "question", "none")


def line(service: Service) -> list[str]:
    """The ids on the board, in order."""
    return [call.id for call in service.floor.board().calls]


def test_the_call_that_needs_help_most_stands_first(service: Service, clock: Any) -> None:
    clock.tick(minutes=1)
    for name, text, reading in [
        ("calm", "请问营业时间", CALM),
        ("angry", "太过分了，我要投诉", ANGRY),
        ("serious", THREAT, SERIOUS),
    ]:
        service.begin_call(call_id=name, agent="小周", customer_ref="K1")
        service.hear(name, "customer", text, reading)
    board = service.floor.board()
    assert [call.id for call in board.calls] == ["serious", "angry", "call-1", "calm"]
    first = board.calls[0]
    assert (first.agent, first.level.id, first.turns, first.curve) == ("小周", 2, 1, (3,))
    assert first.ticket_id is not None
    assert first.due is not None
    assert (first.due.clock, first.due.name) == ("first_report", "首次上报")
    assert any("第三次" in ground for ground in first.why)
    untouched = board.calls[2]
    assert (untouched.turns, untouched.step.id, untouched.level.id, untouched.curve) == (0, "receive", 0, ())


def test_the_board_keeps_up_with_words_steps_tickets_and_the_end(service: Service, clock: Any) -> None:
    service.hear("call-1", "customer", "太过分了，我要投诉", ANGRY)
    before = service.floor.board().calls[0]
    clock.tick(seconds=30)
    service.hear("call-1", "customer", "请问营业时间", CALM)
    after = service.floor.board().calls[0]
    assert (before.curve, after.curve) == ((3,), (3, 0))
    assert after.last_at > before.last_at
    service.set_step("call-1", "logic")
    assert service.floor.board().calls[0].step.id == "logic"
    assert after.ticket_id is None
    ticket = service.file_ticket("call-1", "delivery")
    assert service.floor.board().calls[0].ticket_id == ticket.id
    service.end_call("call-1")
    assert line(service) == []


def test_another_process_sees_the_same_board(open_service: Callable[..., Service]) -> None:
    here, there = open_service(), open_service()
    here.begin_call(call_id="call-1")
    assert line(there) == ["call-1"]
    here.hear("call-1", "customer", "太过分了，我要投诉", ANGRY)
    assert there.floor.board().calls == here.floor.board().calls
    here.hear("call-1", "agent", "非常抱歉", agent("非常抱歉", "apologize"))
    assert there.floor.board().calls[0].turns == 2


def test_a_clock_that_ran_out_is_said(service: Service, clock: Any) -> None:
    service.hear("call-1", "customer", THREAT, SERIOUS)
    assert not any("超时" in ground for ground in service.floor.board().calls[0].why)
    clock.tick(minutes=11)
    assert "首次上报已超时" in service.floor.board().calls[0].why


def test_the_curve_shows_the_last_turns_and_forgotten_calls_go(service: Service, clock: Any) -> None:
    for number in range(14):
        reading = customer("等了很久", "vent", "delivery", "angry", number % 4)
        service.hear("call-1", "customer", "等了很久", reading)
    assert service.floor.board().calls[0].curve == tuple(number % 4 for number in range(2, 14))
    clock.tick(hours=12, seconds=1)
    assert line(service) == []
