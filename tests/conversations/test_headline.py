"""The sentence everything is built for: third call, six thousand yuan, a lawsuit."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from anfu.playbook import Playbook
from anfu.reading import CustomerReading, Reader
from anfu.reading.archive import load_model
from anfu.service import Service
from anfu.store.store import Store

pytestmark = pytest.mark.model
SENTENCE = "这都第三次打电话了，扣了我六千块，再不处理我就去起诉你们"


def test_three_reasons_one_ticket_and_understanding_first(book: Playbook, model_path: Path) -> None:
    service = Service(book, Store.open("sqlite://"), Reader(book, load_model(model_path)))
    call = service.begin_call().id
    guidance = service.hear(call, "customer", SENTENCE)

    assert (guidance.level.id, guidance.level.cr) == (2, "CR2")
    assert {reason.source: reason.evidence for reason in guidance.level.reasons} == {
        "F46": "第三次",
        "F47": "六千块",
        "F48": "去起诉",
    }
    assert guidance.ticket.action == "filed"
    assert [ticket.id for ticket in service.store.tickets_of(call)] == [guidance.ticket.id]
    assert isinstance(guidance.reading, CustomerReading)
    assert guidance.reading.emotion.label == "angry"
    assert guidance.say[0].purpose == "empathize", "understand before explaining"
    assert guidance.repair.stage == "understand"

    again = service.hear(call, "customer", SENTENCE)
    assert (again.ticket.action, again.ticket.id) == ("none", guidance.ticket.id), (
        "one ticket per call and matter"
    )


def test_rasa_agrees_on_every_rule(model_path: Path, root: Path) -> None:
    """The stories under tests/conversations, run by Rasa itself with the trained model."""
    rasa = Path(sys.executable).parent / "rasa"
    command = [str(rasa), "test", "core", "-m", str(model_path), "--stories", "tests/conversations"]
    done = subprocess.run(
        [*command, "--fail-on-prediction-errors", "--no-plot", "--out", "results/conversations"],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
