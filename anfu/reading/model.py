"""The statistical half of the reading: character n-grams and words, one linear classifier a question.

Linear models are small, train in seconds, answer in about two milliseconds and say why they think so. They
are kept as plain arrays (npz) and JSON, never as pickles: a model file cannot run code.
"""

from __future__ import annotations

import io
import itertools
import json
import logging
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from anfu.labels import AGENT_ACTS, SIGNALS, TABOOS
from anfu.reading.examples import Example
from anfu.reading.normalize import normalize
from anfu.reading.speakers import Voice

with warnings.catch_warnings():  # jieba 0.42 asks for pkg_resources, which warns on every start
    warnings.simplefilter("ignore")
    import jieba

jieba.setLogLevel(logging.WARNING)
Beliefs = dict[str, dict[str, float]]
"""Per question (kind, act, emotion, …) the probability of each answer."""

_SEED = 20261121
_ONE_OF: dict[Voice, dict[str, Callable[[Example], str]]] = {
    "customer": {
        "kind": lambda e: e.kind,
        "act": lambda e: e.act,
        "emotion": lambda e: e.emotion,
        "intensity": lambda e: str(e.intensity),
    },
    "ask": {"intent": lambda e: e.intent},
}
_ANY_OF: dict[Voice, dict[str, tuple[Callable[[Example], Sequence[str]], tuple[str, ...]]]] = {
    "customer": {"signals": (lambda e: e.signals, SIGNALS)},
    "agent": {"acts": (lambda e: e.acts, AGENT_ACTS), "taboos": (lambda e: e.taboos, TABOOS)},
}


def words(text: str) -> list[str]:
    """The words of a normalised text, blanks left out."""
    return [word for word in jieba.lcut(text) if not word.isspace()]


def _grams(text: str) -> list[str]:
    """Character n-grams of length 1 to 4 with the ends marked, and words with their neighbours."""
    body = "".join(text.split())
    framed = f"^{body}$"
    chars = [framed[i : i + n] for n in (1, 2, 3, 4) for i in range(len(framed) - n + 1)]
    cut = words(text)
    return chars + [f"w:{word}" for word in cut] + [f"w:{a}_{b}" for a, b in itertools.pairwise(cut)]


class _Head:
    """One question: a matrix of weights, a bias, and the names of the answers."""

    def __init__(self, names: Sequence[str], weights: Any, bias: Any, exclusive: bool) -> None:
        self.names = list(names)
        self.weights = np.asarray(weights, dtype=np.float32)
        # Laid out as the product needs it: scipy would otherwise copy the whole matrix for every utterance.
        self._columns = np.ascontiguousarray(self.weights.T)
        self.bias = np.asarray(bias, dtype=np.float32)
        self.exclusive = exclusive

    def believe(self, features: sparse.csr_matrix) -> Any:
        scores = np.clip(features @ self._columns + self.bias, -30, 30)
        if not self.exclusive:
            return 1 / (1 + np.exp(-scores))
        grown = np.exp(scores - scores.max(axis=1, keepdims=True))
        return grown / grown.sum(axis=1, keepdims=True)


