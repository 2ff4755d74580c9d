"""The clock ladder: every number of F59-F69, what pauses and stops a clock, and what it tells, once and in order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from builders import START, Talk
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from reference_clock import is_open, tellings

from anfu.playbook import Playbook
from anfu.playbook.schema import CalendarFile, Clock, CompanyDay, Hours
from anfu.tickets import ladder
from anfu.tickets.calendar import calendar_of
from anfu.tickets.clocks import as_of, clock_events, next_due, next_moment
from anfu.tickets.filing import draw_up
from anfu.tickets.types import Due, Pledge, Ticket

Open = Callable[..., Any]
NOW = START + timedelta(minutes=3)


def with_clock(book: Playbook, clock: str, **fields: Any) -> Playbook:
    """The playbook with one clock changed, as a trainer changes it."""
    changed = [replace(rule, **fields) if rule.id == clock else rule for rule in book.clocks.clocks]
    return replace(book, clocks=replace(book.clocks, clocks=changed))


# --- F59-F69, one by one: the number, and that the playbook's number is what counts ----------------

NUMBERS: list[Any] = [
    pytest.param("first_report", 2, (), 10, id="F59 first report 10 min from detection"),
    pytest.param("team", 1, (), 30, id="F60 team 30 min from classification"),
    pytest.param("support_reply", 3, ("referred",), 30, id="F61 support reply 30 min from referral"),
    pytest.param("first_solution", 3, (), 120, id="F62 first solution 2 h from classification"),
    pytest.param("progress", 2, (), 60, id="F63 hourly progress"),
    pytest.param("monitoring", 2, (), 1440, id="F64 monitoring 24 h"),
    pytest.param("review", 2, ("event_closed",), 2880, id="F65 review 48 h from the incident's end"),
    pytest.param(
        "report",
        2,
        ("approved", "solution_given", "agreed", "closed"),
        2880,
        id="F66 report 48 h from case close",
    ),
    pytest.param("crisis_response", 1, (), 120, id="F67 crisis response 2 h"),
]


@pytest.mark.parametrize(("clock", "level", "first", "minutes"), NUMBERS)
def test_the_number_of_a_clock(
    book: Playbook, desk: Open, clock: str, level: int, first: tuple[str, ...], minutes: int
) -> None:
    for rules, length in ((book, minutes), (with_clock(book, clock, minutes=7), 7)):
        case = desk(level)
        talk = Talk(rules).customer("抖音", kind="quality", signals={"media": "抖音", "safety": "烟"})
        if clock == "monitoring" or level == 1:
            case.ticket = draw_up(talk.call, "T-1", NOW, rules, "小林")
        else:
            talk = Talk(rules).customer("话", signals={"legal": "起诉"} if level == 2 else {})
            case.ticket = draw_up(talk.call, "T-1", NOW, rules, "小林")
        case.book = rules
        case.does(*first, note="转给技术")
        due = case.due(clock)
        assert due.due - due.started == timedelta(minutes=length)
        assert due.started == (case.now if first else NOW)


def test_f69_a_promise_is_due_at_the_time_promised_day_or_night(book: Playbook) -> None:
    talk = Talk(book).customer("五天没到").agent("今晚10点前给您回电", "commit_time")
    ticket = draw_up(talk.call, "T-1", NOW, book, "小林")
    [promise] = [due for due in ticket.due if due.kind == "promise"]
    assert promise.due == NOW.replace(hour=22, minute=0)
    assert promise.name == "承诺 今晚10点前给您回电"


def test_f69_an_answer_keeps_the_promise_that_is_due_next_and_no_other(book: Playbook) -> None:
    pledges = [
        Pledge("后天前退款", NOW + timedelta(days=2), 2),
        Pledge("18点前回电", NOW + timedelta(hours=4), 4),
    ]
    dues = ladder.promised((), pledges, NOW, book)
    assert ladder.promised(dues, pledges, NOW, book) == dues
    once = ladder.halt(dues, "responded", NOW + timedelta(hours=1), book)
    assert [due.stopped is not None for due in once] == [False, True]
    twice = ladder.halt(once, "responded", NOW + timedelta(hours=2), book)
    assert all(due.stopped for due in twice)


def test_f69_one_answer_keeps_a_promise_in_all_its_wordings(book: Playbook) -> None:
    eight = NOW + timedelta(hours=8)
    pledges = [
        Pledge("八点前回电", eight, 2),
        Pledge("八点，您记着", eight, 4),
        Pledge("后天退款", eight + timedelta(days=2), 6),
    ]
    dues = ladder.halt(ladder.promised((), pledges, NOW, book), "responded", eight, book)
    assert [due.stopped for due in dues] == [eight, eight, None]


def test_f68_an_enquiry_is_answered_within_five_minutes(book: Playbook) -> None:
    from anfu.guidance.card import pre_call_card

    assert "5分钟" in pre_call_card([], [], NOW, book).speed
    assert "4分钟" in pre_call_card([], [], NOW, with_clock(book, "first_reply", minutes=4)).speed


STOPS: list[Any] = [
    pytest.param(2, "reported", "first_report", id="F59"),
    pytest.param(2, "team_formed", "team", id="F60"),
    pytest.param(2, "responded", "crisis_response", id="F67"),
]


@pytest.mark.parametrize(("level", "event", "clock"), STOPS)
def test_what_stops_a_clock(desk: Open, level: int, event: str, clock: str) -> None:
    case = desk(level)
    case.does(event)
    assert case.due(clock).stopped == case.now
    assert not case.due(clock).dropped
    assert sum(due.stopped is not None for due in case.ticket.due) == 1


def test_a_second_referral_has_a_clock_of_its_own(desk: Open) -> None:
    case = desk(2)
    case.does("referred", "referred", "support_replied", "referred", note="转技术")
    runs = [due for due in case.ticket.due if due.kind == "support_reply"]
    assert [(due.clock, due.stopped is None) for due in runs] == [
        ("support_reply", False),
        ("support_reply#2", True),
    ]


def test_closing_ends_what_runs_and_starts_review_and_report(desk: Open) -> None:
    case = desk(2)
    case.does("approved", "solution_given", "agreed", "closed")
    running = {due.clock: due.started for due in case.ticket.due if due.running}
    assert running == {"review": case.now, "report": case.now}
    case.does("reviewed", "report_written")
    assert next_due(case.ticket) is None


def test_an_incident_that_was_over_before_has_its_review_clock_from_then(desk: Open) -> None:
    case = desk(2)
    case.does("event_closed")
    over = case.now
    case.does("approved", "solution_given", "agreed", "closed")
    assert (case.due("review").started, case.due("report").started) == (over, case.now)
    assert {due.clock for due in case.ticket.due if due.running} == {"review", "report"}
    case.does("reviewed")
    assert case.due("review").stopped == case.now
    assert [entry.event for entry in case.entries].count("event_closed") == 1


# --- the business calendar -----------------------------------------------------------------------


def beijing(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


HOURS: list[Any] = [
    pytest.param("2026-11-04T14:03", "2026-11-04T16:03", id="within the afternoon"),
    pytest.param("2026-11-04T11:00", "2026-11-04T14:30", id="over lunch"),
    pytest.param("2026-11-04T17:00", "2026-11-05T10:00", id="over night"),
    pytest.param("2026-11-06T17:30", "2026-11-09T10:30", id="over a weekend"),
    pytest.param("2026-09-30T17:00", "2026-10-08T10:00", id="over the National Day holiday"),
    pytest.param("2026-10-10T09:00", "2026-10-10T11:00", id="on a Saturday that is worked for it"),
    pytest.param(
        "2026-02-13T17:00", "2026-02-14T10:00", id="into a Saturday that is worked for Spring Festival"
    ),
    pytest.param("2027-09-30T17:00", "2027-10-04T10:00", id="in a year whose holidays are not known yet"),
    pytest.param("2026-11-07T03:00", "2026-11-09T11:00", id="from a night at the weekend"),
]


@pytest.mark.parametrize(("start", "end"), HOURS)
def test_f62_runs_in_working_hours(book: Playbook, desk: Open, start: str, end: str) -> None:
    assert desk(3, beijing(start)).due("first_solution").due == beijing(end)


def test_levels_1_and_2_run_day_and_night(book: Playbook, desk: Open) -> None:
    start = beijing("2026-10-01T23:55")
    assert desk(2, start).due("first_report").due == start + timedelta(minutes=10)


def test_the_company_overrules_the_public_calendar(book: Playbook) -> None:
    own = replace(
        book.calendar,
        extra_holidays=[CompanyDay("2026-11-05", "年会")],
        extra_workdays=[CompanyDay("2026-11-07", "双十一"), CompanyDay("2026-10-02", "值班")],
    )
    calendar = calendar_of(own)
    assert calendar.after(beijing("2026-11-04T17:00"), timedelta(hours=2)) == beijing("2026-11-06T10:00")
    assert calendar.is_workday(datetime(2026, 11, 7).date())
    assert calendar.is_workday(datetime(2026, 10, 2).date())
    assert not calendar_of(book.calendar).is_workday(datetime(2026, 10, 2).date())


def test_nothing_is_worked_backwards(book: Playbook) -> None:
    calendar = calendar_of(book.calendar)
    assert calendar.worked(NOW, NOW - timedelta(hours=1)) == timedelta(0)
    assert calendar.after(NOW, timedelta(0)) == NOW


ZONES = ("Asia/Shanghai", "UTC", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Europe/Berlin")


@st.composite
def calendars(draw: Any) -> CalendarFile:
    """Any zone, any hours, any days, with days of the company's own; no public holidays."""
    cuts = sorted(draw(st.sets(st.integers(0, 96), min_size=2, max_size=6)))
    hours = [
        Hours(f"{a // 4:02}:{a % 4 * 15:02}", f"{b // 4:02}:{b % 4 * 15:02}")
        for a, b in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    days = draw(st.sets(st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]), min_size=3))
    off, on = [draw(st.sets(st.integers(1, 9), max_size=3)) for _ in range(2)]
    month = draw(st.sampled_from(["2026-03", "2026-11"]))
    return CalendarFile(
        zone=draw(st.sampled_from(ZONES)),
        holidays="none",
        days=sorted(days),
        hours=hours,
        source="own",
        extra_holidays=[CompanyDay(f"{month}-{day:02}", "自定") for day in off],
        extra_workdays=[CompanyDay(f"{month}-{day:02}", "自定") for day in on - off],
    )


