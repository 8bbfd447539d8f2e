"""Which place a name means: by what stands behind it, beside it, and whose paper it is."""

import json
import re
from importlib.resources import files

import pytest

from vigil.reading.intake.geocoding import Document, Geocoder, Located, Toponym
from vigil.reading.intake.geocoding.candidate_places import ADMIN1, COUNTRY, Atlas
from vigil.reading.intake.geocoding.geocoder import MOST_TOGETHER
from vigil.reading.intake.geocoding.model import Model


def document(marked: str, domain: str = "", number: str = "d") -> Document:
    """A document from a text in which place names stand in square brackets."""
    text, toponyms = "", []
    for part in re.split(r"(\[[^]]*\])", marked):
        if part.startswith("["):
            toponyms.append(Toponym(len(text), len(text) + len(part) - 2, part[1:-1]))
            text += part[1:-1]
        else:
            text += part
    return Document(number, text, tuple(toponyms), domain)


def located(marked: str, domain: str = "") -> list[Located | None]:
    return Geocoder.load().geocode([document(marked, domain)])[0]


def countries(marked: str, domain: str = "") -> list[str | None]:
    return [place and place.country for place in located(marked, domain)]


def test_a_division_behind_the_name_decides() -> None:
    texas, france = located("A man died in [Paris], Texas, not in [Paris], France.")
    assert texas is not None
    assert france is not None
    assert (texas.country, france.country) == ("US", "FR")
    assert texas.lat == pytest.approx(33.66, abs=0.1)


@pytest.mark.parametrize("behind", [", Ohio", ", Ohio.", " (Ohio)", ", OH", " in Ohio"])
def test_ways_to_name_a_division(behind: str) -> None:
    [place] = located(f"The fire in [Lebanon]{behind} was put out.")
    assert place is not None
    assert place.country == "US"
    assert place.lat == pytest.approx(39.4, abs=0.5)


def test_the_other_names_decide() -> None:
    assert countries("From [Licking County] and [Newark] to [Columbus], [Ohio].") == ["US"] * 4
    assert countries("He left [Alexandria] for [Cairo] and [Giza].") == ["EG"] * 3
    assert countries("Talks in [Tbilisi]: [Georgia], [Abkhazia] and [Russia].")[1] == "GE"


def test_the_outlets_other_texts_tell_its_home() -> None:
    others = [
        document("The [Edgar County] fair near [Chrisman] and [Kansas].", "parisbeacon.com", "a"),
        document("Fire in [Paris]; men from [Edgar County] helped.", "parisbeacon.com", "b"),
        document("A crash in [Edgar County], east of [Vermilion].", "parisbeacon.com", "c"),
    ]
    alone = document("The mayor of [Paris] spoke on Monday.", "parisbeacon.com", "d")
    [place] = Geocoder.load().geocode([*others, alone])[-1]
    assert place is not None
    assert place.country == "US"
    assert place.lat == pytest.approx(39.6, abs=0.3)


def test_peoples_and_abbreviations() -> None:
    said = "[Russians], [Texans] and [Sri Lankan] monks met the [U.S.] envoy from [Calif.]."
    assert countries(said) == ["RU", "US", "LK", "US", "US"]


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("Asesinado en [Zacatecas], [México], un vecino de [Guadalupe].", ["MX"] * 3),
        ("Morto em [Recife], no [Brasil].", ["BR"] * 2),
        ("Tué à [Port-au-Prince], en [Haïti].", ["HT"] * 2),
        ("SHOT IN [SAN SALVADOR], [EL SALVADOR], NEAR [SAN MIGUEL].", ["SV"] * 3),
    ],
)
def test_other_languages_and_capitals(said: str, wanted: list[str]) -> None:
    assert countries(said) == wanted


def test_an_unknown_name_is_put_near_the_others_and_says_so() -> None:
    *_, near = located("Shots in [Tbilisi] and [Rustavi], then in [Qwxyzburgh].")
    assert near is not None
    assert near.basis == "context"
    assert near.geonames_id is None
    assert near.country == "GE"


def test_only_a_country_is_known_of_an_unknown_name() -> None:
    [_, near] = located("The army of [Peru] attacked [Qwxyzburgh].")
    assert near is not None
    assert (near.country, near.basis, near.geonames_id) == ("PE", "context", None)


def test_nothing_known_is_null() -> None:
    assert located("It happened in [Qwxyzburgh].") == [None]


def test_the_sea_is_in_no_country() -> None:
    [place] = located("The ship sank in the [Black Sea].")
    assert place is not None
    assert place.country is None
    assert place.lat == pytest.approx(43, abs=1)


def test_every_toponym_is_answered_in_order() -> None:
    many = " ".join(f"[{name}]" for name in ("Lima", "Quito", "Lima", "Bogotá") * MOST_TOGETHER)
    answers = countries(many)
    assert answers == ["PE", "EC", "PE", "CO"] * MOST_TOGETHER


def test_no_names_and_no_texts() -> None:
    assert Geocoder.load().geocode([]) == []
    assert Geocoder.load().geocode([document("No place.")]) == [[]]
    assert located("[ ] [...] [12]") == [None, None, None]


def test_the_same_texts_in_another_order_are_answered_alike() -> None:
    texts = [
        document("The [Edgar County] fair in [Paris].", "parisbeacon.com", "a"),
        document("The mayor of [Paris] spoke.", "parisbeacon.com", "b"),
        document("Rain in [London] and [Paris].", "", "c"),
    ]
    geocoder = Geocoder.load()
    assert geocoder.geocode(texts) == geocoder.geocode(texts[::-1])[::-1]


def test_weights_of_other_reasons_are_refused() -> None:
    text = (
        files("vigil.reading.intake.geocoding").joinpath("data", "weights.json").read_text("utf-8")
    )
    facts = json.loads(text)
    assert len(Model.read(facts).rounds) == 3
    facts["rounds"][0]["unheard of"] = 1.0
    with pytest.raises(ValueError):
        Model.read(facts)


def test_the_lists_lead_to_places() -> None:
    atlas = Atlas.load()
    assert int(atlas.kind[atlas.candidates("Ohioans").numbers[0]]) == ADMIN1
    assert int(atlas.kind[atlas.candidates("the Netherlands").numbers[0]]) == COUNTRY
    assert atlas.candidates("La.").numbers.size == 1
    assert atlas.candidates("Qwxyzburgh").numbers.size == 0
