"""What everybody reads of a panel: no claim that is smaller or surer than its answers bear."""

import csv
import io

import pytest
from django.utils import timezone

from outlook import factories_panels as panels
from vigil.outlook.answers.arrays import AnswerColumn, answers_handed_in
from vigil.outlook.answers.verbs import answering
from vigil.outlook.models import Pooled, Question
from vigil.outlook.results.csv_files import csv_of
from vigil.outlook.results.figures import figures_of
from vigil.outlook.results.pooling_methods import OF_QUANTITIES
from vigil.outlook.results.public import published
from vigil.outlook.results.tables import alpha_text
from vigil.reading.estimation import leave_one_out

pytestmark = pytest.mark.django_db
Kind = Question.Kind


def test_no_expert_moves_any_value_of_a_quantity_by_more_than_is_said() -> None:
    """One whose upper end lies far out moves the 95 % alone: the median stays."""
    panel, row, seats = panels.running((Kind.QUANTITY,), 6, "final")
    asked = panel.questions.get()
    for n, one in enumerate(seats):
        high = 900 if n == 5 else 40 + n
        panels.answer(one, asked, {"q05": 10 + n, "q50": 20 + n, "q95": high})
        answering.hand_in(one, by=one.user)
    row = panels.close_round(row, by=panel.chair)
    panel.refresh_from_db()
    told = published(panels.finalise(panel, by=panel.chair))
    assert told is not None
    numbers = answers_handed_in(row).quantiles([AnswerColumn(asked)])
    shifts = {one.method: one.shift for one in told.questions[0].results}
    for method in OF_QUANTITIES:
        result = next(one for one in told.questions[0].results if one.method == method)
        without = leave_one_out.quantities_without_each(numbers, method)[:, 0]
        moved = [
            abs(float(each) - result.value[name])
            for at, name in enumerate(("q05", "q50", "q95"))
            for each in without[:, at]
        ]
        assert shifts[method] is not None
        assert max(moved) <= shifts[method] + 0.1, method  # what is told has four digits
    assert shifts["quantile_mean"] > 100


def test_of_one_question_alone_no_agreement_is_told() -> None:
    """With a single unit alpha is 0 whatever was answered: agreeing and chance are the same."""
    panels.played((Kind.SCORE,), 6, "final")
    agreement = Pooled.objects.get().agreement
    assert agreement is not None
    assert (agreement["alpha"], agreement["interval"]) == (None, None)
    assert alpha_text(agreement) == "cannot be said"


def test_of_several_questions_agreement_is_told_with_its_units() -> None:
    panels.played((Kind.SCORE, Kind.SCORE), 6, "final")
    agreements = [one.agreement for one in Pooled.objects.all()]
    assert [one["units"] for one in agreements if one] == [2, 2]
    assert all(one["alpha"] is not None for one in agreements if one)


def test_a_result_as_csv_says_in_what_it_is_counted_and_as_of_when() -> None:
    panel, _row, _seats = panels.played((Kind.QUANTITY, Kind.SCORE), 6, "final")
    told = published(panels.finalise(panel, by=panel.chair))
    assert told is not None
    rows = list(csv.DictReader(io.StringIO(csv_of(told))))
    assert {row["unit"] for row in rows if row["kind"] == "quantity"} == {"killings a year"}
    day = timezone.localdate(told.panel.final_at).isoformat()
    assert {(row["round"], row["final"], row["seed"]) for row in rows} == {("1", day, "0")}


def test_a_matrix_says_of_each_cell_how_many_answered_and_how_far_apart() -> None:
    panel, _row, _seats = panels.played((Kind.DRIVERS,), 6, "final")
    told = published(panels.finalise(panel, by=panel.chair))
    assert told is not None
    [figure] = figures_of(told)
    assert all("n = 6)" in cell.shown for row in figure.rows for cell in row.cells)
    assert all(" to " in cell.shown for row in figure.rows for cell in row.cells)
    assert all(float(cell.value) <= 4 for row in figure.rows for cell in row.cells)