# The clocks change in these zones on 2026-03-08 and 2026-11-01 (New York), 2026-03-29 (Berlin), 2026-04-05 (Lord Howe).
STARTS = st.sampled_from([datetime(2026, 3, 6, tzinfo=UTC), datetime(2026, 3, 27, tzinfo=UTC),
                          datetime(2026, 4, 3, tzinfo=UTC), datetime(2026, 10, 30, tzinfo=UTC)])  # fmt: skip


@settings(max_examples=300)
@given(file=calendars(), start=STARTS, offset=st.integers(0, 4000), length=st.integers(0, 5000))
def test_working_time_is_the_sum_of_the_minutes_worked(
    file: CalendarFile, start: datetime, offset: int, length: int
) -> None:
    begin = start + timedelta(minutes=offset)
    minutes = sum(is_open(file, begin + timedelta(minutes=n)) for n in range(length))
    calendar = calendar_of(file)
    assert calendar.worked(begin, begin + timedelta(minutes=length)) == timedelta(minutes=minutes)
    if minutes:
        done = calendar.after(begin, timedelta(minutes=minutes))
        assert done <= begin + timedelta(minutes=length)
        assert calendar.worked(begin, done) == timedelta(minutes=minutes)
        assert is_open(file, done - timedelta(minutes=1)), "it is reached in working time"


