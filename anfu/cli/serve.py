"""`anfu serve`: one process that runs it all."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from contextlib import ExitStack
from typing import Annotated

import typer
from rich.markup import escape

from anfu.cli.console import Complaint, note, progress
from anfu.settings import SETTINGS, Settings, read_settings

EPILOG = "\n\n".join(
    [
        "[bold]Settings[/] (environment variables; or KEY=VALUE lines in the file that ANFU_FILE names)",
        *(
            f"[cyan]{setting.name}[/] [dim]({setting.default or 'empty'})[/] {escape(setting.about)}"
            for setting in SETTINGS
        ),
    ]
)


def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on (ANFU_HOST).", show_default=False)
    ] = None,
    port: Annotated[
        str | None, typer.Option(help="Port to listen on (ANFU_PORT).", show_default=False)
    ] = None,
    data_dir: Annotated[
        str | None, typer.Option(help="Folder for the embedded database (ANFU_DATA_DIR).", show_default=False)
    ] = None,
) -> None:
    """Serve the HTTP API, training first when there is no model for the data as it is."""
    from anfu.cli.parts import playbook, service

    settings = read_settings(host=host, port=port, data_dir=data_dir)
    playbook(settings)  # a trainer's mistake is told now, not after two minutes of training
    if not settings.on_loopback and not service(settings).store.has_users():
        raise Complaint(
            f"{settings.host} can be reached from other machines, and nobody has to sign in yet",
            "add a user first (`anfu user add NAME --role admin`), or listen on 127.0.0.1",
        )
    _refuse_taken_port(settings)
    _train_if_stale(settings)
    note("waking up …")
    import anfu.server

    anfu.server.run(settings, _starting())


def _refuse_taken_port(settings: Settings) -> None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((settings.host, settings.port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            remedy = "end the program that uses it, or choose another: --port, or ANFU_PORT"
            raise Complaint(f"port {settings.port} of {settings.host} is taken", remedy) from error
        what = f"cannot listen on {settings.host} port {settings.port}: {error.strerror}"
        raise Complaint(what, "choose another address or port: --host, --port") from error


def _train_if_stale(settings: Settings) -> None:
    from anfu import training

    if not training.is_stale(settings):
        return
    known = training.best_model(settings)
    why = "the data has changed since the model was trained" if known else "there is no trained model yet"
    note(f"{why}: training one, this takes a few minutes …")
    with progress() as report:
        training.train(settings, report)


def _starting() -> Callable[[str, int, int], None]:
    """A report that draws a bar until everything is up; the server then prints its address."""
    bars = ExitStack()
    report = bars.enter_context(progress())

    def told(stage: str, done: int, of: int) -> None:
        report(stage, done, of)
        if done >= of:
            bars.close()

    return told
