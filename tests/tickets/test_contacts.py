"""Who is on duty: rotas over midnight, days of their own, backups, the ladder, and nobody at all."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest
import yaml

from anfu.playbook import Playbook
from anfu.playbook.schema import ContactsFile
from anfu.tickets.contacts import Matrix

ZONE = ZoneInfo("Asia/Shanghai")
FILE = msgspec.convert(
    yaml.safe_load("""
roles:
  - {id: lead, name: {zh: 主管, en: Lead}, up: manager, source: F71}
  - {id: manager, name: {zh: 经理, en: Manager}, up: boss, source: F58}
  - {id: boss, name: {zh: 领导, en: Boss}, source: F40}
  - {id: legal, name: {zh: 法务, en: Legal}, up: manager, source: F79}
contacts:
  - {id: wang, name: 王, targets: {wecom: wang}, away: ['2026-03-04']}
  - {id: li, name: 李, targets: {wecom: li}}
  - {id: day, name: 白, targets: {mail: day}}
  - {id: night, name: 夜, targets: {mail: night}}
  - {id: spare, name: 备, targets: {mail: spare}}
  - {id: chief, name: 领导, targets: {mail: chief}}
  - {id: law, name: 法务, targets: {mail: law}, away: ['2026-03-04']}
shifts:
  - {role: lead, contact: wang, from: '00:00', to: '24:00', backup: spare}
  - {role: lead, contact: li, from: '00:00', to: '24:00', agents: [小林]}
  - {role: manager, contact: day, from: '08:00', to: '20:00', days: [mon, tue, wed, thu, fri], backup: spare, backup_when: [warned]}
  - {role: manager, contact: night, from: '20:00', to: '08:00', days: [mon, tue, wed, thu, fri]}
  - {role: manager, contact: chief, from: '09:00', to: '12:00', dates: ['2026-03-03']}
  - {role: boss, contact: chief, from: '00:00', to: '24:00'}
  - {role: legal, contact: law, from: '09:00', to: '18:00'}
default: [spare, wang]
"""),
    ContactsFile,
)


def told(role: str, at: str, occasion: str = "told", agent: str | None = None) -> list[str]:
    moment = datetime.fromisoformat(at).replace(tzinfo=ZONE)
    found = Matrix(FILE, moment, ZONE, agent).reach(role, occasion)  # type: ignore[arg-type]
    return [*(["nobody"] if found.nobody else []), *(contact.id for contact in found.contacts)]


# 2026-03-02 is a Monday.
@pytest.mark.parametrize(
    ("at", "who"),
    [
        ("2026-03-02T07:59", ["nobody", "spare", "wang"]),  # the night from Sunday has no shift
        ("2026-03-02T08:00", ["day"]),
        ("2026-03-02T19:59:59.999", ["day"]),
        ("2026-03-02T20:00", ["night"]),
        ("2026-03-03T07:59:59", ["night"]),  # still Monday's night
        ("2026-03-03T08:00", ["nobody", "spare", "wang"]),  # Tuesday has hours of its own
        ("2026-03-03T09:00", ["chief"]),
        ("2026-03-03T12:00", ["nobody", "spare", "wang"]),
        ("2026-03-03T22:00", ["nobody", "spare", "wang"]),
        ("2026-03-07T07:59", ["night"]),  # Friday's night ends on Saturday
        ("2026-03-07T08:00", ["nobody", "spare", "wang"]),
    ],
)
def test_who_holds_a_role_at_each_border(at: str, who: list[str]) -> None:
    assert told("manager", at) == who


def test_hours_are_those_of_the_call_centre() -> None:
    at = datetime.fromisoformat("2026-03-02T00:30+00:00")  # 08:30 in Shanghai
    assert [contact.id for contact in Matrix(FILE, at, ZONE).reach("manager").contacts] == ["day"]


def test_an_agents_own_supervisor_comes_before_the_one_for_all() -> None:
    assert told("lead", "2026-03-02T10:00") == ["wang"]
    assert told("lead", "2026-03-02T10:00", agent="小林") == ["li"]
    assert told("lead", "2026-03-02T10:00", agent="小赵") == ["wang"]


def test_what_brings_the_backup_in() -> None:
    assert told("lead", "2026-03-02T10:00", "breached") == ["wang", "spare"]
    assert told("lead", "2026-03-02T10:00", "warned") == ["wang"]
    assert told("lead", "2026-03-04T10:00") == ["spare"], "who is away is not told"
    assert told("manager", "2026-03-02T10:00", "warned") == ["day", "spare"]
    assert told("manager", "2026-03-02T10:00", "breached") == ["day"]


def test_nobody_is_told_loudly() -> None:
    assert told("legal", "2026-03-02T18:00") == ["nobody", "spare", "wang"]
    assert told("legal", "2026-03-04T10:00") == ["nobody", "spare", "wang"], "away, and no backup"


def test_the_ladder_goes_up_to_the_top_and_ends() -> None:
    matrix = Matrix(FILE, datetime(2026, 3, 2, 10, tzinfo=ZONE), ZONE)
    rungs = [matrix.rung("lead", number) for number in range(4)]
    assert [[c.id for c in rung.contacts] if rung else None for rung in rungs] == [
        ["wang", "spare"],
        ["day"],
        ["chief"],
        None,
    ]


def test_the_delivered_matrix_leaves_no_role_without_someone_at_any_hour(book: Playbook) -> None:
    for day in range(2, 9):
        for hour in range(24):
            matrix = Matrix(book.contacts, datetime(2026, 3, day, hour, 30, tzinfo=ZONE), ZONE)
            for role in book.contacts.roles:
                reached = matrix.reach(role.id)
                assert reached.contacts
                assert not reached.nobody or role.id == "legal"
