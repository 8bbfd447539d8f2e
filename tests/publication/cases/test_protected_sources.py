"""A protected address opens by a click on our own page, and stands nowhere."""

from typing import Any

import pytest
from django.test import Client

from factories import (
    AccountFactory,
    CaseFactory,
    ClaimFactory,
    MembershipFactory,
    ReportFactory,
    VictimFactory,
    adjudicator,
    coder,
    published_together,
)
from publication.planted import KILLED
from publication.planted import plant as plant_names
from publication.policy.crawl import crawl
from publication.public_outputs import everything, holding
from seconded import show_source
from vigil.casefile.cases.verbs.withdrawing import withdraw_case
from vigil.casefile.models import Case, Report
from vigil.casefile.reports.verbs.protecting import protect_source
from witness.testimony_factories import old_ticket

pytestmark = pytest.mark.django_db

ADDRESS = "https://news.example/2022/Zurbano-Iraeta-guilty?by=Quelonio"
TITLE = "Quelonio Zurbano found guilty"
NAMES = ("Quelonio", "Zurbano", "Iraeta")
"""Of somebody whom no report of the case names: only people know what the words are."""


@published_together()
def plant() -> Case:
    """Make a public case with one source that spells a name, and one that does not."""
    case = CaseFactory(public_id="V-7001")
    VictimFactory(case=case, name=KILLED)
    for url, title in ((ADDRESS, TITLE), ("https://news.example/a-verdict", "A verdict")):
        report = ReportFactory(url=url, canonical_url=url, title=title, published="2022-06-30")
        account = AccountFactory(report=report)
        MembershipFactory(case=case, account=account)
        ClaimFactory(account=account, field="method", value="firearm", says="shot dead")
    return case


def protect(case: Case, parts: str = "both") -> Report:
    report = Report.objects.get(url=ADDRESS)
    protect_source(case, report, parts, by=coder())
    return report


def page(path: str, language: str = "") -> str:
    return Client().get(f"/{language}cases/{path}").content.decode()


def test_a_source_that_nobody_marked_is_shown_whole() -> None:
    """The control: the words reach pages, files and the API."""
    told = holding(everything(plant(), q="Amalia"), list(NAMES))
    assert {"/cases/V-7001/", "/api/v1/cases/V-7001"} <= set(told)
    assert set(told["/cases/V-7001/"]) == set(NAMES)


def test_a_marked_source_is_spelt_nowhere() -> None:
    case = plant()
    protect(case)
    found = crawl([str(case.public_id)], every_language=False)
    assert found.where([name.lower() for name in NAMES]) == []
    assert holding(everything(case, q="Amalia"), list(NAMES)) == {}


def test_it_shows_publisher_date_and_a_neutral_title() -> None:
    case = plant()
    report = protect(case)
    (record,) = (
        source
        for source in Client().get("/api/v1/cases/V-7001").json()["record"]["sources"]
        if source.get("protected")
    )
    assert report.outlet is not None
    assert (record["publisher"], record["date"]) == (report.outlet.name, "2022-06-30")
    assert (record["title"], record["url"]) == ("[Report of 2022-06-30]", None)
    assert record["protected"] == "both"
    shown = page("V-7001/")
    assert "Report of 30 June 2022" in shown
    assert "Publicación del 30 de junio de 2022" in page("V-7001/", "es/")
    assert "a-verdict" in shown


@pytest.mark.parametrize(
    ("parts", "title", "address"), [("title", False, True), ("address", True, False)]
)
def test_only_what_is_marked_is_hidden(parts: str, title: bool, address: bool) -> None:
    case = plant()
    protect(case, parts)
    shown = page("V-7001/")
    assert (TITLE in shown, "Zurbano-Iraeta" in shown) == (title, address)


def opened(at: str, **headers: str) -> Any:
    """Press the button of the page, as a browser does that keeps no cookie."""
    client = Client(enforce_csrf_checks=True)
    return client.post(at, {"ticket": old_ticket()}, headers=headers)


def number_of_protected() -> int:
    (record,) = (
        number
        for number, source in enumerate(
            Client().get("/api/v1/cases/V-7001").json()["record"]["sources"], 1
        )
        if source.get("protected")
    )
    return record


def test_a_click_on_our_page_leads_to_the_address() -> None:
    case = plant()
    protect(case)
    at = f"/cases/V-7001/sources/{number_of_protected()}/"
    assert f'href="{at}"' in page("V-7001/")
    asked = Client().get(at)
    assert asked.status_code == 200
    assert "spells the name of somebody" in asked.content.decode()
    assert not any(name.lower() in asked.content.decode().lower() for name in NAMES)
    sent = opened(at)
    assert (sent.status_code, sent["Location"]) == (303, ADDRESS)
    for answer in (asked, sent):
        assert "noindex" in answer["X-Robots-Tag"]
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]
        assert not answer.cookies
    assert "form-action 'self' https: http:" in asked["Content-Security-Policy"]


def test_only_a_form_of_ours_opens_it() -> None:
    protect(plant())
    at = f"/cases/V-7001/sources/{number_of_protected()}/"
    for answer in (
        Client().post(at),
        Client().post(at, {"ticket": "made up"}),
        opened(at, **{"Sec-Fetch-Site": "cross-site"}),
    ):
        assert answer.status_code == 403
        assert "Location" not in answer


@pytest.mark.parametrize("number", [0, 3, 99999])
def test_another_number_leads_back_to_the_case(number: int) -> None:
    protect(plant())
    for ask in (Client().get, opened):
        found = ask(f"/cases/V-7001/sources/{number}/")
        assert (found.status_code, found["Location"]) == (302, "/cases/V-7001/#sources")


def test_a_source_that_may_be_shown_leads_back_to_the_case() -> None:
    case = plant()
    report = protect(case)
    number = number_of_protected()
    show_source(case, report, "title", by=adjudicator())
    found = opened(f"/cases/V-7001/sources/{number}/")
    assert found["Location"] == "/cases/V-7001/#sources"


def test_no_source_of_a_case_that_is_not_public_is_opened() -> None:
    case = plant()
    protect(case)
    at = f"/cases/V-7001/sources/{number_of_protected()}/"
    withdraw_case(case, by=adjudicator(), why="her family asked")
    assert opened(at).status_code == 410
    assert opened("/cases/V-9999/sources/1/").status_code == 404


def test_an_address_that_spells_a_withheld_name_opens_in_the_same_way() -> None:
    """Nobody marked it: the case itself knows the name."""
    case = plant_names(public_id="V-7002")
    report = Report.objects.get(url__contains="evaristo")
    assert report.protected == ""
    assert "evaristo" not in page("V-7002/").lower()
    sent = opened("/cases/V-7002/sources/1/")
    assert (sent.status_code, sent["Location"]) == (303, report.url)
    assert case.public_id == "V-7002"
