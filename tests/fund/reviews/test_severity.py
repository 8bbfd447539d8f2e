"""Severity by a two-way model: known severities are found, and means do not follow who reviewed."""

import numpy as np
import pytest

from vigil.fund.reviews.severity import calibrate


def test_without_chance_the_severities_and_worths_are_found_exactly() -> None:
    worth, severe = {1: 50.0, 2: 70.0, 3: 30.0}, {7: -6.0, 8: 2.0, 9: 4.0}
    pairs = [(1, 7), (1, 8), (2, 8), (2, 9), (3, 7), (3, 9)]
    found = calibrate((a, r, worth[a] + severe[r]) for a, r in pairs)
    assert {who: one.effect for who, one in found.severities.items()} == pytest.approx(severe)
    assert found.adjusted == pytest.approx(worth)
    assert found.severities[7].n == 2
    assert found.severities[7].deviation == pytest.approx((-8 + -10) / 2)


def test_reviewers_who_share_nothing_are_not_compared() -> None:
    found = calibrate([(1, 7, 40.0), (1, 8, 50.0), (2, 9, 90.0), (3, 9, 95.0)])
    assert found.severities[9].effect == 0
    assert (found.severities[9].n, found.severities[9].deviation) == (0, None)
    assert found.severities[9].error is None
    assert found.severities[8].effect == pytest.approx(5.0)
    assert found.adjusted == pytest.approx({1: 45.0, 2: 90.0, 3: 95.0})


def test_nothing_comes_of_no_reviews() -> None:
    assert calibrate([]).severities == {}


def test_the_fit_and_its_error_are_those_of_ordinary_least_squares() -> None:
    dice = np.random.default_rng(4)
    rows = [
        (a, int(r), float(dice.uniform(0, 100)))
        for a in range(12)
        for r in dice.choice(5, 2 + a % 2, replace=False)
    ]
    found = calibrate(rows)
    # One column for each application, and for each reviewer but the last, who is less the others.
    design = np.zeros((len(rows), 12 + 4))
    for n, (a, r, _points) in enumerate(rows):
        design[n, a] = 1
        design[n, 12:] = -1 if r == 4 else 0
        if r < 4:
            design[n, 12 + r] = 1
    y = np.array([row[2] for row in rows])
    fit, rest, rank, _values = np.linalg.lstsq(design, y)
    spread = rest[0] / (len(y) - rank)
    errors = np.sqrt(spread * np.diag(np.linalg.inv(design.T @ design)))[12:]
    for r in range(4):
        assert found.severities[r].effect == pytest.approx(fit[12 + r])
        assert found.severities[r].error == pytest.approx(errors[r])
