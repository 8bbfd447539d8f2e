import pytest
from hypothesis import given

from reading.linkage.lists.samples import day, killing, killings, month
from vigil.reading.linkage.lists import ListedKilling
from vigil.reading.linkage.lists.agreement_levels import (
    FIELDS,
    LEVELS,
    date_levels,
    levels_of,
    name_level,
    place_level,
)


@given(killings, killings)
def test_a_comparison_is_symmetric(a: ListedKilling, b: ListedKilling) -> None:
    assert levels_of(a, b) == levels_of(b, a)


@given(killings, killings)
def test_levels_are_those_that_are_stated(a: ListedKilling, b: ListedKilling) -> None:
    for field, level in levels_of(a, b).items():
        assert level in LEVELS[field]


@given(killings)
def test_what_says_nothing_has_no_level(a: ListedKilling) -> None:
    assert levels_of(a, ListedKilling(id="silent")) == {}


@given(killings)
def test_a_killing_never_differs_from_itself(a: ListedKilling) -> None:
    for field, level in levels_of(a, a).items():
        assert level in LEVELS[field][:1] or field == "name" or level == "same_region"


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ("Ana Torres", "ana torres", "same"),
        ("Ana Torres", "Анна Торрес", "alike"),
        ("Gonzalez Perez", "Gonsales Perez", "same"),
        ("Ana María Torres Vega", "Ana Torres", "same"),
        ("Torres", "Ana Torres", "partly"),
        ("Ana Torres", "Luis Peña", "differs"),
    ],
)
def test_names(a: str, b: str, level: str) -> None:
    found = name_level([a], [b])
    assert found == level or {found, level} == {"same", "alike"}


def test_any_form_of_a_name_will_do() -> None:
    assert name_level(["La Güera", "Ana Torres"], ["Ana Torres Vega"]) == "same"


@pytest.mark.parametrize(
    ("a", "b", "levels"),
    [
        (day("2019-05-03"), day("2019-05-03"), {"day": "same"}),
        (day("2019-05-03"), day("2019-05-04"), {"day": "next"}),
        (day("2019-05-03"), day("2019-05-06"), {"day": "days_apart"}),
        (day("2019-05-03"), day("2019-05-12"), {"day": "week_apart"}),
        (day("2019-05-03"), day("2019-08-12"), {"day": "far"}),
        (day("2019-05-03"), month(2019, 5), {"month": "fits"}),
        (day("2019-05-03"), month(2019, 4), {"month": "week_apart"}),
        (day("2019-05-03"), month(2018, 5), {"month": "far"}),
        (day("2019-05-03"), (day("2019-05-01")[0], day("2019-05-05")[0]), {"days": "fits"}),
        (day("2019-05-03"), (day("2019-01-01")[0], day("2019-12-31")[0]), {"year": "fits"}),
        (day("2019-05-03"), (day("2010-01-01")[0], day("2019-12-31")[0]), {}),
        (day("2019-05-03"), None, {}),
    ],
)
def test_dates(a: tuple[int, int], b: tuple[int, int] | None, levels: dict[str, str]) -> None:
    assert date_levels(a, b) == levels


@pytest.mark.parametrize(
    ("changes", "level"),
    [
        ({}, "same"),
        ({"place": "Vera Cruz"}, "same"),
        ({"place": "Boca del Río"}, "same_region"),
        ({"place": "Boca del Río", "admin2": "Veracruz"}, "same"),
        ({"place": "", "admin1": ""}, None),
        ({"place": "Tampico", "admin1": "Tamaulipas"}, "other_region"),
        ({"place": "Tampico", "admin1": ""}, "other_place"),
        ({"admin1": "Veracruz state"}, "same"),
        ({"country": "COL"}, "other_country"),
    ],
)
def test_places_by_name(changes: dict[str, str], level: str | None) -> None:
    assert place_level(killing("a"), killing("b", **changes)) == level


def test_places_by_distance() -> None:
    def at(lat: float, **changes: object) -> ListedKilling:
        return killing("b", place="", point=(lat, -96.1), **changes)

    here = killing("a", place="", point=(19.2, -96.1))
    assert place_level(here, at(19.21)) == "same"
    assert place_level(here, at(19.4)) == "near"
    assert place_level(here, at(19.9)) == "same_region"
    assert place_level(here, at(25.0, admin1="")) == "other_place"


def test_two_towns_of_one_name_far_apart_are_two() -> None:
    a, b = killing("a", admin1="", point=(19.2, -96.1)), killing("b", admin1="", point=(30.0, -110))
    assert place_level(a, b) == "other_place"


def test_every_field_is_compared() -> None:
    both = killing("a", killed=2)
    dates = {"day", "days", "month", "year"}
    assert set(levels_of(both, both)) == set(FIELDS) - dates | {"day"}
