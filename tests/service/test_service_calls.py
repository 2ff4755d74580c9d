"""A call as the service lives it: heard, stored at once, replayed, ended, continued by another process."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from builders import BEIJING, START, agent, customer
from hypothesis import given, settings
from hypothesis import strategies as st

from anfu.calls import Call
from anfu.errors import CallEnded, KeyMismatch, NothingHeard, NothingToUndo, NotTrained, UnknownCall
from anfu.guidance import Guidance
from anfu.labels import AGENT_ACTS, CUSTOMER_ACTS, EMOTIONS, KINDS, SIGNALS
from anfu.playbook import Playbook
from anfu.reading import Intent, Reading
from anfu.service import Service
from anfu.store import StoreError
from anfu.store.errors import TurnTaken
from anfu.store.store import Store

Open = Callable[..., Service]
GRIEF = "包裹五天没到，我要起诉"


def grieve(service: Service, text: str = GRIEF, key: str | None = None, **fields: Any) -> Guidance:
    fields.setdefault("signals", {"legal": "起诉"})
    return service.hear("call-1", "customer", text, customer(text, **fields), key=key)


# --- hearing -------------------------------------------------------------------------------------


def test_a_turn_is_stored_with_its_guidance_and_ticket(service: Service) -> None:
    guidance = grieve(service)
    assert guidance.turn == 1
    assert guidance.ticket.action == "filed"
    [turn] = service.store.turns("call-1")
    assert msgspec.json.decode(turn.guidance, type=Guidance) == guidance
    [ticket] = service.store.tickets_of("call-1")
    assert (ticket.id, ticket.level, ticket.filed_at) == (guidance.ticket.id, 2, START)
    stored = service.store.call("call-1")
    assert stored is not None
    assert stored.matter == "delivery"


def test_when_storing_fails_nothing_was_heard(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Turn, ticket and memory: all of it or nothing."""

    def full(*_: Any) -> None:
        raise StoreError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(service.store, "add_turn", full)
        with pytest.raises(StoreError):
            grieve(service)
    assert service.call("call-1").turns == ()
    assert service.open_ticket("call-1") is None
    assert service.store.tickets_of("call-1") == []
    assert grieve(service).turn == 1


def test_personal_numbers_are_masked_before_anything_is_kept(service: Service) -> None:
    told = "我电话13812345678，卡号6222021234567890128"
    grieve(service, told)
    service.file_ticket("call-1", summary="回电13812345678", fields={"contact": "13812345678"})
    kept = repr(service.store.turns("call-1")) + repr(service.store.tickets_of("call-1"))
    assert "138****5678" in kept
    assert "13812345678" not in kept
    assert "13812345678" not in repr(service.call("call-1"))


def test_what_the_lexicon_finds_stands_among_the_agents_taboos(service: Service) -> None:
    text = "这绝对不是我们的责任"
    heard = service.hear("call-1", "agent", text, agent(text, "explain")).reading
    assert {taboo.id for taboo in heard.taboos} == {"absolute", "blame_shift"}  # type: ignore[union-attr]
    for taboo in heard.taboos:  # type: ignore[union-attr]
        assert text[slice(*taboo.span)] == taboo.evidence


def test_a_hint_is_no_taboo_of_the_call(service: Service) -> None:
    heard = service.hear("call-1", "agent", "单号报一下", agent("单号报一下")).reading
    assert heard.taboos == ()  # type: ignore[union-attr]


def test_without_a_model_words_need_a_reading(service: Service) -> None:
    with pytest.raises(NotTrained):
        service.hear("call-1", "customer", "喂")
    with pytest.raises(NotTrained):
        service.read_question("怎么道歉")
    assert service.store.turns("call-1") == []


class OneReading:
    """A reader that always hears the same."""

    def read_customer(self, said: str) -> Reading:
        return customer(said)

    def read_agent(self, said: str) -> Reading:
        return agent(said, "listen")

    def read_question(self, said: str) -> Intent:
        return Intent("ask_help", 0.9)


def test_with_a_model_words_are_enough(open_service: Open) -> None:
    service = open_service(reader=OneReading())
    service.begin_call(call_id="call-1")
    assert service.hear("call-1", "customer", "五天没到").level.id == 3
    assert service.read("五天没到", "customer") == customer("五天没到")
    assert service.read_question("怎么办").name == "ask_help"
    taboos = service.read_all("这不可能", "agent").taboos  # type: ignore[union-attr]
    assert [taboo.id for taboo in taboos] == ["absolute"]


