"""The number beside a value of a filter is what a second count of the shipped file gives."""

import re
from urllib.parse import parse_qsl

import pytest
from django.test import Client
from lxml import html

from publication.figures.raw_record import Line, count, lines_of_file
from publication.many import body
from publication.search.shown_values import filter_values
from vigil.casefile.open_case_file.verbs import load

pytestmark = pytest.mark.django_db

SELECTIONS = [
    "",
    "country=MEX",
    "gender=female&sort=killed",
    "target_category=journalist&outcome=killed",
    "year_from=1990&year_to=1999&impunity=partial",
    "year_from=2017&year_to=2017",
    "headline=on&motive=unknown&why_targeted=duty",
]
NOT_IN_FILE = {"precision"}
"""Parameters that a second count of the file does not know."""


@pytest.fixture(scope="module", autouse=True)
def loaded(shared_world: None) -> None:
    assert load() == len(lines_of_file())


@pytest.fixture(scope="module")
def lines() -> list[Line]:
    return lines_of_file()


@pytest.mark.parametrize("place", ["/cases/", "/cases/people/"])
@pytest.mark.parametrize("query", SELECTIONS)
def test_every_number_is_that_of_the_file(
    client: Client, place: str, query: str, lines: list[Line]
) -> None:
    found = list(filter_values(body(client, f"{place}?{query}").decode()))
    assert len(found) > 10
    for one in found:
        assert one.number > 0
        assert one.href.startswith(f"{place}?")
        asked = dict(parse_qsl(one.query))
        if not asked.keys() & NOT_IN_FILE:
            right = count(lines, asked)
            assert one.number == (right.cases if place == "/cases/" else right.killed), one


def test_people_are_listed_once_each_and_lead_to_their_own_page(client: Client) -> None:
    page = html.fromstring(body(client, "/cases/people/?country=ITA").decode())
    cards = page.xpath("//ul[@class='cards']/li")
    assert len(cards) == 17
    [falcone] = [card for card in cards if "Giovanni Falcone" in card.text_content()]
    assert "23 May 1992" in falcone.text_content()
    [own] = falcone.xpath(".//h3/a/@href")
    assert re.fullmatch(r"/people/[\w-]+/", own)
    assert "Giovanni Falcone" in body(client, own).decode()
