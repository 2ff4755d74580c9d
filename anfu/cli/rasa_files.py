"""Looks through Rasa's own files for what would fail late or silently in training, with file and line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from anfu.cli.marked_yaml import Marked, read_marked
from anfu.playbook.problems import Problem, closest
from anfu.reading.examples import Example, example_of

PRODUCED = frozenset({"draft", "nlu_fallback"})
"""Intents that our components set by themselves, so that they need no examples."""
_RASAS_OWN = frozenset(
    {
        "action_back",
        "action_deactivate_loop",
        "action_default_ask_affirmation",
        "action_default_ask_rephrase",
        "action_default_fallback",
        "action_extract_slots",
        "action_listen",
        "action_restart",
        "action_revert_fallback_events",
        "action_session_start",
        "action_two_stage_fallback",
        "action_unlikely_intent",
    }
)
_CONFIG_KEYS = ("recipe", "assistant_id", "language", "pipeline", "policies")


class Counts(msgspec.Struct):
    """How much there is."""

    examples: int = 0
    intents: int = 0
    rules: int = 0

    def __str__(self) -> str:
        return f"{self.examples} examples, {self.intents} intents, {self.rules} rules"


def check_rasa_files(home: Path) -> tuple[list[Problem], Counts]:
    """Every mistake in config.yml, domain.yml and data/, in file order, and how much was looked at."""
    look = _Look(home)
    look.config()
    look.domain()
    look.data()
    for name in ("endpoints.yml", "credentials.yml"):
        look.read(home / name)
    return sorted(look.problems), look.counts


class _Look:
    """One look at a project. Collects problems instead of stopping at the first."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.problems: list[Problem] = []
        self.counts = Counts()
        self._intents: set[str] = set()
        self._actions: set[str] = set()
        self._forms: set[str] = set()
        self._with_examples: set[str] = set()
        self._said: dict[tuple[str, str], tuple[Example, Marked]] = {}

    def read(self, path: Path) -> Marked:
        """The file's content; an empty mapping when it cannot be read, and a problem."""
        name = path.relative_to(self.home).as_posix()
        tree, problem = read_marked(path, name)
        if problem:
            self.problems.append(problem)
        return tree

    def problem(self, at: Marked, what: str, remedy: str) -> None:
        self.problems.append(Problem(at.file, at.line, at.column, what, remedy))

    def config(self) -> None:
        """Rasa fills in what is missing by rewriting the file, so nothing may be."""
        tree = self.read(self.home / "config.yml")
        for key in _CONFIG_KEYS:
            if tree and not tree[key]:
                self.problem(
                    tree, f"{key!r} is missing", f"add a line `{key}: …`, or Rasa will write one of its own"
                )

    def domain(self) -> None:
        """Intents, slots, forms and answers fit together."""
        tree = self.read(self.home / "domain.yml")
        self._intents = {str(intent) for intent in tree["intents"].names()}
        self.counts.intents = len(self._intents)
        self._forms = {str(form) for form in tree["forms"].names()}
        responses = {str(name) for name in tree["responses"].names()}
        self._actions = {str(name) for name in tree["actions"].names()} | responses | self._forms | _RASAS_OWN
        slots = {str(slot) for slot in tree["slots"].names()}
        for form in tree["forms"].names():
            for slot in tree["forms"][str(form)]["required_slots"].items():
                if str(slot) not in slots:
                    self.problem(
                        slot, f"the form asks for slot {slot}, which is not there", _meant(str(slot), slots)
                    )
                if (
                    not {f"utter_ask_{slot}", f"action_ask_{slot}", f"utter_ask_{form}_{slot}"}
                    & self._actions
                ):
                    self.problem(slot, f"nothing asks for slot {slot}", f"add a response utter_ask_{slot}")
        for slot in tree["slots"].names():
            for mapping in tree["slots"][str(slot)]["mappings"].items():
                self._mapping(slot, mapping)

    def _mapping(self, slot: Marked, mapping: Marked) -> None:
        """An unconditional `from_text` would fill its slot with everything anyone says."""
        if str(mapping["type"]) not in ("from_text", "from_intent"):
            return
        conditions = mapping["conditions"].items()
        if not any(one["active_loop"] and one["requested_slot"] for one in conditions):
            remedy = "add conditions with active_loop and requested_slot"
            self.problem(mapping, f"slot {slot} is filled by whatever is said", remedy)

    def data(self) -> None:
        """Examples first, so that rules can be held against them."""
        files = sorted((self.home / "data").rglob("*.y*ml"))
        if not files:
            remedy = "restore it from the release"
            self.problems.append(Problem("data", 1, 1, "there is no .yml file in data/", remedy))
        trees = [self.read(path) for path in files]
        for tree in trees:
            for block in tree["nlu"].items():
                self._examples(block)
        for tree in trees:
            for kind in ("rules", "stories"):
                for rule in tree[kind].items():
                    self.counts.rules += 1
                    for step in (*rule["condition"].items(), *rule["steps"].items()):
                        self._step(step)

    def _examples(self, block: Marked) -> None:
        intent = block["intent"]
        if not intent:
            return  # synonyms, lookups, regexes
        if str(intent) not in self._intents:
            remedy = _meant(str(intent), self._intents, "add it to `intents:` in domain.yml")
            self.problem(intent, f"intent {intent} is not in the domain", remedy)
        examples = list(_sentences(block["examples"]))
        if not examples:
            self.problem(block, f"intent {intent} has no examples here", "add `- text: …` below `examples:`")
        for example in examples:
            self.counts.examples += 1
            self._with_examples.add(str(intent))
            self._example(example, str(intent))

    def _example(self, example: Marked, intent: str) -> None:
        text = example["text"] if example.is_mapping else example
        if not str(text).strip():
            self.problem(example, "the example has no text", "write `text: …`, or remove it")
            return
        labels = example["metadata"].plain() or {}
        try:
            found = example_of(str(text).strip(), intent, labels)
        except (msgspec.ValidationError, TypeError) as error:
            what, _, path = str(error).partition(" - at `$.")
            key = path.rstrip("`").partition("[")[0]
            at = example["metadata"][key] or example["metadata"] or example
            self.problem(at, f"{what} (at {key})" if key else what, _labels_remedy(key))
            return
        self._once(example, found)
        for label in example["metadata"].names():
            if str(label) not in _LABELS:
                self.problem(label, f"unknown label {label}", _meant(str(label), _LABELS, "remove it"))

    def _once(self, at: Marked, found: Example) -> None:
        """A sentence that stands there twice must mean the same both times, in one voice."""
        before, place = self._said.setdefault((found.voice, found.text), (found, at))
        if before != found:
            what = f"the same sentence has other labels at {place.file}:{place.line}"
            self.problem(at, what, "keep one of them, or give both the same labels")

    def _step(self, step: Marked) -> None:
        for intent in (step["intent"], *(one["intent"] for one in step["or"].items())):
            if intent:
                self._intent_used(intent)
        action, loop = step["action"], step["active_loop"]
        if action and str(action) not in self._actions:
            remedy = _meant(str(action), self._actions, "add it to `actions:` in domain.yml")
            self.problem(action, f"action {action} is not in the domain", remedy)
        if loop and str(loop) not in (*self._forms, "null", "~"):
            self.problem(loop, f"form {loop} is not in the domain", _meant(str(loop), self._forms))

    def _intent_used(self, intent: Marked) -> None:
        if str(intent) not in self._intents:
            remedy = _meant(str(intent), self._intents, "add it to `intents:` in domain.yml")
            self.problem(intent, f"intent {intent} is not in the domain", remedy)
        elif str(intent) not in self._with_examples | PRODUCED:
            self.problem(intent, f"intent {intent} has no examples", "add some below data/nlu/")


_LABELS = ("kind", "act", "emotion", "intensity", "signals", "acts", "taboos")


def _sentences(examples: Marked) -> Iterator[Marked]:
    """The examples of a block: a list, or Rasa's text block of `- …` lines."""
    if examples.is_list:
        yield from examples.items()
        return
    for line in examples.lines():
        if (text := str(line).strip()).startswith("-"):
            yield line.renamed(text[1:].strip())


def _labels_remedy(key: str) -> str:
    from typing import get_args

    from anfu import labels

    sets: dict[str, tuple[Any, ...]] = {
        "kind": labels.KINDS,
        "act": labels.CUSTOMER_ACTS,
        "emotion": labels.EMOTIONS,
        "intensity": (0, 1, 2, 3),
        "signals": labels.SIGNALS,
        "acts": get_args(labels.AgentAct),
        "taboos": labels.TABOOS,
    }
    known = sets.get(key)
    return f"choose from: {', '.join(map(str, known))}" if known else "see docs/trainers.zh-CN.md"


def _meant(word: str, choices: Any, otherwise: str = "correct the name") -> str:
    meant = closest(word, choices)
    return f"did you mean {meant}? Otherwise {otherwise}" if meant else otherwise
