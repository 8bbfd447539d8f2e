"""Chips and addresses: what is chosen can be removed, and no address has an empty parameter."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from django.http import QueryDict
from django.test import Client, RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from publication import many
from publication.many import body
from publication.search.test_selection import QUERIES
from vigil.publication.record.columns import current
from vigil.publication.search.clean_address import to_clean_address
from vigil.publication.search.filter_panel import chips
from vigil.publication.search.selection import Selection

pytestmark = pytest.mark.django_db
LOOSE: dict[str, Any] = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture],
}
YEARS = {"year_from", "year_to"}


@pytest.fixture(scope="module", autouse=True)
def made(shared_world: None) -> None:
    many.make(6)


def asked_at(address: str) -> dict[str, Any]:
    selection = Selection.from_query(QueryDict(address.partition("?")[2]), current())
    assert not selection.errors
    return dict(selection.asked)


@given(asked=QUERIES)
@settings(max_examples=20, **LOOSE)
def test_each_chip_leads_to_the_selection_without_it(asked: dict[str, str]) -> None:
    whole = asked_at(f"?{urlencode(asked)}")
    selection = Selection(whole)
    assert asked_at(f"?{selection.query()}") == whole
    assert asked_at(f"?{urlencode(selection.fields())}") == whole
    removed = []
    for chip in chips(selection, "/cases/"):
        rest = asked_at(chip.url)
        gone = whole.keys() - rest.keys()
        assert rest == {name: value for name, value in whole.items() if name not in gone}
        assert len(gone) == 1 or gone == YEARS
        assert chip.label
        removed += gone
    assert sorted(removed) == sorted(whole.keys() - {"sort"})


@given(asked=QUERIES, empty=st.sets(st.sampled_from(["q", "country", "gender", "page", "sort"])))
@settings(max_examples=20, **LOOSE)
def test_what_a_form_sends_leads_to_the_address_without_empty_fields(
    asked: dict[str, str], empty: set[str]
) -> None:
    sent = {**dict.fromkeys(empty, " "), **asked}
    answer = to_clean_address(RequestFactory().get("/es/cases/", sent))
    if empty <= asked.keys():
        assert answer is None
    else:
        assert answer is not None
        assert dict(parse_qsl(answer.url.partition("?")[2], keep_blank_values=True)) == asked
        assert answer.url.startswith("/es/cases/")
        assert to_clean_address(RequestFactory().get(answer.url)) is None


@pytest.mark.parametrize(
    ("sent", "leads_to"),
    [
        ("country=mexico", "country=MEX"),
        ("country=col", "country=COL"),
        ("country=M%C3%A9xico&q=", "country=MEX"),
        ("country=COL&admin1=cauc", "country=COL&admin1=Cauca"),
    ],
)
def test_a_place_may_be_typed(client: Client, sent: str, leads_to: str) -> None:
    response = client.get(f"/cases/?{sent}")
    assert (response.status_code, response["Location"]) == (302, f"/cases/?{leads_to}")


def test_a_name_that_may_be_several_countries_is_asked_about(client: Client) -> None:
    page = html.fromstring(body(client, "/cases/?country=guin&gender=female").decode())
    [alert] = page.xpath("//*[@role='alert']")
    links = {link.text_content(): link.get("href") for link in alert.xpath(".//a")}
    assert links["Guinea"] == "/cases/?country=GIN&gender=female"
    assert len(links) > 1


@pytest.mark.parametrize("place", ["/cases/", "/cases/people/", "/map/", "/figures/"])
def test_no_link_of_a_page_has_an_empty_parameter(client: Client, place: str) -> None:
    page = html.fromstring(body(client, f"{place}?country=MEX&gender=unknown").decode())
    hrefs = page.xpath("//main//a/@href")
    assert sum("?" in href for href in hrefs) > 10
    for href in hrefs:
        query = href.partition("?")[2].partition("#")[0]
        assert all(value for _name, value in parse_qsl(query, keep_blank_values=True)), href
    for form in page.xpath("//main//form[@method='get']"):
        hidden = form.xpath(".//input[@type='hidden']")
        kept = {field.get("name"): field.get("value") for field in hidden}
        assert kept.items() <= {"country": "MEX", "gender": "unknown"}.items()
        assert kept["gender"] == "unknown"
