"""Pooled numbers of random panels: as computed one by one, by plain arithmetic."""

import statistics
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlook import factories_assessments as factories
from outlook import factories_panels as panels
from vigil.outlook.answers.arrays import RoundAnswers, answer_columns
from vigil.outlook.models import AnswerVersion, Pooled, Question, Round, Seat
from vigil.outlook.panels.preconditions import asked_of
from vigil.outlook.panels.verbs import rounds, setting_up
from vigil.outlook.questions.values import FIELDS, quantiles_of
from vigil.outlook.results import pooling
from vigil.outlook.results.verbs.requesting import arguments_of
from vigil.reading.estimation import pooling as estimation

Kind = Question.Kind
SCORES = st.none() | st.integers(2, 20).map(lambda n: n / 2)


def answers_of(table: Sequence[Sequence[Any]], kind: str) -> RoundAnswers:
    """Return answers, experts by questions, as they are read from the database; None is none."""
    seats = [Seat(pk=n, handle=f"S{n}") for n in range(len(table))]
    asked = [Question(pk=n, uid=f"q{n}", kind=kind, form="quantiles") for n in range(len(table[0]))]
    versions = {
        (seat, question): AnswerVersion(value=value, whole=True)
        for seat, row in enumerate(table)
        for question, value in enumerate(row)
        if value is not None
    }
    return RoundAnswers(seats, asked, versions)


def numbers_one_by_one(answered: RoundAnswers) -> Any:
    """Return the array of numbers as it was made cell by cell."""
    return [
        [
            answered.versions[seat.pk, one.pk].value[FIELDS[one.kind][0]]
            if (seat.pk, one.pk) in answered.versions
            else float("nan")
            for one in answered.questions
        ]
        for seat in answered.seats
    ]


@given(st.integers(1, 6).flatmap(lambda n: st.lists(st.lists(SCORES, min_size=n, max_size=n),
                                                    min_size=1, max_size=12)))  # fmt: skip
def test_scores_are_read_and_fed_back_as_one_by_one(table: list[list[float | None]]) -> None:
    rows = [[None if one is None else {"score": one} for one in row] for row in table]
    answered = answers_of(rows, Kind.SCORE)
    columns = answer_columns(answered.questions)
    assert np.array_equal(
        answered.numbers(columns), np.array(numbers_one_by_one(answered)), equal_nan=True
    )
    shown = pooling._feedback(answered)
    for at, question in enumerate(answered.questions):
        given_here = sorted(row[at] for row in table if row[at] is not None)
        [cell] = shown[question.uid]["cells"].values()
        assert (cell["n"], cell["values"]) == (len(given_here), given_here)
        if given_here:
            assert cell["median"] == statistics.median(given_here)
            told = estimation.pool_scores(np.array(given_here)[:, None])[0].values
            assert (cell["low"], cell["high"]) == (told["q25"], told["q75"])


@given(st.lists(st.lists(st.none() | st.tuples(*[st.integers(1, 9)] * 3), min_size=3, max_size=3),
                min_size=1, max_size=8))  # fmt: skip
def test_quantities_are_read_and_fed_back_as_one_by_one(table: list[list[Any]]) -> None:
    def value(steps: tuple[int, int, int] | None) -> Any:
        if steps is None:
            return None
        low, more, most = steps
        return {"q05": float(low), "q50": float(low + more), "q95": float(low + more + most)}

    answered = answers_of([[value(one) for one in row] for row in table], Kind.QUANTITY)
    columns = answer_columns(answered.questions)
    quantiles = answered.quantiles(columns)
    shown = pooling._feedback(answered)
    for at, question in enumerate(answered.questions):
        each = [version.value for _seat, version in answered.of(question)]
        expected = sorted([one["q05"], one["q50"], one["q95"]] for one in each)
        [cell] = shown[question.uid]["cells"].values()
        assert sorted(cell["values"]) == expected
        assert np.count_nonzero(~np.isnan(quantiles[:, at, 0])) == len(each)
        for seat, version in answered.of(question):
            found = quantiles_of(question, version.value)
            assert quantiles[seat.pk, at].tolist() == [found.q05, found.q50, found.q95]


@pytest.mark.django_db
def test_every_cell_of_a_region_is_pooled_as_by_plain_arithmetic() -> None:
    made = factories.assessment()
    panel = made.panels.get(region="Andes")
    seats = [
        factories.seat(panel, places)
        for places in ((), (), ("COL",), ("COL", "PER"), ("ECU", "PER"), ("PER",))
    ]
    panels.plan(panel)
    setting_up.open_panel(panel, by=panel.chair)
    row = rounds.open_round(panel.rounds.get(), by=panel.chair)
    said: dict[int, list[float]] = {}
    for n, seat in enumerate(panels.fresh(seats)):
        for at, asked in enumerate(asked_of(seat)):
            score = ((n * 7 + at * 5) % 19 + 2) / 2
            said.setdefault(asked.pk, []).append(score)
            panels.answer(seat, asked, {"score": score}, reasons=f"Reason {n}." if n % 2 else "")
        panels.answering.hand_in(seat, by=seat.user)
    row = panels.close_round(row, by=panel.chair)
    pooled = {one.question_id: one for one in Pooled.objects.filter(round=row)}
    assert set(pooled) == set(said)
    for key, scores in said.items():
        one = pooled[key]
        assert one.n == len(scores)
        assert one.value["mean"] == pytest.approx(statistics.fmean(scores))
        assert one.value["median"] == statistics.median(scores)
        without = [statistics.fmean(scores[:n] + scores[n + 1 :]) for n in range(len(scores))]
        assert one.left_out is not None
        assert one.left_out["mean"] == pytest.approx([min(without), max(without)])
    handles = {seat.handle for seat in seats[1::2]}
    peru = panel.questions.filter(place="PER").first()
    assert peru is not None
    kept = arguments_of(row, peru)
    assert {one["handle"] for one in kept} == {seats[1].handle, seats[3].handle, seats[5].handle}
    assert {one["handle"] for one in kept} <= handles
    assert Round.objects.get(pk=row.pk).run == 1