def test_a_call_that_never_began_is_unknown(service: Service) -> None:
    with pytest.raises(UnknownCall, match="nowhere"):
        service.hear("nowhere", "customer", "喂", customer("喂"))
    for ask in (service.call, service.guidance_since, service.end_call, service.open_ticket):
        with pytest.raises(UnknownCall):
            ask("nowhere")


# --- keys ----------------------------------------------------------------------------------------


def test_the_same_key_gives_the_same_guidance_and_no_second_turn(service: Service) -> None:
    first = grieve(service, key="k-1")
    assert grieve(service, key="k-1") == first
    assert len(service.call("call-1").turns) == 1
    assert grieve(service, key="k-2").turn == 2


def test_a_key_is_good_for_one_utterance_only(service: Service) -> None:
    grieve(service, key="k-1")
    with pytest.raises(KeyMismatch):
        grieve(service, "别的话", key="k-1")
    with pytest.raises(KeyMismatch):
        service.hear("call-1", "agent", GRIEF, agent(GRIEF), key="k-1")


def test_a_replay_is_answered_also_after_the_call_ended(service: Service) -> None:
    first = grieve(service, key="k-1")
    service.end_call("call-1")
    assert grieve(service, key="k-1") == first


def test_a_key_stored_by_another_process_is_found(open_service: Open, service: Service) -> None:
    other = open_service()
    other.call("call-1")
    first = grieve(service, key="k-1")
    assert grieve(other, key="k-1") == first


def test_a_key_stored_between_look_and_write_is_found(open_service: Open, service: Service) -> None:
    other = open_service()
    other.call("call-1")
    looks = itertools.count()
    look = other.store.turn_by_key

    def late(call_id: str, key: str) -> Any:
        if next(looks) == 0:
            grieve(service, key=key)  # meanwhile, elsewhere
            return None
        return look(call_id, key)

    other.store.turn_by_key = late  # type: ignore[method-assign]
    assert grieve(other, key="k-1").turn == 1
    assert other.store.last_turn("call-1") == 1


# --- the end -------------------------------------------------------------------------------------


def test_an_ended_call_hears_nothing_more(service: Service) -> None:
    grieve(service)
    summary = service.end_call("call-1")
    assert "物流配送" in summary
    with pytest.raises(CallEnded):
        grieve(service)
    with pytest.raises(CallEnded):
        service.end_call("call-1")


def test_a_call_ended_by_another_process_is_over_here_too(open_service: Open, service: Service) -> None:
    grieve(service)
    open_service().end_call("call-1")
    with pytest.raises(CallEnded):
        grieve(service)
    assert service.store.last_turn("call-1") == 1


def test_the_summary_at_the_end_knows_what_other_processes_heard(
    open_service: Open, service: Service
) -> None:
    other = open_service()
    other.call("call-1")
    grieve(service)
    assert "二级" in other.end_call("call-1")


# --- times ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("zone", [UTC, BEIJING])
def test_a_promise_for_today_is_for_today_in_the_call_centre(
    open_service: Open, service: Service, zone: Any
) -> None:
    """Whatever offset the caller writes, and after a restart too."""
    grieve(service)
    text = "今天18点前给您回电"
    at = (START + timedelta(minutes=1)).astimezone(zone)
    guidance = service.hear("call-1", "agent", text, agent(text, "commit_time"), at)
    due = START.replace(hour=18)
    assert [promise.due for promise in guidance.promises] == [due]
    assert [promise.due for promise in open_service().call("call-1").promises] == [due]


def test_a_time_without_an_offset_is_refused(service: Service) -> None:
    with pytest.raises(ValueError, match="no offset"):
        service.hear("call-1", "customer", "喂", customer("喂"), datetime(2026, 11, 4, 14, 0))


# --- other processes -----------------------------------------------------------------------------


def test_two_processes_take_turns_in_one_call(open_service: Open, service: Service) -> None:
    other = open_service()
    other.call("call-1")
    assert grieve(service).turn == 1
    assert grieve(other, "第二句").turn == 2
    assert grieve(service, "第三句").turn == 3
    assert [turn.text for turn in other.call("call-1").turns] == [GRIEF, "第二句", "第三句"]
    assert len(service.store.tickets_of("call-1")) == 1


def test_two_processes_file_one_ticket_between_them(open_service: Open, service: Service) -> None:
    other = open_service()
    grieve(service, "五天没到", signals={})
    other.call("call-1")
    by_hand = other.file_ticket("call-1", "delivery", by="小林")
    guidance = grieve(service)
    assert guidance.ticket.action == "upgraded"
    assert guidance.ticket.id == by_hand.id
    [ticket] = service.store.tickets_of("call-1")
    assert (ticket.level, ticket.filed_by) == (2, "小林")


