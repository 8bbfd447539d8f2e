"""Krippendorff's alpha: his example, pairs counted one by one, and any data."""

import math
from itertools import permutations
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.reading.estimation import agreement
from vigil.reading.estimation.agreement import Level, alpha, interval_of_difference
from vigil.reading.estimation.scoring import wilson
from vigil.reading.estimation.weights import Floats

NAN = math.nan
LEVELS: tuple[Level, ...] = get_args(Level)
EXAMPLE = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
        [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
    ]
)
"""Four observers and twelve units of Krippendorff 2011, example C."""
BINARY = np.array([[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0.0]])
"""Two observers and ten articles of Krippendorff 2011, example A."""
LETTERS = np.array([[1, 1, 2, 2, 4, 3, 3, 3, 5, 4, 4, 1], [2, 1, 2, 2, 2, 3, 3, 3, 5, 4, 4, 4.0]])
"""Two observers and twelve units of Krippendorff 2011, example B: the letters a to e."""
THREE_CODERS = np.array(
    [
        [NAN, NAN, NAN, NAN, NAN, 3, 4, 1, 2, 1, 1, 3, 3, NAN, 3],
        [1, NAN, 2, 1, 3, 3, 4, 3, NAN, NAN, NAN, NAN, NAN, NAN, NAN],
        [NAN, NAN, 2, 1, 3, 4, 4, NAN, 2, 1, 1, 3, 3, NAN, 4],
    ]
)
"""Three coders and 15 units, most of them missing: the example of Wikipedia's article."""

judged = st.tuples(st.integers(2, 4), st.integers(1, 6)).flatmap(
    lambda shape: st.lists(
        st.lists(
            st.one_of(st.integers(1, 5).map(float), st.just(NAN)),
            min_size=shape[1],
            max_size=shape[1],
        ),
        min_size=shape[0],
        max_size=shape[0],
    ).map(np.array)
)


def plain_alpha(values: Floats, level: Level) -> float | None:
    """By the definition: every ordered pair of answers, with the difference that the level asks."""
    units = [[one for one in column if not math.isnan(one)] for column in values.T.tolist()]
    units = [unit for unit in units if len(unit) >= 2]
    every = [one for unit in units for one in unit]

    def differ(a: float, b: float) -> float:
        if level == "nominal":
            return float(a != b)
        if level == "interval":
            return (a - b) ** 2
        low, high = min(a, b), max(a, b)
        between = sum(1 for one in every if low <= one <= high)
        return (between - (every.count(a) + every.count(b)) / 2) ** 2

    expected = sum(differ(a, b) for a, b in permutations(every, 2))
    if not expected:
        return None
    seen = sum(
        sum(differ(a, b) for a, b in permutations(unit, 2)) / (len(unit) - 1) for unit in units
    )
    return 1 - (len(every) - 1) * seen / expected


@pytest.mark.parametrize(
    ("values", "level", "published", "exact"),
    [
        (BINARY, "nominal", 0.095, 1 - 19 * 4 / (14 * 6)),
        (LETTERS, "nominal", 0.692, 155 / 224),
        (EXAMPLE, "nominal", 0.743, 113 / 152),
        (EXAMPLE, "ordinal", 0.815, 108577 / 133160),
        (EXAMPLE, "interval", 0.849, 951 / 1120),
        (THREE_CODERS, "nominal", 0.691, 56 / 81),
        (THREE_CODERS, "interval", 0.811, 643 / 793),
    ],
)
def test_the_published_examples(
    values: Floats, level: Level, published: float, exact: float
) -> None:
    """Published with three decimals; the fourth by the same pairs, counted as fractions."""
    found = alpha(values, level, draws=0).alpha
    assert found == pytest.approx(published, abs=5e-4)
    assert found == pytest.approx(exact, abs=1e-9)


def test_units_that_one_person_judged_alone_do_not_count() -> None:
    found = alpha(EXAMPLE, "nominal")
    assert (found.units, found.answers, found.reason) == (11, 40, "")


@given(judged, st.sampled_from(LEVELS))
def test_by_pairs_counted_one_by_one(values: Floats, level: Level) -> None:
    found, expected = alpha(values, level, draws=0).alpha, plain_alpha(values, level)
    assert (found is None) == (expected is None)
    assert found is None or found == pytest.approx(expected, abs=1e-9)


@given(
    st.lists(st.integers(-3, 9), min_size=2, max_size=9).filter(lambda told: len(set(told)) > 1),
    st.integers(2, 5),
    st.sampled_from(LEVELS),
)
def test_perfect_agreement_is_one(told: list[int], people: int, level: Level) -> None:
    found = alpha(np.tile(np.array(told, dtype=float), (people, 1)), level)
    assert found.alpha == pytest.approx(1.0, abs=1e-12)
    if found.interval is not None:
        assert found.interval == pytest.approx((1.0, 1.0))


def test_where_alpha_cannot_be_told_it_says_why() -> None:
    alone = alpha(np.array([[1.0, NAN], [NAN, 2.0]]), "nominal")
    assert (alone.alpha, alone.reason, alone.interval) == (None, "no_pairs", None)
    alike = alpha(np.full((3, 4), 7.0), "interval")
    assert (alike.alpha, alike.reason, alike.interval) == (None, "no_variation", None)
    assert (alike.units, alike.answers) == (4, 12)
    with pytest.raises(ValueError, match="finite"):
        alpha(np.array([[math.inf], [1.0]]), "interval")


