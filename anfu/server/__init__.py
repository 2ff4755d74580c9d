"""One process that runs it all: Sanic, the Rasa agent, the actions and the API.

`run(settings, report=…)` serves; `build_app(settings)` gives the Sanic app. Importing this is quick: Rasa
is imported by the first call.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from anfu.settings import Settings

if TYPE_CHECKING:
    from sanic import Sanic

Report = Callable[[str, int, int], None]


def run(settings: Settings, report: Report | None = None) -> None:
    """Serves until told to stop. `report` is told of each stage of the start: name, how many done, of how many."""
    from anfu.server.logs import set_up_logging

    set_up_logging(settings.log_level)  # before Rasa is imported, which has much to say
    from anfu.server import app, start

    start.run(settings, report or app.quietly)


def build_app(settings: Settings, report: Report | None = None) -> Sanic:
    """The Sanic app, for those who serve it themselves."""
    from anfu.server import app

    return app.build_app(settings, report or app.quietly)


__all__ = ["Report", "build_app", "run"]
