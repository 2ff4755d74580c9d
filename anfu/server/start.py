"""Starts the server: checks that it may listen there, listens, prints where it is."""

from __future__ import annotations

import socket

from anfu.errors import AnfuError
from anfu.server.app import Report, build_app, quietly
from anfu.settings import BadSetting, Settings


class NoUsers(AnfuError):
    """The server would be open to the network without anyone to sign in."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"ANFU_HOST={host} is open to the network, so people must sign in, and there are no users yet: "
            "add one with `anfu user add NAME --role admin`, or listen on 127.0.0.1"
        )


def run(settings: Settings, report: Report = quietly) -> None:
    """Serves until told to stop (SIGINT, SIGTERM). `report` is told of each stage of the start.

    Raises `BadSetting` when the address cannot be listened on, `NoUsers`, and the store's errors.
    """
    # Bound first, so that a port in use is known before the model is loaded; nobody can connect yet.
    listener = _bind(settings)
    try:
        app = build_app(settings, report)
        if not settings.on_loopback and not app.ctx.house.gate.locked:
            raise NoUsers(settings.host)
        address = address_of(listener)

        @app.after_server_start
        async def tell(*_: object) -> None:
            print(
                f"Anfu: {address}/panel/  (supervisors: {address}/panel/board, API: {address}/)", flush=True
            )

        app.run(sock=listener, access_log=False, motd=False)
    finally:
        listener.close()


def address_of(listener: socket.socket) -> str:
    """Where a browser finds what listens there."""
    host, port = listener.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}"


def _bind(settings: Settings) -> socket.socket:
    listener: socket.socket | None = None
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        if listener is not None:
            listener.close()
        where = f"{settings.host}:{settings.port}"
        raise BadSetting(f"cannot listen on {where} ({error.strerror}): choose another ANFU_PORT") from error
    return listener
