"""First in the pipeline: whose words these are, without their prefix, masked and normalised."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from anfu.reading.masking import mask
from anfu.reading.normalize import normalize
from anfu.reading.speakers import whose

VOICE = "voice"
SAID = "said"
"""The utterance without its prefix, masked, as it was said: what spans refer to."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class Normalizer(GraphComponent):
    """Sets `voice` and `said`, and normalises the text for the components behind it."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Normalizer:
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Normalises training sentences; their voice follows from their intent."""
        for message in training_data.training_examples:
            if text := message.get(TEXT):
                message.set(SAID, text)
                message.set(TEXT, normalize(text))
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Normalises messages; the voice comes from the channel's metadata, else from a typed prefix."""
        for message in messages:
            text = message.get(TEXT)
            if not text:
                continue
            told = (message.get("metadata") or {}).get("speaker")
            spoken = whose(text, told)
            said = mask(spoken.text)
            message.set(VOICE, spoken.voice, add_to_output=True)
            message.set(SAID, said, add_to_output=True)
            text = normalize(said)
            if spoken.voice != "ask":
                # Rasa takes `/restart` and its like for a command, whoever says it.
                text = text.lstrip(" /")
            message.set(TEXT, text or " ")
        return messages
