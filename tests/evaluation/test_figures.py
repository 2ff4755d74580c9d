"""Precision, recall, F1, calibration and the worst mistakes, against values worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anfu.evaluation import Answer, Question, Row, figures, worst


def answer(wanted: str, given: str, sure: float | None = None, text: str = "退钱") -> Answer:
    """An answer out of words: `answer("a b", "b")`. `sure` goes to every label that was given."""
    labels = frozenset(given.split())
    return Answer(
        text, frozenset(wanted.split()), labels, {} if sure is None else dict.fromkeys(labels, sure)
    )


def row(question: Question, label: str) -> Row:
    [found] = [row for row in question.rows if row.label == label]
    return found


def about(value: float) -> float:
    return pytest.approx(value, abs=1e-9)  # type: ignore[no-any-return]


# --- one answer each ----------------------------------------------------------------------------

KINDS = [
    answer("refund", "refund", 0.95),
    answer("refund", "refund", 0.95),
    answer("refund", "billing", 0.75),
    answer("billing", "billing", 0.85),
]


def test_a_question_of_one_answer_each() -> None:
    found = figures("kind", KINDS)
    assert found.name == "kind"
    # refund: heard 2 of 3, none of them wrongly; billing: heard 1 of 1, and once for a refund.
    assert row(found, "refund") == Row("refund", 1.0, about(2 / 3), about(4 / 5), 3)
    assert row(found, "billing") == Row("billing", about(1 / 2), 1.0, about(2 / 3), 1)
    assert found.macro_f1 == about((4 / 5 + 2 / 3) / 2)
    assert (found.micro_precision, found.micro_recall, found.micro_f1) == (about(0.75),) * 3
    assert found.exact == about(0.75)


def test_rows_stand_in_the_order_of_their_labels() -> None:
    assert [row.label for row in figures("kind", KINDS).rows] == ["billing", "refund"]


def test_a_label_nobody_wanted_costs_precision_but_is_not_averaged() -> None:
    found = figures(
        "kind", [answer("refund", "refund"), answer("refund", "refund"), answer("refund", "other")]
    )
    assert row(found, "other") == Row("other", 0.0, 0.0, 0.0, 0)
    assert found.macro_f1 == about(4 / 5)  # that of refund alone: P 1, R 2/3
    assert found.micro_precision == about(2 / 3)


def test_a_label_that_is_never_heard_counts_as_nothing() -> None:
    found = figures("kind", [answer("refund", "refund"), answer("safety", "refund")])
    assert row(found, "safety") == Row("safety", 0.0, 0.0, 0.0, 1)
    assert found.macro_f1 == about((2 / 3 + 0) / 2)


# --- many answers, or none -----------------------------------------------------------------------


def test_a_question_of_many_answers() -> None:
    found = figures(
        "signals",
        [
            answer("legal media", "legal"),
            answer("legal", "legal"),
            answer("", "media"),
            answer("", ""),
        ],
    )
    assert row(found, "legal") == Row("legal", 1.0, 1.0, 1.0, 2)
    assert row(found, "media") == Row("media", 0.0, 0.0, 0.0, 1)
    assert found.macro_f1 == about(0.5)
    # Heard 3 labels, 2 of them rightly; wanted 3, of which 2 were heard.
    assert (found.micro_precision, found.micro_recall, found.micro_f1) == (about(2 / 3),) * 3
    assert found.exact == about(0.5)


def test_a_question_of_one_label() -> None:
    found = figures("angry", [answer("yes", "yes"), answer("", "yes"), answer("", ""), answer("yes", "yes")])
    assert found.rows == (Row("yes", about(2 / 3), 1.0, about(4 / 5), 2),)
    assert found.macro_f1 == found.micro_f1 == about(4 / 5)
    assert found.exact == about(0.75)


@pytest.mark.parametrize(
    ("wanted", "given", "figure"), [("yes", "yes", 1.0), ("yes", "", 0.0), ("", "yes", 0.0)]
)
def test_a_question_of_one_label_and_one_answer(wanted: str, given: str, figure: float) -> None:
    found = figures("angry", [answer(wanted, given)])
    assert found.rows == (Row("yes", figure, figure, figure, 1 if wanted else 0),)
    assert (found.macro_f1, found.micro_f1, found.exact) == (figure, figure, figure)


def test_silence_that_was_wanted_is_right() -> None:
    found = figures("signals", [answer("", ""), answer("", "")])
    assert found.rows == ()
    assert found.exact == 1.0
    assert (found.macro_f1, found.micro_f1, found.ece) == (0.0, 0.0, None)


def test_a_question_nobody_was_asked_has_no_figures() -> None:
    assert figures("kind", []) == Question("kind", (), 0.0, 0.0, 0.0, 0.0, 0.0, None)


# --- calibration ---------------------------------------------------------------------------------


def test_the_calibration_error_is_the_mean_distance_of_the_tenths() -> None:
    # 0.9-1: two at 0.95, both right; 0.7-0.8: one at 0.75, wrong; 0.8-0.9: one at 0.85, right.
    assert figures("kind", KINDS).ece == about(0.05 * 2 / 4 + 0.75 * 1 / 4 + 0.15 * 1 / 4)


def test_answers_of_one_tenth_are_judged_together() -> None:
    found = figures("kind", [answer("a", "a", 0.72), answer("b", "a", 0.78)])
    assert found.ece == about(0.75 - 0.5)


def test_answers_of_two_tenths_are_judged_apart() -> None:
    found = figures("kind", [answer("a", "a", 0.72), answer("b", "a", 0.68)])
    assert found.ece == about((0.28 + 0.68) / 2)


def test_full_certainty_belongs_to_the_last_tenth() -> None:
    found = figures("kind", [answer("a", "a", 0.91), answer("b", "a", 1.0)])
    assert found.ece == about(0.955 - 0.5)


def test_one_who_is_right_as_often_as_sure_is_perfect() -> None:
    four_of_five = [answer("a", "a", 0.8)] * 4 + [answer("b", "a", 0.8)]
    assert figures("kind", four_of_five).ece == about(0)


@pytest.mark.parametrize(
    ("wanted", "sure", "ece"), [("a", 1.0, 0), ("b", 1.0, 1), ("b", 0.0, 0), ("a", 0.0, 1)]
)
def test_the_ends_of_the_scale_are_on_it(wanted: str, sure: float, ece: float) -> None:
    assert figures("kind", [answer(wanted, "a", sure)]).ece == about(ece)


def test_each_of_many_answers_is_judged_by_its_own_confidence() -> None:
    heard = Answer(
        "我要告你们", frozenset({"legal"}), frozenset({"legal", "abuse"}), {"legal": 0.9, "abuse": 0.6}
    )
    assert figures("signals", [heard]).ece == about(0.1 / 2 + 0.6 / 2)


def test_without_confidences_there_is_no_calibration() -> None:
    assert figures("amount", [answer("300", "300"), answer("5", "6")]).ece is None


# --- any answers ----------------------------------------------------------------------------------

labels = st.frozensets(st.sampled_from(["legal", "media", "mass", "vip"]))
pairs = st.lists(st.tuples(labels, labels, st.floats(0, 1)), min_size=1, max_size=20)


@given(pairs)
def test_figures_keep_their_bounds_and_turn_about(
    told: list[tuple[frozenset[str], frozenset[str], float]],
) -> None:
    found = figures(
        "signals", [Answer("", wanted, said, dict.fromkeys(said, sure)) for wanted, said, sure in told]
    )
    turned = figures("signals", [Answer("", said, wanted) for wanted, said, _ in told])
    for row, other in zip(found.rows, turned.rows, strict=True):
        assert 0 <= row.precision <= 1
        assert (row.precision, row.recall) == (other.recall, other.precision)
        assert min(row.precision, row.recall) - 1e-9 <= row.f1 <= max(row.precision, row.recall) + 1e-9
        assert row.support == sum(row.label in wanted for wanted, _, _ in told)
    assert found.exact == pytest.approx(sum(wanted == said for wanted, said, _ in told) / len(told))
    assert found.ece is None or 0 <= found.ece <= 1


# --- the worst mistakes ---------------------------------------------------------------------------


def test_the_surest_mistakes_come_first_and_right_answers_never() -> None:
    answers = [
        answer("a", "a", 0.99, "right"),
        answer("a", "b", 0.4, "doubtful"),
        answer("a", "b", 0.9, "sure"),
        answer("a", "", text="silent"),
    ]
    assert [wrong.text for wrong in worst(answers)] == ["sure", "doubtful", "silent"]
    assert [wrong.text for wrong in worst(answers, 1)] == ["sure"]
    assert worst(answers, 0) == []


def test_ten_mistakes_are_enough_and_equals_keep_their_order() -> None:
    answers = [answer("a", "b", 0.5, str(number)) for number in range(12)]
    assert [wrong.text for wrong in worst(answers)] == [str(number) for number in range(10)]
