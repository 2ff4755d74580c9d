"""A case: a ticket with its call, what was said in it, and what has happened since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from anfu.playbook import Playbook
from anfu.reports.clean import told
from anfu.reports.clocks import ClockRun, Happening, Verdict, closed_at, runs
from anfu.reports.document import Value
from anfu.reports.layout import Row
from anfu.reports.names import Names
from anfu.reports.record import Advised, Line, Promised, line_of
from anfu.store.records import CallRecord, TurnRecord
from anfu.tickets.ladder import PROMISE
from anfu.tickets.types import Ticket


class Case(msgspec.Struct, frozen=True):
    """Everything a report of one ticket is made of."""

    ticket: Ticket
    call: CallRecord
    lines: tuple[Line, ...]
    others: tuple[Line, ...]
    """What was said in the calls of tickets that were merged into this one."""
    happenings: tuple[Happening, ...]
    clocks: tuple[ClockRun, ...]
    closed_at: datetime | None

    @property
    def last(self) -> Advised:
        """What was advised last."""
        return self.lines[-1].advised if self.lines else Advised()


class Pledge(msgspec.Struct, frozen=True):
    """A promise: its words, when it was made and falls due, within authority or not, agreed to or not."""

    text: str
    made_at: datetime | None
    due: datetime
    within: bool
    agreed: bool
    verdict: Verdict | None


def case_of(
    ticket: Ticket,
    call: CallRecord,
    turns: Sequence[TurnRecord],
    others: Sequence[TurnRecord],
    happenings: Sequence[Happening],
    now: datetime,
    book: Playbook,
) -> Case:
    """The case these records make."""
    return Case(
        ticket,
        call,
        tuple(line_of(turn) for turn in turns),
        tuple(line_of(turn) for turn in others),
        tuple(sorted(happenings, key=lambda entry: entry.at)),
        tuple(runs(ticket, happenings, now, book)),
        closed_at(ticket, happenings),
    )


def reasons(ticket: Ticket, names: Names) -> list[Row]:
    """Why the ticket has its level: rule, words, source."""
    return [
        {
            "rule": names.cause(reason.rule),
            "words": told(reason.evidence),
            "source": names.source(reason.source),
        }
        for reason in ticket.reasons
    ]


def clock_rows(case: Case, names: Names) -> list[Row]:
    """The clocks of the case; its promises have a table of their own."""
    return [
        {
            "clock": names.clock(run),
            "due": run.due,
            "stopped": run.stopped,
            "late": run.late,
            "state": names.of("verdicts", run.verdict),
            "source": names.source(run.source),
        }
        for run in case.clocks
        if run.kind != PROMISE
    ]


def promises(case: Case) -> list[Pledge]:
    """Everything promised in the call, by the time it falls due. Of several wordings of one the fullest is shown."""
    said = {line.turn: line.at for line in case.lines}
    # One answer keeps all wordings of a promise, though each wording has a clock.
    clocks = sorted(
        (run for run in case.clocks if run.kind == PROMISE), key=lambda run: run.verdict == "kept"
    )
    kept = {run.due: run.verdict for run in clocks}
    wordings: dict[datetime, dict[int, Promised]] = {}
    for line in case.lines:
        for promised in line.advised.promises:
            wordings.setdefault(promised.due, {})[promised.turn] = promised
    return [
        Pledge(
            max((told(promised.text) for promised in found.values()), key=len),
            said.get(min(found)),
            due,
            all(promised.within_authority for promised in found.values()),
            any(promised.confirmed for promised in found.values()),
            kept.get(due),
        )
        for due, found in sorted(wordings.items())
    ]


def promise_rows(case: Case, names: Names, now: datetime) -> list[Row]:
    """The promises made in the call. Of one without a clock nobody told Anfu whether it was kept."""
    return [
        {
            "text": pledge.text,
            "made_at": pledge.made_at,
            "due": pledge.due,
            "within": names.yes_no(pledge.within),
            "agreed": names.yes_no(pledge.agreed),
            "state": names.of("verdicts", state(pledge, now)),
        }
        for pledge in promises(case)
    ]


def state(pledge: Pledge, now: datetime) -> str:
    """How a promise stands: as its clock says, else whether its time has come."""
    if pledge.verdict in (None, "running"):
        return "ahead" if now <= pledge.due else "passed"
    return str(pledge.verdict)


def tally(case: Case, names: Names) -> Value:
    """The clocks in one line: how many were kept, missed, still run."""
    return counted((run.verdict for run in case.clocks if run.kind != PROMISE), names)


def counted(states: Iterable[str], names: Names) -> Value:
    """So many of each state, in the order of `reports.yml`."""
    counts = Counter(states)
    order = [entry.id for entry in names.book.reports.names.verdicts]
    parts = [f"{names.of('verdicts', verdict)} {counts[verdict]}" for verdict in order if verdict in counts]
    return "，".join(parts) or names.word("none")
