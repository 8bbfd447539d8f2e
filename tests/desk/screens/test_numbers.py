"""How many were killed and hurt, in words."""

import pytest
from django.utils import translation

from vigil.casefile.models import Claim
from vigil.desk.screens.numbers import number_text, numbers_text


@pytest.mark.parametrize(
    ("low", "best", "high", "words"),
    [
        (3, 3, 3, "3"),
        (5, 5, None, "at least 5"),
        (24, None, None, "at least 24"),
        (3, None, 5, "3 to 5"),
        (None, None, 10, "at most 10"),
        (None, 20, None, "about 20"),
    ],
)
def test_bounds_are_said_in_words(
    low: int | None, best: int | None, high: int | None, words: str
) -> None:
    with translation.override("en"):
        assert number_text({"low": low, "best": best, "high": high}) == words


def test_killed_and_injured_stand_in_a_row() -> None:
    claims = [
        Claim(field="injured", value={"low": 2, "best": 2, "high": 2}),
        Claim(field="killed", value={"low": 3, "best": 3, "high": 3}),
        Claim(field="event", value="killing"),
    ]
    with translation.override("en"):
        assert numbers_text(claims) == "3 killed, 2 injured"
        assert numbers_text(claims[2:]) == ""