@pytest.mark.parametrize(
    ("zone", "day", "opens", "closes", "hours"),
    [
        ("America/New_York", "2026-03-08", "00:00", "06:00", 5),
        ("America/New_York", "2026-11-01", "00:00", "06:00", 7),
        ("America/New_York", "2026-11-01", "01:30", "02:30", 1.5),
        ("Australia/Lord_Howe", "2026-04-05", "01:00", "03:00", 2.5),
        ("America/New_York", "2026-03-08", "18:00", "24:00", 6),
    ],
)
def test_a_day_on_which_clocks_are_changed(
    book: Playbook, zone: str, day: str, opens: str, closes: str, hours: float
) -> None:
    file = replace(book.calendar, zone=zone, holidays="none", days=["sun"], hours=[Hours(opens, closes)])
    noon = datetime.fromisoformat(f"{day}T12:00+00:00")
    worked = calendar_of(file).worked(noon - timedelta(days=2), noon + timedelta(days=2))
    assert worked == timedelta(hours=hours)


def test_a_clock_that_is_held_at_the_very_moment_of_a_warning_has_warned(book: Playbook, desk: Open) -> None:
    case = desk(3)
    case.does("waiting_customer", after=60)
    case.does("customer_back", after=90)
    assert told(case.ticket, NOW + timedelta(days=1), book, "first_solution")[0] == ("warn50", 0, 60)


