"""Every public page: what must not be seen on it, and how it is served. The home page."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from factories import (
    CandidateFactory,
    CaseFactory,
    UserFactory,
    VictimFactory,
)
from publication.many import text
from publication.planted import KILLED, PERPETRATOR, QUARTER, SECRET, SURVIVOR, plant
from vigil.casefile.models import Stage, Visibility

pytestmark = pytest.mark.django_db

PAGES = ["/", "/cases/", "/cases/V-7000/", "/about/", "/about/policy/"]
LANGUAGES = ["", "/es", "/fr", "/pt", "/ar"]


# What must not be seen


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_nothing_planted_is_on_any_page(client: Client, language: str, page: str) -> None:
    plant(public_id="V-7000")
    body = text(client, language + page)
    for word in (*SECRET, QUARTER):
        assert word.lower() not in body.lower()


@pytest.mark.parametrize("name", [PERPETRATOR, SURVIVOR, "Tadeo Belmonte", "Driver", QUARTER])
def test_a_search_confirms_nobody_who_is_not_named(client: Client, name: str) -> None:
    plant(public_id="V-7000")
    assert "V-7000" not in text(client, f"/cases/?q={name}")


def test_an_address_that_no_database_holds_is_not_found(client: Client) -> None:
    plant(public_id="V-7000")
    assert "V-7000" not in text(client, "/cases/%00/", 404)
    assert "V-7000" in text(client, "/cases/V-7000/?merged=%00")


def test_the_number_of_a_case_may_be_typed_small(client: Client) -> None:
    plant(public_id="V-7000")
    assert client.get("/es/cases/v-7000/")["Location"] == "/es/cases/V-7000/"
    text(client, "/cases/x-7000/", 404)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_asked_for_again_before_it_is_shown_from_a_copy(
    client: Client, page: str
) -> None:
    plant(public_id="V-7000")
    assert client.get(page)["Cache-Control"] == "no-cache"


def test_a_kept_answer_is_asked_for_again(client: Client) -> None:
    case = plant(public_id="V-7000")
    CaseFactory(public_id="V-7001", superseded_by=case)
    for address in ("/", "/cases/", "/cases/V-7000/", "/cases/V-7001/"):
        assert client.get(address)["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "hidden",
    [{"outcome": "injured"}, {"age_low": 12, "age_high": 12}, {"minor": True}],
)
def test_a_filter_does_not_find_what_no_page_tells(client: Client, hidden: dict[str, Any]) -> None:
    case = CaseFactory(public_id="V-7001")
    VictimFactory(case=case, target_category="bystander")
    VictimFactory(case=case, name=SURVIVOR, target_category="whistleblower", **hidden)
    assert "V-7001" in text(client, "/cases/?target_category=bystander")
    assert "V-7001" not in text(client, "/cases/?target_category=whistleblower")


def test_where_nobody_died_the_filter_finds_what_the_page_tells(client: Client) -> None:
    case = CaseFactory(public_id="V-7002", event="attempt")
    VictimFactory(case=case, name=SURVIVOR, outcome="injured", target_category="whistleblower")
    assert "V-7002" in text(client, "/cases/?target_category=whistleblower")
    assert "V-7002" in text(client, "/cases/?outcome=injured")


@pytest.mark.parametrize(
    "values",
    [
        {"stage": Stage.OPEN, "visibility": Visibility.INTERNAL},
        {"stage": Stage.VERIFIED, "visibility": Visibility.INTERNAL},
        {"stage": Stage.REJECTED, "visibility": Visibility.INTERNAL},
    ],
)
def test_a_case_that_is_not_public_has_no_page_and_no_line(
    client: Client, values: dict[str, Any]
) -> None:
    case = CaseFactory(public_id="V-7001", **values)
    VictimFactory(case=case)
    text(client, "/cases/V-7001/", 404)
    assert KILLED not in text(client, "/cases/")
    assert KILLED not in text(client, "/")


def test_candidates_are_never_public(client: Client) -> None:
    VictimFactory(case=CandidateFactory())
    assert KILLED not in text(client, "/cases/")
    assert KILLED not in text(client, "/")


# Home


def test_home_says_what_it_counts(client: Client) -> None:
    VictimFactory.create_batch(3, case=CaseFactory())
    VictimFactory(case=CaseFactory(organised_crime_link="suspected"))
    body = " ".join(text(client, "/").split())
    assert "4 people killed." in body
    assert (
        '<a href="/cases/?headline=on" data-cases="1">1 case</a> is in our headline count' in body
    )
    assert "People killed in it: 3." in body
    assert "Most killings are missing from it" in body
    assert "This is not a count of all such killings" in body


def test_the_headline_count_leads_to_the_cases_it_counts(client: Client) -> None:
    counted, other = CaseFactory(), CaseFactory(specific_target="unclear")
    body = text(client, "/cases/?headline=on")
    assert f"/cases/{counted.public_id}/" in body
    assert f"/cases/{other.public_id}/" not in body


def test_an_empty_record_says_so(client: Client) -> None:
    assert "No case has been published yet" in text(client, "/")


# Manners


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("address", "limit"), [("/", 25), ("/cases/", 10), ("/cases/?method=firearm&q=ama", 15)]
)
def test_lists_ask_the_database_as_often_for_three_cases_as_for_one(
    client: Client,
    django_assert_max_num_queries: Callable[[int], Any],
    count: int,
    address: str,
    limit: int,
) -> None:
    for _ in range(count):
        VictimFactory(case=CaseFactory(), also=["A. Ríos"])
    with django_assert_max_num_queries(limit):
        text(client, address)


@pytest.mark.parametrize("page", PAGES)
def test_pages_only_read(client: Client, page: str) -> None:
    plant(public_id="V-7000")
    assert client.post(page).status_code == 405
    assert client.head(page).status_code == 200


def test_signed_in_people_see_the_same_public_page(client: Client) -> None:
    plant(public_id="V-7000")
    client.force_login(UserFactory())
    body = text(client, "/cases/V-7000/")
    for word in SECRET:
        assert word not in body
