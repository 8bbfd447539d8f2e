"""Ranges of ranks: they contain the plain rank, and depend on nothing but the values."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.outlook.index_editions.rank_ranges import RankedValue, RankRange, rank_ranges

scores = st.decimals(1, 10, places=2, allow_nan=False)
published = st.dictionaries(st.text("ABC", min_size=3, max_size=3), scores, min_size=1).map(
    lambda rows: {key: RankedValue(value) for key, value in rows.items()}
)


@st.composite
def with_spread(draw: st.DrawFn) -> RankedValue:
    """Draw a value with its spread."""
    low, value, high = sorted(draw(st.tuples(scores, scores, scores)))
    return RankedValue(value, low, high)


judged = st.dictionaries(st.text("ABC", min_size=3, max_size=3), with_spread(), min_size=1)


@given(published | judged)
def test_a_range_contains_the_plain_rank(values: dict[str, RankedValue]) -> None:
    ranges = rank_ranges(values)
    for key, one in values.items():
        plain = 1 + sum(other.value > one.value for other in values.values())
        assert 1 <= ranges[key].best <= plain <= ranges[key].worst <= len(values)


@given(published | judged, st.randoms())
def test_the_order_of_the_countries_changes_nothing(values, random) -> None:  # type: ignore[no-untyped-def]
    keys = list(values)
    random.shuffle(keys)
    assert rank_ranges({key: values[key] for key in keys}) == rank_ranges(values)


@given(published | judged)
def test_equal_values_have_equal_ranges_and_who_is_surely_above_has_the_better_ones(
    values: dict[str, RankedValue],
) -> None:
    ranges = rank_ranges(values)
    for key, one in values.items():
        for other, two in values.items():
            if one == two:
                assert ranges[key] == ranges[other]
            if one.value > two.value and one.low is None:
                assert ranges[key].best <= ranges[other].best
                assert ranges[key].worst <= ranges[other].worst


@given(published | judged)
def test_whoever_is_counted_above_counts_the_other_below(values: dict[str, RankedValue]) -> None:
    """Each pair that is told apart adds one to a best rank, and takes one from a worst rank."""
    ranges = rank_ranges(values).values()
    assert sum(one.best - 1 for one in ranges) == sum(one.of - one.worst for one in ranges)


def test_less_than_half_a_step_is_a_tie_and_half_a_step_is_none() -> None:
    values = {"AAA": "5.00", "BBB": "5.24", "CCC": "5.25"}
    found = rank_ranges({key: RankedValue(Decimal(value)) for key, value in values.items()})
    assert found == {
        "AAA": RankRange(2, 3, 3),
        "BBB": RankRange(1, 3, 3),
        "CCC": RankRange(1, 2, 3),
    }


def test_spreads_that_touch_are_a_tie_and_a_value_without_one_is_not_ranked() -> None:
    found = rank_ranges(
        {
            "AAA": RankedValue(Decimal(8), Decimal(7), Decimal(9)),
            "BBB": RankedValue(Decimal(6), Decimal(5), Decimal(7)),
            "CCC": RankedValue(Decimal(2), Decimal(1), Decimal(3)),
            "DDD": RankedValue(Decimal(9)),
        }
    )
    assert found == {
        "AAA": RankRange(1, 2, 3),
        "BBB": RankRange(1, 2, 3),
        "CCC": RankRange(3, 3, 3),
    }
    assert found["CCC"].text == "3 to 3 of 3"


def test_a_value_lies_within_its_spread() -> None:
    with pytest.raises(ValueError, match="outside"):
        RankedValue(Decimal(9), Decimal(5), Decimal(7))
    with pytest.raises(ValueError, match="two ends"):
        RankedValue(Decimal(9), Decimal(5))
