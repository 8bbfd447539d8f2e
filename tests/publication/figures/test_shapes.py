"""Every figure of very few cases: its sentences fit nothing, one and two as they fit many."""

import datetime
import re
from typing import Any

import pytest

from factories import AcceptedValueFactory, CaseFactory, VictimFactory, published_together
from vigil.publication.figures.figure_page import make_figure_page
from vigil.publication.figures.files import readme_of
from vigil.publication.figures.kinds import KINDS
from vigil.publication.figures.pictures import picture_of
from vigil.publication.record.columns import current
from vigil.publication.search.selection import Selection

pytestmark = pytest.mark.django_db

AWKWARD = re.compile(
    r"\b0 of\b|\b(?:[Oo]f|in|for|is) 0\b|\b0 (?:cases|people|targets|countries)\b"
    r"|\bfrom (\S+) to \1\b|\b1 (?:cases|people|targets|countries)\b|\b1 of 1\b|\ball [12]\b|%\("
)
"""A zero or a one in words that are made for many."""
CODED: dict[str, Any] = {
    "motive": "organised_crime",
    "why_targeted": "duty",
    "place_type": "street",
    "impunity": "partial",
    "judicial_as_of": {"value": "2021"},
    "judicial_year": 2021,
}
YEARS = {"country": "MEX", "year_from": 2018, "year_to": 2020}


def reported(country: str = "MEX", method: str = "firearm") -> None:
    day = datetime.date(2019, 3, 7)
    case = CaseFactory(
        country=country, method=method, date="2019-03-07", date_earliest=day, date_latest=day
    )
    VictimFactory(case=case, outcome="killed", target_category="journalist")
    for field, value in CODED.items():
        AcceptedValueFactory(case=case, field=field, value=value, basis="adjudicated")


def unreported() -> None:
    unknown = dict.fromkeys(("country", "admin1", "place_name", "date", "method"), "")
    case = CaseFactory(**unknown, date_earliest=None, date_latest=None, n_killed=0)
    VictimFactory(case=case, name="", outcome="unknown", target_category="unknown")


def empty() -> None:
    CaseFactory(n_killed=0)


SHAPES = {
    "nothing": (),
    "one": (reported,),
    "one of which nothing is reported": (unreported,),
    "one without anybody in it": (empty,),
    "two alike": (reported, reported),
    "two that differ": (reported, lambda: reported("COL", "blade")),
    "one reported, one not": (reported, unreported),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_sentences_fit_the_numbers(shape: str) -> None:
    with published_together():
        for make in SHAPES[shape]:
            make()
    columns, found = current(), {}
    for asked in ({}, YEARS):
        for key in KINDS:
            page = make_figure_page(key, Selection(asked), columns, "https://vigil.example")
            said = " ".join((page.figure.sentence, *picture_of(page).small, readme_of(page)))
            assert page.figure.sentence.endswith("."), key
            if awkward := AWKWARD.search(said):
                found[key] = said[max(0, awkward.start() - 60) : awkward.end() + 40]
    assert found == {}


def test_whose_fate_is_not_reported_is_not_said_to_be_dead() -> None:
    unreported()
    page = make_figure_page("survivors", Selection({}), current(), "https://vigil.example")
    assert page.figure.sentence == "The one target is not reported to have survived."
