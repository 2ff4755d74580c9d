"""Reads our labelled sentences quickly: Rasa's own reader takes half a minute for 20,000 of them, twice.

Only files in the plain form that `data/nlu/` has are read here; whatever else Rasa knows (look-up tables, synonyms,
entities, examples as one text) is left to Rasa's reader.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, ClassVar

import yaml
from rasa.shared.constants import LATEST_TRAINING_DATA_FORMAT_VERSION
from rasa.shared.data import get_data_files
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT, METADATA, METADATA_EXAMPLE, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

_BLOCK = {"intent", "examples"}
_ENTRY = {"text", "metadata"}


class LabelledSentences(RasaFileImporter):
    """Rasa's file importer with a quick way for plain labelled sentences."""

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
    ) -> None:
        self._plain: list[Message] = []
        others = []
        for path in sorted(get_data_files(training_data_paths, lambda _: True)):
            sentences = _sentences(Path(path))
            if sentences is None:
                others.append(path)
            else:
                self._plain += sentences
        super().__init__(config_file, domain_path, others)

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """The labelled sentences, and whatever Rasa reads from the other files."""
        return super().get_nlu_data(language).merge(TrainingData(list(self._plain)))


def _sentences(path: Path) -> list[Message] | None:
    """The labelled sentences of a file; None when the file holds anything else, or is no YAML."""
    try:
        told = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except (OSError, ValueError, yaml.YAMLError):
        return None  # Rasa says what is wrong with it
    if not isinstance(told, dict) or set(told) - {"version"} != {"nlu"} or not isinstance(told["nlu"], list):
        return None
    if told.get("version", LATEST_TRAINING_DATA_FORMAT_VERSION) != LATEST_TRAINING_DATA_FORMAT_VERSION:
        return None
    found = []
    for block in told["nlu"]:
        if not (isinstance(block, dict) and set(block) == _BLOCK and isinstance(block["examples"], list)):
            return None
        if not (isinstance(block["intent"], str) and block["intent"].strip() and "/" not in block["intent"]):
            return None
        for entry in block["examples"]:
            if not _plain(entry):
                return None
            found.append(_message(block["intent"], entry))
    return found


def _plain(entry: Any) -> bool:
    return (
        isinstance(entry, dict)
        and TEXT in entry
        and set(entry) <= _ENTRY
        and isinstance(entry[TEXT], str)
        and not _ENTITY.search(entry[TEXT])
    )


def _message(intent: str, entry: dict[str, Any]) -> Message:
    data = {TEXT: entry[TEXT].strip("\n\r "), INTENT: intent}
    if (labels := entry.get("metadata")) is not None:
        data[METADATA] = {METADATA_EXAMPLE: labels}
    return Message(data=data)


_ENTITY = re.compile(r"\][({\[]")


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML 1.2 as Rasa reads it: `no` and `12:30` are words, and no key may stand twice."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        keys = [key.value for key, _ in node.value]
        if len(set(map(str, keys))) < len(keys):
            raise yaml.constructor.ConstructorError(None, None, "a key stands twice", node.start_mark)
        return super().construct_mapping(node, deep)


for _tag, _form, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[1-9][0-9]*|0", "-+0123456789"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("merge", r"<<", "<"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"(?:{_form})$"), list(_first))
