"""Place and day of an attack, chosen by what was learnt: among the report's own words, or none."""

from pathlib import Path
from typing import Any

import pytest

from vigil.reading.intake.extraction.findings import ReportFindings, find_in_report
from vigil.reading.intake.extraction.learned.date_choice import LearnedDates, date_model
from vigil.reading.intake.extraction.learned.fitting import TooFewExamplesError
from vigil.reading.intake.extraction.learned.invented_reports import invented_reports
from vigil.reading.intake.extraction.learned.linear import Linear, load, save
from vigil.reading.intake.extraction.learned.place_choice import LearnedScene, place_model
from vigil.reading.intake.extraction.learned.train_date_and_place import (
    WhenWhere,
    even_weights,
    same_place,
    train_date,
    train_place,
    when_where,
)
from vigil.reading.intake.extraction.people import People
from vigil.reading.intake.extraction.place_names import PlaceNames
from vigil.reading.intake.gazetteer import Gazetteer
from vigil.reading.records import PlaceRead, Report

PLACES = PlaceNames(Gazetteer.load())
PEOPLE = People(Gazetteer.load())


def reading(text: str, language: str = "es", title: str = "", **more: Any) -> ReportFindings:
    report = Report(
        id="r", title=title, text=text, language=language, published="2024-05-08", **more
    )
    return find_in_report(report, PEOPLE)


def place(text: str, language: str = "es", **more: Any) -> PlaceRead | None:
    told = reading(text, language, **more)
    found = LearnedScene(told, PLACES).choose(told.hits, [])
    if found is None:
        return None
    at = found[1]
    assert 0 <= at.start < at.end <= len(told.report.title if at.part == "title" else text)
    return found[0]


def day(text: str, language: str = "es", **more: Any) -> str | None:
    told = reading(text, language, **more)
    found = LearnedDates(told).choose(told.hits, [])
    return found[0].value if found else None


PLACE = [
    (
        "es",
        "Luis Ortega Sanz fue asesinado a balazos el lunes en Fresnillo, Zacatecas.",
        "Fresnillo",
    ),
    (
        "es",
        "El abogado Luis Ortega Sanz, originario de Durango, fue asesinado a tiros en Iguala. "
        "El detenido fue trasladado al penal de Puente Grande.",
        "Iguala",
    ),
    ("en", "A man was shot and killed Friday in Fresno, Calif., police said.", "Fresno"),
    (
        "en",
        "A court in Dayton heard that Ana Torres, a native of Akron, was shot dead in Toledo.",
        "Toledo",
    ),
    ("pt", "Rita Souza foi morta a tiros em Niterói no domingo, disse a polícia.", "Niterói"),
    ("fr", "Jean Martin a été tué par balles lundi à Marseille, selon la police.", "Marseille"),
]


@pytest.mark.parametrize(("language", "text", "name"), PLACE)
def test_the_place_of_the_attack(language: str, text: str, name: str) -> None:
    found = place(text, language)
    assert found is not None
    assert found.name == name


def test_a_dateline_from_elsewhere() -> None:
    text = (
        "CHICAGO (AP) - Ana Torres was shot dead outside her home in Milwaukee on Monday. "
        "She was taken to a hospital in Madison."
    )
    found = place(text, "en")
    assert found is not None
    assert found.name == "Milwaukee"


DAY = [
    ("es", "Luis Ortega Sanz fue asesinado el lunes en Iguala. El juicio fue ayer.", "2024-05-06"),
    ("en", "Ana Torres was shot dead on Monday. A man was arrested on Tuesday.", "2024-05-06"),
    ("pt", "Rita Souza foi morta a tiros no domingo em Niterói.", "2024-05-05"),
    ("fr", "Jean Martin a été tué par balles lundi à Marseille.", "2024-05-06"),
]


@pytest.mark.parametrize(("language", "text", "value"), DAY)
def test_the_day_of_the_attack(language: str, text: str, value: str) -> None:
    assert day(text, language) == value


def test_no_place_and_no_day_where_none_is_named() -> None:
    assert place("Un hombre fue asesinado a balazos.") is None
    assert day("Un hombre fue asesinado a balazos.") is None


def test_below_the_threshold_nothing_is_said() -> None:
    text = "Luis Ortega Sanz fue asesinado en Iguala el lunes."
    told = reading(text)
    sure = Linear(place_model().index, place_model().weight, threshold=1.01)
    assert LearnedScene(told, PLACES, sure).choose(told.hits, []) is None
    assert LearnedDates(told, model=sure).choose(told.hits, []) is None


def test_a_country_is_told_by_the_word_for_its_people() -> None:
    text = "THE SALVADORAN ARMY KILLED FOUR PEASANTS, THE CHURCH SAID TODAY."
    told = reading(text, "en")
    found = LearnedScene(told, PLACES).choose(told.hits, [])
    assert found is not None
    read_place, at = found
    assert (read_place.name, read_place.country, read_place.precision) == (
        "El Salvador",
        "SLV",
        "country",
    )
    assert text[at.start : at.end] == "SALVADORAN"