def test_what_chance_gives_is_about_zero_and_worse_is_below() -> None:
    dice = np.random.default_rng(0)
    found = alpha(dice.integers(0, 3, (2, 4000)).astype(float), "nominal", draws=200)
    assert found.alpha == pytest.approx(0.0, abs=0.05)
    assert found.interval is not None
    assert found.interval[0] < 0 < found.interval[1]
    opposed = alpha(np.array([[1.0, 2.0, 1.0, 2.0], [2.0, 1.0, 2.0, 1.0]]), "nominal")
    assert opposed.alpha is not None
    assert opposed.alpha < 0


@given(judged, st.data())
def test_levels_keep_what_they_should(values: Floats, data: st.DataObject) -> None:
    """Nominal: any new names. Ordinal: any growing scale. Interval: any straight line."""
    other = dict(
        zip(range(1, 6), data.draw(st.permutations([3.0, 8.0, 9.0, -4.0, 70.0])), strict=True)
    )
    renamed = np.vectorize(lambda one: other.get(one, NAN), otypes=[float])(values)
    pairs: list[tuple[Floats, Level]] = [
        (renamed, "nominal"),
        (np.exp(values), "ordinal"),
        (3.0 - 2.0 * values, "interval"),
    ]
    for changed, level in pairs:
        before, after = alpha(values, level, 0).alpha, alpha(changed, level, 0).alpha
        assert (before is None) == (after is None)
        assert before is None or after == pytest.approx(before, abs=1e-9)


def test_the_interval_hangs_on_the_seed_alone_and_holds_alpha() -> None:
    first, again, other = (alpha(EXAMPLE, "ordinal", seed=seed).interval for seed in (1, 1, 2))
    assert first == again != other
    assert first is not None
    assert first[0] < 0.815 < first[1]
    assert alpha(EXAMPLE, "ordinal", draws=0).interval is None


def test_there_is_no_interval_where_many_draws_tell_nothing() -> None:
    # More than a third of all draws miss the one unit that differs, and have no alpha.
    one = alpha(np.array([[1.0, 1.0, 1.0, 2.0]] * 2), "nominal")
    assert (one.alpha, one.interval) == (1.0, None)
    several = alpha(np.array([[1.0, 2.0] * 6] * 2), "nominal")
    assert several.interval == (1.0, 1.0)


def test_one_unit_alone_has_no_interval() -> None:
    """It would have no width, and alpha is 0 whatever was answered."""
    found = alpha(np.array([[3.0], [7.0], [8.0]]), "ordinal", draws=50)
    assert (found.alpha, found.interval, found.units) == (pytest.approx(0.0), None, 1)


def test_the_interval_covers_the_alpha_of_many_units() -> None:
    """Of 100 samples of 80 units each, about 95 intervals hold the alpha of them all."""
    dice = np.random.default_rng(4)
    truth = dice.integers(0, 4, 8000)
    noise = dice.random((3, 8000)) < 0.2
    values = np.where(noise, dice.integers(0, 4, (3, 8000)), truth).astype(float)
    whole = alpha(values, "nominal", draws=0).alpha
    assert whole is not None
    held = 0
    for part in np.split(values, 100, axis=1):
        interval = alpha(part, "nominal", 300).interval
        assert interval is not None
        held += interval[0] <= whole <= interval[1]
    assert held >= 88


def test_units_with_the_same_answers_are_drawn_together_with_the_same_chances(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dice = np.random.default_rng(6)
    truth = dice.integers(0, 3, 400)
    values = np.where(dice.random((2, 400)) < 0.2, dice.integers(0, 3, (2, 400)), truth)
    together = alpha(values.astype(float), "nominal", draws=4000).interval
    monkeypatch.setattr(agreement, "MANY", 400)
    apart = alpha(values.astype(float), "nominal", draws=4000).interval
    assert together is not None
    assert together != apart
    assert together == pytest.approx(apart, abs=0.01)


def test_many_different_values_are_drawn_in_parts() -> None:
    dice = np.random.default_rng(5)
    truth = dice.normal(size=60)
    values = truth + 0.5 * dice.normal(size=(200, 60))
    found = alpha(values, "interval", draws=400)
    assert found.alpha == pytest.approx(1 / 1.25, abs=0.1)
    assert found.interval is not None
    assert found.interval[0] < found.alpha < found.interval[1]


def test_far_from_zero_no_digits_are_lost() -> None:
    near, far = (alpha(EXAMPLE + off, "interval", draws=0).alpha for off in (0.0, 1e9))
    assert far == pytest.approx(near, abs=1e-9)


@pytest.mark.parametrize(
    ("first", "second", "published"),
    [((56, 70), (48, 80), (0.0524, 0.3339)), ((9, 10), (3, 10), (0.1705, 0.8090))],
)
def test_the_published_intervals_of_a_difference(
    first: tuple[int, int], second: tuple[int, int], published: tuple[float, float]
) -> None:
    """Newcombe 1998, table II, method 10, to its four decimals."""
    told = [(count / of, *wilson(count, of)) for count, of in (first, second)]
    assert interval_of_difference(*told) == pytest.approx(published, abs=5e-5)
