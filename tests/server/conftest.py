"""A whole server, and a client for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx
import pytest
from served import Running, running

from anfu.settings import read_settings

GREETING = "您好，很高兴为您服务。"
THIRD_TIME = "这都第三次打电话了，你们再不退我6000块，我就去法院起诉你们！"


@pytest.fixture(scope="session")
def server(model_path: Path, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The whole server with the trained model and an empty database."""
    folder = tmp_path_factory.mktemp("anfu")
    settings = read_settings({}, home=str(root), data_dir=str(folder), turn_timeout="20")
    with running(settings) as served:
        yield served


@pytest.fixture(scope="session")
def http(server: Running) -> Iterator[httpx.Client]:
    """A client of the whole server."""
    with server.client() as client:
        yield client


@pytest.fixture
def home(root: Path, tmp_path: Path) -> Path:
    """A project folder with the real playbook and an empty models/."""
    (tmp_path / "home" / "models").mkdir(parents=True)
    (tmp_path / "home" / "playbook").symlink_to(root / "playbook")
    return tmp_path / "home"


@pytest.fixture
def serve(home: Path) -> Callable[..., AbstractContextManager[Running]]:
    """Serves what is in `home`, with these variables in the environment."""
    return lambda **environ: running(read_settings(environ, home=str(home)))


@pytest.fixture
def bare(serve: Callable[[], AbstractContextManager[Running]]) -> Iterator[Running]:
    """A server without a model: its own empty database, nothing of Rasa's shared."""
    with serve() as served:
        yield served


@pytest.fixture
def begin(http: httpx.Client) -> Callable[[], str]:
    """Begins a call and gives its id."""
    return lambda: str(http.post("/api/v1/calls").json()["id"])


@pytest.fixture
def say(http: httpx.Client) -> Callable[..., httpx.Response]:
    """Sends an utterance: `say(call, text, speaker, **more fields)`."""

    def send(call: str, text: str, speaker: str = "customer", **more: Any) -> httpx.Response:
        body = {"speaker": speaker, "text": text, **more}
        return http.post(f"/api/v1/calls/{call}/utterances", json=body)

    return send


@pytest.fixture
def ask(http: httpx.Client) -> Callable[[str, str], str]:
    """Asks the assistant and gives its words in one text."""

    def send(call: str, text: str) -> str:
        answer = http.post(f"/api/v1/calls/{call}/ask", json={"text": text})
        assert answer.status_code == 200, answer.text
        return "\n".join(reply["text"] for reply in answer.json()["answers"] if "text" in reply)

    return send