def test_sentences_of_another_attack_say_nothing_of_this_one() -> None:
    text = (
        "Luis Ortega Sanz fue asesinado el lunes en Iguala. "
        "En otro hecho, Ana Ruiz Peña fue asesinada el martes en Acapulco."
    )
    told = reading(text)
    first = [h for h in told.hits if h.start < 51]
    second = [h for h in told.hits if h.start >= 51]
    scene, dates = LearnedScene(told, PLACES), LearnedDates(told)
    for own, others, name, value in (
        (first, second, "Iguala", "2024-05-06"),
        (second, first, "Acapulco", "2024-05-07"),
    ):
        where, when = scene.choose(own, others), dates.choose(own, others)
        assert where is not None
        assert when is not None
        assert (where[0].name, when[0].value) == (name, value)


def test_training_is_deterministic_and_learns(tmp_path: Path) -> None:
    towns = ["Fresnillo", "Iguala", "Acapulco", "Chihuahua", "Saltillo", "Xalapa"]
    told = [
        (
            reading(f"Un hombre fue asesinado el lunes en {a}. El juicio es hoy en {b}."),
            WhenWhere(frozenset({a}), frozenset({"2024-05-06"})),
        )
        for a in towns
        for b in towns
        if a != b
    ]
    models = [train_place(told, PLACES), train_date(told)]
    again = [train_place(told, PLACES), train_date(told)]
    assert [m.digest for m in models] == [m.digest for m in again]
    new = reading("Un hombre fue asesinado el lunes en Mérida. El juicio es hoy en Cancún.")
    where = LearnedScene(new, PLACES, models[0]).choose(new.hits, [])
    when = LearnedDates(new, model=models[1]).choose(new.hits, [])
    assert where is not None
    assert when is not None
    assert (where[0].name, when[0].value) == ("Mérida", "2024-05-06")
    save(models[0], tmp_path / "place.npz")
    assert load(tmp_path / "place.npz").digest == models[0].digest


def test_nothing_to_learn_from() -> None:
    with pytest.raises(TooFewExamplesError):
        train_place([(reading("Un hombre fue asesinado."), WhenWhere())], PLACES)
    with pytest.raises(TooFewExamplesError):
        train_date([(reading("Un hombre fue asesinado."), WhenWhere())])


def test_shipped_models_are_small_and_say_nothing_below_their_threshold() -> None:
    for model in (place_model(), date_model()):
        assert 0.2 < model.threshold < 0.6
        assert model.index.size < 150_000


def test_gold_of_every_form() -> None:
    template = {
        "HUM TGT: EFFECT OF INCIDENT": ['DEATH: "MAN"'],
        "INCIDENT: LOCATION": ["PERU: LIMA (CITY): SAN ISIDRO (NEIGHBORHOOD)"],
        "INCIDENT: DATE": ["09 JAN 90"],
    }
    optional = {**template, "MESSAGE: TEMPLATE": ["2 (OPTIONAL)"], "INCIDENT: DATE": ["10 JAN 90"]}
    hurt = {**template, "HUM TGT: EFFECT OF INCIDENT": ['INJURY: "MAN"']}
    assert when_where({"templates": [template, optional, hurt]}) == WhenWhere(
        frozenset({"SAN ISIDRO"}), frozenset({"1990-01-09"})
    )
    own = {"id": "a", "place": "Iguala", "event_date": "2024-05-06", "event_date_agreed": False}
    assert when_where(own) == WhenWhere(frozenset({"Iguala"}))
    assert when_where({**own, "about_a_killing": False}) == WhenWhere()
    spans = {"spans": [[0, 1, "DAT-CITY", "", ["St.", "Louis"]], [3, 4, "VIC-NAME", "", ["A"]]]}
    assert when_where(spans) == WhenWhere(frozenset({"St. Louis"}))
    incident = {"city_or_county": "Bronx (Borough)", "date": "January 28, 2014"}
    assert when_where(incident) == WhenWhere(frozenset({"Bronx"}), frozenset({"2014-01-28"}))
    assert when_where(replace_date(incident)).days == frozenset()


def test_a_large_source_does_not_drown_a_small_one() -> None:
    weights = even_weights(["a"] * 100 + ["b"] * 4)
    assert sum(weights) == pytest.approx(104)
    assert sum(weights[:100]) / sum(weights[100:]) == pytest.approx(5**0.5)


def test_drills_are_read_as_they_are_labelled() -> None:
    told = list(invented_reports())
    assert {report.language for report, _ in told} == {"es", "pt", "fr", "en", "it", "ru", "ar"}
    for report, label in told:
        named = label["place"].lower() in report.text.lower()
        assert named or report.id.startswith("wire"), report.text  # "a Kenyan minister": Kenya
        assert "{" not in report.text
        page = find_in_report(report, PEOPLE)
        scene, days = LearnedScene(page, PLACES), LearnedDates(page)
        names = [scene.read(c, w).name for c, w, _ in scene.weighed(page.hits, [])]
        assert any(same_place(name or "", label["place"]) for name in names), report.text
        if "event_date" in label:
            values = [day.found.value for day, _ in days.weighed(page.hits, [])]
            assert label["event_date"] in values, report.text


def replace_date(incident: dict[str, str]) -> dict[str, str]:
    return {**incident, "date": "unknown"}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("México, DF", "Mexico", True),
        ("St. Louis", "st louis", True),
        ("San Salvador", "El Salvador", False),
        ("Iguala", "Igualada", False),
        ("", "Iguala", False),
    ],
)
def test_same_place(one: str, other: str, same: bool) -> None:
    assert same_place(one, other) is same
    assert same_place(other, one) is same
