"""A real server on a free port, in a thread of this process, and a client for it."""

from __future__ import annotations

import asyncio
import socket
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from sanic import Sanic

from anfu.settings import Settings, read_settings

GREETING = "您好，很高兴为您服务。"
THIRD_TIME = "这都第三次打电话了，你们再不退我6000块，我就去法院起诉你们！"


class Running:
    """A server that runs until the fixture ends."""

    def __init__(self, app: Any, port: int) -> None:
        self.app = app
        self.house = app.ctx.house
        self.url = f"http://127.0.0.1:{port}"

    def client(self, **more: Any) -> httpx.Client:
        """A client of this server."""
        return httpx.Client(base_url=self.url, timeout=60, trust_env=False, **more)


def _stop(app: Any, loop: asyncio.AbstractEventLoop, thread: threading.Thread) -> None:
    """Stops the server. A stop that comes before its loop runs for good would be lost: hence again and again."""
    for _ in range(30):
        app.is_stopping = False
        loop.call_soon_threadsafe(app.stop)
        thread.join(1)
        if not thread.is_alive():
            return


@contextmanager
def running(settings: Settings) -> Iterator[Running]:
    """Serves the app of these settings."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Rasa's own, at import and load
        from anfu.server.app import build_app
        from anfu.server.logs import quiet_rasa

        quiet_rasa()
        Sanic.test_mode = True  # otherwise its second app in one process finds itself rewritten by the first
        app = build_app(settings)
    up, loops = threading.Event(), []

    @app.after_server_start
    async def tell(*_: Any) -> None:
        loops.append(asyncio.get_running_loop())
        up.set()

    served: dict[str, Any] = {
        "sock": listener,
        "register_sys_signals": False,
        "access_log": False,
        "motd": False,
    }
    thread = threading.Thread(target=app.run, kwargs=served, daemon=True)
    thread.start()
    assert up.wait(60), "the server did not start"
    try:
        yield Running(app, listener.getsockname()[1])
    finally:
        _stop(app, loops[0], thread)
        listener.close()
    assert not thread.is_alive(), "the server did not stop"


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
