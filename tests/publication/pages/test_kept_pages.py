"""Kept pages: the same bytes as a page made anew, after whatever people do."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from pytest_django.fixtures import Settings

from factories import CaseFactory, UserFactory, VictimFactory, adjudicator
from publication.many import text
from vigil.casefile.cases.verbs.contesting import set_contested
from vigil.casefile.cases.verbs.withdrawing import withdraw_case
from vigil.casefile.models import Case
from vigil.publication.pages.kept_pages import LOOKED_AT, last_decision
from vigil.publication.record.kept_answers import keep
from vigil.trust.requests.verbs import receive_request

pytestmark = pytest.mark.django_db

PAGES = ["/", "/cases/", "/es/cases/?country=MEX", "/figures/", "/figures/by-target/"]
FACETS = "/api/v1/facets"


@pytest.fixture
def case() -> Case:
    return VictimFactory(case=CaseFactory(public_id="V-7000", country="MEX")).case


def made_anew(client: Client, address: str) -> str:
    caches["pages"].clear()
    return text(client, address)


CHANGES: dict[str, Callable[[Case, Settings], Any]] = {
    "another case": lambda _case, _settings: VictimFactory(case=CaseFactory(country="MEX")),
    "withdrawn": lambda case, _s: withdraw_case(case, by=adjudicator(), why="The family asked."),
    "contested": lambda case, _s: set_contested(case, True, by=adjudicator(), why="Somebody asks."),
    "another contact": lambda _c, settings: setattr(settings, "VIGIL_CONTACT", "new@example.org"),
    "somebody who answers": lambda _c, _s: adjudicator(),
}


@pytest.mark.turns
@pytest.mark.parametrize("page", [*PAGES, FACETS])
@pytest.mark.parametrize("change", CHANGES)
def test_a_page_after_a_change_is_the_one_made_anew(
    client: Client, case: Case, settings: Settings, change: str, page: str
) -> None:
    before = text(client, page)
    assert text(client, page) == before
    CHANGES[change](case, settings)
    assert text(client, page) == made_anew(client, page)


@pytest.mark.parametrize("page", [*PAGES, FACETS])
def test_a_page_that_is_kept_is_not_made_again(
    client: Client, case: Case, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    before = client.get(page)

    def unasked(*_arguments: Any, **_named: Any) -> None:
        raise AssertionError("the page was made again")

    monkeypatch.setattr("vigil.publication.search.selection.Selection.chosen", unasked)
    monkeypatch.setattr("vigil.publication.pages.views.field_of", unasked)
    kept = client.get(page)
    assert kept.content == before.content
    assert {**kept.headers, "X-Request-ID": ""} == {**before.headers, "X-Request-ID": ""}


def test_somebody_with_a_session_gets_no_kept_page(client: Client, case: Case) -> None:
    caches["pages"].clear()
    text(client, "/cases/")
    key = next(iter(caches["pages"]._cache)).removeprefix(":1:")
    keep(key, b"kept")
    assert text(client, "/cases/") == "kept"
    client.force_login(UserFactory())
    assert text(client, "/cases/") != "kept"


def test_only_whole_pages_are_kept(client: Client, case: Case) -> None:
    caches["pages"].clear()
    text(client, "/cases/?nothing=known", 400)
    client.head("/cases/")
    client.post("/cases/")
    assert not caches["pages"]._cache


def test_who_reports_an_error_makes_no_page_anew(case: Case) -> None:
    before = last_decision()
    receive_request("case", "V-7000", "correction", "The day is wrong.")
    assert last_decision() == before
    set_contested(case, True, by=adjudicator(), why="Somebody asks.")
    assert (changed := last_decision()) > before
    for _ in range(LOOKED_AT):
        receive_request("case", "V-7000", "correction", "The day is wrong.")
    assert last_decision() > changed
