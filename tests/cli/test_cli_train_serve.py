"""`anfu train` and `anfu serve` up to the door of Rasa, which the conversation tests walk through."""

from __future__ import annotations

import os
import socket
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from anfu import training
from anfu.settings import Settings, read_settings
from anfu.training import KEPT_MODELS, TrainingFailed, best_model, fingerprint, is_stale, model_path, train


def told(_stage: str, _done: int, _of: int) -> None:
    """A report nobody reads."""


@pytest.fixture
def home(project: Path) -> Settings:
    """The settings of a project without a model."""
    return read_settings()


class FakeRasa:
    """Stands where `rasa.model_training` would: writes a model, or fails as told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, fails: Exception | SystemExit | None = None) -> None:
        self.runs: list[dict[str, Any]] = []
        self.folder = Path()
        self._fails = fails
        module = types.ModuleType("rasa.model_training")
        module.train = self.train  # type: ignore[attr-defined]
        package = types.ModuleType("rasa")
        package.model_training = module  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "rasa", package)
        monkeypatch.setitem(sys.modules, "rasa.model_training", module)

    def train(self, **asked: Any) -> Any:
        self.runs.append(asked)
        self.folder = Path.cwd()
        print("Your Rasa model is trained")
        made = Path(asked["output"]) / f"{asked['fixed_model_name']}.tar.gz"
        made.write_bytes(b"half")
        if self._fails:
            raise self._fails
        return types.SimpleNamespace(code=0, model=str(made))


def test_training_gives_the_fitting_model_and_is_done_once(
    home: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rasa = FakeRasa(monkeypatch)
    assert is_stale(home)
    assert train(home, told) == model_path(home) == best_model(home)
    assert not is_stale(home)
    train(home, told)
    assert len(rasa.runs) == 1
    train(home, told, force=True)
    assert [run["force_training"] for run in rasa.runs] == [False, True]
    assert rasa.folder == home.home
    assert capsys.readouterr().out == ""


def test_a_changed_example_or_rule_makes_the_model_stale(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    FakeRasa(monkeypatch)
    train(home, told)
    before = fingerprint(home)
    for name in ("data/nlu/ask/questions.yml", "data/rules/ticket.yml", "domain.yml", "config.yml"):
        path = home.home / name
        path.write_text(path.read_text(encoding="utf-8") + "\n# a change\n", encoding="utf-8")
        assert fingerprint(home) != before, name
        before = fingerprint(home)
    assert is_stale(home)


def test_the_playbook_alone_needs_no_training(home: Settings) -> None:
    before = fingerprint(home)
    path = home.playbook_dir / "clocks.yml"
    path.write_text(path.read_text(encoding="utf-8") + "\n# a change\n", encoding="utf-8")
    assert fingerprint(home) == before


@pytest.mark.parametrize("fails", [RuntimeError("no examples"), SystemExit(1)])
def test_a_failed_training_leaves_the_old_model_and_no_half_one(
    home: Settings, monkeypatch: pytest.MonkeyPatch, fails: Exception | SystemExit
) -> None:
    old = home.models_dir / "anfu-old.tar.gz"
    old.write_bytes(b"whole")
    FakeRasa(monkeypatch, fails)
    with pytest.raises(TrainingFailed, match="anfu check --rasa"):
        train(home, told)
    assert [path.name for path in home.models_dir.iterdir()] == ["anfu-old.tar.gz"]
    assert best_model(home) == old


def test_only_the_newest_models_of_our_own_are_kept(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    FakeRasa(monkeypatch)
    for age in range(5):
        model = home.models_dir / f"anfu-{age}.tar.gz"
        model.write_bytes(b"old")
        os.utime(model, (1_000_000 - age, 1_000_000 - age))
    (home.models_dir / "mine.tar.gz").write_bytes(b"kept")
    os.utime(home.models_dir / "mine.tar.gz", (1, 1))
    made = train(home, told)
    kept = {path.name for path in home.models_dir.glob("*.tar.gz")}
    assert kept == {made.name, "anfu-0.tar.gz", "anfu-1.tar.gz", "mine.tar.gz"}
    assert len(kept - {"mine.tar.gz"}) == KEPT_MODELS


def test_what_a_killed_training_left_is_swept_after_a_day(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    FakeRasa(monkeypatch)
    old, fresh = home.models_dir / ".training-old", home.models_dir / ".training-fresh"
    old.mkdir()
    fresh.mkdir()
    os.utime(old, (1_000_000, 1_000_000))
    train(home, told)
    assert not old.exists()
    assert fresh.exists()


def test_stages_are_reported_in_order(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    import logging

    class Talking(FakeRasa):
        def train(self, **asked: Any) -> Any:
            logging.getLogger("rasa.engine.training.hooks").info("Starting to train component 'RulePolicy'.")
            logging.getLogger("anfu.nlu.reader").info("learning %s", "customer: kind")
            return super().train(**asked)

    Talking(monkeypatch)
    stages: list[tuple[str, int, int]] = []
    train(home, lambda *stage: stages.append(stage))
    names = [name for name, _, _ in stages]
    assert names == [
        "waking Rasa",
        "reading the training data",
        "learning the rules",
        "learning customer: kind",
        "done",
    ]
    assert [done for _, done, _ in stages] == sorted(done for _, done, _ in stages)
    assert stages[-1][1] == stages[-1][2]


def test_the_command_says_what_it_trained(
    anfu: Callable[..., Any], home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    FakeRasa(monkeypatch)
    assert f"trained {model_path(home).name}" in anfu("train").out
    assert "up to date" in anfu("train").out


# --- serve -----------------------------------------------------------------------------------


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[Settings]:
    """The settings the server was started with, instead of a server."""
    import anfu.server

    started: list[Settings] = []

    def run(settings: Settings, report: Callable[[str, int, int], None]) -> None:
        report("ready", 4, 4)
        started.append(settings)

    monkeypatch.setattr(anfu.server, "run", run)
    return started


@pytest.fixture
def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_serving_trains_first_when_the_data_has_changed(
    anfu: Callable[..., Any],
    home: Settings,
    monkeypatch: pytest.MonkeyPatch,
    served: list[Settings],
    free_port: int,
    tmp_path: Path,
) -> None:
    rasa = FakeRasa(monkeypatch)
    data = tmp_path / "elsewhere"
    done = anfu("serve", "--port", str(free_port), "--data-dir", str(data))
    assert done.code == 0, done.err
    assert "no trained model yet" in done.err
    assert [(one.port, one.data_dir) for one in served] == [(free_port, data)]
    again = anfu("serve", "--port", str(free_port))
    assert "training" not in again.err
    assert len(rasa.runs) == 1


def test_a_taken_port_is_told_before_anything_is_trained(
    anfu: Callable[..., Any], home: Settings, monkeypatch: pytest.MonkeyPatch, served: list[Settings]
) -> None:
    rasa = FakeRasa(monkeypatch)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = anfu("serve", "--port", str(port))
    assert done.code == 1
    assert f"port {port}" in done.err
    assert "--port" in done.err
    assert (rasa.runs, served) == ([], [])


def test_strangers_are_not_let_in_before_there_are_users(
    anfu: Callable[..., Any],
    home: Settings,
    monkeypatch: pytest.MonkeyPatch,
    served: list[Settings],
    free_port: int,
) -> None:
    FakeRasa(monkeypatch)
    done = anfu("serve", "--host", "0.0.0.0", "--port", str(free_port))
    assert done.code == 1
    assert "anfu user add" in done.err
    anfu("user", "add", "li", "--role", "admin")
    assert anfu("serve", "--host", "0.0.0.0", "--port", str(free_port)).code == 0
    assert len(served) == 1


def test_a_mistake_in_the_playbook_is_shown_with_its_place(
    anfu: Callable[..., Any], home: Settings, served: list[Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "train", pytest.fail)
    path = home.playbook_dir / "repair.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("heard_by", "herd_by", 1), encoding="utf-8")
    done = anfu("serve")
    assert done.code == 1
    assert "playbook/repair.yml:" in done.err
    assert "heard_by" in done.err
    assert served == []
