"""Values of answers: what each kind takes, and that nothing else is kept."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.outlook.models import Question
from vigil.outlook.questions.values import (
    CELLS,
    NO_VIEW,
    Unfit,
    cells_of,
    checked_value,
    fields_of,
    is_matrix,
    is_whole,
    quantiles_of,
)
from vigil.reading.estimation.mixtures import Scale
from vigil.reading.estimation.pooling import pool_quantities

Kind, Form = Question.Kind, Question.Form


def of(kind: str, **values: Any) -> Question:
    """Make a question that stands nowhere."""
    return Question(kind=kind, **values)


QUANTITY = of(Kind.QUANTITY, form=Form.QUANTILES, lower=0.0, upper=100.0)
STEPS = of(Kind.QUANTITY, form=Form.FOUR_STEP)
MATRIX = of(Kind.DRIVERS, rows=["climate", "conflict"], columns=["cocaine"])
EFFICACY = of(Kind.EFFICACY, rows=["justice"])
ALL = [of(Kind.SCORE), of(Kind.PROBABILITY), of(Kind.TRAJECTORY), QUANTITY, STEPS, MATRIX, EFFICACY]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=6,
)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        (of(Kind.SCORE), {"score": 6.5}),
        (of(Kind.PROBABILITY), {"probability": 0.0}),
        (of(Kind.TRAJECTORY), {"direction": -2}),
        (QUANTITY, {"q05": 0.0, "q50": 1, "q95": 100.0}),
        (STEPS, {"lowest": -1, "highest": 3, "best": 0, "confidence": 80}),
        (MATRIX, {CELLS: {"climate|cocaine": 0, "conflict|cocaine": NO_VIEW}}),
        (EFFICACY, {CELLS: {"justice": 1.5}}),
    ],
)
def test_a_whole_answer_is_kept_as_it_is(question: Question, value: dict[str, Any]) -> None:
    assert checked_value(question, value) == value
    assert is_whole(question, value)


@pytest.mark.parametrize(
    ("question", "value", "field"),
    [
        (of(Kind.SCORE), {"score": 11}, "score"),
        (of(Kind.SCORE), {"score": 0.5}, "score"),
        (of(Kind.SCORE), {"score": 6.25}, "score"),
        (of(Kind.SCORE), {"score": True}, "score"),
        (of(Kind.SCORE), {"score": "6"}, "score"),
        (of(Kind.SCORE), {"score": float("nan")}, "score"),
        (of(Kind.SCORE), {"score": 10**400}, "score"),
        (of(Kind.SCORE), {"probability": 0.5}, "probability"),
        (of(Kind.PROBABILITY), {"probability": 1.01}, "probability"),
        (of(Kind.TRAJECTORY), {"direction": 0.5}, "direction"),
        (QUANTITY, {"q05": -1}, "q05"),
        (QUANTITY, {"q95": 101}, "q95"),
        (QUANTITY, {"q05": 5, "q50": 5, "q95": 9}, "q50"),
        (QUANTITY, {"q05": 5, "q50": 6, "q95": 6}, "q95"),
        (STEPS, {"confidence": 49}, "confidence"),
        (STEPS, {"lowest": 3, "highest": 1, "best": 2, "confidence": 80}, "highest"),
        (STEPS, {"lowest": 1, "highest": 3, "best": 4, "confidence": 80}, "best"),
        (STEPS, {"lowest": 1, "highest": 3, "best": 1, "confidence": 80}, "best"),
        (MATRIX, {CELLS: {"climate|cocaine": 5}}, "climate|cocaine"),
        (MATRIX, {CELLS: {"climate|cocaine": 0.5}}, "climate|cocaine"),
        (MATRIX, {CELLS: {"climate|heroin": 1}}, "climate|heroin"),
        (MATRIX, {CELLS: [1]}, ""),
        (MATRIX, {"climate|cocaine": 1}, ""),
        (EFFICACY, {CELLS: {"justice": "often"}}, "justice"),
        (of(Kind.QUANTITY, form=Form.QUANTILES, log_scale=True), {"q05": 0}, "q05"),
        (of(Kind.SCORE), [6], ""),
    ],
)
def test_what_is_no_answer_is_refused_at_its_field(
    question: Question, value: Any, field: str
) -> None:
    with pytest.raises(Unfit) as refused:
        checked_value(question, value)
    assert refused.value.field == field


@pytest.mark.parametrize("question", ALL)
def test_nothing_and_a_part_are_kept_and_are_not_whole(question: Question) -> None:
    assert not is_whole(question, checked_value(question, {}))
    fields = fields_of(question)
    value: dict[str, Any] = {fields[0]: 1 if question.kind != Kind.PROBABILITY else 1.0}
    value = {CELLS: value} if is_matrix(question) else value
    assert is_whole(question, checked_value(question, value)) is (len(fields) == 1)


@given(question=st.sampled_from(ALL), value=JSON)
def test_whatever_is_sent_is_kept_or_refused(question: Question, value: Any) -> None:
    try:
        kept = checked_value(question, value)
    except Unfit:
        return
    assert checked_value(question, kept) == kept
    inner = kept.get(CELLS, {}) if is_matrix(question) else kept
    assert set(inner) <= set(fields_of(question))


@given(
    st.lists(st.floats(-1e9, 1e9), min_size=3, max_size=3, unique=True).map(sorted),
    st.integers(50, 100),
)
def test_four_steps_hold_the_best_value_between_standardised_bounds(
    numbers: list[float], sure: int
) -> None:
    low, best, high = numbers
    value = {"lowest": low, "highest": high, "best": best, "confidence": sure}
    try:
        kept = checked_value(STEPS, value)
    except Unfit:
        # So near to each other that floating numbers cannot tell bound and best value apart.
        assert min(best - low, high - best) < 1e-6
        return
    found = quantiles_of(STEPS, kept)
    assert found.q05 < found.q50 == best < found.q95
    grown = 90 / sure
    assert found.q95 - best == pytest.approx((high - best) * grown, rel=1e-6, abs=1e-6)


def test_a_bound_of_the_quantity_bounds_what_is_standardised() -> None:
    bounded = of(Kind.QUANTITY, form=Form.FOUR_STEP, lower=0.0)
    value = {"lowest": 1, "highest": 9, "best": 5, "confidence": 50}
    found = quantiles_of(bounded, checked_value(bounded, value))
    assert (found.q05, found.q95) == (0.0, pytest.approx(12.2))


LOGGED = of(Kind.QUANTITY, form=Form.FOUR_STEP, log_scale=True)


def test_four_steps_of_a_logarithmic_quantity_grow_on_its_scale() -> None:
    """A straight line would cross 0 here: what is left of it says "almost nothing" with 5 %."""
    value = {"lowest": 10, "highest": 1000, "best": 100, "confidence": 80}
    found = quantiles_of(LOGGED, checked_value(LOGGED, value))
    assert found.q05 == pytest.approx(100 * 10**-1.125)
    assert found.q95 == pytest.approx(100 * 10**1.125)


def test_bounds_hold_on_the_scale_of_logarithms_too() -> None:
    bounded = of(Kind.QUANTITY, form=Form.FOUR_STEP, log_scale=True, lower=0.0, upper=1100.0)
    value = {"lowest": 10, "highest": 1000, "best": 100, "confidence": 50}
    found = quantiles_of(bounded, checked_value(bounded, value))
    assert (found.q05, found.q95) == (pytest.approx(100 * 10**-1.8), 1100.0)


@pytest.mark.parametrize("log_scale", [False, True])
@pytest.mark.parametrize(
    ("values", "field"),
    [
        ((1e15, 1e15 + 0.125, 1e15 + 0.25), "q50"),
        ((1.0, 2.0, 2.0 + 1e-12), "q95"),
        ((1e100, 1e150, 1e200), "q50"),
    ],
)
def test_what_pooling_could_not_tell_apart_or_hold_is_refused_when_it_is_given(
    values: tuple[float, float, float], field: str, log_scale: bool
) -> None:
    """Else one answer would keep the whole round from being closed."""
    question = of(Kind.QUANTITY, form=Form.QUANTILES, log_scale=log_scale)
    with pytest.raises(Unfit) as refused:
        checked_value(question, dict(zip(fields_of(question), values, strict=True)))
    assert refused.value.field == field


@given(st.lists(st.floats(-1e100, 1e100), min_size=3, max_size=3), st.booleans())
def test_every_answer_that_is_taken_can_be_pooled(numbers: list[float], log_scale: bool) -> None:
    question = of(Kind.QUANTITY, form=Form.QUANTILES, log_scale=log_scale)
    value = dict(zip(fields_of(question), sorted(numbers), strict=True))
    try:
        found = quantiles_of(question, checked_value(question, value))
    except Unfit:
        return
    answers = np.array([[[found.q05, found.q50, found.q95]], [[1.0, 2.0, 3.0]]])
    scales: tuple[Scale, ...] = ("log" if log_scale else "uniform",)
    for method in ("linear", "quantile_mean", "quantile_median"):
        told = pool_quantities(answers, method, scales=scales)[0].values
        assert np.isfinite(list(told.values())).all()


@given(
    st.lists(st.floats(1e-50, 1e50), min_size=3, max_size=3, unique=True).map(sorted),
    st.integers(50, 100),
)
def test_four_steps_of_any_size_are_refused_or_can_be_pooled(
    numbers: list[float], sure: int
) -> None:
    low, best, high = numbers
    value = {"lowest": low, "highest": high, "best": best, "confidence": sure}
    for question in (STEPS, LOGGED):
        try:
            found = quantiles_of(question, checked_value(question, value))
        except Unfit:
            continue
        answers = np.array([[[found.q05, found.q50, found.q95]]])
        scales: tuple[Scale, ...] = ("log" if question.log_scale else "uniform",)
        told = pool_quantities(answers, "linear", scales=scales)[0].values
        assert np.isfinite(list(told.values())).all()


@given(st.lists(st.sampled_from(["a", "b", "c"]), unique=True, min_size=1), st.booleans())
def test_cells_are_every_row_with_every_column(rows: list[str], crossed: bool) -> None:
    columns = ["x", "y"] if crossed else []
    cells = list(cells_of(of(Kind.DRIVERS, rows=rows, columns=columns)))
    assert len(cells) == len(set(cells)) == len(rows) * (len(columns) or 1)
