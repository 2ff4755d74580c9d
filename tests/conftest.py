"""What tests of every room share. Helpers to import live in tests/support."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from anfu.drafts import Guard
from anfu.playbook import Playbook, load_playbook

ROOT = Path(__file__).resolve().parent.parent

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# No deadlines: a shared machine may stop for a second at any place.
settings.register_profile("anfu", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("anfu")


@pytest.fixture(scope="session")
def root() -> Path:
    """The project folder."""
    return ROOT


@pytest.fixture(scope="session")
def book() -> Playbook:
    """The playbook as it is delivered."""
    return load_playbook(ROOT / "playbook")


@pytest.fixture(scope="session")
def guard(book: Playbook) -> Guard:
    """The guard over the delivered playbook."""
    return Guard(book)


@pytest.fixture(scope="session")
def model_path(root: Path) -> Path:
    """The newest trained model. Without one the test is skipped, or fails where services are required."""
    newest = max((root / "models").glob("*.tar.gz"), key=lambda path: path.stat().st_mtime, default=None)
    if newest is None:
        reason = "there is no trained model in models/: run `anfu train`"
        if os.environ.get("ANFU_REQUIRE_SERVICES") == "1":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    return newest