def test_many_threads_of_two_processes_each_get_a_turn(open_service: Open, service: Service) -> None:
    services = [service, open_service()]

    def speak(number: int) -> int:
        return grieve(services[number % 2], f"第{number}句").turn

    with ThreadPoolExecutor(4) as pool:
        turns = list(pool.map(speak, range(24)))
    assert sorted(turns) == list(range(1, 25))
    assert len(service.store.tickets_of("call-1")) == 1
    assert services[0].call("call-1") == services[1].call("call-1")


def test_who_never_gets_a_turn_is_told(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    def taken(*_: Any) -> None:
        raise TurnTaken("somebody was faster")

    monkeypatch.setattr(service.store, "add_turn", taken)
    with pytest.raises(TurnTaken):
        grieve(service)


def test_a_call_purged_meanwhile_is_unknown(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service.store, "call", lambda _: None)
    with pytest.raises(UnknownCall):
        grieve(service)


def test_guidance_after_a_gap_is_what_was_given(open_service: Open, service: Service) -> None:
    given_before = [grieve(service, f"第{number}句") for number in range(4)]
    assert open_service().guidance_since("call-1", after=2) == given_before[2:]


# --- restart -------------------------------------------------------------------------------------

_turn = st.one_of(
    st.tuples(
        st.just("customer"),
        st.fixed_dictionaries(
            {},
            optional={
                "act": st.sampled_from(CUSTOMER_ACTS),
                "kind": st.sampled_from(KINDS),
                "mood": st.sampled_from(EMOTIONS),
                "intensity": st.integers(0, 3),
                "signals": st.dictionaries(st.sampled_from(SIGNALS), st.just("话"), max_size=2),
                "amount_cny": st.sampled_from(["499.5", "5000", "68000"]),
                "contacts": st.integers(1, 5),
                "scope": st.sampled_from(["system", "business"]),
            },
        ),
    ),
    st.tuples(st.just("agent"), st.lists(st.sampled_from(AGENT_ACTS), max_size=3)),
    st.tuples(st.just("file"), st.sampled_from([None, "refund", "other", "delivery"])),
)
_numbers = itertools.count()


def _play(service: Service, call_id: str, move: Any) -> Any:
    what, how = move
    if what == "file":
        ticket = service.file_ticket(call_id, how)
        return ticket.matter, ticket.level, ticket.cr
    text = "另外，今天18点前给我回电" if what == "customer" else "今天18点前给您回电"
    reading = customer(text, **how) if what == "customer" else agent(text, *how)
    guidance = service.hear(call_id, what, text, reading)
    ticket = msgspec.structs.replace(guidance.ticket, id=None)
    return msgspec.structs.replace(guidance, call_id="", ticket=ticket)


@settings(max_examples=15)
@given(before=st.lists(_turn, max_size=8), after=st.lists(_turn, min_size=1, max_size=4))
def test_a_restart_changes_nothing(
    book: Playbook, tmp_path_factory: pytest.TempPathFactory, before: list[Any], after: list[Any]
) -> None:
    """The same call, once without and once with a new process before every later turn, goes the same way."""
    url = f"sqlite:///{tmp_path_factory.getbasetemp() / f'restart-{next(_numbers)}.db'}"
    seconds = [0]  # the clock reads the same at the same move of either call

    def opened() -> Service:
        return Service(book, Store.open(url), clock=lambda: START + timedelta(seconds=seconds[0]))

    steady, calls = opened(), {}
    for call_id, restarts in (("steady", False), ("restarted", True)):
        service, told = steady, []
        seconds[0] = 0
        service.begin_call(call_id=call_id)
        for number, move in enumerate([*before, *after]):
            seconds[0] = number + 1
            if restarts and number >= len(before):
                service = opened()
            told.append(_play(service, call_id, move))
            if service is not steady:
                service.store.close()
        calls[call_id] = (told, _same(steady.call(call_id)))
    assert calls["steady"] == calls["restarted"]
    rebuilt = opened()
    assert rebuilt.call("steady") == steady.call("steady")
    assert rebuilt.open_ticket("steady") == steady.open_ticket("steady")
    rebuilt.store.close()
    steady.store.close()


def _same(call: Call) -> Call:
    return msgspec.structs.replace(call, id="")


def test_a_call_that_ended_is_still_over_after_a_restart(open_service: Open, service: Service) -> None:
    grieve(service)
    service.end_call("call-1")
    later = open_service()
    assert later.call("call-1").ended_at == START
    with pytest.raises(CallEnded):
        later.end_call("call-1")


def test_a_call_keeps_its_industry_and_role(open_service: Open, service: Service) -> None:
    service.begin_call(call_id="call-2", industry="finance", role="supervisor")
    call = open_service().call("call-2")
    assert (call.industry, call.role) == ("finance", "supervisor")


def test_memory_forgets_the_oldest_calls_and_the_store_brings_them_back(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("anfu.live._KEPT_CALLS", 3)
    grieve(service)
    for number in range(5):
        service.begin_call(call_id=f"later-{number}")
    assert service.check_draft("我给您退600元", "call-1").verdict == "warn"  # judged without it
    assert len(service.call("call-1").turns) == 1


def test_ids_can_be_read_out_over_the_phone(book: Playbook, tmp_path: Path) -> None:
    service = Service(book, Store.open(f"sqlite:///{tmp_path / 'names.db'}"))
    first, second = service.begin_call(), service.begin_call()
    assert first.id != second.id
    assert first.id.startswith("C-")
    assert len(first.id) == 12
    assert set(first.id[2:]).isdisjoint("01OI")
    assert first.started_at.tzinfo is not None
    service.store.close()


# --- the step by hand ----------------------------------------------------------------------------


def test_a_step_set_by_hand_is_kept_and_can_be_taken_back(open_service: Open, service: Service) -> None:
    before = grieve(service)
    assert before.step.id == "receive"
    moved = service.set_step("call-1", "logic", by="小林")
    assert (moved.step.id, moved.turn) == ("logic", 1)
    assert "你自己设的" in moved.step.why
    assert {say.purpose for say in moved.say} != {say.purpose for say in before.say}
    assert open_service().call("call-1") == service.call("call-1")
    assert service.undo_step("call-1").step.id == "receive"
    assert service.call("call-1").steps == open_service().call("call-1").steps
    with pytest.raises(NothingToUndo):
        service.undo_step("call-1")


def test_evidence_moves_on_from_a_step_set_by_hand(service: Service) -> None:
    grieve(service)
    service.set_step("call-1", "empathize")
    spoken = agent("搁谁都急", "empathize")
    guidance = service.hear("call-1", "agent", "搁谁都急", spoken)
    assert guidance.step.id == "expectations"
    assert "你自己设的" not in guidance.step.why


def test_undo_keeps_what_was_heard_since(service: Service) -> None:
    grieve(service)
    service.set_step("call-1", "logic")
    service.hear("call-1", "agent", "您是说五天没到", agent("您是说五天没到", "restate"))
    assert service.undo_step("call-1").step.id == "empathize"


def test_another_process_follows_a_step_set_by_hand(open_service: Open, service: Service) -> None:
    other = open_service()
    other.call("call-1")
    grieve(service)
    service.set_step("call-1", "summarize")
    assert grieve(other, "第二句", signals={}).step.id == "summarize"


def test_before_the_first_word_there_is_no_step_to_set(service: Service) -> None:
    with pytest.raises(NothingHeard):
        service.set_step("call-1", "logic")


def test_the_step_of_a_call_that_is_over_stays(service: Service) -> None:
    grieve(service)
    service.end_call("call-1")
    with pytest.raises(CallEnded):
        service.set_step("call-1", "logic")


# --- card and confirmation -----------------------------------------------------------------------


def test_the_card_knows_the_customers_earlier_calls_and_cases(service: Service) -> None:
    first = service.begin_call(customer_ref="c-9", call_id="first")
    service.hear(first.id, "customer", GRIEF, customer(GRIEF, signals={"legal": "起诉"}))
    again = service.begin_call(customer_ref="c-9", call_id="again")
    service.store.end_call(first.id, START)
    card = service.card(again.id)
    assert [case.level for case in card.cases] == [2]
    assert "来过1次" in card.background or "第一次" in card.background
    assert service.card("call-1").cases == ()


def test_the_confirmation_names_the_ticket_and_the_latest_promise(service: Service) -> None:
    guidance = grieve(service)
    service.hear("call-1", "agent", "今晚八点前给您回电", agent("今晚八点前给您回电", "commit_time"))
    told = service.confirmation("call-1")
    assert guidance.ticket.id is not None
    assert guidance.ticket.id in told.mail
    assert "今天20点" in told.mail
