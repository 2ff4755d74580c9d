"""Last in the pipeline: learns the reading model from the training data, and reads each message with it."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path
from typing import Any

import msgspec
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

import anfu.reading
from anfu.nlu.normalizer import SAID, VOICE
from anfu.playbook import load_playbook
from anfu.reading import Intent, Reader, ReadingModel
from anfu.reading.archive import MODEL_FILE
from anfu.reading.examples import Example, example_of
from anfu.settings import find_home
from anfu.training import LEARNS_FROM

logger = logging.getLogger(__name__)
READING = "reading"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class UtteranceReader(GraphComponent):
    """Sets the intent Rasa's rules act on, and `reading`: everything else that was said."""

    def __init__(self, storage: ModelStorage, resource: Resource, model: ReadingModel | None = None) -> None:
        self._storage = storage
        self._resource = resource
        self._reader = Reader(load_playbook(find_home() / "playbook"), model) if model else None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> UtteranceReader:
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> UtteranceReader:
        """Restores the model. A damaged one is an error: an untrained reader must never go live."""
        with model_storage.read_from(resource) as folder:
            model = ReadingModel.from_bytes((Path(folder) / MODEL_FILE).read_bytes())
        return cls(model_storage, resource, model)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """The code this component learns with. Rasa's cache looks at this class alone and would keep an old model."""
        package = Path(anfu.reading.__file__).parent.parent
        return hashlib.sha256(b"".join((package / name).read_bytes() for name in LEARNS_FROM)).hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from all examples with an intent."""
        examples = [_example(message) for message in training_data.intent_examples if message.get(TEXT)]
        model = ReadingModel.fit(examples, lambda what: logger.info("learning %s", what))
        with self._storage.write_to(self._resource) as folder:
            (Path(folder) / MODEL_FILE).write_bytes(model.to_bytes())
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Reads messages, each in its speaker's voice."""
        assert self._reader is not None, "create() is for training; load() gives a reader"
        for message in messages:
            if said := message.get(SAID):
                self._read(self._reader, message, said)
        return messages

    def _read(self, reader: Reader, message: Message, said: str) -> None:
        match message.get(VOICE):
            case "customer":
                reading = reader.read_customer(said)
                intent = reading.intent
                message.set(READING, msgspec.to_builtins(reading), add_to_output=True)
            case "agent":
                heard = reader.read_agent(said)
                intent = heard.intent
                message.set(READING, msgspec.to_builtins(heard), add_to_output=True)
            case "draft":
                intent = Intent("draft", 1.0)
            case _:
                intent = reader.read_question(said)
        named = {INTENT_NAME_KEY: intent.name, PREDICTED_CONFIDENCE_KEY: intent.confidence}
        message.set(INTENT, named, add_to_output=True)
        message.set(INTENT_RANKING_KEY, [named], add_to_output=True)


def _example(message: Message) -> Example:
    labels = (message.get("metadata") or {}).get("example") or {}
    return example_of(message.get(SAID) or message.get(TEXT), message.get(INTENT), labels)
