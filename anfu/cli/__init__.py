"""The command line: `anfu serve`, `train`, `check`, `read`, `lint`, `replay`, `ticket`, `report`, `user`."""

from __future__ import annotations

__all__ = ["main"]


def main() -> None:
    """Runs the command line and ends the process with its exit code."""
    from anfu.cli.app import app
    from anfu.cli.console import speak_utf8

    speak_utf8()
    app(prog_name="anfu")