# --- against the reference clock -----------------------------------------------------------------


def ruled(book: Playbook, file: CalendarFile, minutes: int, calendar: str) -> Playbook:
    """A playbook with one clock that waiting for the customer pauses."""
    clock = Clock(
        id="test", name=book.clocks.clocks[0].name, starts="classified", stops="solution_given",
        minutes=minutes, levels=[3], source="own", calendar=calendar,
        pauses=["waiting_customer"], resumes=["customer_back"],
    )  # fmt: skip
    return replace(
        book, calendar=file, clocks=replace(book.clocks, clocks=[clock], warn_at_percent=[50, 75, 90])
    )


@settings(max_examples=300)
@given(
    file=calendars(),
    start=STARTS,
    offset=st.integers(0, 3000),
    minutes=st.integers(1, 900),
    calendar=st.sampled_from(["business", "always"]),
    switches=st.lists(st.integers(1, 1500), max_size=6),
    run=st.integers(1, 4000),
    stops=st.booleans(),
    looks=st.lists(st.integers(0, 6000), max_size=4),
)
def test_a_clock_tells_what_the_reference_clock_tells_however_seldom_one_looks(
    book: Playbook, file: CalendarFile, start: datetime, offset: int, minutes: int, calendar: str,
    switches: list[int], run: int, stops: bool, looks: list[int],
) -> None:  # fmt: skip
    rules = ruled(book, file, minutes, calendar)
    begin = start + timedelta(minutes=offset)
    until = begin + timedelta(minutes=6000)
    stopped = begin + timedelta(minutes=run) if stops else until + timedelta(days=1)
    turns: list[datetime] = []
    for gap in switches:
        turns.append((turns[-1] if turns else begin) + timedelta(minutes=gap))
    turns = [turn for turn in turns if turn < stopped]

    happenings = [(at, ("waiting_customer", "customer_back")[i % 2]) for i, at in enumerate(turns)]
    happenings += [(stopped, "solution_given")] if stops else []
    told: dict[Any, datetime] = {}
    dues = ladder.begin((), "classified", begin, 3, (), rules)
    ticket = Ticket("T", "C", "m", "open", 3, None, "P2", "", (), begin, "a", begin, dues)
    watched = sorted({begin + timedelta(minutes=look) for look in looks} | {until})
    for look in watched:
        while happenings and happenings[0][0] <= look:
            at, event = happenings.pop(0)
            ticket = replace(ticket, due=ladder.halt(ticket.due, event, at, rules))
        for event in clock_events(ticket, look, rules):
            known = told.setdefault((event.what, event.n), event.at)
            assert known == event.at, "what was told once does not change"
    found = [
        (what, at) for (what, _), at in sorted(told.items(), key=lambda item: item[1]) if what != "repeat"
    ]

    def held(moment: datetime) -> bool:
        return sum(turn <= moment for turn in turns) % 2 == 1

    reference = file if calendar == "business" else None
    expected = list(tellings(reference, begin, minutes, [50, 75, 90], held, stopped, until))
    assert sorted(found) == sorted(expected)
    assert [at for _, at in found] == sorted(at for _, at in found)


# --- what a clock tells ---------------------------------------------------------------------------


def told(ticket: Ticket, now: datetime, book: Playbook, clock: str) -> list[tuple[str, int, float]]:
    return [
        (event.what, event.n, (event.at - ticket.filed_at) / timedelta(minutes=1))
        for event in clock_events(ticket, now, book)
        if event.clock == clock
    ]


def test_a_clock_warns_at_50_75_and_90_percent_and_tells_when_it_runs_out(book: Playbook, desk: Open) -> None:
    ticket = desk(2).ticket
    assert told(ticket, NOW + timedelta(minutes=30), book, "team") == [
        ("warn50", 0, 15), ("warn75", 0, 22.5), ("warn90", 0, 27), ("breached", 0, 30),
    ]  # fmt: skip
    other = replace(book, clocks=replace(book.clocks, warn_at_percent=[80]))
    assert told(ticket, NOW + timedelta(minutes=29), other, "team") == [("warn80", 0, 24)]


