"""What is read beside the names."""

import pytest

from vigil.reading.intake.geocoding.candidate_places import Atlas
from vigil.reading.intake.geocoding.toponyms import (
    country_hints_of,
    country_of,
    domain_of,
    gaps,
    is_in_label,
    senses,
)

from .test_geocoder import document


@pytest.mark.parametrize(
    ("domain", "url", "wanted"),
    [
        ("www.Example.com", "", "example.com"),
        ("", "https://www.news.example.ie/a?b", "news.example.ie"),
        ("", "", ""),
        ("", "http://[broken", ""),
    ],
)
def test_domain(domain: str, url: str, wanted: str) -> None:
    assert domain_of(domain, url) == wanted


def test_country_of_a_domain() -> None:
    assert [country_of(d) for d in ("a.co.uk", "b.ru", "c.com", "d.tv", "")] == [
        "GB",
        "RU",
        "",
        "",
        "",
    ]


def test_a_domain_named_after_a_place() -> None:
    assert is_in_label("Paris", "theparisnews.com")
    assert is_in_label("Las Vegas", "lasvegassun.com")
    assert not is_in_label("Rome", "chromenews.com")
    assert not is_in_label("Paris", "example.com")


def test_one_name_is_one_sense_unless_two_divisions_follow() -> None:
    atlas = Atlas.load()
    found, which = senses(document("[Paris], Texas; [Paris], France; [Paris]."), atlas)
    assert [sense.name for sense in found] == ["Paris", "Paris"]
    assert which == [0, 1, 0]
    found, which = senses(document("[Paris] and [PARIS]"), atlas)
    assert which == [0, 0]


def test_gaps_are_between_the_nearest_mentions() -> None:
    found, _ = senses(document("[Lima] and [Quito], or [Lima]"), Atlas.load())
    assert gaps(found).tolist() == [[0, 5], [5, 0]]


def test_signs_of_a_country() -> None:
    atlas = Atlas.load()
    signs = country_hints_of("The sheriff told the school district; felony charges follow.", atlas)
    assert atlas.countries[max(signs, key=lambda c: signs[c])] == "US"
    assert country_hints_of("Nothing to see.", atlas) == {}
