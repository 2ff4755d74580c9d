"""Mistakes no single file shows: ids used twice, acts that do not exist, patterns that do not compile."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from anfu.labels import AGENT_ACTS, BEATS, CUSTOMER_ACTS, NODES, STEPS, TABOOS
from anfu.playbook import casechecks, schema
from anfu.playbook.crosscheck_contacts import check_contacts
from anfu.playbook.crosscheck_reports import check_reports
from anfu.playbook.problems import Problem, closest, locate
from anfu.playbook.variables import mistakes

_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_PROMISE_PATTERNS = (
    "conditions",
    "bargains",
    "certain",
    "asked",
    "reckoned",
    "granted_anyway",
    "declined",
    "past",
    "contact",
)
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
    problems += check_contacts(files, trees)
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


def _repeated_ids(
    files: dict[str, Any], trees: dict[str, Any], shape: tuple[type, ...] | type, field: str
) -> list[Problem]:
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
            for key in ("heard_by", "after"):
                for place, act in enumerate(getattr(entry, key, [])):
                    if act not in AGENT_ACTS:
                        what = f"{act!r} is no agent act"
                        yield [field, index, key, place], what, _choose(act, AGENT_ACTS)


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


def _lexicon(file: schema.LexiconFile | schema.PackFile) -> Iterator[Found]:
    yield from _wordings("entries", file.entries)


def _overlay(file: schema.OverlayFile) -> Iterator[Found]:
    yield from _wordings("add", file.add)


def _wordings(field: str, entries: Sequence[schema.LexiconEntry]) -> Iterator[Found]:
    for index, entry in enumerate(entries):
        if not entry.say and not entry.patterns and not entry.sounds:
            path: Path = [field, index]
            yield path, f"{entry.id!r} forbids nothing", "add `say: [words]` or `patterns: ['…']`"
        yield from _patterns([field, index, "patterns"], entry.patterns)
        for place, phrase in enumerate(entry.sounds):
            if len(phrase) < 3 or not _CHINESE.fullmatch(phrase):
                remedy = "write at least three Chinese characters: two sound like too many other words"
                yield (
                    [field, index, "sounds", place],
                    f"{phrase!r} is too little to know by its sound",
                    remedy,
                )


def _pack(file: schema.PackFile) -> Iterator[Found]:
    if file.industry == "general":
        remedy = "keep what counts in every call in the files of lexicon/, by taboo"
        yield ["industry"], "a pack is for the calls of one industry", remedy


def _cues(file: schema.CuesFile) -> Iterator[Found]:
    for index, cue in enumerate(file.signals):
        for field in ("sure", "maybe", "not_in"):
            yield from _patterns(["signals", index, field], getattr(cue, field))
    for field in ("ours", "not_ours", "asking"):
        yield from _patterns(["promises", field], getattr(file.promises, field))
    for field in ("opening", "closing", "not_in"):
        yield from _patterns(["echo", field], getattr(file.echo, field))
    for field in ("named", "asking", "bare", "content", "refusing", "choice"):
        yield from _pattern(["refusal", field], getattr(file.refusal, field))
    for index, scope in enumerate(file.scopes):
        yield from _patterns(["scopes", index, "patterns"], scope.patterns)
    for index, act in enumerate(file.acts):
        if act.act not in AGENT_ACTS:
            yield ["acts", index, "act"], f"{act.act!r} is no agent act", _choose(act.act, AGENT_ACTS)
        yield from _patterns(["acts", index, "patterns"], act.patterns)
        yield from _patterns(["acts", index, "not_in"], act.not_in)
        yield from _patterns(["acts", index, "needs"], act.needs)


def _sense(file: schema.SenseFile) -> Iterator[Found]:
    yield from _patterns(["promise_verbs"], [file.promise_verbs])
    yield from _patterns(["loose_times"], file.loose_times)
    for index, release in enumerate(file.released):
        for field in ("before", "after", "beside"):
            if pattern := getattr(release, field):
                for path, what, remedy in _patterns(["released", index, field], [pattern]):
                    yield path[:-1], what, remedy
        if release.before is None and release.after is None:
            yield (
                ["released", index],
                "a release without `before` or `after` frees everything",
                "add one of them",
            )


def _taboos(file: schema.TaboosFile) -> Iterator[Found]:
    for index, rule in enumerate(file.taboos):
        if rule.needs_with_sign > rule.needs:
            path: Path = ["taboos", index, "needs_with_sign"]
            yield path, "a sign would raise what is needed", f"write at most {rule.needs}"
        for field in ("signs", "not_in"):
            yield from _patterns(["taboos", index, field], getattr(rule, field))
    yield from _patterns(["not_in"], file.not_in)
    for field in _PROMISE_PATTERNS:
        yield from _patterns(["promises", field], getattr(file.promises, field))
    for index, remedy in enumerate(file.promises.remedies):
        yield from _patterns(["promises", "remedies", index, "said"], remedy.said)
    for field in ("refusals", "reasons", "ways"):
        yield from _patterns(["honest", field], getattr(file.honest, field))
    for index, nudge in enumerate(file.nudges):
        for found, what, remedy_ in _patterns(["nudges", index, "pattern"], [nudge.pattern]):
            yield found[:-1], what, remedy_


def _rewrite(file: schema.RewriteFile) -> Iterator[Found]:
    for field in ("feelings", "paths"):
        for taboo in TABOOS:
            if taboo not in getattr(file, field):
                yield [field], f"there is none for {taboo}", f"add `{taboo}:` with at least six lines"
    for field in ("sums", "refusals", "facts"):
        for index, line in enumerate(getattr(file, field)):
            if "{fact}" not in line:
                yield [field, index], "the draft's own words are lost", "write {fact} where they go"
    for field in _CLAUSE_RULES:
        yield from _patterns([field], getattr(file, field))


def _listening(file: schema.ListeningFile) -> Iterator[Found]:
    for index, dispute in enumerate(file.disputes):
        yield from _patterns(["disputes", index, "heard"], dispute.heard)
    for field, known in (
        ("first_call", ("days",)),
        ("called_before", ("days", "times", "last")),
        ("no_problem", ()),
    ):
        yield from _placeholders(["card", field], getattr(file.card, field), known)


def _placeholders(path: Path, text: schema.Text, known: tuple[str, ...]) -> Iterator[Found]:
    for language in ("zh", "en"):
        for name in re.findall(r"\{(\w*)\}", getattr(text, language)):
            if name not in known:
                yield [*path, language], f"{{{name}}} is nothing that can be filled in", _choose(name, known)


def _confirmation(file: schema.ConfirmationFile) -> Iterator[Found]:
    known = ("ticket", "due", "contact", "matter", "promises")
    for field in ("sms", "mail"):
        for index, line in enumerate(getattr(file, field)):
            yield from _placeholders([field, index], line, known)
    yield from _placeholders(["mail_subject"], file.mail_subject, known)


def _patterns(path: Path, patterns: list[str]) -> Iterator[Found]:
    for place, pattern in enumerate(patterns):
        yield from _pattern([*path, place], pattern)


def _pattern(path: Path, pattern: str) -> Iterator[Found]:
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        at = f" at character {error.pos + 1}" if error.pos is not None else ""
        remedy = r"close every bracket; write \( for a real parenthesis"
        yield path, f"not a valid pattern: {error.msg}{at}", remedy
        return
    if compiled.match(""):
        yield path, "the pattern matches nothing at all, so everywhere", "require at least one word"


_CLAUSE_RULES = (
    "greeting", "feeling", "path", "fact", "refused", "conditional", "dangling", "harsh", "links",
)  # fmt: skip
_CHECKS: dict[type, list[Callable[[Any], Iterator[Found]]]] = {
    schema.StepsFile: [_steps],
    schema.RepairFile: [_acts, _beats],
    schema.ChecklistFile: [_acts, _nodes],
    schema.EscalationFile: [_escalation],
    schema.ListeningFile: [_listening],
    schema.ConfirmationFile: [_confirmation],
    schema.ClocksFile: [casechecks.clocks],
    schema.CalendarFile: [casechecks.calendar],
    schema.LifecycleFile: [casechecks.lifecycle],
    schema.AuthorityFile: [_authority],
    schema.ScriptsFile: [_scripts],
    schema.LexiconFile: [_lexicon],
    schema.PackFile: [_lexicon, _pack],
    schema.OverlayFile: [_overlay],
    schema.CuesFile: [_cues],
    schema.SenseFile: [_sense],
    schema.ReportsFile: [check_reports],
    schema.TaboosFile: [_taboos],
    schema.RewriteFile: [_rewrite],
}

_WITH_IDS: dict[tuple[type, ...] | type, str] = {
    schema.ScriptsFile: "scripts",
    (schema.LexiconFile, schema.PackFile): "entries",
    schema.ClocksFile: "clocks",
    schema.AvoidFile: "avoid",
    schema.SenseFile: "released",
    schema.ListeningFile: "reminders",
}