def test_after_a_breach_it_tells_again_until_acknowledged(book: Playbook, desk: Open) -> None:
    case = desk(2)
    late = NOW + timedelta(hours=9)
    again = [(what, n, at) for what, n, at in told(case.ticket, late, book, "team") if what == "repeat"]
    assert again == [("repeat", n, 30 + 15 * n) for n in range(1, 9)]
    rules = replace(
        book, clocks=replace(book.clocks, after_breach=replace(book.clocks.after_breach, at_most=2))
    )
    assert len([what for what, _, _ in told(case.ticket, late, rules, "team") if what == "repeat"]) == 2
    case.does("acknowledged", after=50)
    assert told(case.ticket, late, book, "team")[-1] == ("repeat", 1, 45)
    assert told(case.ticket, late, book, "crisis_response")[-1][0] == "repeat", "this one ran out later"


def test_a_repeating_clock_tells_at_the_end_of_each_round(book: Playbook, desk: Open) -> None:
    case = desk(2)
    assert told(case.ticket, NOW + timedelta(hours=3, minutes=1), book, "progress") == [
        ("repeat", 1, 60), ("repeat", 2, 120), ("repeat", 3, 180),
    ]  # fmt: skip
    shown = as_of(case.ticket, NOW + timedelta(minutes=130), book)
    assert next(due.due for due in shown.due if due.clock == "progress") == NOW + timedelta(hours=3)
    case.does("approved", "solution_given", "agreed", "closed", after=30)
    assert len(told(case.ticket, NOW + timedelta(days=3), book, "progress")) == 2
    assert as_of(case.ticket, NOW + timedelta(days=3), book) is case.ticket


def test_a_stopped_or_dropped_clock_is_silent(book: Playbook, desk: Open) -> None:
    case = desk(2)
    case.does("team_formed", after=20)
    assert told(case.ticket, NOW + timedelta(hours=2), book, "team") == [("warn50", 0, 15)]
    case.does("rejected", note="误报")
    assert clock_events(case.ticket, NOW + timedelta(hours=9), book) == [
        event for event in clock_events(case.ticket, NOW + timedelta(hours=9), book) if event.clock == "team"
    ]


def test_events_come_in_order_and_name_the_role_told_first(book: Playbook, desk: Open) -> None:
    ticket = desk(2, media="抖音").ticket
    events = clock_events(ticket, NOW + timedelta(days=2), book)
    assert [event.at for event in events] == sorted(event.at for event in events)
    assert {event.clock: event.to for event in events} == {
        "first_report": "supervisor", "team": "duty_manager", "crisis_response": "duty_manager",
        "progress": "duty_manager", "monitoring": "pr",
    }  # fmt: skip


def test_the_next_moment_is_after_the_one_named(book: Playbook, desk: Open) -> None:
    case = desk(2)
    team = case.due("team")
    assert next_moment(team, NOW, book) == NOW + timedelta(minutes=15)
    assert next_moment(team, NOW + timedelta(minutes=27), book) == team.due
    assert next_moment(team, NOW + timedelta(days=1), book) is None
    assert next_due(case.ticket) == case.due("first_report").due


def test_a_clock_of_an_older_anfu_still_breaches(book: Playbook, desk: Open) -> None:
    ticket = replace(desk(2).ticket, due=(Due("team", "小组", NOW + timedelta(minutes=30)),))
    assert told(ticket, NOW + timedelta(hours=1), book, "team") == [("breached", 0, 30)]


def test_pausing_what_is_held_or_over_changes_nothing(book: Playbook, desk: Open) -> None:
    case = desk(3)
    calendar = calendar_of(book.calendar)
    solution = case.due("first_solution")
    assert ladder.resume(solution, NOW, calendar) is solution
    held = ladder.pause(solution, NOW + timedelta(minutes=30), calendar)
    assert held.spent == 1800
    assert ladder.pause(held, NOW + timedelta(minutes=40), calendar) is held
    on = ladder.resume(held, NOW + timedelta(minutes=50), calendar)
    assert on.due == solution.due + timedelta(minutes=20)
    over = ladder.stop(on, NOW + timedelta(minutes=60))
    assert ladder.stop(over, NOW) is over and ladder.drop(over, NOW) is over
    assert ladder.pause(over, NOW, calendar) is over and ladder.resume(over, NOW, calendar) is over


def test_waiting_for_the_customer_pauses_only_the_solution_clock(desk: Open) -> None:
    case = desk(2)
    case.does("referred", note="转技术")
    case.does("waiting_customer")
    assert all(due.paused is None for due in case.ticket.due)
    low = desk(3)
    low.does("waiting_customer")
    assert low.due("first_solution").paused == low.now
    low.does("waiting_customer")
    low.does("customer_back", after=60)
    assert low.due("first_solution").running
