"""The list of cases and the page of one case."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from casefile.compiled import load_numbers
from factories import (
    AcceptedValueFactory,
    AccountFactory,
    CaseFactory,
    MembershipFactory,
    VictimFactory,
    adjudicator,
    published_together,
)
from publication.many import text
from publication.planted import KILLED, PERPETRATOR, plant
from vigil.casefile.cases.verbs import publishing as verbs
from vigil.casefile.cases.verbs.merging import merge_cases
from vigil.casefile.cases.verbs.undoing import undo
from vigil.casefile.models import Basis, CaseRelation, Origin, Visibility
from vigil.publication.models import PublicCase
from vigil.trust.models import Decision
from vigil.witness.models import Name

pytestmark = pytest.mark.django_db


# List


@pytest.fixture
@published_together()
def three(db: None) -> None:
    a = CaseFactory(public_id="V-7010", country="MEX", method="firearm")
    VictimFactory(case=a, name="Amalia Ríos Quintero")
    b = CaseFactory(
        public_id="V-7011",
        country="ITA",
        method="explosive",
        date="1992-05-23",
        date_earliest=date(1992, 5, 23),
        date_latest=date(1992, 5, 23),
        organised_crime_link="established_in_court",
    )
    VictimFactory(case=b, name="Đorđe Łukasz Müller", target_category="judicial")
    c = CaseFactory(
        public_id="V-7012",
        country="",
        method="unknown",
        event="attempt",
        date="",
        date_earliest=None,
        date_latest=None,
        n_killed=0,
    )
    VictimFactory(case=c, outcome="injured", target_category="unknown")


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"V-7010", "V-7011", "V-7012"}),
        ("q=rios", {"V-7010"}),
        ("q=QUINTERO amalia", {"V-7010"}),
        ("q=dorde lukasz muller", {"V-7011"}),
        ("q=!!!", set()),
        ("q=1992", {"V-7011"}),
        ("q=muller ١٩٩٢ italy", {"V-7011"}),
        ("q=1992 rios", set()),
        ("country=ITA", {"V-7011"}),
        ("year_from=1992&year_to=1992", {"V-7011"}),
        ("year_from=1993", {"V-7010"}),
        ("year_to=2018", {"V-7011"}),
        ("target_category=judicial", {"V-7011"}),
        ("method=explosive", {"V-7011"}),
        ("event=attempt", {"V-7012"}),
        ("outcome=injured", {"V-7012"}),
        ("organised_crime_link=established_in_court", {"V-7011"}),
        ("country=MEX&method=explosive", set()),
    ],
)
def test_filters(client: Client, query: str, found: set[str]) -> None:
    body = text(client, f"/cases/?{query}")
    assert {i for i in ("V-7010", "V-7011", "V-7012") if f"/cases/{i}/" in body} == found
    assert f"{len(found)} case" in body


@pytest.mark.usefixtures("three")
def test_the_filter_is_said_in_words_with_its_total(client: Client) -> None:
    body = " ".join(text(client, "/cases/?country=ITA&method=explosive").split())
    assert "<strong>1 case</strong>." in body
    assert '<span dir="auto">Italy</span>' in body
    assert '<span dir="auto">Method: explosive</span>' in body


@pytest.mark.usefixtures("three")
def test_what_a_filter_cannot_judge_is_counted(client: Client) -> None:
    body = text(client, "/cases/?method=firearm")
    assert "is not reported in 1 of the 3 cases" in body
    body = text(client, "/cases/?target_category=journalist")
    assert "is not reported in 1 of the 3 cases" in body


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("query", ["year_from=abc", "country=XXX", "method=magic", "page=abc"])
def test_a_bad_value_is_named_and_the_rest_goes_on(client: Client, query: str) -> None:
    body = text(client, f"/cases/?{query}")
    assert "3 cases" in body
    assert ('role="alert"' in body) is ("page" not in query)


@pytest.mark.usefixtures("three")
def test_a_year_is_a_reason_and_an_empty_search_says_what_to_try(client: Client) -> None:
    assert "Found by the date: 23 May 1992" in text(client, "/cases/?q=Italy 1992")
    body = text(client, "/cases/?q=rios 1992&country=MEX")
    assert "Leave out a word" in body
    assert 'href="/cases/?q=rios%201992"' in body


@pytest.mark.usefixtures("three")
def test_order(client: Client) -> None:
    newest, oldest = text(client, "/cases/"), text(client, "/cases/?sort=oldest")
    assert newest.index("V-7010") < newest.index("V-7011")
    assert oldest.index("V-7011") < oldest.index("V-7010")


def test_pages_keep_the_filter(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vigil.publication.cases.views.ON_A_PAGE", 2)
    for _ in range(5):
        CaseFactory()
    body = text(client, "/cases/?country=MEX&page=2")
    assert "Page 2 of 3" in body
    assert "?country=MEX&amp;page=3" in body
    assert "?country=MEX&amp;page=1" in body


# Case


def test_a_case_leaves_out_nobody_and_a_person_is_told_of_themselves(client: Client) -> None:
    load_numbers(13)
    names = [person["names"][0] for person in PublicCase.objects.get().people]
    assert len(names) == 5
    body = text(client, "/cases/V-0013/")
    [heading] = re.findall(r"<h1>(.*?)</h1>", body)
    [citation] = re.findall(r"<blockquote>(Vigil: .*?)</blockquote>", body, re.S)
    files = (text(client, f"/cases/V-0013/cite.{form}") for form in ("bib", "ris", "json"))
    for written in (heading, citation, *files):
        assert not [name for name in names if name not in written]
    assert "and 1 more" in body.partition("</title>")[0]
    assert "23 people injured" in body
    assert "23 people injured" in text(client, "/api/v1/cases/V-0013")
    spanish = text(client, "/es/cases/V-0013/")
    assert "23 personas heridas" in spanish
    assert "23 people injured" not in spanish
    of_montinaro = "Antonio Montinaro was 29 or 30"
    for name in ("Giovanni Falcone", "Antonio Montinaro"):
        page = text(client, f"/people/{Name.objects.get(name=name).handle}/")
        assert (of_montinaro in page) is (name == "Antonio Montinaro")


def test_a_case_page_names_the_dead_first_and_says_who_says_so(client: Client) -> None:
    case = plant(public_id="V-7000")
    body = text(client, "/cases/V-7000/")
    assert f"<h1>{KILLED}</h1>" in body
    assert "2 reports, 2 outlets" in body
    assert "The Ejemplo Herald" in body
    assert "<mark>shot dead</mark>" in body
    assert "as of 2021" in body
    assert "The basis is not stated in words that may be published" in body
    assert "compiled from published sources" not in body
    assert case.public_id in body


def test_a_compiled_case_says_so(client: Client) -> None:
    case = CaseFactory(public_id="V-7002", origin=Origin.COMPILED)
    AcceptedValueFactory(case=case, basis=Basis.COMPILED)
    assert "compiled from published sources, not yet verified here" in text(
        client, "/cases/V-7002/"
    )


def test_a_source_is_a_link_that_tells_the_other_site_nothing(client: Client) -> None:
    membership = MembershipFactory()
    VictimFactory(case=membership.case)
    body = text(client, f"/cases/{membership.case.public_id}/")
    url = membership.account.report.url
    assert f'<a href="{url}" rel="noopener noreferrer nofollow"' in body


def test_an_address_that_is_no_web_address_is_no_link(client: Client) -> None:
    account = AccountFactory(report__url="javascript:alert(1)")
    membership = MembershipFactory(account=account)
    assert "javascript:" not in text(client, f"/cases/{membership.case.public_id}/")


def test_unknown_case(client: Client) -> None:
    assert "There is no page here" in text(client, "/cases/V-999999/", 404)


def test_a_withdrawn_case_shows_nothing_of_itself(client: Client) -> None:
    case = plant(public_id="V-7000", visibility=Visibility.WITHDRAWN)
    body = text(client, "/cases/V-7000/", 410)
    assert "withdrawn" in body
    assert KILLED not in body
    assert case.admin1 not in body


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_a_merged_case_leads_on_and_leaves_a_note(client: Client, prefix: str) -> None:
    keep = CaseFactory(public_id="V-7003")
    CaseFactory(public_id="V-7004", superseded_by=keep)
    response = client.get(f"{prefix}/cases/V-7004/")
    assert response.status_code == 301
    assert response["Location"] == f"{prefix}/cases/V-7003/?merged=V-7004"
    assert '<p class="note">V-7004' in text(client, response["Location"])


def test_a_note_of_a_merge_that_never_was_is_not_shown(client: Client) -> None:
    CaseFactory(public_id="V-7003")
    CaseFactory(public_id="V-7005")
    for claimed in ("V-7005", "V-7003", "nonsense"):
        assert "was merged into" not in text(client, f"/cases/V-7003/?merged={claimed}")


def test_a_case_merged_into_a_withdrawn_one_is_gone(client: Client) -> None:
    keep = CaseFactory(public_id="V-7003", visibility=Visibility.WITHDRAWN)
    CaseFactory(public_id="V-7004", superseded_by=keep)
    text(client, "/cases/V-7004/", 410)


def test_after_a_split_each_page_names_the_other(client: Client) -> None:
    old = CaseFactory(public_id="V-7005")
    CaseFactory(public_id="V-7006", split_from=old)
    CaseFactory(public_id="V-7007", split_from=old, visibility=Visibility.INTERNAL)
    body = text(client, "/cases/V-7005/")
    assert "/cases/V-7006/" in body
    assert "V-7007" not in body
    assert "/cases/V-7005/" in text(client, "/cases/V-7006/")


def test_related_cases_are_shown_only_if_public(client: Client) -> None:
    case, open_, hidden = (
        CaseFactory(),
        CaseFactory(),
        CaseFactory(visibility=Visibility.INTERNAL),
    )
    for other in (open_, hidden):
        CaseRelation.objects.create(case=case, other=other, kind="same_chain")
    body = text(client, f"/cases/{case.public_id}/")
    assert f"/cases/{open_.public_id}/" in body
    assert hidden.public_id not in body
    assert f"/cases/{case.public_id}/" in text(client, f"/cases/{open_.public_id}/")


def test_decisions_show_the_step_and_the_role_and_not_the_person(client: Client) -> None:
    user = adjudicator(display_name="Ludovica Arregui")
    case = CaseFactory(public_id="V-7008", visibility=Visibility.INTERNAL)
    verbs.publish_case(case, by=user, why=f"{PERPETRATOR} was named in court")
    Decision.objects.create(verb="dismiss", target_kind="case", target_key="V-7008", actor=user)
    body = text(client, "/cases/V-7008/")
    assert "Published" in body
    assert "an adjudicator" in body
    assert "Ludovica" not in body
    assert "Montalvo" not in body
    assert "dismiss" not in body


def test_a_merge_taken_back_stays_visible(client: Client) -> None:
    by, case = adjudicator(), plant(public_id="V-7000")
    merged = merge_cases(case, CaseFactory(), by=by, why="one attack")
    undo(merged, by=by, why="two after all")
    assert "A merge, split or move taken back" in text(client, "/cases/V-7000/")


@pytest.mark.parametrize("count", [1, 3])
def test_a_case_page_asks_as_often_for_three_people_and_reports_as_for_one(
    client: Client, django_assert_max_num_queries: Callable[[int], Any], count: int
) -> None:
    case = CaseFactory()
    for _ in range(count):
        VictimFactory(case=case)
        MembershipFactory(case=case)
    text(client, "/cases/")  # the columns are read
    with django_assert_max_num_queries(23):
        text(client, f"/cases/{case.public_id}/")
