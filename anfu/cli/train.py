"""`anfu train`: the model, trained with Rasa."""

from __future__ import annotations

from typing import Annotated

import typer

from anfu.cli.console import out, progress


def train(
    force: Annotated[bool, typer.Option("--force", help="Train also when nothing has changed.")] = False,
) -> None:
    """Train the model when data/, domain.yml, config.yml or the code that learns has changed.

    Takes a few minutes. The old model stays in use until the new one is complete.
    """
    from anfu import training
    from anfu.settings import read_settings

    settings = read_settings()
    if not force and not training.is_stale(settings):
        model = training.train(settings, lambda *_: None)
        out().print(f"[green]✓[/] {model.name} is up to date", soft_wrap=True)
        return
    with progress() as report:
        model = training.train(settings, report, force)
    out().print(f"[green]✓[/] trained {model.name}", soft_wrap=True)
