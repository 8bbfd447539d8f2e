"""Curves about the work itself: saturation, and how often it came true."""

import pytest

from charts.factories import ABOUT
from vigil.charts.marks import TextMark
from vigil.charts.saturation_and_calibration import (
    CalibrationPoint,
    calibration_chart,
    saturation_chart,
)
from vigil.charts.text import LETTER


def test_saturation_says_when_nothing_new_was_found() -> None:
    done = saturation_chart("k", "t", ABOUT, found=[("A", 3), ("B", 5), ("C", 5), ("D", 5)])
    assert done.said[1] == "The last 2 sources brought nothing new."
    assert [cell.shown for cell in done.rows[1].cells] == ["5", "2"]
    open_still = saturation_chart("k", "t", ABOUT, found=[("A", 3), ("B", 4)])
    assert open_still.said[1] == "The last source still brought 1 new code."
    with pytest.raises(ValueError, match="never grows less"):
        saturation_chart("k", "t", ABOUT, found=[("A", 3), ("B", 2)])


def test_calibration_draws_shares_of_what_came_true() -> None:
    figure = calibration_chart(
        "k", "t", ABOUT, told=[CalibrationPoint(0.9, 0.5, 4), CalibrationPoint(0.2, 0.25, 8)]
    )
    assert figure.said[1:] == ("Said 20%: 25% of 8 came true.", "Said 90%: 50% of 4 came true.")
    with pytest.raises(ValueError, match="share"):
        calibration_chart("k", "t", ABOUT, told=[CalibrationPoint(1.2, 0, 1)])


def test_calibration_of_questions_shows_what_may_be_chance_where_that_is_known() -> None:
    told = [CalibrationPoint(0.1, 0.0, 3, (0.0, 0.5615)), CalibrationPoint(0.9, 1.0, 1)]
    figure = calibration_chart("k", "t", ABOUT, told=told, of_questions=True)
    assert figure.heads == ("Said", "Came true", "Questions", "From", "To")
    assert [[cell.shown for cell in row.cells] for row in figure.rows] == [
        ["0%", "3", "0%", "56%"],
        ["100%", "1", "–", "–"],
    ]
    assert figure.said[0] == "4 questions, by the probability that was said."
    assert sum(m.kind == "spread" for m in figure.drawing.marks) == 1
    assert not any(m.kind == "seen" for m in figure.drawing.marks)


def test_how_many_each_point_is_made_of_is_written_on_no_other_number() -> None:
    told = [CalibrationPoint(0.05 + n / 10 - n % 2 * 0.09, n % 2, 1200) for n in range(10)]
    marks = calibration_chart("k", "t", ABOUT, told=told).drawing.marks
    counts = [m for m in marks if isinstance(m, TextMark) and m.text == "1200"]
    assert len(counts) == 10
    spans = [(m.x - 2 * LETTER, m.x + 2 * LETTER, m.y) for m in counts]
    for n, (left, right, y) in enumerate(spans):
        for other_left, other_right, other_y in spans[:n]:
            assert right <= other_left or other_right <= left or abs(y - other_y) >= 11
    assert all(m.y < 46 for m in counts)
