"""Killings beside judgements: which bear on a term, how many, and how many do not report it."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils.formats import date_format
from django.utils.timezone import localdate

from factories import AcceptedValueFactory, CaseFactory, VictimFactory
from outlook import factories_panels as panels
from outlook.factories_editions import an_edition
from vigil.casefile.models import Case, Release
from vigil.outlook.index_editions.killings import (
    MOTIVE_OF_BLOCK,
    killings_in,
    killings_related_to,
    killings_related_to_question,
    motive_for,
)
from vigil.outlook.models import Panel
from vigil.publication.record.columns import current
from vigil.publication.record.labels import choices
from vigil.reading.codebook.terms import resilience

pytestmark = [pytest.mark.django_db, pytest.mark.either]

TOTAL = re.compile(r"<strong>(?:<[^>]*>)?(\d+) cases?")
LINK = re.compile(r'<a class="n" href="([^"]*)" data-cases="(\d+)">')


def case(motive: str = "", target: str = "journalist", **values: Any) -> Case:
    """Make a public case with one person in it."""
    made: Case = CaseFactory(**{"country": "COL", **values})
    VictimFactory(case=made, target_category=target)
    if motive:
        AcceptedValueFactory(case=made, field="motive", value=motive, basis="adjudicated")
    return made


@pytest.fixture
def record() -> None:
    """Seven killings, five of them in Colombia, and an attempt there."""
    for motive in ("organised_crime", "organised_crime", "justice", "unclear", ""):
        case(motive)
    case("organised_crime", event="attempt", n_killed=0)
    case("organised_crime", country="TUR", target="judicial")
    case(country="")


@pytest.mark.parametrize(
    ("term", "motive"),
    [
        ("cocaine", "organised_crime"),
        ("markets", "organised_crime"),
        ("state_embedded", "organised_crime"),
        ("criminality", "organised_crime"),
        ("law_enforcement", "justice"),
        ("non_state_actors", "expression"),
        ("resilience", ""),
        ("money_laundering", ""),
        ("", ""),
        ("nonsense", ""),
    ],
)
def test_a_motive_bears_on_a_term_only_where_it_is_said_to(term: str, motive: str) -> None:
    assert motive_for(term) == motive


def test_what_bears_on_blocks_is_of_the_codebook() -> None:
    assert {*MOTIVE_OF_BLOCK} <= {*resilience().terms}
    assert {*MOTIVE_OF_BLOCK.values()} <= {value for value, _label in choices("motive")}


@pytest.mark.usefixtures("record")
def test_killings_that_bear_on_a_market_are_those_of_its_list(client: Client) -> None:
    found = killings_related_to(current(), "cocaine", "COL")
    assert found is not None
    assert found.n == 2
    assert found.url == "/figures/by-target/?country=COL&motive=organised_crime&event=killing"
    total = TOTAL.search(client.get(found.url).content.decode())
    assert total is not None
    assert int(total[1]) == found.n
    # Of what meets the rest: two do not report the motive, one killing has no country.
    assert [said for said in found.missing if said.startswith("Motive")] == [
        "Motive is not reported in 2 of the 5 cases that meet the rest. That is 40.0%."
    ]
    assert not [said for said in found.missing if "Country" in said]  # it has no such motive


@pytest.mark.usefixtures("record")
def test_a_country_nobody_wrote_of_has_no_0(client: Client) -> None:
    assert killings_related_to(current(), "cocaine", "PER") is None
    assert killings_related_to(current(), "money_laundering", "COL") is None
    assert killings_in("PER", "cocaine") is None
    none = killings_related_to(current(), "non_state_actors", "COL")
    assert none is not None
    assert (none.n, len(none.missing)) == (0, 1)


@pytest.mark.usefixtures("record")
@pytest.mark.parametrize("address", ["/outlook/index/", "/outlook/index/COL/?term=cocaine"])
def test_every_number_leads_to_its_cases(client: Client, address: str) -> None:
    an_edition("2023")
    page = client.get(address).content.decode()
    links = LINK.findall(page)
    assert len(links) > 4
    for href, cases in links:
        assert "event=killing" in href
        total = TOTAL.search(client.get(unescape(href)).content.decode())
        assert total is not None
        assert total[1] == cases, href
    for key in ("by-target", "by-motive"):
        assert re.search(rf'href="/figures/{key}/\?[^"]*event=killing"', page)
    assert "Motive: not reported in" in page
    assert (
        f"As of {date_format(localdate(), 'DATE_FORMAT')}."
        in page[page.index("/figures/by-motive/") :]
    )


@pytest.mark.usefixtures("record")
def test_attempts_are_no_killings_and_other_countries_not_this_one(client: Client) -> None:
    an_edition("2023")
    page = client.get("/outlook/index/COL/?term=cocaine").content.decode()
    assert "The record holds 6 cases from this country." in page
    assert page.count("Of 5 cases.") == 1  # by motive
    assert page.count("Of 5 people in 5 cases.") == 1  # by category
    section = page[page.index('id="cases-there"') :]
    assert "Criminal trade or territory" in section
    assert "Motive: criminal trade or territory</a> · 2 cases" in section
    judicial = dict(choices("target_category"))["judicial"]
    assert judicial not in section
    of_one = client.get("/outlook/index/TUR/").content.decode()
    assert f": {judicial[0].lower()}{judicial[1:]}, for the one person counted here." in of_one
    of_blocks = client.get("/outlook/index/COL/?term=prevention").content.decode()
    assert "motive nearest to this" not in of_blocks


@pytest.mark.usefixtures("record")
def test_the_newest_release_is_named_once_there_is_one(client: Client) -> None:
    an_edition("2023")
    assert "cite the newest release" not in client.get("/outlook/index/COL/").content.decode()
    Release.objects.create(number=1, kind="vetted", codebook_version="1", manifest={})
    Release.objects.create(number=2, kind="vetted", codebook_version="1", manifest={})
    page = client.get("/outlook/index/COL/").content.decode()
    assert re.search(r'cite the newest release: <a href="/data/">Release 2 of ', page)


def final() -> Panel:
    """Play a panel on cocaine in Colombia to its end."""
    panel, _row, _seats = panels.played(kind="final", experts=6)
    return panels.finalise(panel, by=panel.chair)


def test_results_of_a_panel_lead_to_killings_that_bear_on_each_question(client: Client) -> None:
    address = f"/outlook/results/{final().uid}/"
    assert "nearest to this" not in client.get(address).content.decode()
    case("organised_crime")
    case("unclear")
    page = client.get(address).content.decode()
    assert (
        'href="/figures/by-target/?country=COL&amp;motive=organised_crime&amp;event=killing"'
        in page
    )
    assert "Motive is not reported in 1 of the 2 cases that meet the rest." in page
    assert page.count("Cases are not coded by market, actor or building block.") == 1


def test_more_questions_ask_the_record_no_more_often(
    client: Client, django_assert_num_queries: Any
) -> None:
    panel = final()
    case("organised_crime")
    columns = current()
    questions = [*panel.questions.all()] * 5
    with django_assert_num_queries(0):
        assert any(killings_related_to_question(columns, one) for one in questions)
