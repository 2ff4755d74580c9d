"""Chinese words from spaCy (segmented by jieba), without the blank tokens Rasa's own tokenizer keeps."""

from __future__ import annotations

import logging
from typing import Any

import jieba
import spacy
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

jieba.setLogLevel(logging.WARNING)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class SpacyChineseTokenizer(Tokenizer):
    """spaCy's blank Chinese pipeline as a Rasa tokenizer."""

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        self._nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "jieba"}}})
        self._nlp("预热")  # loads jieba's dictionary now rather than during the first call

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Rasa's switches for splitting intent names; unused here."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "token_pattern": None}

    @staticmethod
    def required_packages() -> list[str]:
        """What must be installed."""
        return ["spacy", "jieba"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SpacyChineseTokenizer:
        return cls(config)

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """The words of the text with their places."""
        text = message.get(attribute)
        return [Token(word.text, word.idx) for word in self._nlp(text) if not word.is_space]
