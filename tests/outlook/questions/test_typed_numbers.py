"""Numbers that can be read in two ways are refused; what is written is read again as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.outlook.questions.forms import NumberForm, QuestionForm
from vigil.outlook.questions.typed_numbers import ambiguity, number_as_typed


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1.500", "Write 1500 or 1.5."),
        ("-12.345", "Write -12345 or -12.3450."),
        ("1.5", ""),
        ("0.125", ""),
        ("1500.125", ""),
        ("12.3450", ""),
        ("word", ""),
    ],
)
def test_a_point_before_three_digits_is_no_number_yet(text: str, said: str) -> None:
    assert ambiguity(text)[-len(said) :] == said if said else ambiguity(text) == ""


def test_bounds_may_leave_one_reading() -> None:
    assert ambiguity("1.500", high=1000.0) == ""
    assert ambiguity("-1.500", low=-100.0) == ""
    assert ambiguity("1.500", low=0.0, high=1500.0)


@given(st.floats(-1e15, 1e15))
def test_what_is_written_is_read_again_as_the_same_number(number: float) -> None:
    assert float(number_as_typed(number)) == number
    assert ambiguity(number_as_typed(number)) == ""


def test_a_chair_is_asked_which_and_keeps_what_stood() -> None:
    form = NumberForm({"value": "1.500"})
    assert "two ways" in str(form.errors["value"])
    question = QuestionForm(kind="quantity", initial={"lower": 12.345, "upper": 2000.0})
    assert 'value="12.3450"' in str(question["lower"])
    assert 'value="2000"' in str(question["upper"])
    assert NumberForm({"value": "12.3450"}).is_valid()
