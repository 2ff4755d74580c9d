"""Every rule of the bot is gone through by a story."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

HERE = Path(__file__).resolve().parent
RULES = HERE.parents[1] / "data" / "rules"
Step = tuple[str, str]


def steps(story: dict[str, Any]) -> list[Step]:
    """What a rule or story goes through, in order: intents, actions, loops."""
    found = ((kind, str(value)) for step in story["steps"] for kind, value in step.items())
    return [(kind, value) for kind, value in found if kind in ("intent", "action", "active_loop")]


def rules() -> list[Any]:
    found = [rule for path in sorted(RULES.glob("*.yml")) for rule in YAML(typ="safe").load(path)["rules"]]
    return [pytest.param(steps(rule), bool(rule.get("condition")), id=rule["rule"]) for rule in found]


STORIES = [
    steps(story)
    for path in sorted(HERE.glob("test_*.yml"))
    for story in YAML(typ="safe").load(path)["stories"]
]


@pytest.mark.parametrize(("rule", "in_form"), rules())
def test_a_story_goes_through_the_rule(rule: list[Step], in_form: bool) -> None:
    assert any(_goes_through(story, rule, in_form) for story in STORIES)


def _goes_through(story: list[Step], rule: list[Step], in_form: bool) -> bool:
    for start in range(len(story) - len(rule) + 1):
        if story[start : start + len(rule)] == rule:
            loops = [value for kind, value in story[:start] if kind == "active_loop"]
            if bool(loops and loops[-1] != "None") == in_form:
                return True
    return False
