"""Lists and labels as each language writes them."""

import pytest
from django.utils.translation import override

from vigil.language.punctuation import beside, in_a_row, isolated, one_by_one, without_marks


@pytest.mark.parametrize(
    ("language", "row", "things", "label"),
    [
        ("en", "Cauca, Colombia", "a, b; c", "Method: blade"),
        ("fr", "Cauca, Colombia", "a, b\u00a0; c", "Method\u00a0: blade"),
        ("ar", "Cauca، Colombia", "a, b؛ c", "Method: blade"),
    ],
)
def test_signs_are_those_of_the_language(language: str, row: str, things: str, label: str) -> None:
    with override(language):
        assert without_marks(in_a_row(["Cauca", "", "Colombia"])) == row
        assert without_marks(one_by_one(["a, b", "c"])) == things
        assert without_marks(beside("Method", "blade")) == label


def test_what_may_run_against_the_page_is_isolated() -> None:
    with override("en"):
        assert (isolated("ليلى"), isolated("Leila")) == ("\u2068ليلى\u2069", "Leila")
    with override("ar"):
        assert isolated("Leila") == "\u2068Leila\u2069"


def test_each_part_is_isolated_where_the_page_runs_from_right_to_left() -> None:
    with override("ar"):
        assert in_a_row(["Cauca", "كولومبيا"]) == "\u200f\u2068Cauca\u2069، \u2068كولومبيا\u2069"
        # Within another isolate, one of isolated parts alone would run from left to right.
        assert beside("الحدث", "قتل") == "\u200f\u2068الحدث\u2069: \u2068قتل\u2069"
    with override("es"):
        assert in_a_row(["Cauca"]) == "Cauca"
        assert beside("Evento", "homicidio") == "Evento: homicidio"
