"""`anfu check`: what a trainer is told about a mistake, on copies of the delivered playbook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from anfu.playbook import Problem, check_playbook, load_playbook
from anfu.playbook.book import FOLDERS, SINGLE_FILES

HERE = Path(__file__).resolve().parent
MISTAKES: list[dict[str, Any]] = YAML(typ="safe").load((HERE / "mistakes.yml").read_text(encoding="utf-8"))


def spoil(path: Path, change: str, to: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert change in text, f"{path.name} no longer holds {change!r}: choose other words to spoil"
    path.write_text(text.replace(change, to, 1), encoding="utf-8")


def line_of(path: Path, words: str) -> int:
    text = path.read_text(encoding="utf-8")
    return text[: text.index(words)].count("\n") + 1


def told(problems: list[Problem]) -> str:
    return "\n".join(map(str, problems))


@pytest.mark.parametrize("case", MISTAKES, ids=[case["mistake"] for case in MISTAKES])
def test_a_mistake_is_told_with_file_line_and_remedy(case: dict[str, Any], copy: Path) -> None:
    path = copy / case["file"]
    spoil(path, case["change"], case["to"])
    line = line_of(path, case.get("at", case["to"]))
    problems = check_playbook(copy)
    here = [problem for problem in problems if case["what"] in problem.what]
    assert here, told(problems)
    assert {problem.file for problem in problems} == {f"playbook/{case['file']}"}
    assert line in [problem.line for problem in here], told(problems)
    assert any(case["remedy"] in problem.remedy for problem in here), told(problems)
    assert all(problem.column >= 1 for problem in problems)


def test_a_mistake_in_one_line_is_one_problem(copy: Path) -> None:
    spoil(copy / "clocks.yml", "minutes: 10,", "minutes: 0,")
    [problem] = check_playbook(copy)
    assert str(problem).startswith(f"playbook/clocks.yml:{problem.line}:{problem.column}: 0 is out of range")
    assert str(problem).endswith("\n    → write at least 1")


def test_several_mistakes_are_told_at_once_in_file_order(copy: Path) -> None:
    chosen = [
        ("avoid.yml", "id: calm-down", "id: 冷静"),
        ("avoid.yml", "id: but-turn", "idd: but-turn"),
        ("repair.yml", "heard_by: [empathize]", "heard_by: [empathise]"),
        ("lexicon/law.yml", "severity: block", "severity: blok"),
        ("scripts/fix.yml", "\n    intensity", "\n\tintensity"),
        ("scripts/receive.yml", "purpose: receive", "purpose: recive"),
    ]
    for name, change, to in chosen:
        spoil(copy / name, change, to)
    problems = check_playbook(copy)
    assert {problem.file for problem in problems} == {f"playbook/{name}" for name, _, _ in chosen}
    assert len([problem for problem in problems if problem.file == "playbook/avoid.yml"]) == 3
    assert problems == sorted(problems)


def test_an_id_used_in_two_files_names_the_first(copy: Path) -> None:
    first = (copy / "scripts" / "apologize.yml").read_text(encoding="utf-8").split("- id: ")[1].split("\n")[0]
    taken = (copy / "scripts" / "fix.yml").read_text(encoding="utf-8").split("- id: ")[1].split("\n")[0]
    spoil(copy / "scripts" / "fix.yml", f"id: {taken}", f"id: {first}")
    [problem] = check_playbook(copy)
    line = line_of(copy / "scripts" / "apologize.yml", first)
    assert problem.what == f"the id {first!r} is already used at playbook/scripts/apologize.yml:{line}"
    assert (problem.file, problem.line) == (
        "playbook/scripts/fix.yml",
        line_of(copy / "scripts" / "fix.yml", first),
    )


def windows_legacy(data: bytes) -> bytes:
    return data.decode("utf-8").encode("gbk", "ignore")


def bell(data: bytes) -> bytes:
    return data.replace("请您冷静一下".encode(), "请您\x07冷静".encode())


RUINED: list[tuple[str, Callable[[bytes], bytes], str, str]] = [
    ("saved as GBK", windows_legacy, "not UTF-8 text", "save the file as UTF-8"),
    (
        "saved as UTF-16",
        lambda data: data.decode().encode("utf-16"),
        "not UTF-8 text",
        "save the file as UTF-8",
    ),
    ("an invisible character", bell, "a character that nobody can see: U+0007", "delete it"),
    ("emptied", lambda _: b"", "the value is empty", "write a mapping here"),
    ("a list at the top", lambda _: b"- a\n- b\n", "the value is a list", "write a mapping here"),
    ("a quote left open", lambda data: data.replace(b"text: ", b'text: "', 1), "not valid YAML", "quotes"),
]


@pytest.mark.parametrize(
    ("ruin", "what", "remedy"), [case[1:] for case in RUINED], ids=[case[0] for case in RUINED]
)
def test_a_file_nobody_can_read_is_told(
    ruin: Callable[[bytes], bytes], what: str, remedy: str, copy: Path
) -> None:
    path = copy / "avoid.yml"
    path.write_bytes(ruin(path.read_bytes()))
    [problem] = check_playbook(copy)
    assert problem.file == "playbook/avoid.yml"
    assert what in problem.what
    assert remedy in problem.remedy


def test_an_invisible_character_is_told_with_its_line(copy: Path) -> None:
    path = copy / "avoid.yml"
    line = line_of(path, "请您冷静一下")
    path.write_bytes(bell(path.read_bytes()))
    assert [problem.line for problem in check_playbook(copy)] == [line]


@pytest.mark.parametrize("ending", ["mark", "windows"])
def test_what_windows_editors_add_is_no_mistake(ending: str, copy: Path) -> None:
    path = copy / "avoid.yml"
    data = path.read_bytes()
    path.write_bytes(b"\xef\xbb\xbf" + data if ending == "mark" else data.replace(b"\n", b"\r\n"))
    assert check_playbook(copy) == []


@pytest.mark.parametrize("name", ["steps.yml", "cues.yml", "sense.yml"])
def test_a_missing_file_is_told(name: str, copy: Path) -> None:
    (copy / name).unlink()
    assert [(p.file, p.line, p.what, p.remedy) for p in check_playbook(copy)] == [
        (f"playbook/{name}", 1, "the file is missing", "restore it, or copy it from the release")
    ]


def test_a_folder_in_place_of_a_file_is_told(copy: Path) -> None:
    (copy / "avoid.yml").unlink()
    (copy / "avoid.yml").mkdir()
    [problem] = check_playbook(copy)
    assert "cannot be read" in problem.what


@pytest.mark.parametrize("folder", ["lexicon", "scripts"])
def test_an_empty_folder_is_told(folder: str, copy: Path) -> None:
    for path in (copy / folder).glob("*.yml"):
        path.unlink()
    [problem] = check_playbook(copy)
    assert (problem.file, problem.what) == (f"playbook/{folder}", "the folder holds no .yml file")
    assert problem.remedy == "restore it from the release"


@pytest.mark.parametrize("name", ["scripts/more.yaml", "lexicon/new/more.yml", "step.yml"])
def test_a_file_that_would_be_passed_over_is_told(name: str, copy: Path) -> None:
    (copy / name).parent.mkdir(exist_ok=True)
    (copy / name).write_text("scripts: []\n", encoding="utf-8")
    [problem] = check_playbook(copy)
    assert (problem.file, problem.what) == (f"playbook/{name}", "this file is not read")


def test_a_folder_that_is_no_playbook_lacks_everything(tmp_path: Path) -> None:
    problems = check_playbook(tmp_path / "nothing")
    assert {problem.what for problem in problems} == {"the file is missing", "the folder holds no .yml file"}
    assert len(problems) == len(SINGLE_FILES) + len(FOLDERS) - 1, "packs may be missing"


def test_several_missing_keys_are_told_once(copy: Path) -> None:
    (copy / "lexicon" / "absolute.yml").write_text(
        "taboo: absolute\nentries:\n  - id: absolute-x\n    say: [绝对]\n", encoding="utf-8"
    )
    told = [problem for problem in check_playbook(copy) if "missing" in problem.what]
    assert [problem.what for problem in told] == [
        "'severity', 'why', 'instead', 'source' are missing (at entries[1])"
    ]


def test_two_scripts_that_say_nearly_the_same_are_told_with_both_lines(copy: Path) -> None:
    path = copy / "scripts" / "hold.yml"
    twin = "  - id: hold-twin\n    text: 就一分钟。查完我马上说了。\n"
    path.write_text(path.read_text(encoding="utf-8") + twin, encoding="utf-8")
    [problem] = check_playbook(copy)
    first = line_of(path, "text: 就一分钟。查完我马上说。")
    assert problem.what.startswith(
        f"'hold-twin' says nearly what 'hold-one-minute' at playbook/scripts/hold.yml:{first}"
    )
    assert problem.line == line_of(path, "text: 就一分钟。查完我马上说了。")
    assert "say it another way, or remove one" in problem.remedy
    load_playbook(copy)  # alike, but usable
