"""`anfu lexicon`: list, try and hits."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from anfu.cli.app import app
from anfu.stamps import now
from anfu.store import Store

Run = Callable[..., Result]


@pytest.fixture
def run(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `anfu lexicon …` on the delivered playbook and an empty store."""
    monkeypatch.setenv("ANFU_HOME", str(root))
    monkeypatch.setenv("ANFU_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("ANFU_DATABASE_URL", raising=False)
    monkeypatch.delenv("ANFU_OVERLAY", raising=False)
    return lambda *words: CliRunner().invoke(app, ["lexicon", *map(str, words)])


def corpus(tmp_path: Path, *lines: dict[str, str]) -> Path:
    path = tmp_path / "said.jsonl"
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    return path


def test_an_edited_file_is_tried_on_what_was_said(run: Run, root: Path, tmp_path: Path) -> None:
    edited = tmp_path / "mine.yml"
    text = (root / "playbook/lexicon/absolute.yml").read_text(encoding="utf-8")
    start = text.index("  - id: absolute-bare")
    end = text.index("  - id:", start + 10)
    entry = (
        "  - {id: absolute-frog, severity: warn, say: [像青蛙], why: 不好懂, instead: [有点], source: own}\n"
    )
    edited.write_text(text[:start] + entry + text[end:], encoding="utf-8")
    said = corpus(
        tmp_path,
        {"text": "这绝对行"},
        {"text": "像青蛙一样"},
        {"text": "像青蛙啊像青蛙", "industry": "finance"},
        {"text": "这绝对行", "speaker": "customer"},
        {"text": "您好"},
    )
    trial = json.loads(run("try", edited, "--corpus", said, "--examples", 1, "--json").stdout)
    assert (trial["texts"], trial["verdicts"]) == (4, 3)
    [flagged], [released] = trial["flagged"], trial["released"]
    assert (flagged["entry"], flagged["count"], len(flagged["examples"])) == ("absolute-frog", 3, 1)
    assert (released["entry"], released["count"]) == ("absolute-bare", 1)
    assert released["examples"] == [{"text": "这绝对行", "words": "绝对", "span": [1, 3]}]
    shown = run("try", edited, "--corpus", said)
    assert "newly flagged: 3" in shown.stdout
    assert "newly released: 1" in shown.stdout
    assert (root / "playbook/lexicon/absolute.yml").read_text(encoding="utf-8") == text


def test_a_pack_and_an_overlay_file_find_their_place(run: Run, root: Path, tmp_path: Path) -> None:
    said = corpus(tmp_path, {"text": "包您下款", "industry": "finance"}, {"text": "像青蛙"})
    pack = tmp_path / "my-bank.yml"
    pack.write_text((root / "playbook/lexicon/packs/finance.yml").read_text("utf-8"), encoding="utf-8")
    trial = json.loads(run("try", pack, "--corpus", said, "--json").stdout)
    assert trial["flagged"] == trial["released"] == []
    own = tmp_path / "own.yml"
    own.write_text("switch_off:\n  - {id: finance-loan-certain, because: 试试}\n", encoding="utf-8")
    trial = json.loads(run("try", own, "--corpus", said, "--json").stdout)
    assert [change["entry"] for change in trial["released"]] == ["finance-loan-certain"]


def test_without_a_corpus_the_examples_are_read(run: Run, root: Path) -> None:
    trial = json.loads(run("try", root / "playbook/lexicon/law.yml", "--json").stdout)
    assert trial["texts"] > 20
    assert trial["flagged"] == []


def test_a_broken_file_is_told_and_nothing_tried(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "law.yml"
    broken.write_text("taboo: law\nentries: [{id: x}]\n", encoding="utf-8")
    done = run("try", broken)
    assert done.exit_code == 1
    assert "playbook/lexicon/law.yml:2" in done.stderr
    broken.write_text("add: [", encoding="utf-8")
    assert run("try", broken).exit_code == 1
    said = tmp_path / "said.jsonl"
    said.write_text("{", encoding="utf-8")
    broken.write_text("switch_off:\n  - {id: absolute-bare, because: 试试}\n", encoding="utf-8")
    done = run("try", broken, "--corpus", said)
    assert done.exit_code == 1
    assert "line 1" in done.stderr


def test_entries_are_listed(run: Run) -> None:
    listed = run("list", "--taboo", "law", "--industry", "finance", "--json").stdout.splitlines()
    assert len(listed) > 20
    assert all(json.loads(line)["taboo"] == "law" for line in listed)
    assert "finance-erase-credit" in run("list", "--industry", "finance").stdout


def test_hits_are_shown_by_entry(run: Run, tmp_path: Path) -> None:
    assert "nothing was found" in run("hits").stderr
    store = Store.open(f"sqlite:///{tmp_path / 'data' / 'anfu.db'}")
    today = now().date()
    long_ago = today - timedelta(days=40)
    store.add_hits({(today, "absolute-bare", "block", "general"): 2, (long_ago, "old", "warn", "general"): 1})
    store.add_hits({(today, "absolute-bare", "block", "general"): 3})
    store.add_hits({})
    store.close()
    [line] = run("hits", "--json").stdout.splitlines()
    assert json.loads(line)["count"] == 5
    shown = run("hits", "--days", 60).stdout
    assert "absolute-bare" in shown and "old" in shown
