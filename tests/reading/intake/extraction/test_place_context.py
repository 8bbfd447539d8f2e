"""One name, many places: which is meant is decided by the report, or left open."""

from typing import Any

import pytest

from vigil.reading.intake.extraction.extractor import RuleExtractor
from vigil.reading.intake.extraction.place_names import PlaceNames
from vigil.reading.intake.gazetteer import Gazetteer, fold
from vigil.reading.records import PlaceRead, Report

EXTRACTOR = RuleExtractor.load()


def place(text: str, language: str, **more: Any) -> PlaceRead:
    [account] = EXTRACTOR.extract(
        Report(id="r", text=text, language=language, published="2024-05-08", **more)
    )
    return account.place


BESIDE = [
    ("es", "Luis Ortega Sanz fue asesinado en Guadalupe, Zac.", "Zacatecas", "MEX"),
    ("es", "Luis Ortega Sanz fue asesinado en Guadalupe, Nuevo León.", "Nuevo León", "MEX"),
    ("es", "Luis Ortega Sanz fue asesinado en Iguala, Gro.", "Guerrero", "MEX"),
    ("en", "Ana Torres was shot dead in Fresno, Calif.", "California", "USA"),
    ("en", "Ana Torres was shot dead in Columbus, GA on Monday.", "Georgia", "USA"),
    ("en", "Ana Torres was shot dead in Columbus, Ohio, on Monday.", "Ohio", "USA"),
    ("pt", "Rita Souza foi morta a tiros em Santos (SP).", "São Paulo", "BRA"),
    ("pt", "Rita Souza foi morta a tiros em Niterói/RJ no domingo.", "Rio de Janeiro", "BRA"),
]


@pytest.mark.parametrize(("language", "text", "admin1", "country"), BESIDE)
def test_the_division_behind_the_name(language: str, text: str, admin1: str, country: str) -> None:
    found = place(text, language)
    assert (found.admin1, found.country) == (admin1, country)
    assert found.lat is not None


def test_a_dateline_tells_the_country() -> None:
    text = "Chihuahua, Chih. Luis Ortega Sanz fue asesinado a tiros en Guerrero el lunes."
    assert place(text, "es").country == "MEX"


def test_the_outlet_tells_the_country() -> None:
    text = "Luis Ortega Sanz fue asesinado en Jerez."
    assert place(text, "es", outlet="El Diario de Zacatecas").admin1 == "Zacatecas"
    assert place(text, "es", country="ESP").country == "ESP"
    assert place(text, "es", url="https://noticias.example.mx/a").country == "MEX"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Luis Ortega Sanz fue asesinado en Guadalupe."),
        ("es", "Luis Ortega Sanz fue asesinado en San Miguel."),
        ("pt", "Rita Souza foi morta a tiros em Lagos."),
    ],
)
def test_what_stays_open_has_no_coordinates(language: str, text: str) -> None:
    found = place(text, language)
    assert found.name is not None
    assert (found.lat, found.lon, found.geonames_id) == (None, None, None)


def test_a_town_that_stays_open_within_its_country() -> None:
    text = "México, DF. El abogado Luis Ortega fue asesinado en Guadalupe."
    found = place(text, "es")
    assert (found.name, found.country, found.admin1, found.lat) == ("Guadalupe", "MEX", None, None)


@pytest.mark.parametrize(
    ("language", "text", "wrong"),
    [
        ("es", "Según Santos Peinado, el hombre fue asesinado a tiros por sicarios.", "Santos"),
        ("es", "Un hombre fue asesinado, dijo Ana Lizárraga, vecina del lugar.", "Ana"),
        ("en", "A man was shot dead near Ocean Drive, police said.", "Ocean"),
        ("es", "Un hombre fue asesinado por gente de Victoria Transportes Unidos.", "Victoria"),
    ],
)
def test_a_piece_of_a_name_is_no_place(language: str, text: str, wrong: str) -> None:
    found = place(text, language)
    assert found.name != wrong
    assert found.country is None


def test_a_county_is_a_place_only_when_called_one() -> None:
    text = "Ana Torres was shot dead in {} on Monday, deputies of New Jersey said."
    assert place(text.format("Ocean County"), "en").admin1 == "New Jersey"
    assert place(text.format("Ocean"), "en").name != "Ocean"


def test_in_capitals_a_name_is_found_wherever_it_stands_in_a_run() -> None:
    places = PlaceNames(Gazetteer.load())
    for before in range(8):
        text = "THE " * before + "MAYOR LOPEZ WAS KILLED IN SAN SALVADOR ON MONDAY."
        names = places.names(text, fold(text), True, [])
        assert [n.text for n in names] == ["SAN SALVADOR"]
