"""A real server on a free port, in a thread of this process."""

from __future__ import annotations

import asyncio
import socket
import threading
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx
from sanic import Sanic

from anfu.settings import Settings


class Running:
    """A server that runs until the fixture ends."""

    def __init__(self, app: Any, port: int) -> None:
        self.app = app
        self.house = app.ctx.house
        self.port = port
        self.url = f"http://127.0.0.1:{port}"

    def client(self, **more: Any) -> httpx.Client:
        """A client of this server."""
        return httpx.Client(base_url=self.url, timeout=60, trust_env=False, **more)


class Restartable:
    """A server that may be stopped and started again where it was; runs from the beginning."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._stack = ExitStack()
        self._port = 0
        self.start()

    def start(self) -> None:
        """Serves, at the port it had before."""
        self.running = self._stack.enter_context(running(self._settings, self._port))
        self._port = self.running.port
        self.url = self.running.url

    def stop(self) -> None:
        """Serves no more."""
        self._stack.close()

    def client(self, **more: Any) -> httpx.Client:
        """A client of this server, also after it started again."""
        return self.running.client(**more)


def _stop(app: Any, loop: asyncio.AbstractEventLoop, thread: threading.Thread) -> None:
    """Stops the server. A stop that comes before its loop runs for good would be lost: hence again and again."""
    for _ in range(30):
        app.is_stopping = False
        loop.call_soon_threadsafe(app.stop)
        thread.join(1)
        if not thread.is_alive():
            return


@contextmanager
def running(settings: Settings, port: int = 0) -> Iterator[Running]:
    """Serves the app of these settings; at a free port unless told which."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
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
