"""Codes are those of their lists; places are read as people write them."""

import pytest
from django.utils.translation import override

from vigil.outlook.consultations.code_lists import (
    DIMENSIONS,
    checked_codes,
    code_name,
    code_names,
    is_known,
    read_places,
    split_code,
)
from vigil.trust.access.errors import NotPossible


def test_every_list_has_codes_and_names() -> None:
    assert DIMENSIONS == ("markets", "drivers", "responses", "levels", "places")
    assert code_name("drivers", "climate") == "climate"
    assert code_name("places", "COL") == "Colombia"
    with override("es"):
        assert code_name("places", "150") == "Europa"
    assert code_name("markets", "of an older list") == "of an older list"


def test_codes_are_checked_against_their_list() -> None:
    given = {"places": ["PER", "005"], "markets": ["cocaine", "heroin", "cocaine"], "levels": []}
    assert checked_codes(given) == {"markets": ["heroin", "cocaine"], "places": ["005", "PER"]}
    for odd in ({"markets": ["gold"]}, {"places": ["Peru"]}, {"moods": ["bad"]}):
        with pytest.raises(NotPossible):
            checked_codes(odd)


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ("Colombia, per; 005", ["005", "COL", "PER"]),
        ("COTE D’IVOIRE\nCôte d’Ivoire", ["CIV"]),
        ("", []),
    ],
)
def test_places_are_read_by_name_and_code(said: str, codes: list[str]) -> None:
    assert read_places(said) == codes


def test_places_are_read_in_the_language_of_the_screen_and_in_english() -> None:
    with override("es"):
        assert read_places("Alemania, Germany, Europa") == ["150", "DEU"]
    with pytest.raises(NotPossible, match="Alemania; Atlantis"):
        read_places("Alemania, Chile, Atlantis")


def test_a_code_with_its_list_is_read() -> None:
    assert split_code("drivers:conflict") == ("drivers", "conflict")
    assert not is_known("moods", "bad")
    for odd in ("conflict", "drivers:", "moods:bad"):
        with pytest.raises(NotPossible):
            split_code(odd)


def test_codes_are_told_in_words() -> None:
    assert code_names({"places": ["COL"], "drivers": ["climate"]}) == [
        ("drivers", "Drivers", ["climate"]),
        ("places", "Places", ["Colombia"]),
    ]
