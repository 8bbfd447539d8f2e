"""Scores as pages tell them: a small one is not none, and Cooke's published example can be read."""

from pathlib import Path

import pytest
from django.utils import translation

from vigil.outlook.templatetags.outlook_numbers import agreeing, counting, whole

TEMPLATES = Path(__file__).parents[3] / "src/vigil/outlook/templates"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (3.621e-5, "0.0000362"),
        (6.57e-5, "0.0000657"),
        (0.327, "0.327"),
        (0.000025, "0.000025"),
        (1.354, "1.35"),
        (0.0, "0"),
        (1.0, "1"),
        (-0.0321, "-0.0321"),
        (12345.6, "12,346"),
        (2e-9, "< 0.000001"),
    ],
)
def test_a_small_score_is_not_told_as_none(value: float, said: str) -> None:
    with translation.override("en"):
        assert counting(value) == said


def test_decimals_are_those_of_the_language() -> None:
    with translation.override("es"):
        assert counting(0.327) == "0,327"


@pytest.mark.parametrize(
    ("name", "by"),
    [("own_scores.html", "counting"), ("_pooled_scores.html", "counting"),
     ("_came_true.html", "whole")],
)  # fmt: skip
def test_no_page_of_scores_cuts_their_digits_off(name: str, by: str) -> None:
    text = (TEMPLATES / "outlook" / "results" / name).read_text()
    assert "floatformat" not in text
    assert f"|{by} }}}}" in text


def test_what_came_true_is_told_as_it_was_given() -> None:
    assert whole(12345.6) == "12,345.6"
    assert whole(0.00003) == "0.00003"


def test_agreement_is_not_told_as_perfect_where_it_is_not() -> None:
    assert [agreeing(one) for one in (1.0, 0.9962, 0.5)] == ["1.00", "0.99", "0.50"]
    assert "|agreeing }}" in (TEMPLATES / "outlook/consultations/_coder_agreement.html").read_text()
