"""What a score of the linking rests on, in words."""

from vigil.desk.matches.linking_reasons import MEASURED, REASONS, in_words, linking_reasons


def test_reasons_are_told_in_their_order_with_their_numbers() -> None:
    told = [["same_name", None], ["same_day", None], ["km_apart", 3], ["days_apart", 1]]
    assert linking_reasons(told) == ["same name", "same day", "places 3 km apart", "1 day apart"]
    assert in_words(told[:2]) == "same name, same day"


def test_a_code_of_another_version_is_left_out() -> None:
    assert linking_reasons([["of_the_future", 4], ["km_apart", None]]) == []


def test_every_code_has_words() -> None:
    assert not set(REASONS) & set(MEASURED)
