"""How far reviewers agree: all alike is 100, the two ends of every scale are 0."""

import pytest

from vigil.fund.reviews.agreement import agreement, weighted

RUBRIC = [
    {"key": "need", "label": {"en": "Need"}, "points": 5, "weight": 2},
    {"key": "safety", "label": {"en": "Safety"}, "points": 10, "weight": 1},
]


def given(need: int, safety: int) -> dict[str, int]:
    return {"need": need, "safety": safety}


@pytest.mark.parametrize(
    ("reviews", "agreed"),
    [
        ([given(3, 4), given(3, 4)], 100.0),
        ([given(0, 0), given(5, 10)], 0.0),
        ([given(5, 0), given(0, 0)], 100 / 3),
        ([given(2, 5), given(3, 5)], 100 * (1 - 2 * 0.2 / 3)),
        # Three reviewers: the mean over the three pairs.
        ([given(0, 5), given(0, 5), given(3, 5)], 100 * (1 - 2 * (0.6 * 2 / 3) / 3)),
        ([given(3, 4)], None),
        ([], None),
    ],
)
def test_agreement_is_one_less_the_mean_difference(
    reviews: list[dict[str, int]], agreed: float | None
) -> None:
    found = agreement(RUBRIC, reviews)
    assert found.agreed == (agreed if agreed is None else pytest.approx(agreed))


def test_the_mean_is_weighted_and_in_percent_of_the_scale() -> None:
    assert weighted(RUBRIC, given(5, 0)) == pytest.approx(200 / 3)
    found = agreement(RUBRIC, [given(5, 0), given(0, 10)])
    assert found.mean == pytest.approx(50)
    assert [(one.key, one.mean, one.spread) for one in found.criteria] == [
        ("need", 2.5, 5),
        ("safety", 5.0, 10),
    ]
    assert agreement(RUBRIC, []).mean is None
    assert weighted(RUBRIC, {}) is None
