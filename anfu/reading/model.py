"""The statistical half of the reading: characters, words and sounds, one linear classifier a question.

Linear models are small, train in seconds, answer in about two milliseconds and say why they think so. They
are kept as plain arrays (npz) and JSON, never as pickles: a model file cannot run code.
"""

from __future__ import annotations

import io
import itertools
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec
import numpy as np
from scipy import sparse
from scipy.optimize import minimize
from scipy.special import logsumexp
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from anfu.labels import AGENT_ACTS, SIGNALS, TABOOS
from anfu.reading.clauses import clauses, cut_out
from anfu.reading.examples import Example
from anfu.reading.normalize import normalize
from anfu.reading.segment import words
from anfu.reading.sounds import sound
from anfu.reading.speakers import Voice

Beliefs = dict[str, dict[str, float]]
"""Per question (kind, act, emotion, …) the probability of each answer."""

HARM = ("harm",)
"""The one answer to the question whether an agent's words do any harm."""
_SEED = 20261121
_HELD_OUT = 8
"""Every how manieth sentence the calibration is learned from."""
_ENOUGH_TO_CALIBRATE = 400
_LEAST_PART = 5
_TOLD = re.compile(r"[“”「」『』\"‘’《》]|[您你]说|反映|[问听吗]")
"""Signs that somebody else's words stand in a draft: cut out of it, they would read as our own."""
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
    "agent": {"acts": (lambda e: e.acts, AGENT_ACTS)},
    "draft": {
        "taboos": (lambda e: e.taboos, TABOOS),
        # Any taboo at all: it has all their sentences to learn from, and so knows better what is fine.
        "harm": (lambda e: HARM if e.taboos else (), HARM),
    },
}
_TEACHES: dict[Voice, tuple[Voice, ...]] = {"agent": ("agent", "draft")}
"""Whose questions a voice's sentences help to answer, where not its own alone: what is said on the line may be drafted."""


def _grams(text: str) -> list[str]:
    """Characters and their pairs with the ends marked, words with their neighbours, and how it all sounds.

    Sounds (runs of two to four syllables, tones apart) keep a sentence recognisable in which speech recognition
    took one character for another.
    """
    body = "".join(text.split())
    framed = f"^{body}$"
    cut = words(text)
    heard = [sound(char) for char in body]
    return [
        *framed,
        *(a + b for a, b in itertools.pairwise(framed)),
        *(f"w:{word}" for word in cut),
        *(f"w:{a}_{b}" for a, b in itertools.pairwise(cut)),
        *(f"y:{'-'.join(heard[i : i + n])}" for n in (2, 3, 4) for i in range(len(heard) - n + 1)),
    ]


def _parts(drafts: Iterable[Example]) -> list[Example]:
    """One clause of each longer draft that is fine, as it reads when it is judged by itself.

    A clause of one that is not fine may be the fine one, and a quoted one is not ours, so those teach nothing here.
    """
    found = []
    for draft in drafts:
        text = normalize(draft.text)
        places = clauses(text)
        if draft.taboos or len(places) < 2 or _TOLD.search(text):
            continue
        part = cut_out(text, places[len(text) % len(places)], (0, len(text)))
        if len(part) >= _LEAST_PART:
            found.append(msgspec.structs.replace(draft, text=part))
    return found


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
        by_voice: dict[Voice, list[Example]] = {"customer": [], "agent": [], "draft": [], "ask": []}
        for example in examples:
            for voice in _TEACHES.get(example.voice, (example.voice,)):
                by_voice[voice].append(example)
        by_voice["draft"] += _parts(by_voice["draft"])
        return cls(
            {voice: VoiceModel.fit(voice, found, report) for voice, found in by_voice.items() if found}
        )

    def believe(self, voice: Voice, texts: Sequence[str]) -> list[Beliefs]:
        """The beliefs about each normalised text, as an utterance of `voice`.

        What an agent should not say is a question about a `draft`, said already or not; what it does, about an `agent`.
        """
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
        except (
            KeyError,
            OSError,
            EOFError,
            ValueError,
            NotImplementedError,
            zipfile.BadZipFile,
            zlib.error,
        ) as error:
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
    given = np.asarray(answers)
    names, counts = np.unique(given, return_counts=True)
    # Half-way between the classes as they are and all alike: a rare answer is heard, a frequent one is not doubted.
    weight = {
        str(name): float(np.sqrt(counts.mean() / count)) for name, count in zip(names, counts, strict=True)
    }

    def fit(rows: Any, rounds: int) -> tuple[Any, Any]:
        learner = LogisticRegression(C=8.0, max_iter=rounds, class_weight=weight, random_state=_SEED)
        learner.fit(features[rows], given[rows])
        coefficients, intercept = learner.coef_, learner.intercept_
        if len(names) == 2:
            return np.vstack([-coefficients, coefficients]) / 2, np.concatenate([-intercept, intercept]) / 2
        return coefficients, intercept

    scale, _ = _calibration(
        fit, features, np.searchsorted(names, given)[:, None] == np.arange(len(names)), True
    )
    weights, bias = fit(slice(None), 60)
    return _Head([str(name) for name in names], weights * scale, bias * scale, exclusive=True)


def _fit_any_of(features: Any, answers: Sequence[Sequence[str]], labels: Sequence[str]) -> _Head:
    wanted = np.array([[label in given for label in labels] for given in answers])
    enough = [place for place, count in enumerate(wanted.sum(axis=0)) if 2 <= count < len(wanted)]
    names, wanted = [labels[place] for place in enough], wanted[:, enough]

    def fit(rows: Any, _: int) -> tuple[Any, Any]:
        weights, bias = np.zeros((len(names), features.shape[1])), np.full(len(names), -10.0)
        for place in range(len(names)):
            held = wanted[rows, place]
            if not held.any():
                continue
            learner = LogisticRegression(
                C=8.0, solver="liblinear", class_weight="balanced", random_state=_SEED
            )
            learner.fit(features[rows], held)
            weights[place], bias[place] = learner.coef_[0], learner.intercept_[0]
        return weights, bias

    if not names:
        return _Head([], np.zeros((0, features.shape[1])), np.zeros(0), exclusive=False)
    scale, shift = _calibration(fit, features, wanted, False)
    weights, bias = fit(slice(None), 0)
    return _Head(names, weights * scale, bias * scale + shift, exclusive=False)


def _calibration(
    fit: Callable[[Any, int], tuple[Any, Any]], features: Any, wanted: Any, exclusive: bool
) -> tuple[float, float]:
    """By how much scores must be stretched and shifted for a confidence of 0.8 to be right in four of five cases.

    Learned from sentences that a first fit has not seen.
    """
    seen = np.arange(len(wanted)) % _HELD_OUT != 0
    if len(wanted) < _ENOUGH_TO_CALIBRATE or (exclusive and not wanted[seen].any(axis=0).all()):
        return 1.0, 0.0
    weights, bias = fit(seen, 30)
    scores, right = features[~seen] @ weights.T + bias, wanted[~seen]

    def surprise(change: Any) -> float:
        stretched = scores * change[0]
        if exclusive:
            return float((logsumexp(stretched, axis=1) - stretched[right]).mean())
        stretched = stretched + change[1]
        return float((np.logaddexp(0, stretched) - right * stretched).mean())

    found = minimize(surprise, [1.0] if exclusive else [1.0, 0.0], method="Nelder-Mead").x
    return float(np.clip(found[0], 0.3, 4.0)), 0.0 if exclusive else float(found[1])
