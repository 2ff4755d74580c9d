"""Mistakes no single file shows: ids used twice, acts that do not exist, patterns that do not compile."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from anfu.labels import AGENT_ACTS, BEATS, CUSTOMER_ACTS, NODES, STEPS
from anfu.playbook import schema
from anfu.playbook.problems import Problem, closest, locate
from anfu.playbook.variables import mistakes

Path = list[str | int]
Found = tuple[Path, str, str]
"""Where in the file, what is wrong, what to do."""


def crosscheck(files: dict[str, Any], trees: dict[str, Any]) -> list[Problem]:
    """All mistakes across the given files (by name); `trees` tells the places."""
    problems = []
    for name, value in files.items():
        for check in _CHECKS.get(type(value), []):
            for path, what, remedy in check(value):
                problems.append(Problem(name, *locate(trees[name], path), what, remedy))
    for shape, field in _WITH_IDS.items():
        problems += _repeated_ids(files, trees, shape, field)
    problems += _scopes(files, trees)
    return problems


def _scopes(files: dict[str, Any], trees: dict[str, Any]) -> list[Problem]:
    """Triggers that wait for a scope no wording shows."""
    known = tuple(
        cue.scope for file in files.values() if isinstance(file, schema.CuesFile) for cue in file.scopes
    )
    problems = []
    for name, file in files.items():
        if not known or not isinstance(file, schema.EscalationFile):
            continue
        for index, trigger in enumerate(file.triggers):
            if trigger.when.scope is not None and trigger.when.scope not in known:
                place = locate(trees[name], ["triggers", index, "when", "scope"])
                what = f"{trigger.when.scope!r} is no scope of cues.yml"
                problems.append(Problem(name, *place, what, _choose(trigger.when.scope, known)))
    return problems


def _repeated_ids(files: dict[str, Any], trees: dict[str, Any], shape: type, field: str) -> list[Problem]:
    first: dict[str, str] = {}
    problems = []
    for name, value in files.items():
        if not isinstance(value, shape):
            continue
        for index, entry in enumerate(getattr(value, field)):
            line, column = locate(trees[name], [field, index, "id"])
            if entry.id in first:
                what = f"the id {entry.id!r} is already used at {first[entry.id]}"
                problems.append(Problem(name, line, column, what, "give this one an id of its own"))
            first.setdefault(entry.id, f"{name}:{line}")
    return problems


def _acts(file: Any) -> Iterator[Found]:
    groups = {"beats": getattr(file, "beats", []), "nodes": getattr(file, "nodes", [])}
    for field, entries in groups.items():
        for index, entry in enumerate(entries):
            for place, act in enumerate(entry.heard_by):
                if act not in AGENT_ACTS:
                    yield (
                        [field, index, "heard_by", place],
                        f"{act!r} is no agent act",
                        _choose(act, AGENT_ACTS),
                    )


def _choose(word: str, choices: tuple[str, ...]) -> str:
    meant = closest(word, choices)
    return f"write {meant!r}" if meant else "choose one of: " + ", ".join(choices)


def _steps(file: schema.StepsFile) -> Iterator[Found]:
    yield from _order("steps", [step.id for step in file.steps], STEPS)
    for index, step in enumerate(file.steps):
        for way, evidence in enumerate(step.heard_when):
            for place, heard in enumerate(evidence):
                speaker, acts = heard.split(":")
                known: tuple[str, ...] = AGENT_ACTS if speaker == "agent" else CUSTOMER_ACTS
                for act in acts.split("|"):
                    if act not in known:
                        path: Path = ["steps", index, "heard_when", way, place]
                        yield path, f"{act!r} is no act of the {speaker}", _choose(act, known)
    known_events = ("rejected", "flared", "new_matter")
    for index, back in enumerate(file.back):
        if back.when not in known_events:
            yield ["back", index, "when"], f"{back.when!r} is no event", _choose(back.when, known_events)


def _order(field: str, ids: list[str], wanted: tuple[str, ...]) -> Iterator[Found]:
    if ids != list(wanted):
        yield [field], f"the order is {', '.join(ids)}", f"keep these, in this order: {', '.join(wanted)}"


def _beats(file: schema.RepairFile) -> Iterator[Found]:
    yield from _order("beats", [beat.id for beat in file.beats], BEATS)


def _nodes(file: schema.ChecklistFile) -> Iterator[Found]:
    yield from _order("nodes", [node.id for node in file.nodes], NODES)


def _escalation(file: schema.EscalationFile) -> Iterator[Found]:
    present = {level.id for level in file.levels}
    if missing := sorted({0, 1, 2, 3} - present):
        yield ["levels"], f"level {missing[0]} is missing", "describe the levels 0, 1, 2 and 3"
    for index, level in enumerate(file.levels):
        if level.ticket not in ("file", "propose", "none"):
            path: Path = ["levels", index, "ticket"]
            yield path, f"{level.ticket!r} is not known", "write file, propose or none"
    seen: set[str] = set()
    for index, trigger in enumerate(file.triggers):
        if trigger.id in seen:
            yield (
                ["triggers", index, "id"],
                f"the id {trigger.id!r} is used twice",
                "give each trigger its own id",
            )
        seen.add(trigger.id)
        if trigger.when == schema.When():
            path = ["triggers", index, "when"]
            yield path, "an empty condition would hold for every call", "name signals, an amount or a count"


def _clocks(file: schema.ClocksFile) -> Iterator[Found]:
    for index, clock in enumerate(file.clocks):
        if clock.calendar not in ("always", "business"):
            yield (
                ["clocks", index, "calendar"],
                f"{clock.calendar!r} is not known",
                "write always or business",
            )


def _authority(file: schema.AuthorityFile) -> Iterator[Found]:
    if "agent" not in {limit.role for limit in file.limits}:
        yield ["limits"], "the agent's limits are missing", "add an entry with `role: agent`"


def _scripts(file: schema.ScriptsFile) -> Iterator[Found]:
    for index, script in enumerate(file.scripts):
        for what, remedy in mistakes(script.text):
            yield ["scripts", index, "text"], what, remedy
        if script.intensity and not 0 <= script.intensity[0] <= script.intensity[1] <= 3:
            path: Path = ["scripts", index, "intensity"]
            yield path, f"{list(script.intensity)} is no range", "write [lowest, highest] between 0 and 3"


def _lexicon(file: schema.LexiconFile) -> Iterator[Found]:
    for index, entry in enumerate(file.entries):
        if not entry.say and not entry.patterns:
            path: Path = ["entries", index]
            yield path, f"{entry.id!r} forbids nothing", "add `say: [words]` or `patterns: ['…']`"
        yield from _patterns(["entries", index, "patterns"], entry.patterns)


def _cues(file: schema.CuesFile) -> Iterator[Found]:
    for index, cue in enumerate(file.signals):
        for field in ("sure", "maybe", "not_in"):
            yield from _patterns(["signals", index, field], getattr(cue, field))
    for index, scope in enumerate(file.scopes):
        yield from _patterns(["scopes", index, "patterns"], scope.patterns)
    for index, act in enumerate(file.acts):
        if act.act not in AGENT_ACTS:
            yield ["acts", index, "act"], f"{act.act!r} is no agent act", _choose(act.act, AGENT_ACTS)
        yield from _patterns(["acts", index, "patterns"], act.patterns)
        yield from _patterns(["acts", index, "not_in"], act.not_in)


def _sense(file: schema.SenseFile) -> Iterator[Found]:
    yield from _patterns(["promise_verbs"], [file.promise_verbs])
    for index, release in enumerate(file.released):
        for field in ("before", "after"):
            if pattern := getattr(release, field):
                for path, what, remedy in _patterns(["released", index, field], [pattern]):
                    yield path[:-1], what, remedy
        if release.before is None and release.after is None:
            yield (
                ["released", index],
                "a release without `before` or `after` frees everything",
                "add one of them",
            )


def _patterns(path: Path, patterns: list[str]) -> Iterator[Found]:
    for place, pattern in enumerate(patterns):
        try:
            compiled = re.compile(pattern)
        except re.error as error:
            at = f" at character {error.pos + 1}" if error.pos is not None else ""
            remedy = r"close every bracket; write \( for a real parenthesis"
            yield [*path, place], f"not a valid pattern: {error.msg}{at}", remedy
            continue
        if compiled.match(""):
            yield (
                [*path, place],
                "the pattern matches nothing at all, so everywhere",
                "require at least one word",
            )


_CHECKS: dict[type, list[Callable[[Any], Iterator[Found]]]] = {
    schema.StepsFile: [_steps],
    schema.RepairFile: [_acts, _beats],
    schema.ChecklistFile: [_acts, _nodes],
    schema.EscalationFile: [_escalation],
    schema.ClocksFile: [_clocks],
    schema.AuthorityFile: [_authority],
    schema.ScriptsFile: [_scripts],
    schema.LexiconFile: [_lexicon],
    schema.CuesFile: [_cues],
    schema.SenseFile: [_sense],
}

_WITH_IDS: dict[type, str] = {
    schema.ScriptsFile: "scripts",
    schema.LexiconFile: "entries",
    schema.ClocksFile: "clocks",
    schema.AvoidFile: "avoid",
    schema.SenseFile: "released",
}