class VoiceModel:
    """All questions about the utterances of one voice."""

    def __init__(self, vectorizer: TfidfVectorizer, heads: dict[str, _Head]) -> None:
        self._vectorizer = vectorizer
        self._heads = heads

    @classmethod
    def fit(cls, voice: Voice, examples: Sequence[Example], report: Callable[[str], None]) -> VoiceModel:
        vectorizer = _vectorizer()
        features = vectorizer.fit_transform([normalize(example.text) for example in examples])
        heads = {}
        for name, answer in _ONE_OF.get(voice, {}).items():
            report(f"{voice}: {name}")
            heads[name] = _fit_one_of(features, [answer(example) for example in examples])
        for name, (answers, labels) in _ANY_OF.get(voice, {}).items():
            report(f"{voice}: {name}")
            heads[name] = _fit_any_of(features, [answers(example) for example in examples], labels)
        return cls(vectorizer, heads)

    def believe(self, texts: Sequence[str]) -> list[Beliefs]:
        """The beliefs about each normalised text."""
        features = self._vectorizer.transform(texts)
        tables = {name: head.believe(features) for name, head in self._heads.items()}
        return [
            {
                name: dict(zip(self._heads[name].names, map(float, table[row]), strict=True))
                for name, table in tables.items()
            }
            for row in range(len(texts))
        ]

    def arrays(self, prefix: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """What to store: arrays, and a description of them."""
        order = sorted(self._vectorizer.vocabulary_, key=self._vectorizer.vocabulary_.__getitem__)
        arrays = {f"{prefix}.idf": self._vectorizer.idf_.astype(np.float32)}
        for name, head in self._heads.items():
            arrays[f"{prefix}.{name}.weights"] = head.weights.astype(np.float16)
            arrays[f"{prefix}.{name}.bias"] = head.bias
        about = {
            name: {"names": head.names, "exclusive": head.exclusive} for name, head in self._heads.items()
        }
        return arrays, {"vocabulary": order, "heads": about}

    @classmethod
    def restore(cls, prefix: str, arrays: Any, about: dict[str, Any]) -> VoiceModel:
        vectorizer = _vectorizer(vocabulary={gram: place for place, gram in enumerate(about["vocabulary"])})
        vectorizer.idf_ = arrays[f"{prefix}.idf"].astype(np.float64)
        heads = {
            name: _Head(
                head["names"],
                arrays[f"{prefix}.{name}.weights"],
                arrays[f"{prefix}.{name}.bias"],
                head["exclusive"],
            )
            for name, head in about["heads"].items()
        }
        return cls(vectorizer, heads)


class ReadingModel:
    """What was learned about how customers, agents, and agents asking the assistant speak."""

    def __init__(self, voices: dict[str, VoiceModel]) -> None:
        self._voices = voices

    @classmethod
    def fit(cls, examples: Iterable[Example], report: Callable[[str], None] = lambda _: None) -> ReadingModel:
        """Learns from examples. `report` is told what is being worked on."""
        by_voice: dict[Voice, list[Example]] = {"customer": [], "agent": [], "ask": []}
        for example in examples:
            by_voice[example.voice].append(example)
        return cls(
            {voice: VoiceModel.fit(voice, found, report) for voice, found in by_voice.items() if found}
        )

    def believe(self, voice: Voice, texts: Sequence[str]) -> list[Beliefs]:
        """The beliefs about each normalised text, as an utterance of `voice`."""
        model = self._voices.get(voice)
        return model.believe(texts) if model else [{} for _ in texts]

    def to_bytes(self) -> bytes:
        """The model as one npz archive."""
        arrays: dict[str, Any] = {}
        about = {}
        for voice, model in self._voices.items():
            found, about[voice] = model.arrays(voice)
            arrays |= found
        arrays["about"] = np.frombuffer(json.dumps(about, ensure_ascii=False).encode(), dtype=np.uint8)
        buffer = io.BytesIO()
        np.savez_compressed(buffer, **arrays)
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> ReadingModel:
        """Restores what `to_bytes` gave. Raises ValueError when the data is no such model."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
                about = json.loads(bytes(arrays["about"]).decode())
                return cls({voice: VoiceModel.restore(voice, arrays, told) for voice, told in about.items()})
        except (KeyError, OSError, EOFError, ValueError, zipfile.BadZipFile, zlib.error) as error:
            raise ValueError("not an Anfu reading model, or damaged: train it again") from error


def _vectorizer(vocabulary: dict[str, int] | None = None) -> TfidfVectorizer:
    return TfidfVectorizer(
        analyzer=_grams,
        min_df=2 if vocabulary is None else 1,
        sublinear_tf=True,
        vocabulary=vocabulary,
        dtype=np.float32,
    )


def _fit_one_of(features: Any, answers: Sequence[str]) -> _Head:
    learner = LogisticRegression(C=8.0, max_iter=200, class_weight="balanced", random_state=_SEED)
    learner.fit(features, answers)
    weights, bias = learner.coef_, learner.intercept_
    if len(learner.classes_) == 2:
        weights, bias = np.vstack([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
    return _Head([str(name) for name in learner.classes_], weights, bias, exclusive=True)


def _fit_any_of(features: Any, answers: Sequence[Sequence[str]], labels: Sequence[str]) -> _Head:
    weights, bias, names = [], [], []
    for label in labels:
        wanted = np.array([label in given for given in answers])
        if not 2 <= wanted.sum() < len(wanted):
            continue
        learner = LogisticRegression(C=8.0, solver="liblinear", class_weight="balanced", random_state=_SEED)
        learner.fit(features, wanted)
        weights.append(learner.coef_[0])
        bias.append(learner.intercept_[0])
        names.append(label)
    return _Head(
        names, np.array(weights).reshape(len(names), features.shape[1]), np.array(bias), exclusive=False
    )
