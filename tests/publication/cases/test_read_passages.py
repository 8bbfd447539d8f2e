"""What somebody wrote down who read a page: shown with its source, and never more than allowed."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from factories import (
    AcceptedValueFactory,
    AccountFactory,
    CaseFactory,
    ClaimFactory,
    MembershipFactory,
    OutletFactory,
    ReportFactory,
    VictimFactory,
    coder,
)
from vigil.casefile.cases.queries import public_cases
from vigil.casefile.models import Account, Basis, Case, Claim, Origin, Victim
from vigil.publication.cases.claims import ValueSources
from vigil.publication.cases.page import CasePage, case_page_of
from vigil.publication.cases.queries import with_everything

pytestmark = pytest.mark.django_db

READ_ON = date(2026, 11, 29)


@pytest.fixture
def case(db: None) -> Case:
    coded = {"case": {"served": "Nobody else gained by it."}, "victims": [{"role": "Aimed at."}]}
    made = CaseFactory(
        public_id="V-7000", origin=Origin.COMPILED, compiled={"coded_by_us": coded, "summary": []}
    )
    victim = VictimFactory(case=made, name="Ana Ejemplo")
    accept(made, "method", "firearm")
    accept(made, "names", ["Ana Ejemplo"], victim=victim)
    return made


@pytest.fixture
def account(case: Case) -> Account:
    outlet = OutletFactory(name="The Ejemplo Herald")
    made = AccountFactory(report=ReportFactory(text="", outlet=outlet, published="2019-03-08"))
    MembershipFactory(case=case, account=made)
    return made


def accept(case: Case, field: str, value: Any, **more: Any) -> None:
    AcceptedValueFactory(case=case, field=field, value=value, basis=Basis.COMPILED, **more)


def read(account: Account, field: str, value: Any, **more: Any) -> Claim:
    return ClaimFactory(account=account, field=field, value=value, read_on=READ_ON, **more)


def page() -> CasePage:
    return case_page_of(with_everything(public_cases()).get(public_id="V-7000"))


def sources(field: str) -> ValueSources:
    return {row.field: row.sources for row in page().rows}[field]


def of_person(field: str) -> ValueSources:
    return {f.field: f.sources for f in page().people[0].fields}[field]


def test_a_statement_has_publisher_day_paragraph_and_our_words(
    client: Client, account: Account
) -> None:
    read(account, "method", "firearm", words="Two shots were fired.", where="2nd paragraph")
    [said] = sources("method").says
    assert (said.publisher, said.day) == ("The Ejemplo Herald", "8 March 2019")
    [passage] = said.read
    assert (passage.words, passage.where) == ("Two shots were fired.", "paragraph 2")
    body = client.get("/cases/V-7000/").content.decode()
    assert "Two shots were fired." in body
    assert "The compilers read these pages on 29 November 2026." in body
    assert "They noted the page, not the paragraph." not in body


def test_where_no_paragraph_was_noted_it_says_so(client: Client, account: Account) -> None:
    read(account, "method", "firearm", words="Two shots were fired.")
    body = client.get("/cases/V-7000/").content.decode()
    assert "They noted the page, not the paragraph." in body


def test_a_source_that_differs_is_shown_with_its_value(account: Account) -> None:
    read(account, "method", "firearm")
    other = AccountFactory(report=ReportFactory(text=""))
    MembershipFactory(case=account.membership.case, account=other)
    read(other, "method", "blade")
    [differs] = sources("method").otherwise
    assert [passage.value for passage in differs.read] == ["Blade"]


def test_whoever_read_it_may_find_that_other_words_state_the_value(
    case: Case, account: Account
) -> None:
    victim = case.victims.get()
    accept(case, "occupation", "Judge", victim=victim)
    claim = read(
        account,
        "occupation",
        "member of the bench",
        person=0,
        about=victim.uid,
        agrees_with="Judge",
    )
    assert of_person("occupation").says
    claim.agrees_with = "Magistrate"  # the value has been replaced since
    claim.save()
    assert [s.read[0].value for s in sources_of_person(case)] == ["member of the bench"]


def sources_of_person(case: Case) -> tuple[Any, ...]:
    """Return who differs about the occupation, though it is not shown any more by itself."""
    case.accepted.filter(field="occupation").update(basis=Basis.ADJUDICATED)
    return of_person("occupation").otherwise


def test_what_no_source_states_says_why_it_is_coded_so(client: Client, case: Case) -> None:
    accept(case, "served", "revenge")
    accept(case, "role", "target", victim=case.victims.get())
    assert sources("served").coded == "Nobody else gained by it."
    assert of_person("role").coded == "Aimed at."
    body = client.get("/cases/V-7000/").content.decode()
    assert "Coded by us:" in body


def test_a_reason_of_ours_goes_with_the_value_that_it_explains(case: Case) -> None:
    accept(case, "served", "revenge")
    case.accepted.filter(field="served").update(basis=Basis.ADJUDICATED, value="gain")
    assert sources("served").coded == ""


def test_a_value_without_source_or_reason_is_not_shown(case: Case) -> None:
    accept(case, "why_targeted", "duty")
    accept(case, "age", {"low": 41, "high": 41}, victim=case.victims.get())
    shown = page()
    assert "why_targeted" not in {row.field for row in shown.rows}
    assert (shown.people[0].name, shown.people[0].age) == ("Ana Ejemplo", "")


def test_a_claim_on_one_person_is_not_told_of_another(case: Case, account: Account) -> None:
    other = VictimFactory(case=case, position=1, name="Ana Ejemplo Segunda")
    for victim in (case.victims.get(position=0), other):
        accept(case, "age", {"low": 41, "high": 41}, victim=victim)
    read(account, "age", {"low": 41, "high": 41}, person=1, about=other.uid)
    first, second = page().people
    assert first.age == ""
    assert second.age == "41"


def test_of_who_may_not_be_named_nothing_is_told(case: Case, account: Account) -> None:
    hidden = VictimFactory(case=case, position=1, name="Casilda Orduña", outcome="injured")
    accept(case, "outcome", "injured", victim=hidden)
    read(account, "outcome", "injured", person=1, about=hidden.uid, words="Hurt in the arm.")
    read(account, "names", ["Casilda Orduña"], person=1, about=hidden.uid)
    person = page().people[1]
    assert not any(field.sources.any_statement for field in person.fields)


def test_words_with_a_withheld_name_are_left_out(
    client: Client, case: Case, account: Account
) -> None:
    VictimFactory(case=case, position=1, name="Casilda Orduña", outcome="injured")
    read(account, "method", "firearm", words="He shot Casilda Orduña too.", where="on Orduña")
    [said] = sources("method").says
    assert (said.read[0].words, said.read[0].where) == ("", "")
    assert "Orduña" not in client.get("/cases/V-7000/").content.decode()


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        ({}, "Shot in Calle Secreta."),
        ({"field": "place_type", "value": "home"}, ""),
        ({"coder": True}, ""),
    ],
)
def test_names_in_words_need_a_second_reader_and_places_stay_coarse(
    case: Case, account: Account, more: dict[str, Any], shown: str
) -> None:
    accept(case, "place_type", "home")
    by = {"coder": coder()} if more.pop("coder", None) else {}
    claim = {"field": "method", "value": "firearm", **more}
    read(account, words="Shot in Calle Secreta.", **claim, **by)
    [said] = sources(claim["field"]).says
    assert said.read[0].words == shown


def test_a_finer_place_than_the_one_shown_is_not_named(case: Case, account: Account) -> None:
    place = {"name": "Puerto Ejemplo", "precision": "town", "country": "MEX"}
    accept(case, "place", place)
    accept(case, "place_type", "home")
    Case.objects.filter(pk=case.pk).update(place_name="Puerto Ejemplo", place_precision="town")
    read(account, "place", {"name": "Barrio Secreto"}, agrees_with=place)
    read(account, "place", {"name": "Puerto Ejemplo"})
    [said] = sources("place").says
    assert "Barrio Secreto" not in [passage.value for passage in said.read]
    assert {passage.value for passage in said.read} == {""}


def test_others_who_were_harmed_are_told_without_names(
    client: Client, case: Case, account: Account
) -> None:
    read(account, "others_harmed", "two bodyguards hurt")
    read(account, "others_harmed", "Casilda Orduña hurt")
    VictimFactory(case=case, position=1, name="Casilda Orduña", outcome="injured")
    row = {row.field: row for row in page().rows}["others_harmed"]
    assert row.value == "two bodyguards hurt"
    assert "Orduña" not in client.get("/cases/V-7000/").content.decode()


def test_a_killing_that_a_source_reports_states_the_outcome(case: Case, account: Account) -> None:
    victim: Victim = case.victims.get()
    accept(case, "outcome", "killed", victim=victim)
    read(account, "event", "killing", about=victim.uid)
    assert of_person("outcome").says


def test_the_api_says_the_same(client: Client, case: Case, account: Account) -> None:
    accept(case, "served", "revenge")
    read(account, "method", "firearm", words="Two shots were fired.", where="2nd paragraph")
    claims = {c["field"]: c for c in client.get("/api/v1/cases/V-7000").json()["claims"]}
    assert claims["served"]["coded_by_us"] == "Nobody else gained by it."
    [said] = claims["method"]["says"][0]["read"]
    assert said == {
        "on": "2026-11-29",
        "by": "compilers",
        "value": None,
        "words": "Two shots were fired.",
        "where": "paragraph 2",
        "note": None,
    }
