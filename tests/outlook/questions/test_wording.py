"""Numbers in words: none becomes nothing by rounding, and none becomes certain."""

import pytest

from vigil.outlook.models import Question
from vigil.outlook.questions.wording import number_text, plain_number_text
from vigil.outlook.results.tables import spread_text

Kind = Question.Kind


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "0"),
        (0.00003, "0.00003"),
        (0.000012345, "0.000012"),
        (-0.00003, "-0.00003"),
        (0.25, "0.25"),
        (1234.5, "1,234.5"),
        (1e-14, "0"),
    ],
)
def test_a_small_number_is_not_said_to_be_nothing(number: float, said: str) -> None:
    assert plain_number_text(number) == said


@pytest.mark.parametrize(("value", "said"), [(0.9999999, "99.99999 %"), (1.0, "100 %")])
def test_a_probability_that_is_not_certain_is_not_said_to_be(value: float, said: str) -> None:
    assert number_text(Question(kind=Kind.PROBABILITY), value).replace("\xa0", " ") == said


def test_a_small_spread_is_said() -> None:
    said = spread_text(Question(kind=Kind.QUANTITY), {"is": "", "width": 0.00002})
    assert said == "0.00002"
