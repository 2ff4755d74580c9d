"""Counts what happens, in the text form Prometheus reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from anfu.store.outbox import OutboxFigures

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
Labels = tuple[tuple[str, str], ...]


class Tally:
    """A count by labels."""

    def __init__(self, name: str, about: str, kind: str = "counter") -> None:
        self.name, self.about, self.kind = name, about, kind
        self._counts: Counter[Labels] = Counter()

    def add(self, **labels: str) -> None:
        """Counts one more."""
        self._counts[tuple(sorted(labels.items()))] += 1

    def lines(self) -> Iterator[str]:
        """The lines Prometheus reads."""
        yield f"# HELP {self.name} {self.about}"
        yield f"# TYPE {self.name} {self.kind}"
        for labels, count in sorted(self._counts.items()):
            yield f"{self.name}{_written(labels)} {count}"


class Histogram:
    """How long something takes."""

    def __init__(self, name: str, about: str) -> None:
        self.name, self.about = name, about
        self._buckets = [0] * len(BUCKETS)
        self._count, self._sum = 0, 0.0

    def took(self, seconds: float) -> None:
        """Takes one measurement in."""
        self._count += 1
        self._sum += seconds
        for place, limit in enumerate(BUCKETS):
            self._buckets[place] += seconds <= limit

    def lines(self) -> Iterator[str]:
        """The lines Prometheus reads."""
        yield f"# HELP {self.name} {self.about}"
        yield f"# TYPE {self.name} histogram"
        for limit, count in zip(BUCKETS, self._buckets, strict=True):
            yield f'{self.name}_bucket{{le="{limit:g}"}} {count}'
        yield f'{self.name}_bucket{{le="+Inf"}} {self._count}'
        yield f"{self.name}_sum {self._sum:.6f}"
        yield f"{self.name}_count {self._count}"


class Metrics:
    """All that is counted."""

    def __init__(self) -> None:
        self.turns = Tally("anfu_turns_total", "Utterances answered with guidance, by speaker.")
        self.turn_seconds = Histogram("anfu_turn_seconds", "Seconds from utterance to guidance.")
        self.drafts = Tally("anfu_draft_checks_total", "Drafts checked, by verdict.")
        self.draft_seconds = Histogram("anfu_draft_check_seconds", "Seconds a draft check takes.")
        self.errors = Tally("anfu_errors_total", "Requests answered with a problem, by status and type.")

    def text(self, ready: bool, streams: int, outbox: OutboxFigures | None, now: datetime) -> str:
        """Everything, one line each; nothing of the outbox while nobody knows."""
        lines = [line for part in vars(self).values() for line in part.lines()]
        lines += _gauge("anfu_ready", "1 when calls can be taken.", int(ready))
        lines += _gauge("anfu_streams", "Open event streams.", streams)
        if outbox is not None:
            age = int((now - outbox.oldest).total_seconds()) if outbox.oldest else 0
            lines += _gauge("anfu_outbox_waiting", "Notifications not delivered yet.", outbox.waiting)
            lines += _gauge(
                "anfu_outbox_oldest_seconds", "Seconds the first of them has waited.", max(0, age)
            )
            lines += _gauge("anfu_outbox_dead", "Notifications given up or refused.", outbox.dead)
        return "\n".join(lines) + "\n"


def _gauge(name: str, about: str, value: int) -> list[str]:
    return [f"# HELP {name} {about}", f"# TYPE {name} gauge", f"{name} {value}"]


def _written(labels: Labels) -> str:
    if not labels:
        return ""
    escaped = (
        (name, value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")) for name, value in labels
    )
    return "{" + ",".join(f'{name}="{value}"' for name, value in escaped) + "}"
