"""Cells that are unusual: compared with the other cells of their term, robustly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.outlook.second_reading.unusual import (
    CUT,
    FEWEST_CELLS,
    Measure,
    MeasuredCell,
    UnusualCell,
    robust_scores,
    unusual_cells,
)

PLACES = ("COL", "ECU", "PER", "BOL", "CHL", "MEX", "GTM", "HND", "SLV")
REGIONS = {
    **dict.fromkeys(PLACES[:5], "005"),
    **dict.fromkeys(PLACES[5:], "013"),
}


def found(cells: list[MeasuredCell], smallest: int = 5, step: float = 0.5) -> list[UnusualCell]:
    return unusual_cells(cells, smallest=smallest, steps={"cocaine": step}, regions=REGIONS)


def cells(widths: list[float | None] | None = None, **every: list[float]) -> list[MeasuredCell]:
    """Make a cell a country of one term, with the given widths, values and values before."""
    made = []
    for at, place in enumerate(PLACES):
        given_values = {name: each[at] for name, each in every.items()}
        width = widths[at] if widths else None
        made.append(MeasuredCell(at, "cocaine", place, 6, width=width, **given_values))
    return made


def test_answers_far_apart_are_unusual_beside_those_of_the_other_countries() -> None:
    [one] = found(cells([2, 2.5, 1.5, 2, 5, 2, 1.5, 2.5, 2]))
    [finding] = one.findings
    assert (one.cell.place, finding.measure) == ("CHL", Measure.SPREAD)
    assert (finding.value, finding.usual) == (5, 2)


def test_answers_closer_together_than_usual_need_no_second_reading() -> None:
    assert found(cells([4, 4.5, 4, 4, 0, 4, 4.5, 4, 4])) == []


def test_one_step_of_the_answers_is_never_unusual_where_all_others_are_equal() -> None:
    assert found(cells([2, 2, 2, 2, 2.5, 2, 2, 2, 2])) == []
    assert found(cells(value=[5, 5, 5, 5, 6, 5, 5, 5, 5])) == []


def test_a_country_is_compared_with_its_sub_region_first() -> None:
    values = [8, 8, 8, 8, 3, 3, 3, 3, 3.0]  # the fifth is of the region of the first four
    [one] = found(cells(value=values))
    [finding] = one.findings
    assert (one.cell.place, finding.measure, finding.region) == ("CHL", Measure.NEIGHBOURS, "005")
    assert (finding.value, finding.usual) == (3, 8)


def test_few_neighbours_are_joined_by_all_other_countries() -> None:
    made = cells(value=[3, 3, 3, 3, 3, 3, 3, 8, 3.0])[:-1]  # two others of its sub-region
    [one] = found(made)
    assert (one.cell.place, one.findings[0].region) == ("HND", "")


def test_a_change_is_unusual_where_the_others_hardly_changed() -> None:
    before = [5, 5, 5, 5, 5, 5, 5, 5, 5.0]
    value = [5.5, 5, 5, 5.5, 5, 9, 5, 5.5, 5]
    [one] = found(cells(value=value, before=before))
    assert one.cell.place == "MEX"
    assert {finding.measure for finding in one.findings} >= {Measure.EDITION}


def test_too_few_experts_are_always_listed_and_the_emptiest_first() -> None:
    made = [MeasuredCell(n, "cocaine", place, n) for n, place in enumerate(PLACES)]
    rows = found(made, smallest=3)
    assert [row.cell.n for row in rows] == [0, 1, 2]
    assert {row.findings[0].measure for row in rows} == {Measure.FEW}


def test_of_few_cells_nothing_is_usual() -> None:
    made = cells([0, 9, 0, 0, 0, 0, 0, 0, 0])[: FEWEST_CELLS - 1]
    assert found(made) == []


def test_terms_are_not_compared_with_each_other() -> None:
    made = cells([1] * 9) + [
        MeasuredCell(9 + at, "arms", place, 6, width=5) for at, place in enumerate(PLACES)
    ]
    assert found(made) == []


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=30), st.floats(0.1, 5))
def test_the_score_of_the_median_is_nothing_and_moves_and_scales_with_the_answers(
    values: list[float], step: float
) -> None:
    scores = robust_scores(values, step)
    moved = robust_scores([2 * value + 3 for value in values], 2 * step)
    assert scores == pytest.approx(moved, abs=1e-6)
    assert sum(score > 0 for score in scores) <= len(values) / 2
    assert sum(score < 0 for score in scores) <= len(values) / 2


def test_without_a_step_a_difference_from_equal_cells_counts_fully() -> None:
    assert robust_scores([1, 1, 1, 4], 0) == [0, 0, 0, float("inf")]
    assert CUT == 2.5
