"""What the desk does beside hearing: drafts, questions, tickets, users, and calls that begin by talking."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from builders import START, agent, customer
from ruamel.yaml import YAML

from anfu.answers import DONT_KNOW, answer
from anfu.calls import Call
from anfu.errors import NotAllowed, UnknownTicket
from anfu.playbook import Playbook
from anfu.service import Service
from anfu.store.errors import CallTaken

Open = Callable[..., Service]
QUESTIONS = Path(__file__).resolve().parents[2] / "data" / "nlu" / "ask" / "questions.yml"
ASKS: list[str] = [
    entry["intent"] for entry in YAML(typ="safe").load(QUESTIONS)["nlu"] if entry["intent"].startswith("ask_")
]


def say(service: Service, text: str = "包裹五天没到，我要起诉", **fields: Any) -> None:
    fields.setdefault("signals", {"legal": "起诉"})
    service.hear("call-1", "customer", text, customer(text, **fields))


# --- drafts --------------------------------------------------------------------------------------


def test_a_draft_is_judged_by_the_role_of_its_call(service: Service) -> None:
    service.begin_call(call_id="chief", role="supervisor")
    draft = "我给您退600元"
    assert service.check_draft(draft, "chief").verdict == "ok"
    assert service.check_draft(draft, "call-1").verdict == "warn"
    assert service.check_draft(draft, "chief", role="agent").verdict == "warn"


def test_a_draft_never_waits_for_the_store(service: Service) -> None:
    service.store.close()
    assert service.check_draft("不可能", "nowhere").verdict == "block"
    assert service.check_draft("您慢慢说").verdict == "ok"


# --- questions -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("intent", ASKS)
def test_every_question_has_an_answer_with_and_without_a_call(
    open_service: Open, intent: str, language: str
) -> None:
    service = open_service(language=language)
    service.begin_call(call_id="call-1")
    question = "五步是什么" if intent == "ask_knowledge" else "请问"
    said = [service.answer(None, intent, question), service.answer("call-1", intent, question)]
    say(service)
    said.append(service.answer("call-1", intent, question))
    service.hear("call-1", "agent", "今晚八点前回电", agent("今晚八点前回电", "empathize", "commit_time"))
    said.append(service.answer("call-1", intent, question))
    for text in said:
        assert text.strip()
        assert text != DONT_KNOW["zh"]
        assert text != DONT_KNOW["en"]
        assert "{" not in text


@pytest.mark.parametrize(("intent", "question"), [("nlu_fallback", "嗯"), ("ask_knowledge", "量子力学")])
def test_what_it_does_not_know_it_does_not_guess(service: Service, intent: str, question: str) -> None:
    assert service.answer("call-1", intent, question) == DONT_KNOW["zh"]


def ask(service: Service, intent: str, question: str = "请问") -> str:
    """The answer without the line that names its source."""
    return service.answer("call-1", intent, question).partition("\n依据 ")[0]


def test_an_answer_names_its_source_unless_it_is_our_own(service: Service) -> None:
    assert service.answer("call-1", "ask_knowledge", "三T是什么").endswith("\n依据 F166")
    assert "依据" not in service.answer("call-1", "ask_knowledge", "积极回应四步法")


@pytest.mark.parametrize(
    ("question", "intent", "signal"),
    [
        ("他说要曝光怎么办", "ask_wording", "media"),
        ("他要去12315怎么办", "out_of_scope", "regulator"),
        ("客户说要跳楼怎么办", "ask_calm", "self_harm"),
        ("好多人都在投诉这个事", "nlu_fallback", "mass"),
    ],
)
def test_asked_about_a_risk_it_offers_the_words_for_that_risk(
    book: Playbook, service: Service, question: str, intent: str, signal: str
) -> None:
    said = ask(service, intent, question).split("可以说：")[1]
    assert said in {
        script.script.text for script in book.scripts_for("risk") if signal in script.script.signal
    }


def test_whether_to_apologise_depends_on_how_far_the_repair_has_come(service: Service) -> None:
    def now() -> str:
        return ask(service, "ask_apology", "现在能不能道歉").split("。")[0]

    assert "没有不满" in now()
    say(service, mood="angry", intensity=2)
    assert now() == "先接住感受，再道歉"
    for act, said in (
        ("empathize", "第一次歉"),
        ("apologize", "第一次道过了"),
        ("urgency", "第二次道歉要带着办法"),
        ("apologize", "两次都道过了"),
    ):
        service.hear("call-1", "agent", "好", agent("好", act))  # type: ignore[arg-type]
        assert said in now(), act


def test_the_next_step_is_the_calls_own(service: Service) -> None:
    say(service)
    assert "接受信息" in ask(service, "ask_next_step")
    service.hear("call-1", "agent", "对吗", agent("对吗", "restate", "empathize"))
    assert "分析客户期望值" in ask(service, "ask_next_step")


def test_the_right_apology_of_the_two_is_offered(book: Playbook, service: Service) -> None:
    texts = {
        purpose: {script.script.text for script in book.scripts_for(purpose)}
        for purpose in ("apologize", "apologize_again")
    }
    say(service, mood="angry", intensity=2)
    first = ask(service, "ask_apology").split("可以说：")[1]
    assert first in texts["apologize"]
    service.hear("call-1", "agent", "好", agent("好", "empathize", "apologize", "urgency"))
    assert ask(service, "ask_apology").split("可以说：")[1] in texts["apologize_again"]


def test_under_abuse_calming_means_a_boundary(book: Playbook, service: Service) -> None:
    say(service, "傻", signals={"abuse": "傻"}, mood="angry", intensity=3)
    text = ask(service, "ask_calm", "他骂人怎么办")
    assert "静音" in text
    abuse = {script.script.text for script in book.scripts_for("risk") if "abuse" in script.script.signal}
    assert text.split("可以说：")[1] in abuse
    assert "冷静" in ask(service, "ask_calm", "他太激动了")


def test_why_a_call_is_serious_is_told_in_the_customers_words(service: Service) -> None:
    say(service)
    text = ask(service, "ask_escalate")
    assert "二级" in text
    assert "CR2" in text
    assert "F48 “起诉”" in text


def test_the_authority_is_that_of_the_role(service: Service) -> None:
    service.begin_call(call_id="chief", role="supervisor")
    assert "500元以内" in ask(service, "ask_authority")
    assert "5000元以内" in service.answer("chief", "ask_authority", "请问")


def test_what_is_missing_shrinks_until_nothing_is(service: Service) -> None:
    say(service)
    assert "身份验证" in ask(service, "ask_checklist")
    text = "好"
    acts: list[Any] = ["verify_identity", "restate", "empathize", "ask_expectation"]
    service.hear("call-1", "agent", text, agent(text, *acts))
    assert "身份验证" not in ask(service, "ask_checklist")
    acts = ["propose_fix", "commit_time", "confirm_solution", "confirm_satisfaction"]
    service.hear("call-1", "agent", text, agent(text, *acts))
    say(service, "行", act="accept", kind="none", signals={})
    service.hear("call-1", "agent", text, agent(text, "summarize"))
    assert ask(service, "ask_checklist") == "五步、四个必做节点都齐了。"


def test_running_clocks_and_promises_are_told_as_times_here(open_service: Open, service: Service) -> None:
    assert "没有在走的时限" in ask(service, "ask_clock")
    say(service)
    service.hear("call-1", "agent", "18点前回电", agent("18点前回电", "commit_time"))
    for process in (service, open_service()):  # the store keeps moments in another zone
        text = process.answer("call-1", "ask_clock", "请问")
        assert "组建专项小组 今天14点半" in text
        assert "“18点前回电” 今天18点" in text


def test_the_ticket_is_told_once_there_is_one(service: Service) -> None:
    assert "还没有工单" in ask(service, "ask_ticket")
    say(service)
    ticket = service.open_ticket("call-1")
    assert ticket is not None
    assert ticket.id in ask(service, "ask_ticket")


def test_the_summary_tells_matter_level_steps_promises_and_ticket(service: Service) -> None:
    say(service)
    service.hear(
        "call-1", "agent", "换谁都急，18点前回电", agent("换谁都急，18点前回电", "empathize", "commit_time")
    )
    text = ask(service, "ask_summary")
    for part in ("物流配送", "二级", "同理心", "没走到：接受信息", "承诺（今天18点前）", "工单"):
        assert part in text


def test_knowledge_is_picked_by_topic(service: Service) -> None:
    assert "以我为主" in ask(service, "ask_knowledge", "３Ｔ原则是什么")
    assert "理解感受" in ask(service, "ask_knowledge", "补救顺序")


def test_braces_in_what_a_customer_said_stay_theirs(service: Service) -> None:
    say(service, "起诉{summary}{limit}", signals={"legal": "起诉{summary}{limit}"})
    assert "“起诉{summary}{limit}”" in ask(service, "ask_escalate")


def test_an_answer_for_a_call_without_a_complaint(book: Playbook) -> None:
    empty = Call("C-1", START)
    assert "—" in answer("ask_summary", "请问", empty, None, book, "en")
    assert answer("ask_escalate", "请问", empty, None, book, "zh") == "咨询：5分钟内答复。\n依据 F43"


# --- tickets -------------------------------------------------------------------------------------


def test_filing_completes_the_ticket_that_is_open(service: Service) -> None:
    say(service)
    [automatic] = service.store.tickets_of("call-1")
    ticket = service.file_ticket("call-1", summary="丢件，要退款", fields={"demand": "退款"})
    assert ticket.id == automatic.id
    ticket = service.file_ticket("call-1", fields={"contact": "138****0000"})
    assert ticket.fields == {"demand": "退款", "contact": "138****0000"}
    assert ticket.summary == "丢件，要退款"
    assert service.store.tickets_of("call-1") == [ticket]
    assert service.open_ticket("call-1") == ticket
    assert service.ticket(ticket.id) == ticket


def test_filing_again_without_news_changes_nothing(service: Service) -> None:
    say(service)
    [before] = service.store.tickets_of("call-1")
    assert service.file_ticket("call-1") == before


def test_a_proposed_ticket_is_filed_by_hand_and_rises_with_the_call(service: Service) -> None:
    say(service, signals={})
    ticket = service.file_ticket("call-1", by="小林")
    assert (ticket.level, ticket.filed_by, ticket.matter) == (3, "小林", "delivery")
    say(service)
    risen = service.open_ticket("call-1")
    assert risen is not None
    assert (risen.id, risen.level) == (ticket.id, 2)


def test_another_matter_gets_a_ticket_of_its_own(open_service: Open, service: Service) -> None:
    say(service)
    own = service.open_ticket("call-1")
    beside = service.file_ticket("call-1", matter="billing", summary="多扣的钱")
    assert own is not None
    assert beside.id != own.id
    assert service.open_ticket("call-1") == own
    later = open_service().open_ticket("call-1")
    assert later is not None
    assert later.id == own.id


def test_a_second_risk_is_stored_on_the_open_ticket(service: Service) -> None:
    say(service)
    say(service, "我发抖音", signals={"media": "抖音"})
    [ticket] = service.store.tickets_of("call-1")
    assert [reason.rule for reason in ticket.reasons] == ["legal", "media"]
    assert "monitoring" in {due.clock for due in ticket.due}


def test_an_unknown_ticket_is_said_to_be_unknown(service: Service) -> None:
    with pytest.raises(UnknownTicket, match="T-0"):
        service.ticket("T-0")


# --- conversations that begin by talking ---------------------------------------------------------


def test_the_first_word_begins_a_conversations_call(service: Service) -> None:
    guidance = service.hear_in_conversation("chat-1", "customer", "五天没到", customer("五天没到"))
    assert (guidance.call_id, guidance.turn) == ("chat-1", 1)
    stored = service.store.call("chat-1")
    assert stored is not None
    assert stored.channel == "rasa"
    assert service.hear_in_conversation("chat-1", "agent", "您说", agent("您说", "listen")).turn == 2


def test_a_question_before_the_first_word_is_answered(service: Service) -> None:
    assert "现在没有在听的电话" in service.answer_in_conversation("chat-9", "ask_escalate", "请问")
    say(service)
    assert "二级" in service.answer_in_conversation("call-1", "ask_escalate", "请问")


def test_the_form_asks_only_for_what_the_ticket_lacks(service: Service) -> None:
    assert service.known_fields("chat-2") == frozenset()
    ticket = service.file_in_conversation("chat-2", {"demand": "退款", "contact": ""})
    assert ticket.level == 3
    assert service.known_fields("chat-2") == {"demand"}
    assert service.known_fields("call-1") == frozenset()


def test_two_processes_begin_a_conversation_at_once(
    open_service: Open, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = open_service()
    look = service.store.call

    def meanwhile(call_id: str) -> Any:
        found = look(call_id)
        if found is None:
            other.begin_call(call_id=call_id)
        return found

    monkeypatch.setattr(service.store, "call", meanwhile)
    assert service.hear_in_conversation("chat-3", "customer", "喂", customer("喂")).turn == 1


def test_a_call_begins_once(service: Service) -> None:
    with pytest.raises(CallTaken):
        service.begin_call(call_id="call-1")


# --- people --------------------------------------------------------------------------------------


def test_a_token_opens_for_its_user_and_is_not_kept(service: Service, tmp_path: Path) -> None:
    token = service.add_user("小林", "supervisor")
    found = service.user(token)
    assert (found.name, found.role) == ("小林", "supervisor")
    assert token not in repr(found)
    service.store.close()
    for file in tmp_path.glob("anfu.db*"):
        assert token.encode() not in file.read_bytes()


def test_an_unknown_or_revoked_token_opens_nothing(service: Service) -> None:
    token = service.add_user("小林", "agent")
    with pytest.raises(NotAllowed):
        service.user(token + "x")
    assert service.store.revoke_user("小林")
    with pytest.raises(NotAllowed):
        service.user(token)
