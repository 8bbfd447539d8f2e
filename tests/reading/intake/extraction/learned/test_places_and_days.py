"""Place and day in invented sentences, counted by kind of error; the shipped models decide."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from vigil.reading.intake.extraction.findings import find_in_report
from vigil.reading.intake.extraction.learned.date_choice import LearnedDates
from vigil.reading.intake.extraction.learned.extractor import LearnedExtractor
from vigil.reading.intake.extraction.learned.place_choice import LearnedScene
from vigil.reading.intake.extraction.people import People
from vigil.reading.intake.extraction.place_names import PlaceNames
from vigil.reading.intake.gazetteer import Gazetteer, fold
from vigil.reading.records import PlaceRead, Report

TABLE: dict[str, Any] = tomllib.loads(
    (Path(__file__).parents[1] / "places_and_days.toml").read_text("utf-8")
)
PLACES, PEOPLE = PlaceNames(Gazetteer.load()), People(Gazetteer.load())


def report(row: dict[str, Any]) -> Report:
    return Report(
        id="r",
        text=row["t"],
        language=row["l"],
        published=TABLE["published"],
        outlet=row.get("outlet", ""),
    )


def place(row: dict[str, Any]) -> PlaceRead:
    told = find_in_report(report(row), PEOPLE)
    found = LearnedScene(told, PLACES).choose_whole(told.hits or told.attacks(), [])
    return found[0] if found else PlaceRead()


def right_place(row: dict[str, Any]) -> bool:
    found = place(row)
    said = all(row.get(k) in (None, getattr(found, k)) for k in ("admin1", "country"))
    return said and fold(found.name or "") in {fold(name) for name in row["place"]}


def right_silence(row: dict[str, Any]) -> bool:
    return fold(place(row).name or "") not in {fold(name) for name in row["never"]}


def right_day(row: dict[str, Any]) -> bool:
    told = find_in_report(report(row), PEOPLE)
    found = LearnedDates(told).choose(told.hits or told.attacks(), [])
    return (found[0].value if found else None) == row["day"]


CHECKS = {
    "place": right_place,
    "no_town": right_silence,
    "cyrillic": right_place,
    "arabic": right_place,
    "day": right_day,
}


@pytest.mark.parametrize("kind", CHECKS)
def test_as_many_are_right_as_were(kind: str) -> None:
    rows = TABLE[kind]["texts"]
    wrong = [row["t"] for row in rows if not CHECKS[kind](row)]
    assert len(rows) - len(wrong) >= TABLE[kind]["least"], "\n".join(wrong)


def test_a_quarter_is_read_with_its_town_and_the_words_of_both() -> None:
    text = (
        "Un hombre fue asesinado a balazos ayer en la colonia Las Palmas de Fresnillo, Zacatecas."
    )
    [account] = LearnedExtractor.load().extract(
        Report(id="r", text=text, language="es", published="2024-05-08")
    )
    assert (account.place.name, account.place.precision) == ("Las Palmas, Fresnillo", "town")
    words = [e.text for e in account.evidence if e.field == "/place"]
    assert words == ["Las Palmas de Fresnillo"]
