"""The number beside a value leads to as many cases, or people, where people are protected too."""

import json
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import HealthCheck, given, settings
from lxml import html

from factories import VictimFactory, published_together
from publication.many import body
from publication.public_pages import publish_everything
from publication.search.shown_values import filter_values
from publication.search.test_selection import QUERIES
from vigil.casefile.models import Case
from vigil.publication.cases.people_list import people_killed
from vigil.publication.record.columns import current
from vigil.publication.search.selection import Selection

pytestmark = [pytest.mark.django_db, pytest.mark.either]


@pytest.fixture(scope="module", autouse=True)
def made(shared_world: None) -> None:
    publish_everything()
    case = Case.objects.get(public_id="V-7001")
    with published_together():
        VictimFactory(case=case, name="Lucía Muestra", minor=True, gender="female")
        VictimFactory(case=case, name="Otra Muestra", outcome="injured", gender="female")


@given(asked=QUERIES)
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_number_is_that_of_the_list_it_leads_to(
    client: Client, asked: dict[str, str]
) -> None:
    columns = current()
    for place in ("/cases/", "/cases/people/"):
        for one in filter_values(body(client, f"{place}?{urlencode(asked)}").decode()):
            there = Selection.from_query(QueryDict(one.query), columns)
            assert not there.errors
            cases, people = there.mask(columns).sum(), people_killed(there, columns).size
            assert one.number == (cases if place == "/cases/" else people), (place, asked, one)


def test_who_may_not_be_named_has_no_name_no_page_and_no_gender_in_a_list(client: Client) -> None:
    text = body(client, "/cases/people/").decode()
    assert "Lucía" not in text
    assert "Otra Muestra" not in text
    cards = html.fromstring(text).xpath("//ul[@class='cards']/li")
    minors = [card for card in cards if "A person under 18" in card.text_content()]
    assert minors
    assert not any(card.xpath(".//h3/a") for card in minors)
    choices = json.loads(body(client, "/api/v1/facets"))["choices"]
    entries = json.loads(body(client, "/api/v1/cases?limit=1000"))["results"]
    women = [entry for entry in entries if any(p["gender"] == "female" for p in entry["people"])]
    counted = {one["value"]: one["cases"] for one in choices["gender"]}
    assert counted.get("female", 0) == len(women)
