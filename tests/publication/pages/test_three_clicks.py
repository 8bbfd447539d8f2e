"""From any number on a public page: three clicks to the claim, its words, source and decision."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import Client
from lxml import html

from factories import (
    AcceptedValueFactory,
    AccountFactory,
    CaseFactory,
    ClaimFactory,
    MembershipFactory,
    OutletFactory,
    ReportFactory,
    VictimFactory,
    adjudicator,
    published_together,
)
from vigil.casefile.models import Basis, Case
from vigil.trust.decisions.verbs import record

pytestmark = pytest.mark.django_db

STARTS = ("/", "/cases/", "/figures/", "/map/", "/about/")
NUMBER = re.compile(r"\d")
CASE = re.compile(r"/cases/V-\d+/")
WAYS_ON = ("/figures/", "/map/", "/data/", "/people/")
"""Labels that hold a number (a year, a month) lead to the figures or the map of it alone, and the
year of a light to its person."""


@pytest.fixture(scope="module")
def record_of_three(shared_world: None) -> None:
    for n, (country, method) in enumerate(
        [("MEX", "firearm"), ("MEX", "blade"), ("ITA", "firearm")]
    ):
        _decided(f"V-{7000 + n}", country, method)


@published_together()
def _decided(public_id: str, country: str, method: str) -> Case:
    """Make a case as it comes about: a report, its claims, two people's values, decisions."""
    case = CaseFactory(public_id=public_id, country=country, method=method, lat=16.8, lon=-99.8)
    victim = VictimFactory(case=case)
    text = "A reporter was attacked on the road to the harbour on Thursday."
    account = AccountFactory(report=ReportFactory(text=text, outlet=OutletFactory()))
    MembershipFactory(case=case, account=account)
    ClaimFactory(account=account, field="method", value=method, says="attacked")
    AcceptedValueFactory(case=case, field="method", value=method, basis=Basis.ADJUDICATED)
    AcceptedValueFactory(
        case=case, victim=victim, field="outcome", value="killed", basis=Basis.ADJUDICATED
    )
    with transaction.atomic():
        for verb in ("open", "coded", "adjudicate", "verify", "publish"):
            record(verb, "case", public_id, by=adjudicator())
    return case


def page(client: Client, address: str) -> html.HtmlElement:
    response = client.get(address)
    assert response.status_code == 200, address
    return html.document_fromstring(response.content.decode())


@dataclass(frozen=True)
class NumberLink:
    """A number on a page, where it leads, and how many cases it promises there, if it says."""

    on: str
    text: str
    to: str
    cases: int | None


def numbers(client: Client, start: str) -> Iterator[NumberLink]:
    [main] = page(client, start).xpath("//main")
    for link in main.iter("a", "{http://www.w3.org/2000/svg}a"):
        text = " ".join(link.text_content().split())
        to = link.get("href", "").partition("#")[0]
        if NUMBER.search(text) and to.startswith("/") and not to.startswith(WAYS_ON):
            promised = link.get("data-cases")
            yield NumberLink(start, text, to, int(promised) if promised else None)


def first_case(document: html.HtmlElement) -> str:
    links = [str(a.get("href")) for a in document.xpath("//main//ul[@class='cards']//h3/a")]
    assert links, "a number leads to an empty list"
    return links[0]


def cases_listed(document: html.HtmlElement) -> int:
    [said] = document.xpath("//p[@role='status']//strong")
    return int(re.sub(r"\D", "", said.text_content()))


def leads_down(document: html.HtmlElement) -> None:
    """Check that a value is one click from its claim, words, source and decision."""
    backings = document.xpath("//details[contains(@class, 'backing')]")
    assert backings, "no value says who says so"
    targets = {str(element.get("id")) for element in document.xpath("//*[@id]")}
    whole = 0
    for backing in backings:
        anchors = [str(a.get("href")).removeprefix("#") for a in backing.iter("a")]
        assert set(anchors) <= targets
        kinds = {anchor.partition("-")[0] for anchor in anchors}
        assert "step" in kinds, "a value does not say what decided it"
        words = [q.text_content() for q in backing.iter("q")]
        whole += {"words", "source", "step"} <= kinds and any(words)
    assert whole, "no value leads to the words of a source"


@pytest.mark.usefixtures("record_of_three")
@pytest.mark.parametrize("start", STARTS)
def test_from_any_number_three_clicks_lead_to_the_sentence(client: Client, start: str) -> None:
    tried = 0
    known: dict[str, str] = {}
    led: set[str] = set()
    for number in numbers(client, start):
        if number.to not in known and not CASE.fullmatch(number.to):
            found = page(client, number.to)
            if number.cases is not None:
                assert cases_listed(found) == number.cases, number
            known[number.to] = first_case(found)
        case = known.get(number.to, number.to)  # the second click, if the first led to a list
        if case not in led:
            leads_down(page(client, case))  # the third: what is under a value, or its anchors
            led.add(case)
        tried += 1
    assert tried or start == "/cases/"


@pytest.mark.usefixtures("record_of_three")
def test_the_list_itself_is_two_clicks_away(client: Client) -> None:
    leads_down(page(client, first_case(page(client, "/cases/"))))


@pytest.mark.usefixtures("record_of_three")
def test_the_totals_of_home_and_about_are_links(client: Client) -> None:
    home = {number.to for number in numbers(client, "/")}
    assert {"/cases/?headline=on", "/cases/"} <= home
    assert {number.to for number in numbers(client, "/about/")} == {"/cases/?headline=on"}
