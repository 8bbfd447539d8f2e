"""Pooled numbers as a report prints them: nothing is certain that is not, nothing is none."""

import pytest

from vigil.outlook.models import Question
from vigil.outlook.sources.figures import number_of

Kind = Question.Kind


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.0, "0%"), (0.004, "0.4%"), (0.32, "32%"), (0.995, "99.5%"), (1.0, "100%")],
)
def test_what_is_nearly_certain_is_not_printed_as_certain(value: float, said: str) -> None:
    assert number_of(Question(kind=Kind.PROBABILITY), value) == said


def test_a_small_quantity_is_printed_as_what_it_is() -> None:
    assert number_of(Question(kind=Kind.QUANTITY), 0.0021) == "0.0021"
